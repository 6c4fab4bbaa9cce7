/* SPDX-License-Identifier: 0BSD */
/* A socket at the fake's end, and what tests of answers say about it. */
#ifndef READER_H
#define READER_H

#include "fake.h"

extern struct nl nl;
extern struct nl_msg msg; /* the newest answer */

/* Setup of a test: an open socket, nothing sent. */
int reader_setup(void **state);

/* Sends a dump request; its answers have the returned sequence number. */
uint32_t ask_for_dump(void);

/* A link message with nothing but its index. */
void add_link(struct datagram *d, uint32_t seq, int index);

/* The next answer is this link; is a failure; or the answers are read to their end, and asking
 * again does not go back to the socket. */
void assert_link(int index);
void assert_failure(int error);
void assert_end(void);

#endif

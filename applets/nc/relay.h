/* SPDX-License-Identifier: 0BSD */
/*
 * What stands between stdin, stdout and a connection: each byte of stdin goes to the network, each
 * byte of the network to stdout, neither direction waiting for the other.
 */
#ifndef RELAY_H
#define RELAY_H

#include <stdbool.h>
#include <stdint.h>

struct relay {
	bool datagrams; /* UDP: what is read at once is a message, and none of them is an end */
	bool listener;  /* over when the other side has sent all and has got what was read so far */
	bool no_input;  /* stdin is left alone, as if it had ended */
	bool shut;      /* stdin's end is passed on: no more comes from here */
	uint64_t idle;  /* microseconds without a byte until it is over; CLOCK_NEVER: no limit */
	uint64_t quit;  /* likewise after stdin's end */
};

/* Relays between a non-blocking socket and stdin, stdout, until it is over. Returns 0, or 1 after
 * saying why stdin or stdout failed. The socket stays open. */
int relay_run(const struct relay *relay, int net);

#endif

/* SPDX-License-Identifier: 0BSD */
/*
 * The other end of netlink.c's socket, by script: its calls of the sockets API are linked to the
 * functions here (-Wl,--wrap), so a test says what each receive brings and sees what was sent.
 *
 * The script is strict. A send or a receive that it does not foresee fails the test, and so does a
 * datagram that nobody came for. Under ASan the part of a reader's buffer that a datagram did not
 * fill is poisoned: looking behind the datagram's end is an error although it is inside the buffer.
 *
 * Messages are built here by code of its own, not by netlink.c, so that the two check each other.
 */
#ifndef FAKE_H
#define FAKE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "../../netlink.h"

#define FAKE_FD 1000

struct datagram {
	uint32_t from; /* nl_pid of its sender; 0: the kernel */
	int error;     /* the receive fails with this errno, and brings no datagram */
	size_t len;    /* may be longer than the reader's buffer: the rest is cut off */
	size_t msg;    /* where the message added last starts */
	unsigned char buf[NL_RECV_SIZE + 64];
};

struct fake {
	int socket_error; /* what socket() is to fail with */
	int option_error; /* what setsockopt() is to fail with */
	int bind_error;   /* what bind() is to fail with */

	int domain, type, family; /* what socket() was asked for */
	unsigned options;         /* calls of setsockopt() */
	int option_level[4], option_name[4];
	uint32_t option_value[4];
	unsigned sends, receives;
	int receive_flags; /* of the newest receive */
	unsigned binds, closes;
	size_t sent_len; /* the newest datagram sent */
	unsigned char sent[NL_REQ_SIZE];
};

extern struct fake fake;

/* Setup of every test: no script, no record. */
int fake_reset(void **state);

/* An empty datagram of the kernel's: good until the test ends. */
struct datagram *datagram(void);

void add_message(struct datagram *d, uint16_t type, uint16_t flags, uint32_t seq, const void *data,
		 size_t len);
/* Puts an attribute behind what the message added last has. */
void add_attr(struct datagram *d, uint16_t type, const void *data, size_t len);
void add_bytes(struct datagram *d, const void *data, size_t len);

/* An ack as kernels since 4.12 send it: code 0, the request's header alone behind it. */
void add_ack(struct datagram *d, uint32_t seq);
/* A refusal with the echo of `request`, an aligned message; flags: NLM_F_CAPPED, NLM_F_ACK_TLVS. */
void add_refusal(struct datagram *d, uint16_t flags, uint32_t seq, int code, const void *request);
/* The same, where all that matters of the request are its own flags. */
void add_short_refusal(struct datagram *d, uint32_t seq, int code, uint16_t request_flags);
void add_done(struct datagram *d, uint16_t flags, uint32_t seq, int code);

/* Writes one attribute with its padding at `at`; returns the bytes it takes. */
size_t tlv(unsigned char *at, uint16_t type, const void *data, size_t len);

/* The script, in the order in which things happen. */
void send_works(void);
void send_fails(int error);
void arrives(const struct datagram *d);
void receive_fails(int error);

/* The n-th message (from 0) of the newest datagram sent; fails the test where there is none. */
struct nlmsghdr sent_header(unsigned n);

#endif

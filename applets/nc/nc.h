/* SPDX-License-Identifier: 0BSD */
/*
 * nc, from its options (nc.c) over a connection (connect.c, listen.c) to the bytes that pass
 * (relay.c).
 */
#ifndef NC_H
#define NC_H

#include <stdbool.h>
#include <stdint.h>

#include "sock.h"

/* Exit statuses: OpenBSD's. */
enum {
	NC_DONE = 0,
	NC_FAILED = 1,
};

/* Spans of time are in microseconds. */
struct nc {
	const char *ns;
	const char *host;     /* whom to connect to; to listen: NULL, or one of the own addresses */
	const char *source;   /* -s */
	uint32_t source_port; /* -p */
	uint32_t first, last; /* ports */
	uint8_t family;
	bool udp;      /* what is read at once is a message, and none of them is an end */
	bool listen;
	bool keep;
	bool verbose;
	bool scan;
	bool no_input; /* stdin is left alone, as if it had ended */
	bool shut;     /* stdin's end is passed on: no more comes from here */
	uint64_t idle; /* how long it may take to connect, or may pass without a byte; CLOCK_NEVER */
	uint64_t quit; /* how long to go on after stdin's end, which is passed on; CLOCK_NEVER */
	union sock_addr to;   /* or what to listen at */
	union sock_addr from; /* AF_UNSPEC: the kernel's choice */
};

/* A non-blocking socket for nc->to; -1 after saying why there is none. */
int nc_socket(const struct nc *nc);

/* "tcp" or "udp" */
const char *nc_protocol(const struct nc *nc);

/* Both return the exit status. */
int nc_connect(struct nc *nc);
int nc_listen(struct nc *nc);

/*
 * Between stdin, stdout and the socket `net`: each byte of stdin goes to the network, each byte of
 * the network to stdout, neither direction waiting for the other. It is over when both are at their
 * end; for a listener when the other side has sent all, and has got what there is to read by then.
 * Returns the exit status: NC_FAILED after saying why stdin or stdout failed. The socket stays open.
 */
int nc_relay(const struct nc *nc, int net);

#endif

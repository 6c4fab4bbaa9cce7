/* SPDX-License-Identifier: 0BSD */
/*
 * Echo requests and what comes back, over IPv4 (RFC 792) and IPv6 (RFC 4443).
 *
 * The socket is one of the kernel's ping sockets where net.ipv4.ping_group_range lets the caller's
 * group have one, else a raw one. Errors that come back are read from the socket's error queue
 * (IP_RECVERR in ip(7)), which either kind has.
 */
#ifndef ECHO_H
#define ECHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <time.h>

#include <linux/errqueue.h> /* needs <time.h>, and does not say so */

#include "sock.h"

#define ECHO_HEADER 8       /* bytes of ICMP in front of the data */
#define ECHO_SIZE_MAX 65507 /* what IPv4 has room for: 65535 less its header and ICMP's */
/* Data carries the time it was sent when it has room for a struct timeval of 64 bits: iputils' rule,
 * on which it depends whether times are shown. */
#define ECHO_SIZE_TIMED 16

struct echo {
	int fd;         /* the first three are echo_open()'s, the others the caller's */
	bool raw;
	uint16_t ident; /* of requests on a raw socket; a ping socket has its own */
	bool ipv4;
	uint32_t size;  /* bytes of data, up to ECHO_SIZE_MAX */
	uint32_t ttl;   /* 0: the kernel's */
	const char *dev;      /* leave through it; NULL: as routed */
	union sock_addr to;   /* 0.0.0.0 becomes what the source is */
	union sock_addr from; /* AF_UNSPEC: the kernel's choice, which is filled in */
};

enum echo_kind {
	ECHO_REPLY,
	ECHO_REDIRECT,
	ECHO_ERROR, /* of somebody on the way */
	ECHO_LOCAL, /* this machine's own kernel would not send it */
};

/* Why something failed, and who says so: together as IP_RECVERR has them (ip(7)). */
struct echo_report {
	struct sock_extended_err why; /* of a redirect: ee_type and _code, in ee_info the router */
	union sock_addr from;         /* of a reply as well */
};

struct echo_answer {
	enum echo_kind kind;
	uint16_t seq;
	int ttl;             /* of a reply; -1: not known */
	const uint8_t *data; /* likewise: good until the next call */
	size_t len;
	struct echo_report report;
};

/* Opens the socket: 0, or the exit status after saying what failed. */
int echo_open(struct echo *echo);

/* Sends a request with a time that the reply brings back: 0 or -errno. */
int echo_send(struct echo *echo, uint16_t seq, uint64_t time);

/* What came back, without waiting: 1, 0 when there is nothing more, or -errno. Others' answers, and
 * damaged ones, are left out. */
int echo_next(struct echo *echo, struct echo_answer *answer);

/* The time that a reply brings back; 0: none, the data is too short, as it was sent or as it came. */
uint64_t echo_time(const struct echo *echo, const struct echo_answer *answer);

/* Puts an error or a redirect in words, as iputils has them, with the end of the line. */
void echo_explain(const struct echo *echo, const struct echo_answer *answer);

#endif

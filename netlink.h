/* SPDX-License-Identifier: 0BSD */
/*
 * The whole contract with the kernel's netlink: a socket, a request, its answers, its error.
 *
 * It knows bytes only: no namespace, no device name, no argv; it prints nothing and never exits.
 * Functions that can fail return 0 or a negative errno. Layouts: <linux/netlink.h>; how the
 * protocol behaves: the kernel's Documentation/userspace-api/netlink/intro.rst and RFC 3549.
 *
 * A command:                                   A dump:
 *	struct nl_req req;                              nl_req_init(&req);
 *	nl_req_init(&req);                              nl_begin(&req, RTM_GETLINK, NLM_F_DUMP, …);
 *	nl_begin(&req, RTM_NEWLINK, 0, &h, sizeof(h));  rc = nl_send(&nl, &req);
 *	nl_put_u32(&req, IFLA_MTU, 1400);               while (rc == 0 && (rc = nl_next(&nl, &msg)) > 0)
 *	rc = nl_talk(&nl, &req);                                rc = 0, look at msg;
 */
#ifndef NETLINK_H
#define NETLINK_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Room for one datagram. A dump's datagrams hold at most 32 KiB (netlink_dump() in the kernel caps
 * them there whatever the reader offers); a single link with all its virtual functions may need
 * two attributes of the largest size that nla_len can say, 64 KiB each. Pages that no datagram
 * reaches are never touched, so the size costs address space only.
 */
#define NL_RECV_SIZE (128 * 1024)

/* Room for the messages of one send: a route with 256 IPv6 nexthops takes 9 KiB. */
#define NL_REQ_SIZE (16 * 1024)

/* ---- Requests ---------------------------------------------------------------------------- */

/*
 * One or more messages, sent as one datagram. It lives on the caller's stack. A put that does not
 * fit is remembered in `err` and makes nl_send() fail with -EMSGSIZE, so callers need not look at
 * each put.
 */
struct nl_req {
	size_t len;     /* bytes used in buf */
	size_t msg;     /* where the message begun last starts in buf */
	unsigned count; /* messages begun */
	int err;        /* 0, or what nl_send() is going to fail with */
	_Alignas(NLMSG_ALIGNTO) unsigned char buf[NL_REQ_SIZE];
};

void nl_req_init(struct nl_req *req);

/*
 * Begins a message: its type, its NLM_F_* flags beside NLM_F_REQUEST, and the family's header
 * (struct ifinfomsg, struct rtmsg, …) of len bytes. The message before it is complete.
 * NLM_F_ACK is set on everything but dumps, unless the caller clears it with nl_quiet().
 */
void nl_begin(struct nl_req *req, uint16_t type, uint16_t flags, const void *header, size_t len);

/*
 * Takes NLM_F_ACK off the message begun last: the kernel then answers it only when it fails.
 * It still handles it before the send returns, so nl_collect() afterwards misses no error. Needed
 * from some 250 messages in one send on: more acks do not fit in a socket's default receive buffer
 * (net.core.rmem_default), and those lost are -ENOBUFS.
 */
void nl_quiet(struct nl_req *req);

void nl_put(struct nl_req *req, uint16_t type, const void *data, size_t len);
void nl_put_u8(struct nl_req *req, uint16_t type, uint8_t value);
void nl_put_u16(struct nl_req *req, uint16_t type, uint16_t value);
void nl_put_u32(struct nl_req *req, uint16_t type, uint32_t value);
void nl_put_u64(struct nl_req *req, uint16_t type, uint64_t value);
void nl_put_str(struct nl_req *req, uint16_t type, const char *text); /* with its NUL */

/* Opens a nest (NLA_F_NESTED is up to the caller's type); returns what nl_nest_end() wants. */
size_t nl_nest(struct nl_req *req, uint16_t type);
void nl_nest_end(struct nl_req *req, size_t nest);

/* Appends len bytes that are no attribute: a header inside a nest (struct ifinfomsg of a veth's
 * peer, struct rtnexthop). Padded to four bytes. */
void nl_put_raw(struct nl_req *req, const void *data, size_t len);

/* ---- Sockets ----------------------------------------------------------------------------- */

/* Why the kernel refused. Pointers lead into the socket's buffer: good until its next answer. */
struct nl_error {
	int code;              /* errno, positive; 0: nothing went wrong */
	uint32_t seq;          /* the request that failed */
	unsigned request;      /* its number within its send, counted from 0 */
	const char *text;      /* the kernel's own words (NLMSGERR_ATTR_MSG), or NULL */
	uint32_t offset;       /* into the failed request: the attribute meant; 0: none */
	uint16_t attr;         /* type of the attribute at offset, as sent; 0: not known */
	uint16_t missing;      /* type of an attribute that the kernel misses; 0: none */
};

struct nl {
	int fd;                /* -1 when closed */
	uint32_t seq;          /* of the newest message sent */
	uint32_t first;        /* of the first message of the newest send */
	uint32_t pending;      /* messages of the newest send not answered to the end yet */
	bool listening;        /* joined a group: takes what comes, owes nothing */
	bool interrupted;      /* a dump whose table changed meanwhile (NLM_F_DUMP_INTR) */
	size_t len;            /* bytes of the datagram in buf */
	size_t at;             /* how far they are consumed */
	struct nl_error error; /* of the newest -errno returned by nl_next() */
	_Alignas(NLMSG_ALIGNTO) unsigned char buf[NL_RECV_SIZE];
};

/* One message of an answer; data follows the netlink header, and lies in the socket's buffer. */
struct nl_msg {
	uint16_t type;
	uint16_t flags;
	uint32_t seq;
	const unsigned char *data;
	size_t len;
};

/*
 * Opens a socket of a netlink family (NETLINK_ROUTE, NETLINK_NETFILTER, …) in the namespace that
 * the caller is in; it stays there. Extended acks and strict checking of dump requests are asked
 * for; a kernel without them (before 4.12 and 4.20) goes on without.
 */
int nl_open(struct nl *nl, int family);
void nl_close(struct nl *nl);

/* Subscribes to a multicast group (RTNLGRP_*). From then on nl_next() waits for messages without
 * end, whoever caused them: requests that are waited for need a socket of their own. */
int nl_join(struct nl *nl, unsigned group);

/* Numbers the messages of req and sends them in one datagram. Answers of earlier sends that were
 * not read to their end are dropped when they turn up. A failure is in nl->error as well. */
int nl_send(struct nl *nl, struct nl_req *req);

/*
 * The next message that answers the newest send: 1 and *msg filled; 0 when every message of that
 * send has been answered to its end (ack or end of dump); -errno when the kernel refused one
 * (nl->error says which and why: the answers to the others can still be read on) or the socket
 * failed. Among the latter: -ENOBUFS, messages were lost, an awaited ack perhaps; -EMSGSIZE, one
 * did not fit; -EBADMSG, one was malformed; -EINTR, the dump is complete but was interrupted by a
 * change: it may miss or repeat entries.
 */
int nl_next(struct nl *nl, struct nl_msg *msg);

/* Sends and waits for the acks: 0, or the first refusal or failure. All messages have been handled
 * by then, those behind a refused one too. */
int nl_talk(struct nl *nl, struct nl_req *req);

/* Sends and gives the one message that answers: 0, with *msg good until the socket's next use. */
int nl_ask(struct nl *nl, struct nl_req *req, struct nl_msg *msg);

/* The one message that answers the next of several requests that were sent together, each with
 * nl_quiet(): likewise. To be called as often as there are requests. */
int nl_answer(struct nl *nl, struct nl_msg *msg);

/* The next refusal among requests sent with nl_quiet(), without waiting: 0 when there is none left. */
int nl_collect(struct nl *nl);

/* ---- Answers ----------------------------------------------------------------------------- */

/* A run of attributes. */
struct nl_attrs {
	const unsigned char *at;
	const unsigned char *end;
};

/* One attribute: its type without NLA_F_* flags, its payload in place. */
struct nl_attr {
	uint16_t type;
	uint16_t len;
	const unsigned char *data;
};

/* The attributes behind a family header of `header` bytes; an empty run when msg is too short. */
struct nl_attrs nl_attrs(const struct nl_msg *msg, size_t header);
struct nl_attrs nl_nested(const struct nl_attr *attr); /* a zeroed attr has none */

/* Steps to the next attribute: false at the end, and at one that does not fit in the run. */
bool nl_attr_next(struct nl_attrs *attrs, struct nl_attr *attr);

/* Copies the family header out of msg, zero-filled where msg is shorter: false if it is. */
bool nl_header(const struct nl_msg *msg, void *header, size_t len);

/* Payloads, 0 or "" when the attribute is too short for what is asked; any alignment. */
uint8_t nl_u8(const struct nl_attr *attr);
uint16_t nl_u16(const struct nl_attr *attr);
uint32_t nl_u32(const struct nl_attr *attr);
uint64_t nl_u64(const struct nl_attr *attr);
const char *nl_str(const struct nl_attr *attr); /* "" also when no NUL ends it */

#endif

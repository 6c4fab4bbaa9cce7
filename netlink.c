/* SPDX-License-Identifier: 0BSD */
#include "netlink.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ALIGN(n) (((n) + NLMSG_ALIGNTO - 1) & ~(size_t)(NLMSG_ALIGNTO - 1))
#define ATTR_MAX UINT16_MAX                 /* what nla_len can say */
#define ATTR_TYPE ((uint16_t)NLA_TYPE_MASK) /* nla_type without its flags */
#define MAX_ERRNO 4095                      /* include/linux/err.h in the kernel */

/* Options of SOL_NETLINK, by number since a libc's headers may be older than the kernel. */
#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

/* ---- Requests ---------------------------------------------------------------------------- */

void nl_req_init(struct nl_req *req)
{
	/* buf is left as it is: writing 16 KiB to send 40 bytes would cost more than the send */
	req->len = 0;
	req->msg = 0;
	req->count = 0;
	req->err = 0;
}

/* Takes len bytes at the end of the request, zeroes their padding: NULL when they do not fit. */
static unsigned char *req_take(struct nl_req *req, size_t len)
{
	unsigned char *at = req->buf + req->len;

	if (req->err == 0 && (len > sizeof(req->buf) || ALIGN(len) > sizeof(req->buf) - req->len))
		req->err = -EMSGSIZE;
	if (req->err != 0)
		return NULL;
	memset(at + len, 0, ALIGN(len) - len);
	req->len += ALIGN(len);
	return at;
}

/* The message begun last ends where the request ends. */
static void req_close_msg(struct nl_req *req)
{
	uint32_t len = (uint32_t)(req->len - req->msg);

	memcpy(req->buf + req->msg + offsetof(struct nlmsghdr, nlmsg_len), &len, sizeof(len));
}

void nl_begin(struct nl_req *req, uint16_t type, uint16_t flags, const void *header, size_t len)
{
	struct nlmsghdr h = { .nlmsg_type = type, .nlmsg_flags = flags | NLM_F_REQUEST };
	unsigned char *at;

	/* NLM_F_DUMP is two bits, each of which means something else on other requests */
	if ((flags & NLM_F_DUMP) != NLM_F_DUMP)
		h.nlmsg_flags |= NLM_F_ACK;
	at = req_take(req, sizeof(h));
	if (!at)
		return;
	memcpy(at, &h, sizeof(h));
	req->msg = (size_t)(at - req->buf);
	req->count++;
	nl_put_raw(req, header, len);
}

void nl_quiet(struct nl_req *req)
{
	uint16_t flags;
	unsigned char *at = req->buf + req->msg + offsetof(struct nlmsghdr, nlmsg_flags);

	if (req->count == 0)
		return;
	memcpy(&flags, at, sizeof(flags));
	flags &= (uint16_t)~NLM_F_ACK;
	memcpy(at, &flags, sizeof(flags));
}

void nl_put_raw(struct nl_req *req, const void *data, size_t len)
{
	unsigned char *at = req_take(req, len);

	if (at && len)
		memcpy(at, data, len);
	if (at)
		req_close_msg(req);
}

void nl_put(struct nl_req *req, uint16_t type, const void *data, size_t len)
{
	struct nlattr a = { .nla_type = type };
	unsigned char *at;

	if (len > ATTR_MAX - sizeof(a))
		req->err = -EMSGSIZE;
	at = req_take(req, sizeof(a) + len);
	if (!at)
		return;
	a.nla_len = (uint16_t)(sizeof(a) + len);
	memcpy(at, &a, sizeof(a));
	if (len)
		memcpy(at + sizeof(a), data, len);
	req_close_msg(req);
}

void nl_put_u8(struct nl_req *req, uint16_t type, uint8_t value)
{
	nl_put(req, type, &value, sizeof(value));
}

void nl_put_u16(struct nl_req *req, uint16_t type, uint16_t value)
{
	nl_put(req, type, &value, sizeof(value));
}

void nl_put_u32(struct nl_req *req, uint16_t type, uint32_t value)
{
	nl_put(req, type, &value, sizeof(value));
}

void nl_put_u64(struct nl_req *req, uint16_t type, uint64_t value)
{
	nl_put(req, type, &value, sizeof(value));
}

void nl_put_str(struct nl_req *req, uint16_t type, const char *text)
{
	nl_put(req, type, text, strlen(text) + 1);
}

size_t nl_nest(struct nl_req *req, uint16_t type)
{
	size_t nest = req->len;

	nl_put(req, type, NULL, 0);
	return nest;
}

void nl_nest_end(struct nl_req *req, size_t nest)
{
	size_t len = req->len - nest;
	uint16_t nla_len = (uint16_t)len;

	if (req->err == 0 && len > ATTR_MAX)
		req->err = -EMSGSIZE;
	if (req->err == 0)
		memcpy(req->buf + nest, &nla_len, sizeof(nla_len));
}

/* ---- Sockets ----------------------------------------------------------------------------- */

int nl_open(struct nl *nl, int family)
{
	int on = 1;

	nl->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, family);
	if (nl->fd < 0)
		return -errno;
	nl->seq = 0;
	nl->first = 1;
	nl->pending = 0;
	nl->listening = false;
	nl->interrupted = false;
	nl->len = nl->at = 0;
	memset(&nl->error, 0, sizeof(nl->error));
	/* Both make errors and dumps better and are worth nothing to fail for. */
	(void)setsockopt(nl->fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	(void)setsockopt(nl->fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	return 0;
}

void nl_close(struct nl *nl)
{
	if (nl->fd >= 0)
		close(nl->fd);
	nl->fd = -1;
}

int nl_join(struct nl *nl, unsigned group)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };

	/*
	 * A socket gets its port with its first send; before, it has the kernel's own, 0, and the
	 * kernel does not send to itself. EINVAL: it has one already.
	 */
	if (bind(nl->fd, (struct sockaddr *)&any, sizeof(any)) && errno != EINVAL)
		return -errno;
	if (setsockopt(nl->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)))
		return -errno;
	nl->listening = true;
	return 0;
}

/* Does the kernel end its answer to a request with these flags, also when all went well? */
static bool is_answered(uint16_t flags)
{
	return flags & NLM_F_ACK || (flags & NLM_F_DUMP) == NLM_F_DUMP;
}

/* Numbers the messages of req from nl->first on; returns how many the kernel is going to answer. */
static uint32_t number_messages(struct nl *nl, struct nl_req *req)
{
	struct nlmsghdr h;
	uint32_t answered = 0;

	for (size_t at = 0; at < req->len; at += ALIGN(h.nlmsg_len)) {
		memcpy(&h, req->buf + at, sizeof(h));
		h.nlmsg_seq = ++nl->seq;
		memcpy(req->buf + at, &h, sizeof(h));
		if (is_answered(h.nlmsg_flags))
			answered++;
	}
	return answered;
}

static int fail(struct nl *nl, int rc)
{
	memset(&nl->error, 0, sizeof(nl->error));
	nl->error.code = -rc;
	return rc;
}

int nl_send(struct nl *nl, struct nl_req *req)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t n;

	if (req->err != 0)
		return fail(nl, req->err);
	nl->first = nl->seq + 1;
	nl->pending = number_messages(nl, req);
	nl->interrupted = false;
	nl->len = nl->at = 0; /* what an earlier answer left unread is nobody's any more */
	do
		n = sendto(nl->fd, req->buf, req->len, 0, (struct sockaddr *)&kernel,
			   sizeof(kernel));
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		nl->pending = 0;
		return fail(nl, -errno);
	}
	return 0;
}

/* Fills the buffer with the next datagram from the kernel. */
static int receive(struct nl *nl, int flags)
{
	struct sockaddr_nl from;
	socklen_t from_len;
	ssize_t n;

	for (;;) {
		from_len = sizeof(from);
		memset(&from, 0, sizeof(from));
		/* MSG_TRUNC returns a datagram's full length also when it did not fit */
		n = recvfrom(nl->fd, nl->buf, sizeof(nl->buf), MSG_TRUNC | flags,
			     (struct sockaddr *)&from, &from_len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		/* any process may send to this socket: only the kernel's port is 0 */
		if (from_len == sizeof(from) && from.nl_pid == 0)
			break;
	}
	nl->len = nl->at = 0;
	if ((size_t)n > sizeof(nl->buf))
		return -EMSGSIZE;
	nl->len = (size_t)n;
	return 0;
}

/* The next message of the buffer: 1, 0 when there is none left, -EBADMSG when it is malformed. */
static int next_in_buffer(struct nl *nl, struct nl_msg *msg)
{
	struct nlmsghdr h;
	size_t left = nl->len - nl->at;

	if (left == 0)
		return 0;
	if (left >= sizeof(h))
		memcpy(&h, nl->buf + nl->at, sizeof(h));
	if (left < sizeof(h) || h.nlmsg_len < sizeof(h) || h.nlmsg_len > left) {
		nl->len = nl->at = 0;
		return -EBADMSG;
	}
	msg->type = h.nlmsg_type;
	msg->flags = h.nlmsg_flags;
	msg->seq = h.nlmsg_seq;
	msg->data = nl->buf + nl->at + sizeof(h);
	msg->len = h.nlmsg_len - sizeof(h);
	nl->at += ALIGN(h.nlmsg_len) < left ? ALIGN(h.nlmsg_len) : left;
	return 1;
}

/* The type of the attribute that lies at `offset` of the request echoed at data; 0: none does. */
static uint16_t attr_at(const unsigned char *data, size_t len, uint32_t offset)
{
	struct nlattr a;

	if (offset < sizeof(struct nlmsghdr) || offset > len || len - offset < sizeof(a))
		return 0;
	memcpy(&a, data + offset, sizeof(a));
	return a.nla_type & ATTR_TYPE;
}

/* Reads the kernel's explanation of an NLMSG_ERROR or NLMSG_DONE into nl->error. */
static void explain(struct nl *nl, const struct nl_msg *msg, int code)
{
	struct nl_error *e = &nl->error;
	size_t skip = sizeof(int);
	const unsigned char *echo = NULL;
	size_t echo_len = 0;
	struct nl_attrs attrs;
	struct nl_attr a;

	memset(e, 0, sizeof(*e));
	e->code = code;
	e->seq = msg->seq;
	e->request = msg->seq - nl->first;
	if (msg->type == NLMSG_ERROR && msg->len >= sizeof(struct nlmsgerr)) {
		struct nlmsgerr err;

		/* The refused request follows, whole unless NLM_F_CAPPED says header only. */
		memcpy(&err, msg->data, sizeof(err));
		echo = msg->data + offsetof(struct nlmsgerr, msg);
		echo_len = msg->flags & NLM_F_CAPPED ? sizeof(err.msg) : err.msg.nlmsg_len;
		if (echo_len > msg->len - skip)
			echo_len = msg->len - skip;
		skip += ALIGN(echo_len);
	}
	if (!(msg->flags & NLM_F_ACK_TLVS))
		return;
	attrs = nl_attrs(msg, skip);
	while (nl_attr_next(&attrs, &a)) {
		switch (a.type) {
		case NLMSGERR_ATTR_MSG:
			e->text = nl_str(&a);
			break;
		case NLMSGERR_ATTR_OFFS:
			e->offset = nl_u32(&a);
			e->attr = attr_at(echo, echo_len, e->offset);
			break;
		case NLMSGERR_ATTR_MISS_TYPE:
			e->missing = (uint16_t)nl_u32(&a);
			break;
		default:
			break;
		}
	}
	if (e->text && !*e->text)
		e->text = NULL;
}

/* Does msg refuse a request that asked for no answer? Then nobody is waiting for it. */
static bool refuses_quiet(const struct nl_msg *msg)
{
	struct nlmsgerr err;

	if (msg->type != NLMSG_ERROR || msg->len < sizeof(err))
		return false;
	memcpy(&err, msg->data, sizeof(err));
	return err.error != 0 && !is_answered(err.msg.nlmsg_flags);
}

/* An NLMSG_ERROR (an ack is one with code 0) or NLMSG_DONE: 0, or the errno that it brings. */
static int finish(struct nl *nl, const struct nl_msg *msg)
{
	int32_t code = 0;

	if (msg->len >= sizeof(code))
		memcpy(&code, msg->data, sizeof(code));
	else if (msg->type == NLMSG_ERROR)
		code = -EBADMSG;
	if (code < -MAX_ERRNO)
		code = -EBADMSG;
	if (nl->pending > 0 && !refuses_quiet(msg))
		nl->pending--;
	explain(nl, msg, code < 0 ? -code : 0);
	if (code < 0)
		return code;
	if (msg->type == NLMSG_DONE && nl->interrupted) {
		nl->error.code = EINTR;
		return -EINTR;
	}
	return 0;
}

/* One step through what arrives: as nl_next(), or -EAGAIN with MSG_DONTWAIT and nothing there. */
static int step(struct nl *nl, struct nl_msg *msg, int flags)
{
	int rc = next_in_buffer(nl, msg);

	while (rc == 0) {
		rc = receive(nl, flags);
		if (rc == 0)
			rc = next_in_buffer(nl, msg);
	}
	return rc;
}

/* Does msg answer the newest send? */
static bool is_ours(const struct nl *nl, const struct nl_msg *msg)
{
	return nl->listening || msg->seq - nl->first <= nl->seq - nl->first;
}

int nl_next(struct nl *nl, struct nl_msg *msg)
{
	int rc;

	while (nl->pending > 0 || nl->listening) {
		rc = step(nl, msg, 0);
		if (rc < 0)
			return fail(nl, rc);
		if (!is_ours(nl, msg) || msg->type == NLMSG_NOOP)
			continue;
		if (msg->flags & NLM_F_DUMP_INTR)
			nl->interrupted = true;
		if (msg->type == NLMSG_OVERRUN)
			return fail(nl, -ENOBUFS);
		if (msg->type != NLMSG_ERROR && msg->type != NLMSG_DONE)
			return 1;
		rc = finish(nl, msg);
		if (rc != 0)
			return rc;
	}
	return 0;
}

int nl_talk(struct nl *nl, struct nl_req *req)
{
	struct nl_msg msg;
	int rc = nl_send(nl, req);

	if (rc != 0)
		return rc;
	while ((rc = nl_next(nl, &msg)) > 0)
		;
	return rc;
}

int nl_answer(struct nl *nl, struct nl_msg *msg)
{
	int rc;

	nl->pending = 1;
	rc = nl_next(nl, msg);
	nl->pending = 0;
	if (rc == 0)
		return fail(nl, -EBADMSG); /* an ack where an object was due */
	return rc < 0 ? rc : 0;
}

int nl_ask(struct nl *nl, struct nl_req *req, struct nl_msg *msg)
{
	int rc;

	/* the answer itself says that it worked: an ack behind it would cost another receive */
	nl_quiet(req);
	rc = nl_send(nl, req);
	return rc ? rc : nl_answer(nl, msg);
}

int nl_collect(struct nl *nl)
{
	struct nl_msg msg;
	int rc;

	for (;;) {
		rc = step(nl, &msg, MSG_DONTWAIT);
		if (rc == -EAGAIN)
			return 0;
		if (rc < 0)
			return fail(nl, rc);
		if (is_ours(nl, &msg) && msg.type == NLMSG_ERROR) {
			rc = finish(nl, &msg);
			if (rc != 0)
				return rc;
		}
	}
}

/* ---- Answers ----------------------------------------------------------------------------- */

struct nl_attrs nl_attrs(const struct nl_msg *msg, size_t header)
{
	struct nl_attrs attrs = { msg->data + msg->len, msg->data + msg->len };

	if (ALIGN(header) <= msg->len)
		attrs.at = msg->data + ALIGN(header);
	return attrs;
}

struct nl_attrs nl_nested(const struct nl_attr *attr)
{
	/* data may be NULL then, to which nothing can be added, not even 0 */
	return (struct nl_attrs){ attr->data, attr->len ? attr->data + attr->len : attr->data };
}

bool nl_attr_next(struct nl_attrs *attrs, struct nl_attr *attr)
{
	size_t left = (size_t)(attrs->end - attrs->at);
	struct nlattr a;

	if (left >= sizeof(a))
		memcpy(&a, attrs->at, sizeof(a));
	if (left < sizeof(a) || a.nla_len < sizeof(a) || a.nla_len > left) {
		attrs->at = attrs->end;
		return false;
	}
	attr->type = a.nla_type & ATTR_TYPE;
	attr->len = (uint16_t)(a.nla_len - sizeof(a));
	attr->data = attrs->at + sizeof(a);
	attrs->at += ALIGN(a.nla_len) < left ? ALIGN(a.nla_len) : left;
	return true;
}

bool nl_header(const struct nl_msg *msg, void *header, size_t len)
{
	size_t n = msg->len < len ? msg->len : len;

	memset(header, 0, len);
	if (n)
		memcpy(header, msg->data, n);
	return n == len;
}

uint8_t nl_u8(const struct nl_attr *attr)
{
	return attr->len >= 1 ? attr->data[0] : 0;
}

uint16_t nl_u16(const struct nl_attr *attr)
{
	uint16_t v = 0;

	if (attr->len >= sizeof(v))
		memcpy(&v, attr->data, sizeof(v));
	return v;
}

uint32_t nl_u32(const struct nl_attr *attr)
{
	uint32_t v = 0;

	if (attr->len >= sizeof(v))
		memcpy(&v, attr->data, sizeof(v));
	return v;
}

uint64_t nl_u64(const struct nl_attr *attr)
{
	uint64_t v = 0;

	if (attr->len >= sizeof(v))
		memcpy(&v, attr->data, sizeof(v));
	return v;
}

const char *nl_str(const struct nl_attr *attr)
{
	return attr->len && memchr(attr->data, 0, attr->len) ? (const char *)attr->data : "";
}

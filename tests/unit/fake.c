/* SPDX-License-Identifier: 0BSD */
#include "fake.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

#if defined(__SANITIZE_ADDRESS__)
#define POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISON 1
#endif
#endif
#ifdef POISON
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, len) ((void)(at), (void)(len))
#define ASAN_UNPOISON_MEMORY_REGION(at, len) ((void)(at), (void)(len))
#endif

/* Called in place of the functions behind their prefix by everything linked with --wrap. */
int __wrap_socket(int domain, int type, int protocol);
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t len);
int __wrap_bind(int fd, const struct sockaddr *to, socklen_t len);
int __wrap_close(int fd);
ssize_t __wrap_sendto(int fd, const void *buf, size_t len, int flags, const struct sockaddr *to,
		      socklen_t to_len);
ssize_t __wrap_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *from,
			socklen_t *from_len);

struct fake fake;

static struct datagram pool[16];
static unsigned pool_used;

/* The reader's buffer, as far as it is poisoned. */
static unsigned char *poisoned;
static size_t poisoned_len;

static void unpoison(void)
{
	if (poisoned)
		ASAN_UNPOISON_MEMORY_REGION(poisoned, poisoned_len);
	poisoned = NULL;
}

int fake_reset(void **state)
{
	(void)state;
	unpoison();
	memset(&fake, 0, sizeof(fake));
	pool_used = 0;
	return 0;
}

/* ---- Datagrams --------------------------------------------------------------------------- */

static size_t align(size_t n)
{
	return (n + 3) / 4 * 4;
}

struct datagram *datagram(void)
{
	struct datagram *d;

	assert_true(pool_used < sizeof(pool) / sizeof(pool[0]));
	d = &pool[pool_used++];
	memset(d, 0, sizeof(*d));
	return d;
}

void add_bytes(struct datagram *d, const void *data, size_t len)
{
	assert_true(len <= sizeof(d->buf) - d->len);
	if (len)
		memcpy(d->buf + d->len, data, len);
	d->len += len;
}

/* The message added last grows by the zeroes that pad the datagram, and reaches to its end. */
static void close_message(struct datagram *d)
{
	static const unsigned char zero[4];
	uint32_t len;

	add_bytes(d, zero, align(d->len) - d->len);
	len = (uint32_t)(d->len - d->msg);
	memcpy(d->buf + d->msg, &len, sizeof(len));
}

void add_message(struct datagram *d, uint16_t type, uint16_t flags, uint32_t seq, const void *data,
		 size_t len)
{
	struct nlmsghdr h = { .nlmsg_type = type, .nlmsg_flags = flags, .nlmsg_seq = seq };

	d->msg = d->len;
	add_bytes(d, &h, sizeof(h));
	add_bytes(d, data, len);
	close_message(d);
}

size_t tlv(unsigned char *at, uint16_t type, const void *data, size_t len)
{
	struct nlattr a = { .nla_len = (uint16_t)(sizeof(a) + len), .nla_type = type };

	memcpy(at, &a, sizeof(a));
	if (len)
		memcpy(at + sizeof(a), data, len);
	memset(at + a.nla_len, 0, align(a.nla_len) - a.nla_len);
	return align(a.nla_len);
}

void add_attr(struct datagram *d, uint16_t type, const void *data, size_t len)
{
	assert_true(align(sizeof(struct nlattr) + len) <= sizeof(d->buf) - d->len);
	d->len += tlv(d->buf + d->len, type, data, len);
	close_message(d);
}

void add_ack(struct datagram *d, uint32_t seq)
{
	struct nlmsgerr e = { .msg = { .nlmsg_len = sizeof(e.msg), .nlmsg_seq = seq,
				       .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK } };

	add_message(d, NLMSG_ERROR, NLM_F_CAPPED, seq, &e, sizeof(e));
}

void add_refusal(struct datagram *d, uint16_t flags, uint32_t seq, int code, const void *request)
{
	struct nlmsghdr h;

	memcpy(&h, request, sizeof(h));
	add_message(d, NLMSG_ERROR, flags, seq, &code, sizeof(code));
	add_bytes(d, request, flags & NLM_F_CAPPED ? sizeof(h) : h.nlmsg_len);
	close_message(d);
}

void add_short_refusal(struct datagram *d, uint32_t seq, int code, uint16_t request_flags)
{
	struct nlmsghdr h = { .nlmsg_len = sizeof(h), .nlmsg_seq = seq,
			      .nlmsg_flags = NLM_F_REQUEST | request_flags };

	add_refusal(d, 0, seq, code, &h);
}

void add_done(struct datagram *d, uint16_t flags, uint32_t seq, int code)
{
	add_message(d, NLMSG_DONE, NLM_F_MULTI | flags, seq, &code, sizeof(code));
}

/* ---- The script -------------------------------------------------------------------------- */

void send_works(void)
{
	will_return(__wrap_sendto, 0);
}

void send_fails(int error)
{
	will_return(__wrap_sendto, error);
}

void arrives(const struct datagram *d)
{
	will_return(__wrap_recvfrom, d);
}

void receive_fails(int error)
{
	struct datagram *d = datagram();

	d->error = error;
	arrives(d);
}

struct nlmsghdr sent_header(unsigned n)
{
	struct nlmsghdr h;
	size_t at = 0;

	for (;; n--) {
		assert_true(fake.sent_len >= sizeof(h) && at <= fake.sent_len - sizeof(h));
		memcpy(&h, fake.sent + at, sizeof(h));
		assert_true(h.nlmsg_len >= sizeof(h) && h.nlmsg_len <= fake.sent_len - at);
		if (n == 0)
			return h;
		at += h.nlmsg_len;
	}
}

/* ---- The sockets API --------------------------------------------------------------------- */

int __wrap_socket(int domain, int type, int protocol)
{
	fake.domain = domain;
	fake.type = type;
	fake.family = protocol;
	errno = fake.socket_error;
	return fake.socket_error ? -1 : FAKE_FD;
}

int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	assert_int_equal(fd, FAKE_FD);
	assert_int_equal(len, sizeof(uint32_t));
	assert_in_range(fake.options, 0, 3);
	fake.option_level[fake.options] = level;
	fake.option_name[fake.options] = name;
	memcpy(&fake.option_value[fake.options++], value, len);
	errno = fake.option_error;
	return fake.option_error ? -1 : 0;
}

int __wrap_bind(int fd, const struct sockaddr *to, socklen_t len)
{
	struct sockaddr_nl own;

	assert_int_equal(fd, FAKE_FD);
	assert_int_equal(len, sizeof(own));
	memcpy(&own, to, sizeof(own));
	assert_int_equal(own.nl_family, AF_NETLINK);
	assert_int_equal(own.nl_pid, 0); /* the kernel's choice */
	assert_int_equal(own.nl_groups, 0);
	fake.binds++;
	errno = fake.bind_error;
	return fake.bind_error ? -1 : 0;
}

int __wrap_close(int fd)
{
	assert_int_equal(fd, FAKE_FD);
	fake.closes++;
	return 0;
}

ssize_t __wrap_sendto(int fd, const void *buf, size_t len, int flags, const struct sockaddr *to,
		      socklen_t to_len)
{
	struct sockaddr_nl kernel;
	int error = mock_type(int);

	assert_int_equal(fd, FAKE_FD);
	assert_int_equal(flags, 0);
	assert_int_equal(to_len, sizeof(kernel));
	memcpy(&kernel, to, sizeof(kernel));
	assert_int_equal(kernel.nl_family, AF_NETLINK);
	assert_int_equal(kernel.nl_pid, 0);
	assert_int_equal(kernel.nl_groups, 0);
	assert_in_range(len, 1, sizeof(fake.sent));
	fake.sends++;
	fake.sent_len = len;
	memcpy(fake.sent, buf, len);
	errno = error;
	return error ? -1 : (ssize_t)len;
}

ssize_t __wrap_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *from,
			socklen_t *from_len)
{
	const struct datagram *d = mock_ptr_type(const struct datagram *);
	struct sockaddr_nl sender = { .nl_family = AF_NETLINK };
	size_t n;

	assert_int_equal(fd, FAKE_FD);
	assert_int_equal(*from_len, sizeof(sender));
	fake.receives++;
	fake.receive_flags = flags;
	errno = d->error;
	if (d->error)
		return -1;
	unpoison();
	n = d->len < len ? d->len : len;
	memcpy(buf, d->buf, n);
	poisoned = (unsigned char *)buf + n;
	poisoned_len = len - n;
	ASAN_POISON_MEMORY_REGION(poisoned, poisoned_len);
	sender.nl_pid = d->from;
	memcpy(from, &sender, sizeof(sender));
	return (ssize_t)(flags & MSG_TRUNC ? d->len : n);
}

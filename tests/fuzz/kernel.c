/* SPDX-License-Identifier: 0BSD */
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#define NETLINK_FD 1000  /* the first of them */
#define SOCKETS_MAX 16
#define MESSAGES_MAX 512 /* in one send: the shortest have 16 bytes, a request 16 KiB */

static bool inside;
static struct fuzz in;
static bool silent;

static struct sock {
	/* the messages sent last */
	unsigned count, answered;
	struct nlmsghdr sent[MESSAGES_MAX];
	/* the reader's buffer, as far as it is poisoned: looking behind a datagram is an error */
	unsigned char *poisoned;
	size_t poisoned_len;
} sockets[SOCKETS_MAX];
static int sockets_used;

static char output[1024 * 1024 + 1];
static size_t output_len;
static unsigned lines, warnings;

static struct sock *sock_of(int fd)
{
	FUZZ_CHECK(fd >= NETLINK_FD && fd < NETLINK_FD + sockets_used);
	return &sockets[fd - NETLINK_FD];
}

static void unpoison(struct sock *sock)
{
	if (sock->poisoned)
		ASAN_UNPOISON_MEMORY_REGION(sock->poisoned, sock->poisoned_len);
	sock->poisoned = NULL;
}

void kernel_begin(const struct fuzz *input)
{
	in = *input;
	silent = false;
	sockets_used = 0;
	output_len = 0;
	lines = warnings = 0;
	inside = true;
}

void kernel_end(void)
{
	inside = false;
	while (sockets_used > 0)
		unpoison(&sockets[--sockets_used]);
}

bool kernel_silent(void)
{
	return silent;
}

const char *kernel_output(size_t *len)
{
	output[output_len] = 0;
	*len = output_len;
	return output;
}

unsigned kernel_lines(void)
{
	return lines;
}

unsigned kernel_warnings(void)
{
	return warnings;
}

/* ---- Sockets ------------------------------------------------------------------------------ */

int __wrap_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol)
{
	(void)type, (void)protocol;
	FUZZ_CHECK(inside && domain == AF_NETLINK);
	if (sockets_used == SOCKETS_MAX) {
		errno = EMFILE;
		return -1;
	}
	sockets[sockets_used].count = sockets[sockets_used].answered = 0;
	return NETLINK_FD + sockets_used++;
}

int __wrap_bind(int fd, const struct sockaddr *to, socklen_t len);
int __wrap_bind(int fd, const struct sockaddr *to, socklen_t len)
{
	(void)to, (void)len;
	(void)sock_of(fd);
	return 0;
}

int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t len);
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	(void)level, (void)name, (void)value, (void)len;
	(void)sock_of(fd);
	return 0;
}

/* What is sent must be well-formed, whatever the input was. */
ssize_t __wrap_sendto(int fd, const void *buf, size_t len, int flags, const struct sockaddr *to,
		      socklen_t to_len);
ssize_t __wrap_sendto(int fd, const void *buf, size_t len, int flags, const struct sockaddr *to,
		      socklen_t to_len)
{
	struct sock *sock = sock_of(fd);
	struct nlmsghdr h;

	(void)flags, (void)to, (void)to_len;
	FUZZ_CHECK(len > 0 && len % NLMSG_ALIGNTO == 0);
	sock->count = sock->answered = 0;
	for (size_t at = 0; at < len; at += h.nlmsg_len) {
		FUZZ_CHECK(len - at >= sizeof(h) && sock->count < MESSAGES_MAX);
		memcpy(&h, (const unsigned char *)buf + at, sizeof(h));
		FUZZ_CHECK(h.nlmsg_len >= sizeof(h) && h.nlmsg_len <= len - at);
		FUZZ_CHECK(h.nlmsg_flags & NLM_F_REQUEST);
		sock->sent[sock->count++] = h;
	}
	return (ssize_t)len;
}

/* The message sent last that is to be answered next; when all are, the very last. */
static struct nlmsghdr awaited(const struct sock *sock)
{
	unsigned i = sock->answered < sock->count ? sock->answered : sock->count - 1;

	return sock->count ? sock->sent[i] : (struct nlmsghdr){ 0 };
}

/* ---- Building datagrams ------------------------------------------------------------------- */

#define BUILD_MAX 8192 /* bytes of one datagram */
#define NESTS_MAX 5

static const struct {
	uint16_t type;
	uint8_t header; /* bytes of the family's header */
} types[BUILD_TYPES] = {
	[BUILD_NEWLINK] = { RTM_NEWLINK, sizeof(struct ifinfomsg) },
	[BUILD_NEWADDR] = { RTM_NEWADDR, sizeof(struct ifaddrmsg) },
	[BUILD_NEWROUTE] = { RTM_NEWROUTE, sizeof(struct rtmsg) },
	[BUILD_DELLINK] = { RTM_DELLINK, sizeof(struct ifinfomsg) },
	[BUILD_DELADDR] = { RTM_DELADDR, sizeof(struct ifaddrmsg) },
	[BUILD_DELROUTE] = { RTM_DELROUTE, sizeof(struct rtmsg) },
	[BUILD_NEWNSID] = { RTM_NEWNSID, sizeof(struct rtgenmsg) },
	[BUILD_NEWRULE] = { NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE, sizeof(struct nfgenmsg) },
	[BUILD_NEWGEN] = { NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN, sizeof(struct nfgenmsg) },
};

/* Copies len bytes of the input, zeroes where it ends, with zeroes up to four; returns the end. */
static unsigned char *build_bytes(unsigned char *at, size_t len)
{
	size_t n = len;
	const uint8_t *data = fuzz_bytes(&in, &n);

	memset(at, 0, NLMSG_ALIGN(len));
	if (n)
		memcpy(at, data, n);
	return at + NLMSG_ALIGN(len);
}

/* One attribute's payload; returns where it ends, *len is what its length becomes. */
static unsigned char *build_payload(unsigned char *at, unsigned what, size_t *len)
{
	*len = (what & BUILD_LEN) == BUILD_LEN ? BUILD_LONG : what & BUILD_LEN;
	at = build_bytes(at, *len);
	if (!(what & BUILD_TEXT))
		return at;
	if ((*len)++ % NLMSG_ALIGNTO == 0) { /* else the padding's first byte is its NUL */
		memset(at, 0, NLMSG_ALIGNTO);
		at += NLMSG_ALIGNTO;
	}
	return at;
}

static unsigned char *build_attrs(unsigned char *at, const unsigned char *end, unsigned depth)
{
	struct nlattr a;
	unsigned char *start;
	unsigned what;
	size_t len;

	while (in.left && end - at > 2 * BUILD_LONG) {
		what = fuzz_u8(&in);
		if (what >= BUILD_END)
			break;
		a.nla_type = fuzz_u8(&in) & 0x7f;
		start = at;
		at += sizeof(a);
		if (what & BUILD_NEST && depth) {
			at = build_attrs(at, end, depth - 1);
			len = (size_t)(at - start) - sizeof(a);
		} else {
			at = build_payload(at, what, &len);
		}
		a.nla_len = (uint16_t)(sizeof(a) + len);
		memcpy(start, &a, sizeof(a));
	}
	return at;
}

static size_t build(unsigned char *buf, uint32_t seq)
{
	unsigned which = fuzz_u8(&in), i = (which & ~(unsigned)BUILD_INTERRUPTED) % BUILD_TYPES;
	struct nlmsghdr h = { .nlmsg_type = types[i].type, .nlmsg_flags = NLM_F_MULTI };
	unsigned char *at = build_bytes(buf + sizeof(h), types[i].header);

	at = build_attrs(at, buf + BUILD_MAX, NESTS_MAX);
	if (which & BUILD_INTERRUPTED)
		h.nlmsg_flags |= NLM_F_DUMP_INTR;
	h.nlmsg_len = (uint32_t)(at - buf);
	h.nlmsg_seq = seq;
	memcpy(buf, &h, sizeof(h));
	return h.nlmsg_len;
}

/* ---- Receiving --------------------------------------------------------------------------- */

/* The end of the answer to the next message sent: of a dump, or an ack. */
static ssize_t answer(struct sock *sock, unsigned char *buf)
{
	struct {
		struct nlmsghdr h;
		struct nlmsgerr e;
	} a = { { 0 }, { 0 } };

	if (sock->answered == sock->count) {
		silent = in.left == 0;
		errno = EAGAIN;
		return -1;
	}
	a.e.msg = awaited(sock);
	a.h.nlmsg_seq = a.e.msg.nlmsg_seq;
	if ((a.e.msg.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP) {
		a.h.nlmsg_type = NLMSG_DONE;
		a.h.nlmsg_len = sizeof(a.h) + sizeof(int);
	} else {
		a.h.nlmsg_type = NLMSG_ERROR;
		a.h.nlmsg_flags = NLM_F_CAPPED;
		a.h.nlmsg_len = sizeof(a);
	}
	sock->answered++;
	memcpy(buf, &a, a.h.nlmsg_len);
	return (ssize_t)a.h.nlmsg_len;
}

/* Makes every message of a datagram an answer, as far as its messages can be told apart. */
static void number(unsigned char *buf, size_t len, uint32_t seq)
{
	struct nlmsghdr h;

	for (size_t at = 0; len - at >= sizeof(h); at += NLMSG_ALIGN(h.nlmsg_len)) {
		memcpy(&h, buf + at, sizeof(h));
		h.nlmsg_seq = seq;
		memcpy(buf + at, &h, sizeof(h));
		if (h.nlmsg_len < sizeof(h) || h.nlmsg_len > len - at - NLMSG_ALIGNTO)
			return;
	}
}

/* The input's next datagram into buf; its length, or -1 with errno. */
static ssize_t next_datagram(struct sock *sock, unsigned char *buf, size_t len,
			     struct sockaddr_nl *sender)
{
	static const int errors[] = { EINTR, ENOBUFS, ENOMEM, EAGAIN };
	unsigned special = fuzz_u8(&in);
	const uint8_t *data;
	size_t n;

	if (special & DATAGRAM_END)
		return answer(sock, buf);
	if (special & DATAGRAM_BUILT)
		return (ssize_t)build(buf, awaited(sock).nlmsg_seq);
	n = fuzz_u16(&in);
	data = fuzz_bytes(&in, &n);
	if (special & DATAGRAM_ERROR) {
		errno = errors[n % 4];
		return -1;
	}
	if (n)
		memcpy(buf, data, n);
	if (special & DATAGRAM_NUMBERED)
		number(buf, n, awaited(sock).nlmsg_seq);
	sender->nl_pid = special & DATAGRAM_STRANGER ? 1 : 0;
	return (ssize_t)(special & DATAGRAM_CUT ? len + 1 : n);
}

ssize_t __wrap_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *from,
			socklen_t *from_len);
ssize_t __wrap_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *from,
			socklen_t *from_len)
{
	struct sockaddr_nl sender = { .nl_family = AF_NETLINK };
	struct sock *sock = sock_of(fd);
	size_t held;
	ssize_t n;

	(void)flags;
	FUZZ_CHECK(len >= UINT16_MAX && *from_len == sizeof(sender));
	unpoison(sock);
	n = in.left ? next_datagram(sock, buf, len, &sender) : answer(sock, buf);
	if (n < 0)
		return -1;
	held = (size_t)n < len ? (size_t)n : 0;
	sock->poisoned = (unsigned char *)buf + held;
	sock->poisoned_len = len - held;
	ASAN_POISON_MEMORY_REGION(sock->poisoned, sock->poisoned_len);
	memcpy(from, &sender, sizeof(sender));
	return n;
}

/* ---- Files -------------------------------------------------------------------------------- */

/* Links have names by a rule; every fourth is not there. Other requests find nothing. */
int __real_ioctl(int fd, unsigned long request, void *arg);
int __wrap_ioctl(int fd, unsigned long request, void *arg);
int __wrap_ioctl(int fd, unsigned long request, void *arg)
{
	struct ifreq *ifr = arg;

	if (!inside)
		return __real_ioctl(fd, request, arg);
	if (fd >= NETLINK_FD && request == SIOCGIFNAME && ifr->ifr_ifindex % 4) {
		snprintf(ifr->ifr_name, sizeof(ifr->ifr_name), "dev%u", (unsigned)ifr->ifr_ifindex);
		return 0;
	}
	if (fd >= NETLINK_FD && request == SIOCGIFINDEX && ifr->ifr_name[0] != 'x') {
		ifr->ifr_ifindex = ifr->ifr_name[0];
		return 0;
	}
	if (fd >= NETLINK_FD && request == SIOCGIFFLAGS) {
		ifr->ifr_flags = IFF_UP;
		return 0;
	}
	errno = ENODEV;
	return -1;
}

ssize_t __real_write(int fd, const void *buf, size_t len);
ssize_t __wrap_write(int fd, const void *buf, size_t len);
ssize_t __wrap_write(int fd, const void *buf, size_t len)
{
	if (!inside)
		return __real_write(fd, buf, len);
	FUZZ_CHECK(fd == STDOUT_FILENO || fd == STDERR_FILENO);
	if (getenv("FUZZ_SHOW"))
		__real_write(fd, buf, len);
	if (fd == STDERR_FILENO) {
		/* each write is a line, whatever the words in it */
		FUZZ_CHECK(len > 1 && memchr(buf, '\n', len) == (const char *)buf + len - 1);
		lines++;
		warnings += memmem(buf, len, "warning: ", 9) != NULL;
		return (ssize_t)len;
	}
	FUZZ_CHECK(len < sizeof(output) - output_len);
	memcpy(output + output_len, buf, len);
	output_len += len;
	return (ssize_t)len;
}

/*
 * Of files there are those that tell of forwarding, to be read alone: /proc/sys/net, and what is
 * opened relative to it. Under these names glibc has open() for files of 64 bits.
 */
static bool may_open(int dir, const char *path, int flags)
{
	return (flags & O_ACCMODE) == O_RDONLY &&
	       (dir != AT_FDCWD || !strncmp(path, "/proc/sys/net/", 14));
}

int __real_openat64(int dir, const char *path, int flags, ...);
int __wrap_openat64(int dir, const char *path, int flags, ...);
int __wrap_openat64(int dir, const char *path, int flags, ...)
{
	FUZZ_CHECK(inside);
	if (may_open(dir, path, flags))
		return __real_openat64(dir, path, flags);
	errno = ENOENT;
	return -1;
}

int __real_open64(const char *path, int flags, mode_t mode);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	if (inside)
		return __wrap_openat64(AT_FDCWD, path, flags);
	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	return __real_open64(path, flags, mode);
}

/* ---- What nothing that is fuzzed may do --------------------------------------------------- */

#define FORBIDDEN(name)           \
	void __wrap_##name(void); \
	void __wrap_##name(void)  \
	{                         \
		abort();          \
	}
FORBIDDEN(setns)
FORBIDDEN(unshare)
FORBIDDEN(mount)
FORBIDDEN(umount2)
FORBIDDEN(fork)
FORBIDDEN(execve)

/* SPDX-License-Identifier: 0BSD */
#include "echo.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "applet.h"
#include "clock.h"
#include "say.h"

#define IPV4_HEADER 20 /* without options, RFC 791 */
#define STAMP sizeof(uint64_t)

#ifndef ICMP_FILTER /* <linux/icmp.h> has it, and clashes with the libc's headers */
#define ICMP_FILTER 1
#endif

/* One packet, on its way out or in: the largest that there is. */
static uint8_t packet[65536];

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static void put16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* RFC 1071; over a packet that holds its own checksum it is 0. */
static uint16_t checksum(const uint8_t *at, size_t len)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		sum += get16(at + i);
	if (i < len)
		sum += (uint32_t)at[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* ---- Opening ----------------------------------------------------------------------------- */

static int refused(const char *what)
{
	return say_errno(EXIT_KERNEL, errno, "%s", what);
}

static int open_socket(struct echo *echo)
{
	int protocol = echo->ipv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;

	echo->raw = false;
	echo->fd = socket(echo->to.sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, protocol);
	if (echo->fd < 0) {
		echo->raw = true;
		echo->fd = socket(echo->to.sa.sa_family, SOCK_RAW | SOCK_CLOEXEC, protocol);
	}
	if (echo->fd < 0 && (errno == EPERM || errno == EACCES))
		return say_error(EXIT_KERNEL, "neither CAP_NET_RAW nor net.ipv4.ping_group_range "
					      "permit a socket");
	return echo->fd < 0 ? refused("socket") : 0;
}

static int set(const struct echo *echo, int option4, int option6, uint32_t value)
{
	if (echo->ipv4)
		return setsockopt(echo->fd, IPPROTO_IP, option4, &value, sizeof(value));
	return setsockopt(echo->fd, IPPROTO_IPV6, option6, &value, sizeof(value));
}

static int bind_device(int fd, const char *dev)
{
	if (dev && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, dev, (socklen_t)strlen(dev) + 1))
		return say_errno(EXIT_KERNEL, errno, "SO_BINDTODEVICE %s", dev);
	return 0;
}

/*
 * Asks the routing table with a UDP socket, which sends nothing: is there a way, and which source
 * address has it?
 */
static int probe_route(struct echo *echo)
{
	union sock_addr to = echo->to;
	socklen_t len = sizeof(echo->from);
	int rc, fd = socket(to.sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return refused("socket");
	rc = bind_device(fd, echo->dev);
	sock_set_port(&to, 1025); /* any that is not 0 */
	if (rc == 0 && connect(fd, &to.sa, sock_len(&to)))
		rc = refused("connect");
	if (rc == 0 && getsockname(fd, &echo->from.sa, &len))
		rc = refused("getsockname");
	sock_set_port(&echo->from, 0);
	close(fd);
	return rc;
}

/* Which ICMP types a raw socket is to see. The error queue does not depend on it. */
static int set_filter(const struct echo *echo)
{
	uint32_t filter4 = ~((1u << ICMP_ECHOREPLY) | (1u << ICMP_REDIRECT));
	struct icmp6_filter filter6;

	if (echo->ipv4)
		return setsockopt(echo->fd, SOL_RAW, ICMP_FILTER, &filter4, sizeof(filter4));
	memset(&filter6, 0xff, sizeof(filter6)); /* a bit for each type that is kept out */
	filter6.icmp6_filt[ICMP6_ECHO_REPLY / 32] &= ~(1u << ICMP6_ECHO_REPLY % 32);
	return setsockopt(echo->fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter6, sizeof(filter6));
}

static int set_options(const struct echo *echo)
{
	if ((echo->raw && set_filter(echo)) || set(echo, IP_RECVERR, IPV6_RECVERR, 1) ||
	    set(echo, IP_RECVTTL, IPV6_RECVHOPLIMIT, 1))
		return refused("setsockopt");
	if (echo->ttl && (set(echo, IP_TTL, IPV6_UNICAST_HOPS, echo->ttl) ||
			  set(echo, IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS, echo->ttl)))
		return refused("-t");
	return 0;
}

int echo_open(struct echo *echo)
{
	bool source = echo->from.sa.sa_family != AF_UNSPEC;
	int rc;

	echo->ipv4 = echo->to.sa.sa_family == AF_INET;
	rc = open_socket(echo);
	if (rc == 0)
		rc = bind_device(echo->fd, echo->dev);
	if (rc == 0 && !source)
		rc = probe_route(echo);
	if (rc == 0 && source && bind(echo->fd, &echo->from.sa, sock_len(&echo->from)))
		rc = refused("bind");
	if (rc == 0)
		rc = set_options(echo);
	if (echo->ipv4 && echo->to.in.sin_addr.s_addr == INADDR_ANY)
		echo->to.in.sin_addr = echo->from.in.sin_addr;
	/* enough to tell two pings on one machine apart, also where both have the same pid */
	echo->ident = (uint16_t)((uint64_t)getpid() ^ clock_now());
	return rc;
}

/* ---- Sending ----------------------------------------------------------------------------- */

int echo_send(struct echo *echo, uint16_t seq, uint64_t time)
{
	size_t len = ECHO_HEADER + echo->size;

	memset(packet, 0, ECHO_HEADER);
	packet[0] = echo->ipv4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	put16(packet + 4, echo->ident);
	put16(packet + 6, seq);
	for (size_t i = 0; i < echo->size; i++)
		packet[ECHO_HEADER + i] = (uint8_t)i;
	if (echo->size >= ECHO_SIZE_TIMED)
		memcpy(packet + ECHO_HEADER, &time, STAMP);
	if (echo->ipv4) /* IPv6's, which covers addresses as well, is the kernel's to fill in */
		put16(packet + 2, checksum(packet, len));
	if (sendto(echo->fd, packet, len, MSG_DONTWAIT, &echo->to.sa, sock_len(&echo->to)) < 0)
		return -errno;
	return 0;
}

/* ---- Receiving --------------------------------------------------------------------------- */

/* What the kernel tells about a packet beside its bytes. */
static void read_control(const struct cmsghdr *c, const uint8_t *data, struct echo_answer *a)
{
	size_t len = c->cmsg_len - CMSG_LEN(0);
	bool ipv4 = c->cmsg_level == IPPROTO_IP;

	if (!ipv4 && c->cmsg_level != IPPROTO_IPV6)
		return;
	if (c->cmsg_type == (ipv4 ? IP_TTL : IPV6_HOPLIMIT)) {
		memcpy(&a->ttl, data, sizeof(a->ttl));
	} else if (c->cmsg_type == (ipv4 ? IP_RECVERR : IPV6_RECVERR)) {
		memcpy(&a->report, data, len < sizeof(a->report) ? len : sizeof(a->report));
		a->kind = a->report.why.ee_origin == SO_EE_ORIGIN_LOCAL ? ECHO_LOCAL : ECHO_ERROR;
	}
}

static void read_controls(const uint8_t *at, size_t len, struct echo_answer *a)
{
	struct cmsghdr c;
	size_t step;

	for (; len >= sizeof(c); at += step, len -= step) {
		memcpy(&c, at, sizeof(c));
		step = CMSG_ALIGN(c.cmsg_len);
		if (c.cmsg_len < sizeof(c) || step > len)
			return;
		read_control(&c, at + CMSG_LEN(0), a);
	}
}

/* Takes a packet, or with MSG_ERRQUEUE an error: its length, or -errno. `peer` is from whom it came
 * or, of an error, to whom the request went. */
static ssize_t receive(const struct echo *echo, int flags, struct echo_answer *a,
		       union sock_addr *peer)
{
	_Alignas(struct cmsghdr) uint8_t control[256];
	struct iovec iov = { packet, sizeof(packet) };
	struct msghdr msg = {
		.msg_name = peer,
		.msg_namelen = sizeof(*peer),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t n = recvmsg(echo->fd, &msg, MSG_DONTWAIT | flags);

	if (n < 0)
		return -errno;
	memset(a, 0, sizeof(*a));
	a->ttl = -1;
	read_controls(control, msg.msg_controllen, a);
	return n;
}

/* Is this ICMP header that of a request sent here? */
static bool is_request(const struct echo *echo, const uint8_t *icmp, const union sock_addr *to)
{
	return icmp[0] == (echo->ipv4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST) &&
	       (!echo->raw || get16(icmp + 4) == echo->ident) && sock_same_host(to, &echo->to);
}

static bool read_error(const struct echo *echo, ssize_t len, struct echo_answer *a,
		       const union sock_addr *to)
{
	a->seq = get16(packet + 6);
	return a->kind == ECHO_LOCAL || (len >= ECHO_HEADER && is_request(echo, packet, to));
}

/* Redirects come to a raw IPv4 socket only. Behind ICMP's header lies the packet that caused it. */
static bool read_redirect(const struct echo *echo, const uint8_t *icmp, size_t len,
			  struct echo_answer *a)
{
	const uint8_t *ip = icmp + ECHO_HEADER;
	union sock_addr to = { .in = { .sin_family = AF_INET } };
	size_t header;

	if (len < ECHO_HEADER + IPV4_HEADER)
		return false;
	header = (size_t)(ip[0] & 15) * 4;
	memcpy(&to.in.sin_addr, ip + 16, sizeof(to.in.sin_addr));
	if (len < ECHO_HEADER + header + ECHO_HEADER || !is_request(echo, ip + header, &to))
		return false;
	a->kind = ECHO_REDIRECT;
	a->seq = get16(ip + header + 6);
	a->report.why.ee_type = icmp[0];
	a->report.why.ee_code = icmp[1];
	memcpy(&a->report.why.ee_info, icmp + 4, sizeof(a->report.why.ee_info));
	return true;
}

static bool read_packet(const struct echo *echo, ssize_t received, struct echo_answer *a)
{
	const uint8_t *icmp = packet;
	size_t len = (size_t)received, header;

	if (echo->raw && echo->ipv4) { /* these come with IPv4's header, and unchecked */
		header = (size_t)(packet[0] & 15) * 4;
		if (len < header + ECHO_HEADER)
			return false;
		icmp += header;
		len -= header;
		if (checksum(icmp, len) != 0)
			return false;
	}
	if (len < ECHO_HEADER)
		return false;
	if (echo->ipv4 && icmp[0] == ICMP_REDIRECT)
		return read_redirect(echo, icmp, len, a);
	if (icmp[0] != (echo->ipv4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY) ||
	    (echo->raw && get16(icmp + 4) != echo->ident))
		return false;
	a->kind = ECHO_REPLY;
	a->seq = get16(icmp + 6);
	a->data = icmp + ECHO_HEADER;
	a->len = len - ECHO_HEADER;
	return true;
}

int echo_next(struct echo *echo, struct echo_answer *a)
{
	union sock_addr peer;
	bool failed = false;
	ssize_t n;

	for (;;) {
		memset(&peer, 0, sizeof(peer));
		n = receive(echo, MSG_ERRQUEUE, a, &peer);
		if (n >= 0 && read_error(echo, n, a, &peer))
			return 1;
		if (n >= 0)
			continue;
		n = receive(echo, 0, a, &peer);
		if (n == -EAGAIN)
			return 0;
		/* an error that came between these two calls: its reason is in the queue now */
		if (n < 0 && failed)
			return (int)n;
		failed = n < 0;
		a->report.from = peer;
		if (n >= 0 && read_packet(echo, n, a))
			return 1;
	}
}

uint64_t echo_time(const struct echo *echo, const struct echo_answer *answer)
{
	uint64_t time = 0;

	if (echo->size >= ECHO_SIZE_TIMED && answer->len >= ECHO_SIZE_TIMED)
		memcpy(&time, answer->data, STAMP);
	return time;
}

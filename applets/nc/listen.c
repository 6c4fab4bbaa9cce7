/* SPDX-License-Identifier: 0BSD */
#include "nc.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "say.h"

static void note(const struct nc *nc, const char *what, const union sock_addr *addr)
{
	char text[SOCK_TEXT];

	if (nc->verbose)
		say_plain("%s %s %u", what, sock_text(addr, text), sock_port(addr));
}

/*
 * Waits for somebody: a TCP connection, of which it returns the socket; or, with UDP, a first
 * message, and connects the same socket to its sender. -1 when that fails.
 */
static int meet(const struct nc *nc, int listener)
{
	struct pollfd wait = { .fd = listener, .events = POLLIN };
	union sock_addr peer;
	socklen_t len = sizeof(peer);
	int fd;

	do {
		(void)clock_poll(&wait, 1, CLOCK_NEVER);
		if (nc->udp)
			fd = recvfrom(listener, NULL, 0, MSG_PEEK, &peer.sa, &len) < 0 ? -1
										       : listener;
		else
			fd = accept4(listener, &peer.sa, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);
	} while (fd < 0 && (errno == EINTR || errno == EAGAIN || errno == ECONNABORTED));
	if (fd >= 0 && nc->udp && connect(fd, &peer.sa, len))
		fd = -1;
	if (fd >= 0)
		note(nc, "Connection received on", &peer);
	return fd;
}

static int open_listener(struct nc *nc)
{
	int on = 1, fd = nc_socket(nc);

	if (fd < 0)
		return fd;
	/* connections of an earlier listener that linger are no obstacle; a UDP socket is one */
	if (!nc->udp)
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (nc->to.sa.sa_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	sock_set_port(&nc->to, (uint16_t)nc->first);
	if (bind(fd, &nc->to.sa, sock_len(&nc->to)) || (!nc->udp && listen(fd, 1)))
		return say_errno(-1, errno, "port %u", nc->first);
	note(nc, nc->udp ? "Bound on" : "Listening on", &nc->to);
	return fd;
}

int nc_listen(struct nc *nc)
{
	int listener = open_listener(nc), fd, status;

	if (listener < 0)
		return NC_FAILED;
	if (nc->udp && nc->keep) { /* anybody may send, so there is nobody to answer */
		nc->no_input = true;
		return nc_relay(nc, listener);
	}
	do {
		fd = meet(nc, listener);
		if (fd < 0)
			return say_errno(NC_FAILED, errno, "accept");
		if (!nc->keep && !nc->udp)
			close(listener);
		status = nc_relay(nc, fd);
		close(fd);
	} while (nc->keep);
	return status;
}

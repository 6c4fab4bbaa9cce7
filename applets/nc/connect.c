/* SPDX-License-Identifier: 0BSD */
#include "nc.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "say.h"

/* Waits for the end of a connect() under way: 0, -errno, or 1 when -w is over first. */
static int await_connection(const struct nc *nc, int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	socklen_t len = sizeof(int);
	int n, err = 0;

	do
		n = clock_poll(&wait, 1, clock_after(nc->idle));
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n < 0 ? -errno : 1;
	(void)getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len);
	return -err;
}

/*
 * UDP tells that nobody listens only when something was sent, and then only perhaps: silence for a
 * second, or the time of -w, counts as an answer.
 */
static int probe(const struct nc *nc, int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	uint64_t span = nc->idle == CLOCK_NEVER ? CLOCK_SECOND : nc->idle;

	if (send(fd, "X", 1, MSG_NOSIGNAL) < 0)
		return -errno;
	(void)clock_poll(&wait, 1, clock_after(span));
	return wait.revents & POLLERR ? -ECONNREFUSED : 0;
}

/* 0, -errno, or 1 when the time was up. */
static int connect_socket(const struct nc *nc, int fd)
{
	int on = 1;

	if (nc->from.sa.sa_family) {
		/* a fixed port can be used again at once */
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		if (bind(fd, &nc->from.sa, sock_len(&nc->from)))
			return -errno;
	}
	if (connect(fd, &nc->to.sa, sock_len(&nc->to)))
		return errno == EINPROGRESS ? await_connection(nc, fd) : -errno;
	return nc->udp && nc->scan ? probe(nc, fd) : 0;
}

/* One port: connects, says so, relays. */
static int connect_port(struct nc *nc, uint32_t port)
{
	int fd = nc_socket(nc), rc, status = NC_FAILED;

	if (fd < 0)
		return NC_FAILED;
	sock_set_port(&nc->to, (uint16_t)port);
	rc = connect_socket(nc, fd);
	if (rc == 0) {
		if (nc->verbose)
			say_plain("Connection to %s %u port [%s/*] succeeded!", nc->host, port,
				  nc_protocol(nc));
		status = nc->scan ? NC_DONE : nc_relay(nc, fd);
	} else if (nc->verbose) {
		say_errno(0, rc > 0 ? EINPROGRESS : rc, "connect to %s port %u (%s) %s", nc->host,
			  port, nc_protocol(nc), rc > 0 ? "timed out" : "failed");
	}
	close(fd);
	return status;
}

int nc_connect(struct nc *nc)
{
	int status = NC_FAILED;

	for (uint32_t port = nc->first; port <= nc->last; port++)
		if (connect_port(nc, port) == NC_DONE)
			status = NC_DONE;
	return status;
}

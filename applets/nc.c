/* SPDX-License-Identifier: 0BSD */
/*
 * nc: a TCP or UDP connection, or a listener, between stdin and stdout. Options, lines and exit
 * statuses are those of OpenBSD's nc, which scripts read.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "applet.h"
#include "clock.h"
#include "flags.h"
#include "nc/relay.h"
#include "ns.h"
#include "out.h"
#include "say.h"
#include "sock.h"

enum {
	NC_DONE = 0,
	NC_FAILED = 1,
};

struct nc {
	uint8_t family;
	bool udp, listen, keep, verbose, scan;
	const char *host;       /* whom to connect to; to listen: NULL, or one of the own addresses */
	const char *source;     /* -s */
	uint32_t source_port;   /* -p */
	uint32_t first, last;   /* ports */
	union sock_addr to;     /* or what to listen at */
	union sock_addr from;   /* AF_UNSPEC: the kernel's choice */
	struct relay relay;
};

static int new_socket(const struct nc *nc)
{
	int type = nc->udp ? SOCK_DGRAM : SOCK_STREAM;

	return socket(nc->to.sa.sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static const char *protocol(const struct nc *nc)
{
	return nc->udp ? "udp" : "tcp";
}

/* ---- Connecting -------------------------------------------------------------------------- */

/* Waits for the end of a connect() under way: 0, -errno, or 1 when -w is over first. */
static int await_connection(const struct nc *nc, int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	uint64_t idle = nc->relay.idle;
	uint64_t until = idle == CLOCK_NEVER ? idle : clock_now() + idle;
	socklen_t len = sizeof(int);
	int n, err;

	do
		n = clock_poll(&wait, 1, until, NULL);
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return 1;
	if (n < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len))
		return -errno;
	return -err;
}

/*
 * UDP tells that nobody listens only when something was sent, and then only perhaps: silence for a
 * second, or the time of -w, counts as an answer.
 */
static int probe(const struct nc *nc, int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	uint64_t idle = nc->relay.idle == CLOCK_NEVER ? CLOCK_SECOND : nc->relay.idle;
	char byte = 'X';

	if (send(fd, &byte, 1, MSG_NOSIGNAL) < 0)
		return -errno;
	if (clock_poll(&wait, 1, clock_now() + idle, NULL) <= 0)
		return 0;
	return recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno != EAGAIN ? -errno : 0;
}

/* A connection: 0, -errno, or 1 when the time was up. */
static int connect_socket(const struct nc *nc, int fd)
{
	int on = 1, rc;

	if (nc->from.sa.sa_family) {
		/* a fixed port can be used again at once */
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		if (bind(fd, &nc->from.sa, sock_len(&nc->from)))
			return -errno;
	}
	rc = connect(fd, &nc->to.sa, sock_len(&nc->to)) ? -errno : 0;
	if (rc == -EINPROGRESS)
		rc = await_connection(nc, fd);
	if (rc == 0 && nc->udp && nc->scan)
		rc = probe(nc, fd);
	return rc;
}

/* One port: connects, says so, relays. */
static int connect_port(struct nc *nc, uint32_t port)
{
	int fd = new_socket(nc), rc, status = NC_FAILED;

	if (fd < 0)
		return say_errno(NC_FAILED, errno, "socket");
	sock_set_port(&nc->to, (uint16_t)port);
	rc = connect_socket(nc, fd);
	if (rc == 0) {
		if (nc->verbose)
			say_plain("Connection to %s %u port [%s/*] succeeded!", nc->host, port,
				  protocol(nc));
		status = nc->scan ? NC_DONE : relay_run(&nc->relay, fd);
	} else if (nc->verbose) {
		say_errno(0, rc > 0 ? EINPROGRESS : rc, "connect to %s port %u (%s) %s", nc->host,
			  port, protocol(nc), rc > 0 ? "timed out" : "failed");
	}
	close(fd);
	return status;
}

static int connect_ports(struct nc *nc)
{
	int status = NC_FAILED;

	for (uint32_t port = nc->first; port <= nc->last; port++)
		if (connect_port(nc, port) == NC_DONE)
			status = NC_DONE;
	return status;
}

/* ---- Listening --------------------------------------------------------------------------- */

static void note(const struct nc *nc, const char *what, const union sock_addr *addr)
{
	char text[SOCK_TEXT];

	if (nc->verbose)
		say_plain("%s %s %u", what, sock_text(addr, text), sock_port(addr));
}

static int wait_readable(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	return clock_poll(&wait, 1, CLOCK_NEVER, NULL);
}

/* TCP: the next connection. */
static int accept_one(const struct nc *nc, int listener)
{
	union sock_addr peer;
	socklen_t len = sizeof(peer);
	int fd;

	do {
		(void)wait_readable(listener);
		fd = accept4(listener, &peer.sa, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);
	} while (fd < 0 && (errno == EINTR || errno == EAGAIN || errno == ECONNABORTED));
	if (fd >= 0)
		note(nc, "Connection received on", &peer);
	return fd;
}

/* UDP: whoever sends first is the one to talk to. */
static int meet_peer(const struct nc *nc, int fd)
{
	union sock_addr peer;
	socklen_t len = sizeof(peer);
	char byte;
	ssize_t n;

	do {
		(void)wait_readable(fd);
		n = recvfrom(fd, &byte, 1, MSG_PEEK, &peer.sa, &len);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (n < 0 || connect(fd, &peer.sa, len))
		return say_errno(NC_FAILED, errno, "connect");
	note(nc, "Connection received on", &peer);
	return 0;
}

static int open_listener(struct nc *nc)
{
	int on = 1, fd = new_socket(nc);

	if (fd < 0)
		return say_errno(-1, errno, "socket");
	/* connections of an earlier listener that linger are no obstacle; a UDP socket that lives
	 * is one */
	if (!nc->udp)
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (nc->to.sa.sa_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	sock_set_port(&nc->to, (uint16_t)nc->first);
	if (bind(fd, &nc->to.sa, sock_len(&nc->to)) || (!nc->udp && listen(fd, 1))) {
		say_errno(-1, errno, "port %u", nc->first);
		close(fd);
		return -1;
	}
	note(nc, nc->udp ? "Bound on" : "Listening on", &nc->to);
	return fd;
}

static int serve(struct nc *nc)
{
	int listener = open_listener(nc), fd, status;

	if (listener < 0)
		return NC_FAILED;
	if (nc->udp) {
		/* with -k anybody may send, so there is nobody to answer */
		nc->relay.no_input |= nc->keep;
		if (!nc->keep && meet_peer(nc, listener))
			return NC_FAILED;
		return relay_run(&nc->relay, listener);
	}
	do {
		fd = accept_one(nc, listener);
		if (fd < 0)
			return say_errno(NC_FAILED, errno, "accept");
		if (!nc->keep)
			close(listener);
		status = relay_run(&nc->relay, fd);
		close(fd);
	} while (nc->keep);
	return status;
}

/* ---- The call ---------------------------------------------------------------------------- */

static const char usage[] =
	"Usage: nc [ OPTIONS ] ADDR[%DEV] PORT[-PORT]\n"
	"       nc -l [ OPTIONS ] [ ADDR[%DEV] ] PORT\n"
	"       -4 -6          only this family\n"
	"       -d             do not read standard input\n"
	"       -k             with -l: one connection after the other, without end\n"
	"       -l             listen\n"
	"       -N             pass the end of standard input on\n"
	"       -n             names are not looked up in any case\n"
	"       -n NS, --netns NS  in this namespace\n"
	"       -p PORT        own port\n"
	"       -q SECONDS     stop so long after the end of standard input; as -N\n"
	"       -s ADDR        own address\n"
	"       -u             UDP\n"
	"       -v             say what happens\n"
	"       -w SECONDS     stop when nothing happens for so long\n"
	"       -z             connect only\n";

static int set_option(struct nc *nc, const struct flags *flags, int letter)
{
	switch (letter) {
	case '4':
	case '6':
		nc->family = letter == '4' ? AF_INET : AF_INET6;
		return 0;
	case 'd':
		nc->relay.no_input = true;
		return 0;
	case 'k':
		nc->keep = true;
		return 0;
	case 'l':
		nc->listen = nc->relay.listener = true;
		return 0;
	case 'N':
		nc->relay.shut = true;
		return 0;
	case 'p':
		return flags_number(flags, letter, 1, 65535, &nc->source_port);
	case 'q':
		nc->relay.shut = true;
		return flags_seconds(flags, letter, &nc->relay.quit);
	case 's':
		nc->source = flags->value;
		return 0;
	case 'u':
		nc->udp = nc->relay.datagrams = true;
		return 0;
	case 'v':
		nc->verbose = true;
		return 0;
	case 'w':
		return flags_seconds(flags, letter, &nc->relay.idle);
	case 'z':
		nc->scan = true;
		return 0;
	}
	return -1; /* it has been said */
}

/* PORT or PORT-PORT, in either order. */
static int set_ports(struct nc *nc, const char *text)
{
	uint32_t ports[2] = { 0, 0 };
	int n = 0;

	for (const char *at = text; *at; at++) {
		if (*at >= '0' && *at <= '9' && ports[n] < 65536)
			ports[n] = ports[n] * 10 + (uint32_t)(*at - '0');
		else if (*at == '-' && n == 0 && !nc->listen)
			n = 1;
		else
			return say_error(NC_FAILED, "port number invalid: %s", text);
	}
	for (int i = 0; i <= n; i++)
		if (ports[i] == 0 || ports[i] > 65535)
			return say_error(NC_FAILED, "port number invalid: %s", text);
	nc->first = ports[0] < ports[n] ? ports[0] : ports[n];
	nc->last = ports[0] < ports[n] ? ports[n] : ports[0];
	return 0;
}

/* What the words say: [ADDR] PORT to listen, where -s and -p may say it instead; else ADDR PORT. */
static int set_words(struct nc *nc, const struct flags *flags)
{
	int left = flags->count;

	if (nc->keep && !nc->listen)
		return say_error(NC_FAILED, "must use -l with -k");
	if (nc->scan && nc->listen)
		return say_error(NC_FAILED, "cannot use -z and -l");
	if (nc->listen && nc->source_port)
		nc->first = nc->source_port;
	else if (left == 0 || (left == 1 && !nc->listen))
		return say_error(NC_FAILED, "missing port number");
	else if (set_ports(nc, flags->words[--left]))
		return NC_FAILED;
	if (nc->listen && nc->source)
		nc->host = nc->source;
	else if (left > 0)
		nc->host = flags->words[--left];
	return left ? say_error(NC_FAILED, "too many words: %s", flags->words[0]) : 0;
}

/* The addresses: in the namespace, where their devices are. */
static int set_addresses(struct nc *nc)
{
	int rc = 0;

	if (nc->host)
		rc = sock_parse(nc->host, nc->family, &nc->to);
	else
		nc->to.sa.sa_family = nc->family == AF_INET6 ? AF_INET6 : AF_INET;
	if (rc)
		return sock_refuse(NC_FAILED, rc, nc->host);
	if (nc->listen)
		return 0;
	if (nc->source) {
		rc = sock_parse(nc->source, (uint8_t)nc->to.sa.sa_family, &nc->from);
		if (rc)
			return sock_refuse(NC_FAILED, rc, nc->source);
	} else if (nc->source_port) {
		nc->from.sa.sa_family = nc->to.sa.sa_family;
	}
	sock_set_port(&nc->from, (uint16_t)nc->source_port);
	return 0;
}

static int nc_run(struct call *call)
{
	struct nc nc = { .relay = { .idle = CLOCK_NEVER, .quit = CLOCK_NEVER } };
	struct flags flags;
	int letter;

	say_about(call->applet->name, 0, NULL);
	flags_init(&flags, "46dhklNnp:q:s:uvw:z", call);
	while ((letter = flags_next(&flags)) != FLAGS_END) {
		if (letter == 'h') {
			out_text(usage);
			return NC_DONE;
		}
		if (set_option(&nc, &flags, letter))
			return NC_FAILED;
	}
	if (set_words(&nc, &flags))
		return NC_FAILED;
	if ((flags.ns && ns_enter(flags.ns)) || set_addresses(&nc))
		return NC_FAILED;
	/* a reader of stdout that is gone ends one direction, not the process */
	signal(SIGPIPE, SIG_IGN);
	return nc.listen ? serve(&nc) : connect_ports(&nc);
}

const struct applet applet_nc = {
	.name = "nc",
	.summary = "a TCP or UDP connection between stdin and stdout",
	.run = nc_run,
};

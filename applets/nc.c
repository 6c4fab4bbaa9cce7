/* SPDX-License-Identifier: 0BSD */
/*
 * nc: a TCP or UDP connection, or a listener, between stdin and stdout. Options, lines and exit
 * statuses are those of OpenBSD's nc, which scripts read.
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>

#include "applet.h"
#include "clock.h"
#include "flags.h"
#include "nc/nc.h"
#include "ns.h"
#include "out.h"
#include "say.h"

static const char usage[] =
	"Usage: nc [-46dNnuvz] [-p PORT] [-q SECONDS] [-s ADDR] [-w SECONDS] [-n NS]\n"
	"          ADDR[%DEV] PORT[-PORT]\n"
	"       nc -l [-46dkNnuv] [-q SECONDS] [-w SECONDS] [-n NS] [ADDR[%DEV]] PORT\n";

#define AT(member) offsetof(struct nc, member)

static const struct flag table[] = {
	{ '4', FLAG_SET, AT(family), AF_INET },
	{ '6', FLAG_SET, AT(family), AF_INET6 },
	{ 'd', FLAG_SET, AT(no_input), true },
	{ 'k', FLAG_SET, AT(keep), true },
	{ 'l', FLAG_SET, AT(listen), true },
	{ 'N', FLAG_SET, AT(shut), true },
	{ 'p', FLAG_NUMBER, AT(source_port), 65535 },
	{ 'q', FLAG_SECONDS, AT(quit), 0 },
	{ 's', FLAG_TEXT, AT(source), 0 },
	{ 'u', FLAG_SET, AT(udp), true },
	{ 'v', FLAG_SET, AT(verbose), true },
	{ 'w', FLAG_SECONDS, AT(idle), 0 },
	{ 'z', FLAG_SET, AT(scan), true },
	{ 0, 0, 0, 0 },
};

const char *nc_protocol(const struct nc *nc)
{
	return nc->udp ? "udp" : "tcp";
}

int nc_socket(const struct nc *nc)
{
	int type = (nc->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK;
	int fd = socket(nc->to.sa.sa_family, type, 0);

	return fd < 0 ? say_errno(-1, errno, "socket") : fd;
}

/* PORT or PORT-PORT, in either order. */
static int set_ports(struct nc *nc, const char *text)
{
	uint32_t *port = &nc->first, low;

	for (const char *at = text; *at; at++) {
		if (*at >= '0' && *at <= '9' && *port <= 65535)
			*port = *port * 10 + (uint32_t)(*at - '0');
		else if (*at == '-' && port == &nc->first && !nc->listen)
			port = &nc->last;
		else
			*port = 65536; /* too large, whatever comes */
	}
	if (port == &nc->first)
		nc->last = nc->first;
	if (nc->first > nc->last) {
		low = nc->last;
		nc->last = nc->first;
		nc->first = low;
	}
	if (nc->first == 0 || nc->last > 65535)
		return say_error(NC_FAILED, "port number invalid: %s", text);
	return 0;
}

/* What the words say: [ADDR] PORT to listen, where -s and -p may say it instead; else ADDR PORT. */
static int set_words(struct nc *nc, struct call *call)
{
	int left = call->argc;

	if (nc->keep && !nc->listen)
		return say_error(NC_FAILED, "must use -l with -k");
	if (nc->scan && nc->listen)
		return say_error(NC_FAILED, "cannot use -z and -l");
	if (nc->listen && nc->source_port)
		nc->first = nc->source_port;
	else if (left == 0 || (left == 1 && !nc->listen))
		return say_error(NC_FAILED, "missing port number");
	else if (set_ports(nc, call->argv[--left]))
		return NC_FAILED;
	if (nc->listen && nc->source)
		nc->host = nc->source;
	else if (left > 0)
		nc->host = call->argv[--left];
	return left ? say_error(NC_FAILED, "too many words: %s", call->argv[0]) : 0;
}

/* The addresses: in the namespace, where their devices are. */
static int set_addresses(struct nc *nc)
{
	if (!nc->host)
		nc->to.sa.sa_family = nc->family == AF_INET6 ? AF_INET6 : AF_INET;
	else if (sock_parse(nc->host, nc->family, &nc->to))
		return -1;
	if (nc->listen)
		return 0;
	if (nc->source_port)
		nc->from.sa.sa_family = nc->to.sa.sa_family;
	if (nc->source && sock_parse(nc->source, (uint8_t)nc->to.sa.sa_family, &nc->from))
		return -1;
	sock_set_port(&nc->from, (uint16_t)nc->source_port);
	return 0;
}

static int nc_run(struct call *call)
{
	struct nc nc = { .idle = CLOCK_NEVER, .quit = CLOCK_NEVER };
	sigset_t pipe;
	int rc;

	say_about(call->applet->name, 0, NULL);
	rc = flags_parse(call, table, usage, &nc);
	if (rc)
		return rc == FLAGS_HELP ? NC_DONE : NC_FAILED;
	if (set_words(&nc, call) || (nc.ns && ns_enter(nc.ns)) || set_addresses(&nc))
		return NC_FAILED;
	/* a reader of stdout that is gone ends one direction, not the process */
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigprocmask(SIG_BLOCK, &pipe, NULL);
	return nc.listen ? nc_listen(&nc) : nc_connect(&nc);
}

const struct applet applet_nc = {
	.name = "nc",
	.summary = "a TCP or UDP connection between stdin and stdout",
	.run = nc_run,
};

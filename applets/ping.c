/* SPDX-License-Identifier: 0BSD */
/*
 * ping: echo requests, and how many are answered in which time. Options, lines and exit statuses
 * are those of iputils' ping, which scripts read.
 */
#include <stddef.h>
#include <unistd.h>

#include "applet.h"
#include "clock.h"
#include "flags.h"
#include "ns.h"
#include "out.h"
#include "ping/ping.h"
#include "say.h"

#define INTERVAL_USER 2000 /* microseconds: the shortest for who is not root */

static const char usage[] =
	"Usage: ping [-46nq] [-c COUNT] [-i SECONDS] [-I DEV|ADDR] [-s BYTES] [-t TTL]\n"
	"            [-w SECONDS] [-W SECONDS] [-n NS] ADDR[%DEV]\n";

#define AT(member) offsetof(struct ping, member)

static const struct flag table[] = {
	{ '4', FLAG_SET, AT(family), AF_INET },
	{ '6', FLAG_SET, AT(family), AF_INET6 },
	{ 'c', FLAG_NUMBER, AT(count), UINT32_MAX },
	{ 'i', FLAG_SECONDS, AT(interval), 0 },
	{ 'I', FLAG_VIA, AT(via), 0 }, /* may be given twice, for both */
	{ 'q', FLAG_SET, AT(quiet), true },
	{ 's', FLAG_SIZE, AT(echo.size), ECHO_SIZE_MAX },
	{ 't', FLAG_NUMBER, AT(echo.ttl), 255 },
	{ 'w', FLAG_SECONDS, AT(deadline), 0 },
	{ 'W', FLAG_SECONDS, AT(linger), 0 },
	{ 0, 0, 0, 0 },
};

/* The addresses: in the namespace, where their devices are. */
static int set_addresses(struct ping *p)
{
	struct echo *e = &p->echo;

	if (sock_parse(p->host, p->family, &e->to))
		return -1;
	if (p->via[0] && sock_parse(p->via[0], (uint8_t)e->to.sa.sa_family, &e->from))
		return -1;
	e->dev = p->via[1];
	if (!sock_link_local(&e->to) || e->to.in6.sin6_scope_id)
		return 0;
	if (!e->dev)
		return say_error(-1, "%s: on which device? Say %s%%DEV or -I DEV", p->host,
				 p->host);
	e->to.in6.sin6_scope_id = if_nametoindex(e->dev);
	return 0;
}

static int ping_run(struct call *call)
{
	static struct ping ping;
	struct ping *p = &ping;
	int rc;

	p->interval = CLOCK_SECOND;
	p->linger = 10 * CLOCK_SECOND;
	p->echo.size = 56;
	say_about(call->applet->name, 0, NULL);
	rc = flags_parse(call, table, usage, p);
	if (rc)
		return rc == FLAGS_HELP ? PING_ANSWERED : PING_FAILED;
	if (call->argc != 1)
		return say_error(PING_FAILED, "one destination is needed, not %d", call->argc);
	p->host = *call->argv;
	if (p->interval < INTERVAL_USER && getuid() != 0)
		return say_error(PING_FAILED, "-i: the shortest for who is not root is 0.002");
	if ((p->ns && ns_enter(p->ns)) || set_addresses(p) || echo_open(&p->echo))
		return PING_FAILED;
	return ping_course(p);
}

const struct applet applet_ping = {
	.name = "ping",
	.summary = "is an address reached, and in which time",
	.run = ping_run,
};

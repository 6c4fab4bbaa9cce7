/* SPDX-License-Identifier: 0BSD */
#include "await.h"

#include <errno.h>
#include <linux/netlink.h>

#include "applet.h"
#include "clock.h"
#include "netlink.h"
#include "ns.h"
#include "say.h"

/* Subscribes before the first look, so that no change falls between the two. */
static int subscribe(struct nl *changes, const unsigned groups[2])
{
	int rc = ns_socket(changes, NETLINK_ROUTE, NULL);

	for (int i = 0; rc == 0 && i < 2 && groups[i]; i++) {
		rc = nl_join(changes, groups[i]);
		if (rc)
			return say_errno(EXIT_KERNEL, rc, "cannot listen to the kernel");
	}
	return rc;
}

int await(const char *seconds, const unsigned groups[2],
	       int (*reached)(struct nl *nl, void *arg), void *arg)
{
	static struct nl changes, nl;
	struct pollfd ready = { .events = POLLIN };
	uint64_t span = CLOCK_NEVER, until;
	int rc;

	if (seconds && clock_parse(seconds, &span))
		return say_error(EXIT_WORD, "\"%s\" is not a number of seconds", seconds);
	rc = subscribe(&changes, groups);
	if (rc == 0)
		rc = ns_socket(&nl, NETLINK_ROUTE, NULL);
	if (rc)
		return rc;
	until = clock_after(span);
	ready.fd = changes.fd;
	while ((rc = reached(&nl, arg)) == AWAIT_MORE) {
		if (clock_poll(&ready, 1, until) == 0)
			return say_error(EXIT_WORD, "not within %s seconds", seconds);
		/* what changed is of no interest, nor how often: lost messages do no harm */
		while (nl_collect(&changes) == -ENOBUFS)
			;
	}
	return rc;
}

/* SPDX-License-Identifier: 0BSD */
/*
 * Forwarding: whether packets that are not for this machine are sent on, as files below
 * /proc/sys/net say it, for the namespace that the caller is in. What each knob does (kernel:
 * Documentation/networking/ip-sysctl.rst, net/ipv4/devinet.c, net/ipv6/addrconf.c):
 *
 * net.ipv4.conf.DEV.forwarding	alone decides about what comes in through DEV
 * net.ipv4.conf.all.forwarding	the same knob as net.ipv4.ip_forward. When it changes, every
 *	device and `default` follow, and conf.all.accept_redirects becomes its opposite; nothing
 *	else does, whatever is said about it. Written with the value that it has, it does nothing:
 *	devices that differ stay different.
 * net.ipv6.conf.all.forwarding	decides for all devices; every device's and default's
 *	`forwarding` follow each time that it is written, and 0 clears every force_forwarding.
 * net.ipv6.conf.DEV.force_forwarding	since Linux 6.17: decides about what comes in through DEV
 *	while `all` is 0. Before, IPv6 is forwarded on all devices or on none.
 * net.ipv6.conf.DEV.forwarding	forwards nothing: it makes DEV say that it is a router, ask for
 *	no router advertisements, and ignore those that come unless accept_ra is 2. Turning it on
 *	takes away the default routes learned on any device whose accept_ra is not 2.
 */
#ifndef FORWARD_H
#define FORWARD_H

#include <stdbool.h>

#include "dir.h"

/* What a device does; `all` and `default` (devices to come) too. -1: it has no such knob. */
struct forward {
	const char *dev;
	int inet;      /* forwards IPv4: 1, 0 */
	int inet6;     /* forwards IPv6 */
	int router;    /* is a router to its IPv6 neighbours */
	int accept_ra; /* its value */
};

struct forward_list {
	struct dir dir;
	int inet, inet6; /* descriptors of the two directories; -1: there is none */
	bool all6;       /* IPv6 is forwarded on all devices */
};

/* 0 or -errno. forward_next() is false at the end; the name it gives is good until the next. */
int forward_list(struct forward_list *list);
bool forward_next(struct forward_list *list, struct forward *forward);
void forward_end(struct forward_list *list);

/* Which families a change is about. */
enum {
	FORWARD_INET = 1,
	FORWARD_INET6 = 2,
};

/*
 * Turns forwarding on or off, for a device that is there (by its name) or (NULL) for all, those to
 * come too. Returns the exit status, after saying why when it is not 0; nothing is changed then.
 * A kernel without IPv6 is fine unless IPv6 alone is to be turned on.
 *
 * Devices that learned a default route from router advertisements and have accept_ra 1 get 2 when
 * IPv6 is turned on, so that they keep it. When it is turned off, accept_ra 2 becomes 1 again: the
 * two mean the same on a device that does not forward, so this needs no memory of what was set by
 * whom. Where net.ipv6.conf.default.accept_ra is 2, it is the owner's choice, and stays.
 */
int forward_set(bool on, unsigned families, const char *dev);

#endif

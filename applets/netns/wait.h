/* SPDX-License-Identifier: 0BSD */
/*
 * Waiting until namespaces have ended, with all that was in them. The functions return 0, or the
 * exit status after saying why not.
 */
#ifndef WAIT_H
#define WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "netlink.h"
#include "ns.h"

#define WAIT_MANY 64 /* namespaces that are waited for at a time */

struct waiting {
	char name[NS_NAME_SIZE];
	struct ns_key key;
	int nsid;
	bool gone;
};

struct wait {
	struct nl nl;     /* where requests go */
	struct nl events; /* listens to RTNLGRP_NSID */
	uint64_t until;
	unsigned count;
	struct waiting list[WAIT_MANY];
};

/* From now on, for so many microseconds. */
int wait_begin(struct wait *w, uint64_t span);

/* Adds a namespace, before fd is closed and its name removed. There is room for WAIT_MANY. */
int wait_for(struct wait *w, const char *name, int fd);

/* Waits for those that were added, which are none afterwards. When the time is up, names what holds
 * the rest. */
int wait_end(struct wait *w);

#endif

/* SPDX-License-Identifier: 0BSD */
/*
 * Links, addresses and routes as iproute2 shows them: struct -> text or JSON.
 *
 * A record is opened and closed by the caller, who may put more into it.
 */
#ifndef SHOW_H
#define SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "rt.h"

struct options;

/* How much of each object is shown, and where the names of indexes come from. */
struct show {
	struct nl *nl;
	const struct options *opt;
	bool link_only;   /* a link by itself, not as the head of its addresses */
	uint8_t family;   /* of the addresses behind a link: AF_INET and AF_INET6 leave its own out */
	/* of a route: what was selected by one value, and so need not be shown again */
	bool hide_table, hide_proto, hide_scope, hide_tos, hide_metric, hide_oif, hide_iif;
	bool hide_gateway, hide_src, hide_realms;
};

/* The link up to its last line, without that line's end; with `link_only` counters too. */
void show_link(const struct show *show, const struct link *link);

/* Counters in a table of their own. */
void show_stats(const struct show *show, const struct link *link);

/* `-br`: name, state, and of a link by itself address and flags. */
void show_link_brief(const struct show *show, const struct link *link);

/* An address with its line's end; in front of it, when name is not NULL, "INDEX: NAME". */
void show_addr(const struct show *show, const struct addr *addr, const char *name);
void show_addr_brief(const struct addr *addr);

/* A lightweight tunnel's encapsulation (RTA_ENCAP), "encap TYPE … ". */
void show_encap(const struct show *show, uint32_t type, const struct nl_attr *data);

/* A route with its line's end. */
void show_route(const struct show *show, const struct route *route);

#endif

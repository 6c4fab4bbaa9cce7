/* SPDX-License-Identifier: 0BSD */
/*
 * ip-addr show: links, each with its addresses.
 */
#include "show.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "applet.h"
#include "list.h"
#include "out.h"
#include "say.h"
#include "select.h"

/*
 * The kernel lists links and addresses apart, in orders that need not agree, so the addresses are
 * kept: their messages one behind the other, those of one link chained.
 */
struct kept {
	uint32_t next;  /* where the next of the chain lies; NOWHERE: it is the last */
	uint32_t index; /* of the link */
	uint16_t type;
	uint32_t len;
	unsigned char data[];
};

#define NOWHERE UINT32_MAX
#define CHAINS 4096

static struct list kept;
static uint32_t first[CHAINS], last[CHAINS];

static struct kept *kept_at(uint32_t place)
{
	return place == NOWHERE ? NULL : (struct kept *)((char *)kept.items + place);
}

static int keep(const struct nl_msg *msg)
{
	struct addr addr;
	uint32_t place = (uint32_t)kept.used, *tail;
	struct kept *k;

	if (!addr_read(msg, &addr))
		return 0;
	k = list_add(&kept, LIST_ALIGN(sizeof(*k) + msg->len));
	if (!k)
		return -ENOMEM;
	*k = (struct kept){ NOWHERE, addr.index, msg->type, (uint32_t)msg->len };
	memcpy(k->data, msg->data, msg->len);
	tail = &last[addr.index % CHAINS];
	if (*tail == NOWHERE)
		first[addr.index % CHAINS] = place;
	else
		kept_at(*tail)->next = place;
	*tail = place;
	return 0;
}

static int keep_all(struct nl *nl, const struct select *select)
{
	struct nl_msg msg;
	int rc = addr_dump(nl, (uint32_t)select->pick.index,
			   select->family == AF_PACKET ? AF_UNSPEC : select->family);

	memset(first, 0xff, sizeof(first));
	memset(last, 0xff, sizeof(last));
	while (rc == 0 && (rc = nl_next(nl, &msg)) > 0)
		rc = keep(&msg);
	return rc;
}

/* Steps to the next address of a link, from NULL on. */
static bool next_of(const struct kept **at, int32_t index, struct addr *addr)
{
	const struct kept *k = *at ? kept_at((*at)->next) : kept_at(first[(uint32_t)index % CHAINS]);

	while (k && k->index != (uint32_t)index)
		k = kept_at(k->next);
	*at = k;
	return k && addr_read(&(struct nl_msg){ .type = k->type, .data = k->data, .len = k->len },
			      addr);
}

/* Is a link shown? Not when it has addresses, but none that are selected. */
static bool has_selected(struct nl *nl, const struct select *select, int32_t index)
{
	const struct kept *at = NULL;
	struct addr addr;
	bool any = false;

	while (next_of(&at, index, &addr)) {
		any = true;
		if (select_matches(nl, select, &addr))
			return true;
	}
	return !any && (select->family == AF_UNSPEC || select->family == AF_PACKET);
}

static void show_addrs(const struct show *show, const struct select *select, const struct link *link)
{
	const struct kept *at = NULL;
	struct addr addr;

	out_list("addr_info");
	while (next_of(&at, link->index, &addr)) {
		if (select->family && addr.family != select->family)
			continue;
		out_record(NULL);
		if (!select_matches(show->nl, select, &addr))
			; /* iproute2 leaves an empty record */
		else if (show->opt->brief)
			show_addr_brief(&addr);
		else
			show_addr(show, &addr, show->opt->oneline ? link->name : NULL);
		out_record_end();
	}
	out_list_end();
	if (show->opt->brief)
		out_end();
}

/* A link with its addresses: with -o or a label the latter alone. */
static void show_one(const struct show *show, const struct select *select, const struct link *link)
{
	const struct options *opt = show->opt;
	bool packet = select->family == AF_PACKET, head = !opt->oneline || packet;

	out_record(NULL);
	if (pick_matches(&select->pick, link)) {
		if (opt->brief) {
			show_link_brief(show, link);
			if (packet)
				out_end();
		} else if (head && !select->label) {
			show_link(show, link);
			out_end();
		}
		if (!packet)
			show_addrs(show, select, link);
		if (opt->statistics && !opt->brief && head && !select->label) {
			show_stats(show, link);
			out_break();
		}
	}
	out_record_end();
}

static int show_all(const struct show *show, const struct select *select)
{
	struct link_filter filter = pick_filter(&select->pick);
	struct nl *nl = show->nl;
	struct link link;
	int rc;

	filter.stats = show->opt->statistics > 0;
	filter.inet6 = show->opt->family == AF_INET6;
	if (select->pick.index)
		rc = link_get(nl, select->pick.index, NULL, &link);
	else
		rc = link_dump(nl, &filter);
	while (rc == 0) {
		if (!select->pick.index && (rc = link_next(nl, &link)) <= 0)
			break;
		if (select->family == AF_PACKET || has_selected(nl, select, link.index))
			show_one(show, select, &link);
		if (select->pick.index)
			return 0;
		rc = 0;
	}
	return rc;
}

int addr_show_run(struct call *call)
{
	struct select select = { 0 };
	struct nl nl;
	struct show show = { .nl = &nl, .opt = call->opt };
	bool interrupted = false;
	int rc = select_parse(call, &nl, &select);

	if (rc)
		return rc;
	if (select.family != AF_PACKET) {
		rc = keep_all(&nl, &select);
		interrupted = rc == -EINTR;
		if (rc && !interrupted)
			return say_kernel(&nl);
	}
	show.family = select.family;
	out_list(NULL);
	rc = show_all(&show, &select);
	out_list_end();
	if (rc == 0 && interrupted) {
		nl.error.code = EINTR;
		rc = -EINTR;
	}
	return rc ? say_kernel(&nl) : EXIT_DONE;
}

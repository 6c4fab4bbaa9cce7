/* SPDX-License-Identifier: 0BSD */
/*
 * veth list: the pairs of all namespaces.
 *
 * Each end knows its own index and its peer's, so the two ends of a pair find each other by the same
 * two numbers; where several fit, the ids of the namespaces decide.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "applet.h"
#include "field.h"
#include "list.h"
#include "names.h"
#include "nsid.h"
#include "out.h"
#include "rt.h"
#include "say.h"
#include "veth.h"
#include "words.h"

#define CHAINS 4096
#define NONE UINT32_MAX

/* Members are numbers in the lists below, since lists move while they grow. */
struct found {
	char name[16];
	uint32_t place;
	uint32_t index, peer_index;
	int32_t nsid;                   /* of the peer's namespace; NSID_NONE: the same one */
	uint32_t state;                 /* IF_OPER_* */
	uint32_t first_addr, last_addr;
	uint32_t next;                  /* in its chain */
	bool shown;
};

struct found_addr {
	struct inet prefix;
	uint32_t next;
};

struct pairs {
	struct list places; /* struct place, whose descriptors are closed */
	struct list ends;   /* struct found */
	struct list addrs;  /* struct found_addr */
	uint32_t chains[CHAINS];
	uint32_t cursor;    /* the end whose address was read last: its next one follows */
};

static struct found *end_at(const struct pairs *p, uint32_t i)
{
	return list_at(&p->ends, sizeof(struct found), i);
}

static struct found_addr *addr_at(const struct pairs *p, uint32_t i)
{
	return list_at(&p->addrs, sizeof(struct found_addr), i);
}

static struct place *place_at(const struct pairs *p, uint32_t i)
{
	return list_at(&p->places, sizeof(struct place), i);
}

/* The same for both ends of a pair. */
static uint32_t *chain_of(struct pairs *p, const struct found *end)
{
	uint32_t low = end->index < end->peer_index ? end->index : end->peer_index;

	return &p->chains[(31 * low + (end->index ^ end->peer_index)) % CHAINS];
}

/* ---- Reading ----------------------------------------------------------------------------- */

static int add_end(struct pairs *p, const struct link *link)
{
	uint32_t number = (uint32_t)p->ends.count, *chain;
	struct found *end;

	if (strcmp(link_type(link), "veth") != 0 || strlen(link->name) >= sizeof(end->name))
		return 0;
	end = list_add(&p->ends, sizeof(*end));
	if (!end)
		return -ENOMEM;
	*end = (struct found){
		.place = (uint32_t)p->places.count - 1,
		.index = (uint32_t)link->index,
		.peer_index = link->link,
		.nsid = FIELD_HAS(link, LINK_NSID) ? (int32_t)link->nsid : NSID_NONE,
		.state = link->operstate,
		.first_addr = NONE,
		.last_addr = NONE,
	};
	strcpy(end->name, link->name);
	chain = chain_of(p, end);
	end->next = *chain;
	*chain = number;
	return 0;
}

/* The end of the newest namespace that an address belongs to: most often that of the one before. */
static struct found *owner(struct pairs *p, uint32_t first, uint32_t index)
{
	uint32_t count = (uint32_t)p->ends.count;

	for (uint32_t tried = first; tried < count; tried++) {
		if (p->cursor < first || p->cursor >= count)
			p->cursor = first;
		if (end_at(p, p->cursor)->index == index)
			return end_at(p, p->cursor);
		p->cursor++;
	}
	return NULL;
}

static int add_addr(struct pairs *p, uint32_t first, const struct addr *addr)
{
	struct found *end = owner(p, first, addr->index);
	uint32_t number = (uint32_t)p->addrs.count;
	struct found_addr *added;

	if (!end)
		return 0;
	added = list_add(&p->addrs, sizeof(*added));
	if (!added)
		return -ENOMEM;
	added->prefix = addr->local;
	added->prefix.bits = (uint8_t)addr->prefixlen;
	added->next = NONE;
	if (end->last_addr == NONE)
		end->first_addr = number;
	else
		addr_at(p, end->last_addr)->next = number;
	end->last_addr = number;
	return 0;
}

static int read_place(struct pairs *p, struct nl *nl)
{
	struct link_filter filter = { .type = "veth" };
	uint32_t first = (uint32_t)p->ends.count;
	struct link link;
	struct addr addr;
	int rc = link_dump(nl, &filter);

	while (rc == 0 && (rc = link_next(nl, &link)) > 0)
		rc = add_end(p, &link);
	if ((rc && rc != -EINTR) || p->ends.count == first)
		return rc == -EINTR ? 0 : rc;
	rc = addr_dump(nl, 0, AF_UNSPEC);
	while (rc == 0 && (rc = addr_next(nl, &addr)) > 0)
		rc = add_addr(p, first, &addr);
	return rc == -EINTR ? 0 : rc;
}

static int add_place(const struct place *place, void *arg)
{
	struct pairs *p = arg;
	struct place *added;
	struct nl nl;
	int rc;

	if (ns_socket_fd(&nl, NETLINK_ROUTE, place->fd))
		return 0; /* not the caller's to enter */
	added = list_add(&p->places, sizeof(*added));
	if (added) {
		*added = *place;
		rc = read_place(p, &nl);
	} else {
		rc = -ENOMEM;
	}
	nl_close(&nl);
	return rc;
}

/* ---- Pairing ----------------------------------------------------------------------------- */

static int open_place(const struct place *place)
{
	char digits[OUT_DIGITS];

	if (*place->name)
		return ns_open_name(place->name);
	return place->pid ? ns_open(out_digits(digits, (unsigned)place->pid)) : ns_open_self();
}

/* Is the namespace of `other` the one in which `end` has its peer? */
static bool place_fits(const struct pairs *p, const struct found *end, const struct found *other)
{
	int here, there, id = NSID_NONE;
	struct nl nl;

	if (end->nsid == NSID_NONE)
		return end->place == other->place;
	here = open_place(place_at(p, end->place));
	there = open_place(place_at(p, other->place));
	if (here >= 0 && there >= 0 && ns_socket_fd(&nl, NETLINK_ROUTE, here) == 0) {
		if (nsid_of(&nl, there, &id))
			id = NSID_NONE;
		nl_close(&nl);
	}
	if (here >= 0)
		close(here);
	if (there >= 0)
		close(there);
	return id == end->nsid;
}

static bool numbers_fit(const struct found *end, const struct found *other)
{
	return other != end && other->index == end->peer_index && other->peer_index == end->index &&
	       (other->nsid == NSID_NONE) == (end->nsid == NSID_NONE);
}

/* The other end: of those whose numbers fit the only one, or the one whose namespace does. */
static uint32_t find_peer(struct pairs *p, const struct found *end)
{
	uint32_t fits = NONE, count = 0;

	for (uint32_t i = *chain_of(p, end); i != NONE; i = end_at(p, i)->next) {
		if (numbers_fit(end, end_at(p, i))) {
			fits = i;
			count++;
		}
	}
	if (count < 2)
		return fits;
	for (uint32_t i = *chain_of(p, end); i != NONE; i = end_at(p, i)->next)
		if (numbers_fit(end, end_at(p, i)) && place_fits(p, end, end_at(p, i)))
			return i;
	return NONE;
}

/* ---- Showing ----------------------------------------------------------------------------- */

/* "NS:DEV STATE PREFIX…": as it may be given to a command again. */
static void show_end(const struct pairs *p, const struct found *end)
{
	const struct place *place = place_at(p, end->place);
	char text[PREFIX_TEXT];

	if (*place->name)
		out_str("netns", "%:", place->name);
	else if (place->pid)
		out_int("pid", "%:", place->pid);
	out_str("dev", "% ", end->name);
	out_uint("index", NULL, end->index);
	out_str("state", "%", name_of(NAMES_OPERSTATE, end->state));
	out_list("addresses");
	for (uint32_t i = end->first_addr; i != NONE; i = addr_at(p, i)->next)
		out_str("", " %", prefix_text(&addr_at(p, i)->prefix, text));
	out_list_end();
}

static void show_pair(struct pairs *p, struct found *end)
{
	uint32_t peer = find_peer(p, end);

	end->shown = true;
	out_record(NULL);
	out_record("a");
	show_end(p, end);
	out_record_end();
	out_text(" peer ");
	out_record("b");
	if (peer != NONE) {
		end_at(p, peer)->shown = true;
		show_end(p, end_at(p, peer));
	} else {
		/* in a namespace that nobody can be found in */
		out_int("nsid", "nsid % ", end->nsid);
		out_uint("index", "index %", end->peer_index);
	}
	out_record_end();
	out_end();
	out_record_end();
}

int veth_list_run(struct call *call)
{
	static struct pairs pairs;
	int rc;

	if (call->argc > 0)
		return words_unknown(*call->argv);
	memset(pairs.chains, 0xff, sizeof(pairs.chains));
	rc = place_each(add_place, &pairs);
	if (rc < 0)
		return say_errno(EXIT_KERNEL, rc, "cannot look into every namespace");
	out_list(NULL);
	for (uint32_t i = 0; i < pairs.ends.count; i++)
		if (!end_at(&pairs, i)->shown)
			show_pair(&pairs, end_at(&pairs, i));
	out_list_end();
	return EXIT_DONE;
}

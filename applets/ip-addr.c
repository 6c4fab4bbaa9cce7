/* SPDX-License-Identifier: 0BSD */
/*
 * ip-addr: addresses added, changed, removed, flushed and shown.
 */
#include <errno.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "applet.h"
#include "field.h"
#include "ip-addr/wait.h"
#include "list.h"
#include "names.h"
#include "ns.h"
#include "out.h"
#include "pick.h"
#include "say.h"
#include "show.h"

/* Flags by name: in `add` to be set, in `show` to be looked for. */
#define FLAG_WORDS(type, member)                                                             \
	{ "home", WORD_BITS, WORD_NOHAS, offsetof(struct type, member), IFA_F_HOMEADDRESS }, \
	{ "nodad", WORD_BITS, WORD_NOHAS, offsetof(struct type, member), IFA_F_NODAD },      \
	{ "optimistic", WORD_BITS, WORD_NOHAS, offsetof(struct type, member),                \
	  IFA_F_OPTIMISTIC },                                                                \
	{ "mngtmpaddr", WORD_BITS, WORD_NOHAS, offsetof(struct type, member),                \
	  IFA_F_MANAGETEMPADDR },                                                            \
	{ "noprefixroute", WORD_BITS, WORD_NOHAS, offsetof(struct type, member),             \
	  IFA_F_NOPREFIXROUTE },                                                             \
	{ "autojoin", WORD_BITS, WORD_NOHAS, offsetof(struct type, member), IFA_F_MCAUTOJOIN }

#define V6_FLAGS (IFA_F_HOMEADDRESS | IFA_F_NODAD | IFA_F_OPTIMISTIC | IFA_F_MANAGETEMPADDR)

/* ---- add, change, replace, delete -------------------------------------------------------- */

struct wish {
	struct addr addr;      /* first: its `has` is the table's */
	const char *dev;
	const char *local;     /* ADDR[/LEN], kept as it was written */
	struct inet peer;
	const char *broadcast; /* an address; "+" or "-": all host bits set or cleared */
};

#define AT(member) offsetof(struct wish, member)

static const struct word wish_words[] = {
	{ "peer|remote PREFIX", WORD_PREFIX, ADDR_ADDRESS, AT(peer), 0 },
	{ "broadcast|brd ADDR", WORD_TEXT | WORD_ABBR, ADDR_BROADCAST, AT(broadcast), 0 },
	{ "anycast ADDR", WORD_ADDR, ADDR_ANYCAST, AT(addr.anycast), 0 },
	{ "scope SCOPE", WORD_NAME, ADDR_SCOPE, AT(addr.scope), NAMES_SCOPE },
	{ "dev DEV", WORD_DEV | WORD_NEED, WORD_NOHAS, AT(dev), 0 },
	{ "label LABEL", WORD_NEWDEV, ADDR_LABEL, AT(addr.label), 0 },
	{ "metric|priority|preference N", WORD_UINT | WORD_ABBR, ADDR_METRIC, AT(addr.metric), 0 },
	{ "valid_lft SECONDS", WORD_SECS | WORD_ABBR, ADDR_VALID, AT(addr.valid), 0 },
	{ "preferred_lft SECONDS", WORD_SECS | WORD_ABBR, ADDR_PREFERRED, AT(addr.preferred), 0 },
	{ "proto PROTO", WORD_UINT, ADDR_PROTO, AT(addr.proto), 255 },
	FLAG_WORDS(wish, addr.flags),
	{ "local PREFIX", WORD_TEXT | WORD_BARE, ADDR_LOCAL, AT(local), 0 },
	{ 0 },
};

static bool is_multicast(const struct inet *addr)
{
	return addr->family == AF_INET ? addr->bytes[0] >> 4 == 14 : addr->bytes[0] == 0xff;
}

static int parse_addr(struct call *call, const char *text, bool prefix, struct inet *addr)
{
	int rc = prefix ? inet_prefix_parse(text, call->family, addr)
			: inet_addr_parse(text, call->family, addr);

	if (rc || !addr->family)
		return say_error(EXIT_WORD, "\"%s\" is not an %saddress", text,
				 call->family == AF_INET    ? "IPv4 "
				 : call->family == AF_INET6 ? "IPv6 "
							    : "");
	call->family = addr->family;
	return 0;
}

/* The broadcast address that "+" or "-" asks for; none for a network of one or two. */
static int make_broadcast(struct addr *addr, const struct inet *prefix, bool ones)
{
	if (addr->family != AF_INET)
		return say_error(EXIT_WORD, "only IPv4 has broadcast addresses");
	if (prefix->bits > 30) {
		addr->has &= ~((uint64_t)1 << ADDR_BROADCAST);
		return 0;
	}
	addr->broadcast = *prefix;
	for (unsigned bit = prefix->bits; bit < 32; bit++) {
		uint8_t mask = (uint8_t)(0x80 >> bit % 8);

		if (ones)
			addr->broadcast.bytes[bit / 8] |= mask;
		else
			addr->broadcast.bytes[bit / 8] &= (uint8_t)~mask;
	}
	return 0;
}

static int finish_broadcast(struct call *call, struct wish *wish, const struct inet *prefix)
{
	const char *text = wish->broadcast;

	if (!text)
		return 0;
	if (!strcmp(text, "+") || !strcmp(text, "-"))
		return make_broadcast(&wish->addr, prefix, *text == '+');
	return parse_addr(call, text, false, &wish->addr.broadcast);
}

static int finish_lifetime(struct addr *addr)
{
	if (!FIELD_HAS(addr, ADDR_VALID) && !FIELD_HAS(addr, ADDR_PREFERRED))
		return 0;
	if (!FIELD_HAS(addr, ADDR_VALID))
		addr->valid = UINT32_MAX;
	if (!FIELD_HAS(addr, ADDR_PREFERRED))
		addr->preferred = UINT32_MAX;
	if (addr->valid == 0)
		return say_error(EXIT_WORD, "an address cannot be valid for 0 seconds");
	if (addr->valid < addr->preferred)
		return say_error(EXIT_WORD, "preferred_lft is longer than valid_lft");
	addr->has |= (uint64_t)1 << ADDR_LIFETIME;
	return 0;
}

/* Flags that the family does not know are left out, and said, as iproute2 does. */
static int finish_flags(struct addr *addr)
{
	if (addr->family == AF_INET && addr->flags.value & V6_FLAGS) {
		say_warning("home, nodad, optimistic and mngtmpaddr are for IPv6 only: left out");
		addr->flags.value &= ~(uint32_t)V6_FLAGS;
	}
	if (addr->flags.value & IFA_F_MCAUTOJOIN && !is_multicast(&addr->local))
		return say_error(EXIT_WORD, "autojoin is for multicast addresses");
	if (addr->flags.value > 0xff)
		addr->has |= (uint64_t)1 << ADDR_FLAGS; /* the header has room for eight */
	return 0;
}

/* Where an address is valid when nothing is said: 127.0.0.0/8 on this host. */
static void finish_scope(struct addr *addr)
{
	if (!FIELD_HAS(addr, ADDR_SCOPE) && addr->local.family == AF_INET &&
	    addr->local.bytes[0] == 127)
		addr->scope = RT_SCOPE_HOST;
}

/* Which address is meant: the local one, and the peer's that goes with it. */
static int finish_local(struct call *call, struct wish *wish, bool deleting)
{
	struct addr *addr = &wish->addr;
	int rc = wish->local ? parse_addr(call, wish->local, true, &addr->local) : 0;

	if (rc)
		return rc;
	addr->family = call->family;
	addr->address = wish->peer;
	addr->prefixlen = wish->peer.bits;
	if (FIELD_HAS(addr, ADDR_ADDRESS))
		return 0;
	addr->address = addr->local;
	addr->prefixlen = addr->local.bits;
	if (!wish->local)
		return deleting ? 0 : words_missing("the address");
	if (deleting && addr->family == AF_INET && !strchr(wish->local, '/')) {
		/* the kernel compares lengths only where there is IFA_ADDRESS */
		say_warning("no prefix length: removes %s whatever its length is", wish->local);
		return 0;
	}
	addr->has |= (uint64_t)1 << ADDR_ADDRESS;
	return 0;
}

static int parse_wish(struct call *call, struct nl *nl, struct wish *wish, bool deleting)
{
	struct addr *addr = &wish->addr;
	int32_t index;
	int rc = words_parse(call, wish_words, wish);

	if (rc == 0)
		rc = finish_local(call, wish, deleting);
	if (rc == 0 && !deleting)
		rc = finish_broadcast(call, wish, &addr->address);
	if (rc == 0 && !deleting)
		finish_scope(addr);
	if (rc == 0)
		rc = finish_lifetime(addr);
	if (rc == 0)
		rc = finish_flags(addr);
	if (rc == 0)
		rc = ns_socket(nl, NETLINK_ROUTE, NULL);
	if (rc)
		return rc;
	index = link_index(nl, wish->dev);
	if (index <= 0)
		return no_device(wish->dev);
	addr->index = (uint32_t)index;
	return 0;
}

static int change(struct call *call, uint16_t flags)
{
	struct wish wish = { 0 };
	struct nl nl;
	int rc = parse_wish(call, &nl, &wish, false);

	if (rc)
		return rc;
	return addr_set(&nl, &wish.addr, flags) ? say_kernel(&nl) : EXIT_DONE;
}

static int addr_add_run(struct call *call)
{
	return change(call, NLM_F_CREATE | NLM_F_EXCL);
}

static int addr_change_run(struct call *call)
{
	return change(call, NLM_F_REPLACE);
}

static int addr_replace_run(struct call *call)
{
	return change(call, NLM_F_CREATE | NLM_F_REPLACE);
}

static int addr_delete_run(struct call *call)
{
	struct wish wish = { 0 };
	struct nl nl;
	int rc = parse_wish(call, &nl, &wish, true);

	if (rc)
		return rc;
	return addr_delete(&nl, &wish.addr) ? say_kernel(&nl) : EXIT_DONE;
}

/* ---- Which addresses --------------------------------------------------------------------- */

struct select {
	uint64_t has;
	struct pick pick;
	struct inet to;
	const char *scope_name; /* "all": any */
	const char *label;      /* a pattern */
	struct bits flags;
	uint32_t scope;
	uint8_t family;
};

#define SELECT_TO 1 /* in `has` */

#define WITH(name, bit) \
	{ name, WORD_BITS, WORD_NOHAS, offsetof(struct select, flags), bit }
#define WITHOUT(name, bit) \
	{ name, WORD_NOBITS, WORD_NOHAS, offsetof(struct select, flags), bit }

static const struct word select_words[] = {
	{ "to PREFIX", WORD_PREFIX, SELECT_TO, offsetof(struct select, to), 0 },
	{ "scope SCOPE", WORD_TEXT, WORD_NOHAS, offsetof(struct select, scope_name), 0 },
	{ "label PATTERN", WORD_TEXT, WORD_NOHAS, offsetof(struct select, label), 0 },
	WITH("permanent|-dynamic", IFA_F_PERMANENT),
	WITHOUT("dynamic|-permanent", IFA_F_PERMANENT),
	WITH("secondary|temporary|-primary", IFA_F_SECONDARY),
	WITHOUT("primary|-secondary|-temporary", IFA_F_SECONDARY),
	WITH("tentative", IFA_F_TENTATIVE),
	WITHOUT("-tentative", IFA_F_TENTATIVE),
	WITH("deprecated", IFA_F_DEPRECATED),
	WITHOUT("-deprecated", IFA_F_DEPRECATED),
	WITH("dadfailed", IFA_F_DADFAILED),
	WITHOUT("-dadfailed", IFA_F_DADFAILED),
	WITH("stable-privacy", IFA_F_STABLE_PRIVACY),
	WITHOUT("-stable-privacy", IFA_F_STABLE_PRIVACY),
	FLAG_WORDS(select, flags),
	WITHOUT("-home", IFA_F_HOMEADDRESS),
	WITHOUT("-nodad", IFA_F_NODAD),
	WITHOUT("-optimistic", IFA_F_OPTIMISTIC),
	WITHOUT("-mngtmpaddr", IFA_F_MANAGETEMPADDR),
	WITHOUT("-noprefixroute", IFA_F_NOPREFIXROUTE),
	WITHOUT("-autojoin", IFA_F_MCAUTOJOIN),
	PICK_WORDS(select, pick),
	{ 0 },
};

static int parse_select(struct call *call, struct nl *nl, struct select *select)
{
	int rc = words_parse(call, select_words, select);

	if (rc)
		return rc;
	if (select->scope_name && !strcmp(select->scope_name, "all"))
		select->scope_name = NULL;
	if (select->scope_name && name_value(NAMES_SCOPE, select->scope_name, &select->scope))
		return say_error(EXIT_WORD, "\"%s\" is not a scope", select->scope_name);
	/* `to` a prefix of one family leaves the other out */
	select->family = call->opt->family ? call->opt->family : select->to.family;
	rc = ns_socket(nl, NETLINK_ROUTE, NULL);
	return rc ? rc : pick_resolve(nl, &select->pick, select->has);
}

/* Does text match a pattern of `*`, `?` and characters? fnmatch(3) would bring musl's wide
 * characters along. */
static bool glob(const char *pattern, const char *text)
{
	for (; *pattern; pattern++, text++) {
		if (*pattern == '*') {
			for (;; text++) {
				if (glob(pattern + 1, text))
					return true;
				if (!*text)
					return false;
			}
		}
		if (!*text || (*pattern != '?' && *pattern != *text))
			return false;
	}
	return !*text;
}

static bool selected(struct nl *nl, const struct select *select, const struct addr *addr)
{
	if (select->pick.index && addr->index != (uint32_t)select->pick.index)
		return false;
	if (select->family && select->family != AF_PACKET && addr->family != select->family)
		return false;
	if (select->scope_name && addr->scope != select->scope)
		return false;
	if ((addr->flags.value ^ select->flags.value) & select->flags.mask)
		return false;
	if (select->label &&
	    !glob(select->label,
		  FIELD_HAS(addr, ADDR_LABEL) ? addr->label : link_name(nl, addr->index)))
		return false;
	return !(select->has >> SELECT_TO & 1) || inet_within(&addr->local, &select->to);
}

/* ---- show -------------------------------------------------------------------------------- */

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
	k = list_add(&kept, sizeof(*k) + msg->len);
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
		if (selected(nl, select, &addr))
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
		if (!selected(show->nl, select, &addr))
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

static int addr_show_run(struct call *call)
{
	struct select select = { 0 };
	struct nl nl;
	struct show show = { .nl = &nl, .opt = call->opt };
	bool interrupted = false;
	int rc = parse_select(call, &nl, &select);

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

/* ---- flush ------------------------------------------------------------------------------- */

#define FLUSH_ROUNDS 10 /* removing one address may make a secondary one primary: look again */

/* Removes what is selected among those listed now: their number, or -errno. */
static int flush_round(struct nl *list, struct nl *change, const struct call *call,
		       const struct select *select)
{
	struct show show = { .nl = list, .opt = call->opt };
	struct addr addr;
	int rc = addr_dump(list, (uint32_t)select->pick.index, select->family), count = 0;

	while (rc == 0 && (rc = addr_next(list, &addr)) > 0) {
		rc = 0;
		if (!selected(list, select, &addr))
			continue;
		count++;
		if (call->opt->statistics > 1)
			show_addr(&show, &addr, link_name(list, addr.index));
		addr.has &= (uint64_t)1 << ADDR_LOCAL | (uint64_t)1 << ADDR_ADDRESS |
			    (uint64_t)1 << ADDR_LABEL;
		rc = addr_delete(change, &addr);
		/* gone together with its primary address: what was wanted */
		if (rc == -EADDRNOTAVAIL)
			rc = 0;
		else if (rc)
			list->error = change->error;
	}
	return rc == 0 || rc == -EINTR ? count : rc;
}

static int addr_flush_run(struct call *call)
{
	struct select select = { 0 };
	static struct nl list, change;
	int rc, round, count = 0;

	if (call->argc == 0)
		return words_missing("what to flush");
	rc = parse_select(call, &list, &select);
	if (rc == 0)
		rc = ns_socket(&change, NETLINK_ROUTE, NULL);
	if (rc)
		return rc;
	for (round = 0; round < FLUSH_ROUNDS; round++) {
		count = flush_round(&list, &change, call, &select);
		if (count < 0)
			return say_kernel(&list);
		if (count == 0)
			break;
		if (call->opt->statistics) {
			out_uint(NULL, "\n*** Round %", (unsigned)round + 1);
			out_int(NULL, ", deleting % addresses ***\n", count);
		}
		/* once those are gone, those that took their place would go as well */
		if (!(select.flags.value & IFA_F_SECONDARY) && select.flags.mask & IFA_F_SECONDARY)
			break;
	}
	if (round == FLUSH_ROUNDS)
		return say_error(EXIT_WORD, "addresses are left after %d rounds", FLUSH_ROUNDS);
	if (call->opt->statistics) {
		if (round == 0 && count == 0)
			out_text("Nothing to flush.\n");
		else {
			round += count > 0;
			out_int(NULL, "*** Flush is complete after % round", round);
			out_text(round > 1 ? "s ***\n" : " ***\n");
		}
	}
	return EXIT_DONE;
}

/* ------------------------------------------------------------------------------------------ */

static const struct verb verbs[] = {
	{ "add", addr_add_run, wish_words, NULL },
	{ "change|chg", addr_change_run, wish_words, NULL },
	{ "replace", addr_replace_run, wish_words, NULL },
	{ "delete", addr_delete_run, wish_words, NULL },
	{ "show|list|lst", addr_show_run, select_words, NULL },
	{ "flush", addr_flush_run, select_words, NULL },
	{ "wait", addr_wait_run, addr_wait_words, NULL },
	{ 0 },
};

const struct applet applet_ip_addr = {
	.name = "ip-addr",
	.object = "address",
	.summary = "addresses: added, changed, removed, flushed, shown",
	.verbs = verbs,
	.bare = 4,
};

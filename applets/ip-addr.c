/* SPDX-License-Identifier: 0BSD */
/*
 * ip-addr: addresses added, changed, removed, flushed and shown.
 */
#include <linux/if_addr.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "applet.h"
#include "field.h"
#include "ip-addr/select.h"
#include "ip-addr/wait.h"
#include "names.h"
#include "ns.h"
#include "pick.h"
#include "rt.h"
#include "say.h"

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

/* ------------------------------------------------------------------------------------------ */

static const struct verb verbs[] = {
	{ "add", addr_add_run, wish_words, NULL },
	{ "change|chg", addr_change_run, wish_words, NULL },
	{ "replace", addr_replace_run, wish_words, NULL },
	{ "delete", addr_delete_run, wish_words, NULL },
	{ "show|list|lst", addr_show_run, addr_select_words, NULL },
	{ "flush", addr_flush_run, addr_select_words, NULL },
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

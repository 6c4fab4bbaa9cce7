/* SPDX-License-Identifier: 0BSD */
/*
 * ip-route: routes added, changed, removed, shown, and the way that a packet would take.
 */
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "applet.h"
#include "field.h"
#include "ip-route/select.h"
#include "names.h"
#include "ns.h"
#include "out.h"
#include "pick.h"
#include "say.h"
#include "show.h"

/* ---- Words of add, change, replace, append, delete --------------------------------------- */

struct wish {
	struct route route; /* first: its `has` is the table's */
	struct target to;
	const char *dev, *vrf;
	const char *rest;   /* "nexthop", where the list begins */
};

#define AT(member) offsetof(struct wish, member)
#define METRIC(text, rtax, abbr) \
	{ text " N", WORD_METRIC | (abbr), WORD_NOHAS, AT(route.set_metrics), rtax }

static const struct word wish_words[] = {
	{ "src ADDR", WORD_ADDR, ROUTE_PREFSRC, AT(route.prefsrc), 0 },
	{ "via [inet|inet6] ADDR", WORD_VIA, ROUTE_GATEWAY, AT(route.gateway), 0 },
	{ "from PREFIX", WORD_PREFIX, ROUTE_SRC, AT(route.src), 0 },
	{ "tos|dsfield TOS", WORD_NAME | WORD_ABBR, ROUTE_TOS, AT(route.tos), NAMES_DSFIELD },
	{ "expires SECONDS", WORD_UINT, ROUTE_EXPIRES, AT(route.expires), 0 },
	{ "metric|priority|preference N", WORD_UINT | WORD_ABBR, ROUTE_METRIC, AT(route.metric), 0 },
	{ "scope SCOPE", WORD_NAME, ROUTE_SCOPE, AT(route.scope), NAMES_SCOPE },
	METRIC("mtu [lock]", RTAX_MTU, 0),
	METRIC("hoplimit [lock]", RTAX_HOPLIMIT, 0),
	METRIC("advmss [lock]", RTAX_ADVMSS, 0),
	METRIC("reordering [lock]", RTAX_REORDERING, WORD_ABBR),
	METRIC("rtt [lock]", RTAX_RTT, 0),
	METRIC("rto_min", RTAX_RTO_MIN, 0),
	METRIC("window [lock]", RTAX_WINDOW, WORD_ABBR),
	METRIC("cwnd [lock]", RTAX_CWND, WORD_ABBR),
	METRIC("initcwnd [lock]", RTAX_INITCWND, WORD_ABBR),
	METRIC("initrwnd [lock]", RTAX_INITRWND, WORD_ABBR),
	METRIC("features", RTAX_FEATURES, WORD_ABBR),
	METRIC("quickack", RTAX_QUICKACK, WORD_ABBR),
	METRIC("congctl [lock]", RTAX_CC_ALGO, WORD_ABBR),
	METRIC("rttvar [lock]", RTAX_RTTVAR, WORD_ABBR),
	METRIC("ssthresh [lock]", RTAX_SSTHRESH, WORD_ABBR),
	{ "realms REALM", WORD_REALMS | WORD_ABBR, ROUTE_REALMS, AT(route.realms), 0 },
	{ "onlink", WORD_BITS, WORD_NOHAS, AT(route.flags), RTNH_F_ONLINK },
	{ "nexthop", WORD_REST, WORD_NOHAS, AT(rest), 0 },
	{ "nhid ID", WORD_UINT, ROUTE_NHID, AT(route.nhid), 0 },
	{ "protocol PROTO", WORD_NAME | WORD_ABBR, ROUTE_PROTO, AT(route.proto), NAMES_PROTO },
	{ "table TABLE", WORD_NAME | WORD_ABBR, ROUTE_TABLE, AT(route.table), NAMES_TABLE },
	{ "vrf NAME", WORD_DEV | WORD_ABBR, WORD_NOHAS, AT(vrf), 0 },
	{ "dev|oif DEV", WORD_DEV, WORD_NOHAS, AT(dev), 0 },
	{ "pref PREF", WORD_NAME | WORD_ABBR, ROUTE_PREF, AT(route.pref), NAMES_PREF },
	{ "ttl-propagate enabled|disabled", WORD_NAME, ROUTE_TTL_PROPAGATE,
	  AT(route.ttl_propagate), NAMES_ENABLED },
	METRIC("fastopen_no_cookie", RTAX_FASTOPEN_NO_COOKIE, WORD_ABBR),
	{ "to [TYPE] PREFIX", WORD_TARGET | WORD_BARE | WORD_NEED, ROUTE_DST, AT(to), 0 },
	{ 0 },
};

/* ---- Nexthops ---------------------------------------------------------------------------- */

#define NEXTHOPS_MAX 256

struct hop {
	struct nexthop nexthop; /* first: its `has` is the table's */
	const char *dev;
	const char *rest;       /* the next "nexthop" */
};

static const struct word hop_words[] = {
	{ "via [inet|inet6] ADDR", WORD_VIA, ROUTE_GATEWAY, offsetof(struct hop, nexthop.gateway), 0 },
	{ "dev DEV", WORD_DEV, WORD_NOHAS, offsetof(struct hop, dev), 0 },
	{ "weight N", WORD_UINT, WORD_NOHAS, offsetof(struct hop, nexthop.weight), 256 },
	{ "onlink", WORD_BITS, WORD_NOHAS, offsetof(struct hop, nexthop.flags), RTNH_F_ONLINK },
	{ "realms REALM", WORD_REALMS | WORD_ABBR, ROUTE_REALMS, offsetof(struct hop, nexthop.realms),
	  0 },
	{ "nexthop", WORD_REST, WORD_NOHAS, offsetof(struct hop, rest), 0 },
	{ 0 },
};

static int parse_hop(struct call *call, struct nl *nl, struct nexthop *nexthop)
{
	struct hop hop = { 0 };
	int32_t index;
	int rc;

	hop.nexthop.weight = 1;
	if (call->argc == 0)
		return words_missing("what follows \"nexthop\"");
	rc = words_parse(call, hop_words, &hop);
	if (rc)
		return rc;
	if (hop.nexthop.weight == 0)
		return say_error(EXIT_WORD, "a weight is a number from 1 to 256");
	if (hop.dev) {
		index = link_index(nl, hop.dev);
		if (index <= 0)
			return no_device(hop.dev);
		hop.nexthop.index = (uint32_t)index;
	}
	*nexthop = hop.nexthop;
	return 0;
}

/* The list behind the first "nexthop": how many there are in *count. */
static int parse_hops(struct call *call, struct nl *nl, struct nexthop *nexthops, unsigned *count)
{
	int rc;

	do {
		if (*count == NEXTHOPS_MAX)
			return say_error(EXIT_WORD, "more than %d nexthops", NEXTHOPS_MAX);
		rc = parse_hop(call, nl, &nexthops[(*count)++]);
	} while (rc == 0 && call->argc > 0);
	return rc;
}

/* ---- What was not said ------------------------------------------------------------------- */

static uint32_t default_scope(const struct route *r, bool deleting, bool on_link)
{
	if (r->family == AF_INET6)
		return RT_SCOPE_UNIVERSE;
	switch (r->type) {
	case RTN_LOCAL:
	case RTN_NAT:
		return RT_SCOPE_HOST;
	case RTN_BROADCAST:
	case RTN_MULTICAST:
	case RTN_ANYCAST:
		return RT_SCOPE_LINK;
	case RTN_UNICAST:
	case RTN_UNSPEC:
		if (deleting)
			return RT_SCOPE_NOWHERE; /* any */
		return on_link ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
	}
	return deleting ? RT_SCOPE_NOWHERE : RT_SCOPE_UNIVERSE;
}

static void fill_in(struct call *call, struct wish *wish, bool deleting, unsigned count)
{
	struct route *r = &wish->route;

	r->family = call->family ? call->family : AF_INET;
	r->dst = wish->to.prefix;
	r->type = wish->to.type ? wish->to.type : deleting ? RTN_UNSPEC : RTN_UNICAST;
	if (!FIELD_HAS(r, ROUTE_PROTO))
		r->proto = deleting ? RTPROT_UNSPEC : RTPROT_BOOT;
	if (!FIELD_HAS(r, ROUTE_TABLE) && !wish->vrf)
		r->table = r->type == RTN_LOCAL || r->type == RTN_BROADCAST || r->type == RTN_NAT ||
					   r->type == RTN_ANYCAST
				   ? RT_TABLE_LOCAL
				   : RT_TABLE_MAIN;
	if (!FIELD_HAS(r, ROUTE_SCOPE))
		r->scope = default_scope(r, deleting,
					 !FIELD_HAS(r, ROUTE_GATEWAY) && !FIELD_HAS(r, ROUTE_NHID) &&
						 count == 0);
}

static int resolve(struct nl *nl, struct wish *wish)
{
	struct link vrf;
	int32_t index;

	if (wish->dev) {
		index = link_index(nl, wish->dev);
		if (index <= 0)
			return no_device(wish->dev);
		wish->route.oif = (uint32_t)index;
		wish->route.has |= (uint64_t)1 << ROUTE_OIF;
	}
	if (wish->vrf) {
		if (vrf_get(nl, wish->vrf, &vrf))
			return EXIT_WORD;
		wish->route.table = link_vrf_table(&vrf);
	}
	return 0;
}

/* ---- The verbs --------------------------------------------------------------------------- */

static int change(struct call *call, bool deleting, uint16_t flags)
{
	static struct nexthop nexthops[NEXTHOPS_MAX];
	struct wish wish = { 0 };
	unsigned count = 0;
	struct nl nl;
	int rc = words_parse(call, wish_words, &wish);

	if (rc == 0)
		rc = ns_socket(&nl, NETLINK_ROUTE, NULL);
	if (rc == 0 && wish.rest)
		rc = parse_hops(call, &nl, nexthops, &count);
	if (rc == 0)
		rc = resolve(&nl, &wish);
	if (rc)
		return rc;
	fill_in(call, &wish, deleting, count);
	rc = deleting ? route_delete(&nl, &wish.route, nexthops, count)
		      : route_set(&nl, &wish.route, nexthops, count, flags);
	return rc ? say_kernel(&nl) : EXIT_DONE;
}

static int route_add_run(struct call *call)
{
	return change(call, false, NLM_F_CREATE | NLM_F_EXCL);
}

static int route_change_run(struct call *call)
{
	return change(call, false, NLM_F_REPLACE);
}

static int route_replace_run(struct call *call)
{
	return change(call, false, NLM_F_CREATE | NLM_F_REPLACE);
}

static int route_prepend_run(struct call *call)
{
	return change(call, false, NLM_F_CREATE);
}

static int route_append_run(struct call *call)
{
	return change(call, false, NLM_F_CREATE | NLM_F_APPEND);
}

static int route_test_run(struct call *call)
{
	return change(call, false, NLM_F_EXCL);
}

static int route_delete_run(struct call *call)
{
	return change(call, true, 0);
}

/* ---- get --------------------------------------------------------------------------------- */

struct packet {
	struct route route; /* first: its `has` is the table's */
	const char *iif, *oif, *vrf;
	uint32_t connected;
};

#define GET_AT(member) offsetof(struct packet, member)

static const struct word get_words[] = {
	{ "tos|dsfield TOS", WORD_NAME | WORD_ABBR, ROUTE_TOS, GET_AT(route.tos), NAMES_DSFIELD },
	{ "from PREFIX", WORD_PREFIX | WORD_ABBR, ROUTE_SRC, GET_AT(route.src), 0 },
	{ "iif DEV", WORD_DEV | WORD_ABBR, WORD_NOHAS, GET_AT(iif), 0 },
	{ "mark MARK", WORD_UINT | WORD_ABBR, ROUTE_MARK, GET_AT(route.mark), 0 },
	{ "oif|dev DEV", WORD_DEV | WORD_ABBR, WORD_NOHAS, GET_AT(oif), 0 },
	{ "notify", WORD_BITS | WORD_ABBR, WORD_NOHAS, GET_AT(route.flags), RTM_F_NOTIFY },
	{ "connected", WORD_SET | WORD_ABBR, WORD_NOHAS, GET_AT(connected), 1 },
	{ "vrf NAME", WORD_DEV | WORD_ABBR, WORD_NOHAS, GET_AT(vrf), 0 },
	{ "uid UID", WORD_UINT | WORD_ABBR, ROUTE_UID, GET_AT(route.uid), 0 },
	{ "fibmatch", WORD_BITS | WORD_ABBR, WORD_NOHAS, GET_AT(route.flags), RTM_F_FIB_MATCH },
	{ "sport PORT", WORD_UINT | WORD_ABBR, ROUTE_SPORT, GET_AT(route.sport), 65535 },
	{ "dport PORT", WORD_UINT | WORD_ABBR, ROUTE_DPORT, GET_AT(route.dport), 65535 },
	{ "ipproto PROTO", WORD_NAME | WORD_ABBR, ROUTE_IP_PROTO, GET_AT(route.ip_proto),
	  NAMES_IPPROTO },
	{ "to ADDR", WORD_PREFIX | WORD_BARE | WORD_NEED, ROUTE_DST, GET_AT(route.dst), 0 },
	{ 0 },
};

static int resolve_get(struct nl *nl, struct packet *packet)
{
	const char *names[] = { packet->iif, packet->oif };
	uint32_t *indexes[] = { &packet->route.iif, &packet->route.oif };
	const uint8_t has[] = { ROUTE_IIF, ROUTE_OIF };
	struct link vrf;

	for (int i = 0; i < 2; i++) {
		int32_t index = names[i] ? link_index(nl, names[i]) : 0;

		if (!names[i])
			continue;
		if (index <= 0)
			return no_device(names[i]);
		*indexes[i] = (uint32_t)index;
		packet->route.has |= (uint64_t)1 << has[i];
	}
	if (!packet->vrf)
		return 0;
	if (vrf_get(nl, packet->vrf, &vrf))
		return EXIT_WORD;
	packet->route.oif = (uint32_t)vrf.index;
	packet->route.has |= (uint64_t)1 << ROUTE_OIF;
	return 0;
}

static int ask(struct nl *nl, const struct show *show, struct packet *packet, struct route *answer)
{
	if (route_get(nl, &packet->route, answer))
		return say_kernel(nl);
	out_list(NULL);
	out_record(NULL);
	show_route(show, answer);
	out_record_end();
	out_list_end();
	return EXIT_DONE;
}

/* Asks once more with the source that the first answer chose, as a connected socket would. */
static int ask_connected(struct nl *nl, const struct show *show, struct packet *packet,
			 struct route *answer)
{
	if (!FIELD_HAS(answer, ROUTE_PREFSRC) && !FIELD_HAS(answer, ROUTE_SRC))
		return say_error(EXIT_WORD, "the route has no source address to connect from");
	packet->route.src = FIELD_HAS(answer, ROUTE_PREFSRC) ? answer->prefsrc : answer->src;
	packet->route.has |= (uint64_t)1 << ROUTE_SRC;
	return ask(nl, show, packet, answer);
}

static int route_get_run(struct call *call)
{
	struct packet packet = { 0 };
	struct route *r = &packet.route, answer;
	struct nl nl;
	struct show show = { .nl = &nl, .opt = call->opt };
	int rc = words_parse(call, get_words, &packet);

	if (rc == 0)
		rc = ns_socket(&nl, NETLINK_ROUTE, NULL);
	if (rc == 0)
		rc = resolve_get(&nl, &packet);
	if (rc)
		return rc;
	r->family = call->family ? call->family : AF_INET;
	if (r->dst.bits != inet_len(r->family) * 8) {
		say_warning("a packet goes to one address: /%u is taken for /%u", r->dst.bits,
			    inet_len(r->family) * 8);
		r->dst.family = r->family;
		r->dst.bits = (uint8_t)(inet_len(r->family) * 8);
	}
	/* IPv4 alone knows this; the answer then tells the table */
	if (r->family == AF_INET)
		r->flags.value |= RTM_F_LOOKUP_TABLE;
	rc = ask(&nl, &show, &packet, &answer);
	if (rc == EXIT_DONE && packet.connected && !FIELD_HAS(r, ROUTE_SRC))
		rc = ask_connected(&nl, &show, &packet, &answer);
	return rc;
}

/* ------------------------------------------------------------------------------------------ */

static const char hops_help[] =
	"[ nexthop [ via [inet|inet6] ADDR ] [ dev DEV ] [ weight N ] [ onlink ]"
	" [ realms REALM ] ]...";

static const struct verb verbs[] = {
	{ "add", route_add_run, wish_words, hops_help },
	{ "change|chg", route_change_run, wish_words, hops_help },
	{ "replace", route_replace_run, wish_words, hops_help },
	{ "prepend", route_prepend_run, wish_words, hops_help },
	{ "append", route_append_run, wish_words, hops_help },
	{ "test", route_test_run, wish_words, hops_help },
	{ "delete", route_delete_run, wish_words, hops_help },
	{ "show|list|lst", route_show_run, route_select_words, NULL },
	{ "get", route_get_run, get_words, NULL },
	{ "flush", route_flush_run, route_select_words, NULL },
	{ 0 },
};

const struct applet applet_ip_route = {
	.name = "ip-route",
	.object = "route",
	.summary = "routes: added, changed, removed, flushed, shown, looked up",
	.verbs = verbs,
	.bare = 7,
};

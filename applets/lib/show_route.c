/* SPDX-License-Identifier: 0BSD */
#include <linux/in_route.h>
#include <string.h>
#include <sys/socket.h>

#include "applet.h"
#include "field.h"
#include "names.h"
#include "out.h"
#include "show.h"

#define USER_HZ 100 /* what times in a message are counted in: clock_t, on every architecture */

struct bit_name {
	uint32_t bit;
	char name[19];
};

/* ---- Parts ------------------------------------------------------------------------------- */

static void show_prefix(const char *key, const char *format, const struct inet *prefix, bool there)
{
	char text[PREFIX_TEXT];

	if (there)
		out_str(key, format, prefix_text(prefix, text));
	else if (prefix->bits) {
		strcpy(text, "0/");
		strcat(text, out_digits((char[OUT_DIGITS]){ 0 }, prefix->bits));
		out_str(key, format, text);
	}
}

static void show_realms(uint32_t realms)
{
	uint32_t from = realms >> 16, to = realms & 0xffff;

	out_record("flow");
	out_text(from ? "realms " : "realm ");
	if (from)
		out_str("from", "%/", name_of(NAMES_REALM, from));
	out_str("to", "% ", name_of(NAMES_REALM, to));
	out_record_end();
}

static void show_gateway(const struct inet *gateway, bool other_family)
{
	const char *family = gateway->family == AF_INET ? "inet" : "inet6";
	char text[INET_TEXT];

	inet_text(gateway, text);
	if (!other_family) {
		out_str("gateway", "via % ", text);
		return;
	}
	out_record("via");
	out_str("family", "via % ", family);
	out_str("host", "% ", text);
	out_record_end();
}

/* RTNH_F_* and RTM_F_* of <linux/rtnetlink.h> share one word. */
static void show_flags(uint32_t flags)
{
	static const struct bit_name names[] = {
		{ RTNH_F_DEAD, "dead" },
		{ RTNH_F_ONLINK, "onlink" },
		{ RTNH_F_PERVASIVE, "pervasive" },
		{ RTNH_F_OFFLOAD, "offload" },
		{ RTNH_F_TRAP, "trap" },
		{ RTM_F_NOTIFY, "notify" },
		{ RTNH_F_LINKDOWN, "linkdown" },
		{ RTNH_F_UNRESOLVED, "unresolved" },
		{ RTM_F_OFFLOAD, "rt_offload" },
		{ RTM_F_TRAP, "rt_trap" },
		{ RTM_F_OFFLOAD_FAILED, "rt_offload_failed" },
	};

	out_list("flags");
	for (size_t i = 0; flags && i < sizeof(names) / sizeof(*names); i++)
		if (flags & names[i].bit)
			out_str("", "% ", names[i].name);
	out_list_end();
}

static void show_cache_flags(uint32_t flags)
{
	/* RTCF_* of <linux/in_route.h> */
	static const struct bit_name names[] = {
		{ RTCF_LOCAL, "local" },	   { RTCF_REJECT, "reject" },
		{ RTCF_MULTICAST, "mc" },	   { RTCF_BROADCAST, "brd" },
		{ RTCF_DNAT, "dst-nat" },	   { RTCF_SNAT, "src-nat" },
		{ RTCF_MASQ, "masq" },		   { RTCF_DIRECTDST, "dst-direct" },
		{ RTCF_DIRECTSRC, "src-direct" },  { RTCF_REDIRECTED, "redirected" },
		{ RTCF_DOREDIRECT, "redirect" },   { RTCF_FAST, "fastroute" },
		{ RTCF_NOTIFY, "notify" },	   { RTCF_TPROXY, "proxy" },
	};

	flags &= 0xffff0000; /* below are those of the route */
	out_break();
	out_list("cache");
	out_text(flags ? "    cache <" : "    cache ");
	for (size_t i = 0; flags && i < sizeof(names) / sizeof(*names); i++) {
		if (!(flags & names[i].bit))
			continue;
		flags &= ~names[i].bit;
		out_str("", flags ? "%," : "%> ", names[i].name);
	}
	if (flags) /* an element: iproute2 has a key here, which no reader of JSON takes */
		out_xdigits("", "%>", flags);
	out_list_end();
}

static void show_cacheinfo(const struct show *show, const struct nl_attr *attr)
{
	struct rta_cacheinfo ci;

	if (attr->len < sizeof(ci))
		return;
	memcpy(&ci, attr->data, sizeof(ci));
	if (ci.rta_expires)
		out_int("expires", "expires %sec ", ci.rta_expires / USER_HZ);
	if (ci.rta_error)
		out_uint("error", "error % ", ci.rta_error);
	if (show->opt->statistics) {
		if (ci.rta_clntref)
			out_uint("users", "users % ", ci.rta_clntref);
		if (ci.rta_used)
			out_uint("used", "used % ", ci.rta_used);
		if (ci.rta_lastuse)
			out_uint("age", "age %sec ", ci.rta_lastuse / USER_HZ);
	}
	if (ci.rta_id)
		out_hex("ipid", "ipid % ", ci.rta_id);
	if (ci.rta_ts || ci.rta_tsage) {
		out_hex("ts", "ts %", ci.rta_ts);
		out_uint("tsage", "tsage %sec ", ci.rta_tsage);
	}
}

/* ---- Metrics ----------------------------------------------------------------------------- */

/* Milliseconds: "300ms", from a second on "1.5s". */
static void show_time(const char *key, uint32_t ms)
{
	char fraction[5] = { '.', (char)('0' + ms / 100 % 10), (char)('0' + ms / 10 % 10),
			     (char)('0' + ms % 10), 0 };

	out_uint(key, NULL, ms);
	if (ms < 1000) {
		out_uint(NULL, "%ms ", ms);
		return;
	}
	for (int i = 3; i >= 0 && (fraction[i] == '0' || fraction[i] == '.'); i--)
		fraction[i] = 0;
	out_uint(NULL, "%", ms / 1000);
	out_text(fraction);
	out_text("s ");
}

static void show_metric(unsigned metric, const char *name, const struct nl_attr *attr)
{
	uint32_t value = attr->data ? nl_u32(attr) : 0;

	switch (metric) {
	case RTAX_FEATURES:
		if (value & RTAX_FEATURE_ECN)
			out_null("ecn", "ecn ");
		if (value & ~(uint32_t)RTAX_FEATURE_ECN)
			out_hex("features", "% ", value);
		break;
	case RTAX_RTT: /* kept in eighths and fourths of a millisecond */
		show_time(name, value / 8);
		break;
	case RTAX_RTTVAR:
		show_time(name, value / 4);
		break;
	case RTAX_RTO_MIN:
		show_time(name, value);
		break;
	case RTAX_CC_ALGO:
		out_str("congestion", "% ", attr->data ? nl_str(attr) : "");
		break;
	default:
		out_uint(name, "% ", value);
	}
}

static void show_metrics(const struct nl_attr *metrics)
{
	struct nl_attr values[METRICS_COUNT] = { { 0 } };
	struct nl_attrs attrs = nl_nested(metrics);
	struct nl_attr a;
	uint32_t lock = 0;

	while (nl_attr_next(&attrs, &a))
		if (a.type < METRICS_COUNT)
			values[a.type] = a;
	if (values[RTAX_LOCK].data)
		lock = nl_u32(&values[RTAX_LOCK]);
	out_list("metrics");
	out_record(NULL);
	for (unsigned i = RTAX_MTU; i < METRICS_COUNT; i++) {
		const char *name = name_of(NAMES_METRIC, i);

		if (!values[i].data && !(lock >> i & 1))
			continue;
		/* a hop limit of -1 is the system's own */
		if (i == RTAX_HOPLIMIT && values[i].data && nl_u32(&values[i]) == UINT32_MAX)
			continue;
		out_str(NULL, "% ", name);
		if (lock >> i & 1)
			out_text("lock ");
		show_metric(i, name, &values[i]);
	}
	out_record_end();
	out_list_end();
}

/* ---- Nexthops ---------------------------------------------------------------------------- */

/* Copies of a multicast route's packets go out on these. */
static void show_oif(const struct show *show, const struct nexthop *n, bool first)
{
	out_text(first ? "Oifs: " : " ");
	out_str("dev", "%", link_name(show->nl, n->index));
	if (n->weight != 2)
		out_uint("ttl", "(ttl>%)", n->weight - 1);
	out_text(" ");
}

static void show_nexthop(const struct show *show, const struct nexthop *n)
{
	char text[INET_TEXT];

	out_break();
	out_text("\tnexthop ");
	if (FIELD_HAS(n, ROUTE_ENCAP))
		show_encap(show, n->encap_type, &n->encap);
	if (FIELD_HAS(n, ROUTE_NEWDST))
		out_str("to", "as to % ", inet_text(&n->newdst, text));
	if (FIELD_HAS(n, ROUTE_GATEWAY) || FIELD_HAS(n, ROUTE_VIA))
		show_gateway(&n->gateway, FIELD_HAS(n, ROUTE_VIA));
	if (FIELD_HAS(n, ROUTE_REALMS))
		show_realms(n->realms);
	out_str("dev", "dev % ", link_name(show->nl, n->index));
	out_uint("weight", "weight % ", n->weight);
}

static void show_nexthops(const struct show *show, const struct route *route)
{
	bool oifs = route->flags.value & RTM_F_CLONED && route->type == RTN_MULTICAST;
	struct nl_attr left = route->nexthops;
	struct nexthop n;
	bool first = true;

	out_list("nexthops");
	for (; nexthop_next(&left, &n); first = false) {
		out_record(NULL);
		if (oifs)
			show_oif(show, &n, first);
		else
			show_nexthop(show, &n);
		show_flags(n.flags.value);
		out_record_end();
	}
	out_list_end();
}

/* ---- The whole --------------------------------------------------------------------------- */

/* Where it leads, up to the device. */
static void show_target(const struct show *show, const struct route *r)
{
	bool details = show->opt->details;
	char text[INET_TEXT];

	if (r->type != RTN_UNICAST || details)
		out_str("type", "% ", name_of(NAMES_RTYPE, r->type));
	if (!FIELD_HAS(r, ROUTE_DST) && r->dst.bits == 0)
		out_str("dst", "% ", "default");
	else
		show_prefix("dst", "% ", &r->dst, FIELD_HAS(r, ROUTE_DST));
	show_prefix("from", "from % ", &r->src, FIELD_HAS(r, ROUTE_SRC));
	if (FIELD_HAS(r, ROUTE_NHID))
		out_uint("nhid", "nhid % ", r->nhid);
	if (FIELD_HAS(r, ROUTE_NEWDST))
		out_str("to", "as to % ", inet_text(&r->newdst, text));
	if (FIELD_HAS(r, ROUTE_ENCAP))
		show_encap(show, r->encap_type, &r->encap);
	if (r->tos && !show->hide_tos)
		out_str("tos", "tos % ", name_of(NAMES_DSFIELD, r->tos));
	if ((FIELD_HAS(r, ROUTE_GATEWAY) && !show->hide_gateway) || FIELD_HAS(r, ROUTE_VIA))
		show_gateway(&r->gateway, FIELD_HAS(r, ROUTE_VIA));
	if (FIELD_HAS(r, ROUTE_OIF) && !show->hide_oif)
		out_str("dev", "dev % ", link_name(show->nl, r->oif));
}

/* What the route is, up to its flags. */
static void show_kind(const struct show *show, const struct route *r)
{
	bool details = show->opt->details;
	char text[INET_TEXT];

	if (r->table && (r->table != RT_TABLE_MAIN || details) && !show->hide_table)
		out_str("table", "table % ", name_of(NAMES_TABLE, r->table));
	if (!(r->flags.value & RTM_F_CLONED)) {
		if ((r->proto != RTPROT_BOOT || details) && !show->hide_proto)
			out_str("protocol", "proto % ", name_of(NAMES_PROTO, r->proto));
		if ((r->scope != RT_SCOPE_UNIVERSE || details) && !show->hide_scope)
			out_str("scope", "scope % ", name_of(NAMES_SCOPE, r->scope));
	}
	if (FIELD_HAS(r, ROUTE_PREFSRC) && !show->hide_src)
		out_str("prefsrc", "src % ", inet_text(&r->prefsrc, text));
	if (FIELD_HAS(r, ROUTE_METRIC) && !show->hide_metric)
		out_uint("metric", "metric % ", r->metric);
	show_flags(r->flags.value);
}

static void show_mark(uint32_t mark)
{
	out_uint("mark", NULL, mark);
	if (mark >= 16)
		out_hex(NULL, "mark % ", mark);
	else
		out_uint(NULL, "mark % ", mark);
}

void show_route(const struct show *show, const struct route *r)
{
	if (r->deleted)
		out_true("deleted", "Deleted ");
	show_target(show, r);
	show_kind(show, r);
	if (FIELD_HAS(r, ROUTE_MARK) && r->mark)
		show_mark(r->mark);
	if (FIELD_HAS(r, ROUTE_REALMS) && !show->hide_realms)
		show_realms(r->realms);
	if (FIELD_HAS(r, ROUTE_UID))
		out_uint("uid", "uid % ", r->uid);
	if (r->family == AF_INET && r->flags.value & RTM_F_CLONED)
		show_cache_flags(r->flags.value);
	if (FIELD_HAS(r, ROUTE_CACHEINFO))
		show_cacheinfo(show, &r->cacheinfo);
	if (FIELD_HAS(r, ROUTE_METRICS))
		show_metrics(&r->metrics);
	if (FIELD_HAS(r, ROUTE_IIF) && !show->hide_iif)
		out_str("iif", "iif % ", link_name(show->nl, r->iif));
	if (FIELD_HAS(r, ROUTE_PREF)) {
		const char *pref = name_known(NAMES_PREF, r->pref);

		out_str("pref", pref ? "pref %" : "%", name_of(NAMES_PREF, r->pref));
	}
	if (FIELD_HAS(r, ROUTE_TTL_PROPAGATE)) {
		/* the key is misspelled in iproute2, and so it stays */
		out_bool("ttl-propogate", NULL, r->ttl_propagate);
		out_str(NULL, "ttl-propogate %", r->ttl_propagate ? "enabled" : "disabled");
	}
	if (FIELD_HAS(r, ROUTE_NEXTHOPS))
		show_nexthops(show, r);
	out_end();
}

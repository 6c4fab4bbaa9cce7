/* SPDX-License-Identifier: 0BSD */
#include "select.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "applet.h"
#include "field.h"
#include "flush.h"
#include "names.h"
#include "ns.h"
#include "out.h"
#include "pick.h"
#include "say.h"
#include "show.h"

struct select {
	uint64_t has;
	const char *table_name, *proto_name, *scope_name, *dev, *iif_dev, *vrf;
	uint32_t table;           /* 0: all */
	uint32_t cached;
	uint32_t tos, proto, scope, type, mark, metric, realms;
	uint32_t oif, iif;        /* 0: any */
	struct inet via, src;
	struct range to, from;
	struct range match;       /* beside `to root` */
};

enum {
	HAS_TOS = 1,
	HAS_PROTO,
	HAS_SCOPE,
	HAS_TYPE,
	HAS_MARK,
	HAS_METRIC,
	HAS_REALMS,
	HAS_VIA,
	HAS_SRC,
	HAS_TO,
	HAS_FROM,
	HAS_MATCH,
};

#define AT(member) offsetof(struct select, member)
#define HAS(select, what) ((select)->has >> (what) & 1)

const struct word route_select_words[] = {
	{ "table TABLE", WORD_TEXT | WORD_ABBR, WORD_NOHAS, AT(table_name), 0 },
	{ "vrf NAME", WORD_DEV | WORD_ABBR, WORD_NOHAS, AT(vrf), 0 },
	{ "cached|cloned", WORD_SET | WORD_ABBR, WORD_NOHAS, AT(cached), 1 },
	{ "tos|dsfield TOS", WORD_NAME | WORD_ABBR, HAS_TOS, AT(tos), NAMES_DSFIELD },
	{ "protocol PROTO", WORD_TEXT | WORD_ABBR, HAS_PROTO, AT(proto_name), 0 },
	{ "scope SCOPE", WORD_TEXT | WORD_ABBR, HAS_SCOPE, AT(scope_name), 0 },
	{ "type TYPE", WORD_NAME | WORD_ABBR, HAS_TYPE, AT(type), NAMES_RTYPE },
	{ "dev|oif DEV", WORD_DEV, WORD_NOHAS, AT(dev), 0 },
	{ "iif DEV", WORD_DEV, WORD_NOHAS, AT(iif_dev), 0 },
	{ "mark MARK", WORD_UINT, HAS_MARK, AT(mark), 0 },
	{ "metric|priority|preference N", WORD_UINT | WORD_ABBR, HAS_METRIC, AT(metric), 0 },
	{ "via [inet|inet6] PREFIX", WORD_VIA, HAS_VIA, AT(via), 1 },
	{ "src PREFIX", WORD_PREFIX, HAS_SRC, AT(src), 0 },
	{ "realms REALM", WORD_REALMS | WORD_ABBR, HAS_REALMS, AT(realms), 0 },
	{ "from [root|match|exact] PREFIX", WORD_RANGE | WORD_ABBR, HAS_FROM, AT(from), 0 },
	{ "match PREFIX", WORD_PREFIX | WORD_ABBR, HAS_MATCH, AT(match.prefix), 0 },
	{ "to [root|match|exact] PREFIX", WORD_RANGE | WORD_ABBR | WORD_BARE, HAS_TO, AT(to), 0 },
	{ 0 },
};

/* ---- Words ------------------------------------------------------------------------------- */

/* A name where `all` stands for any: the value; or the bit is taken out of `has`. */
static int name_or_all(struct select *select, unsigned has, enum names set, const char *name,
		       uint32_t *value)
{
	if (!name || name_value(set, name, value) == 0)
		return 0;
	if (strcmp(name, "all") != 0)
		return say_error(EXIT_WORD, "\"%s\" is not a name or number known here", name);
	select->has &= ~((uint64_t)1 << has);
	return 0;
}

static int find_table(struct select *select)
{
	const char *name = select->table_name;

	select->table = RT_TABLE_MAIN;
	if (!name)
		return 0;
	if (!strcmp(name, "cache")) {
		select->cached = 1;
		return 0;
	}
	if (name_value(NAMES_TABLE, name, &select->table))
		return say_error(EXIT_WORD, "\"%s\" is not a routing table", name);
	return 0;
}

/* The table of a VRF: IFLA_VRF_TABLE, the first attribute of its data. */
static int find_vrf(struct nl *nl, struct select *select)
{
	struct link link;

	if (!select->vrf)
		return 0;
	if (vrf_get(nl, select->vrf, &link))
		return EXIT_WORD;
	select->table = link_vrf_table(&link);
	return 0;
}

static int find_dev(struct nl *nl, const char *name, uint32_t *index)
{
	int32_t found = name ? link_index(nl, name) : 0;

	if (name && found <= 0)
		return no_device(name);
	*index = (uint32_t)found;
	return 0;
}

static int parse_select(struct call *call, struct nl *nl, struct select *select)
{
	int rc = words_parse(call, route_select_words, select);

	select->match.how = RANGE_MATCH;
	if (rc == 0)
		rc = find_table(select);
	if (rc == 0)
		rc = name_or_all(select, HAS_PROTO, NAMES_PROTO, select->proto_name, &select->proto);
	if (rc == 0)
		rc = name_or_all(select, HAS_SCOPE, NAMES_SCOPE, select->scope_name, &select->scope);
	if (rc == 0)
		rc = ns_socket(nl, NETLINK_ROUTE, NULL);
	if (rc == 0)
		rc = find_vrf(nl, select);
	if (rc == 0)
		rc = find_dev(nl, select->dev, &select->oif);
	return rc ? rc : find_dev(nl, select->iif_dev, &select->iif);
}

/* ---- Matching ---------------------------------------------------------------------------- */

/* A gateway, or a source, that a route has not is that of all zeros. */
static bool addr_within(const struct inet *addr, const struct inet *prefix, uint8_t family)
{
	struct inet own = *addr;

	if (own.family == AF_UNSPEC)
		own.family = family;
	return inet_within(&own, prefix);
}

/* A realm by itself is one that is led to, whatever the other one is. */
static bool has_realms(const struct select *s, const struct route *r)
{
	uint32_t mask = (s->realms & 0xffff ? 0xffff : 0) | (s->realms >> 16 ? 0xffff0000 : 0);

	return ((r->realms ^ s->realms) & mask) == 0;
}

/* A prefix of no family is 0/0 of either. */
static bool in_range(const struct range *range, const struct inet *prefix, uint8_t family)
{
	struct inet own = *prefix, wanted = range->prefix;

	own.family = family;
	if (wanted.family == AF_UNSPEC)
		wanted.family = family;
	if (wanted.family != family)
		return false;
	switch (range->how) {
	case RANGE_ROOT:
		return own.bits >= wanted.bits && inet_within(&own, &wanted);
	case RANGE_MATCH:
		return own.bits <= wanted.bits && inet_within(&wanted, &own);
	default:
		return own.bits == wanted.bits && inet_within(&own, &wanted);
	}
}

static bool selected(const struct select *s, const struct call *call, const struct route *r)
{
	uint8_t family = call->opt->family;

	if (family && r->family != family)
		return false;
	if (!s->cached != !(r->flags.value & RTM_F_CLONED))
		return false;
	if (s->table && r->table != s->table)
		return false;
	/* of a VRF only what leads on is of interest */
	if (s->vrf && (r->type == RTN_LOCAL || r->type == RTN_BROADCAST))
		return false;
	if ((HAS(s, HAS_PROTO) && r->proto != s->proto) ||
	    (HAS(s, HAS_SCOPE) && r->scope != s->scope) ||
	    (HAS(s, HAS_TYPE) && r->type != s->type) || (HAS(s, HAS_TOS) && r->tos != s->tos))
		return false;
	if ((HAS(s, HAS_MARK) && r->mark != s->mark) ||
	    (HAS(s, HAS_METRIC) && r->metric != s->metric) ||
	    (HAS(s, HAS_REALMS) && !has_realms(s, r)))
		return false;
	if ((s->oif && r->oif != s->oif) || (s->iif && r->iif != s->iif))
		return false;
	if ((HAS(s, HAS_VIA) && !addr_within(&r->gateway, &s->via, r->family)) ||
	    (HAS(s, HAS_SRC) && !addr_within(&r->prefsrc, &s->src, r->family)))
		return false;
	return (!HAS(s, HAS_TO) || in_range(&s->to, &r->dst, r->family)) &&
	       (!HAS(s, HAS_MATCH) || in_range(&s->match, &r->dst, r->family)) &&
	       (!HAS(s, HAS_FROM) || in_range(&s->from, &r->src, r->family));
}

/* The kernel's part of it: other routes need not be sent. */
static int dump(struct nl *nl, const struct call *call, const struct select *select)
{
	struct route_filter filter = {
		.family = call->opt->family,
		.table = select->cached ? 0 : select->table,
		.oif = select->oif,
		.cloned = select->cached,
	};

	/* a prefix, or a table, is one of IPv4 unless something says otherwise */
	if (filter.family == AF_UNSPEC)
		filter.family = call->family;
	if (filter.family == AF_UNSPEC && select->table)
		filter.family = AF_INET;
	if (HAS(select, HAS_PROTO))
		filter.proto = select->proto;
	if (HAS(select, HAS_TYPE))
		filter.type = select->type;
	return route_dump(nl, &filter);
}

/* Is it a single address, so that to show it again says nothing? */
static bool is_host(const struct inet *addr)
{
	return addr->family && addr->bits == inet_len(addr->family) * 8;
}

/* What was selected by one value need not be shown with each route. */
static struct show show_rest(struct nl *nl, const struct options *opt, const struct select *s)
{
	return (struct show){
		.nl = nl,
		.opt = opt,
		.hide_table = s->table != 0,
		.hide_proto = HAS(s, HAS_PROTO),
		.hide_scope = HAS(s, HAS_SCOPE),
		.hide_tos = HAS(s, HAS_TOS),
		.hide_metric = HAS(s, HAS_METRIC),
		.hide_realms = s->realms & 0xffff && s->realms >> 16,
		.hide_oif = s->oif,
		.hide_iif = s->iif,
		.hide_gateway = is_host(&s->via),
		.hide_src = is_host(&s->src),
	};
}

/* ---- show -------------------------------------------------------------------------------- */

int route_show_run(struct call *call)
{
	struct select select = { 0 };
	struct route route;
	static struct nl nl;
	struct show show;
	int rc = parse_select(call, &nl, &select);

	if (rc)
		return rc;
	show = show_rest(&nl, call->opt, &select);
	out_list(NULL);
	rc = dump(&nl, call, &select);
	while (rc == 0 && (rc = route_next(&nl, &route)) > 0) {
		rc = 0;
		if (!selected(&select, call, &route))
			continue;
		out_record(NULL);
		show_route(&show, &route);
		out_record_end();
	}
	out_list_end();
	/* a table that is not there is an empty one */
	if (rc == -ENOENT && select.table == RT_TABLE_MAIN)
		rc = 0;
	return rc ? say_kernel(&nl) : EXIT_DONE;
}

/* ---- flush ------------------------------------------------------------------------------- */

static int flush_cache(void)
{
	static const char path[] = "/proc/sys/net/ipv4/route/flush";
	int fd = open(path, O_WRONLY | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return say_errno(EXIT_KERNEL, errno, "%s", path);
	if (write(fd, "-1", 2) != 2)
		rc = say_errno(EXIT_KERNEL, errno, "%s", path);
	close(fd);
	return rc;
}

/* The kernel's own last resort of IPv6: it cannot be removed. */
static bool is_permanent(const struct route *r)
{
	return r->family == AF_INET6 && r->dst.bits == 0 && r->type == RTN_UNREACHABLE &&
	       r->metric == UINT32_MAX;
}

struct selected_flush {
	const struct call *call;
	const struct select *select;
};

static int flush_round(const struct flush *flush, const void *arg)
{
	const struct selected_flush *what = arg;
	struct show show = show_rest(flush->list, flush->opt, what->select);
	struct nl *list = flush->list;
	struct route route;
	struct nl_msg msg;
	int rc = dump(list, what->call, what->select), count = 0;

	while (rc == 0 && (rc = nl_next(list, &msg)) > 0) {
		rc = 0;
		if (!route_read(&msg, &route) || !selected(what->select, what->call, &route) ||
		    is_permanent(&route))
			continue;
		count++;
		if (flush->opt->statistics > 1)
			show_route(&show, &route);
		/* one may go with its device, or with another one's source address */
		rc = flush_result(flush, route_delete_message(flush->change, &msg), ESRCH);
	}
	return rc && (rc != -EINTR || count == 0) ? rc : count;
}

int route_flush_run(struct call *call)
{
	static struct nl list, change;
	struct select select = { 0 };
	struct flush flush = { &list, &change, call->opt, "entries", false, flush_round };
	int rc;

	if (call->argc == 0)
		return words_missing("what to flush");
	rc = parse_select(call, &list, &select);
	if (rc == 0 && select.cached && call->opt->family != AF_INET6)
		rc = flush_cache();
	if (rc || (select.cached && call->opt->family != AF_INET6))
		return rc;
	rc = ns_socket(&change, NETLINK_ROUTE, NULL);
	return rc ? rc : flush_all(&flush, &(struct selected_flush){ call, &select });
}

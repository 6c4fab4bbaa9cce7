/* SPDX-License-Identifier: 0BSD */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "field.h"
#include "rt.h"

#define F(attr, form, member) [attr] = { FIELD_##form, offsetof(struct route, member) }

static const struct field fields[] = {
	F(RTA_DST, INET, dst),
	F(RTA_SRC, INET, src),
	F(RTA_IIF, U32, iif),
	F(RTA_OIF, U32, oif),
	F(RTA_GATEWAY, INET, gateway),
	F(RTA_PRIORITY, U32, metric),
	F(RTA_PREFSRC, INET, prefsrc),
	F(RTA_METRICS, RAW, metrics),
	F(RTA_MULTIPATH, RAW, nexthops),
	F(RTA_FLOW, U32, realms),
	F(RTA_CACHEINFO, RAW, cacheinfo),
	F(RTA_TABLE, U32, table),
	F(RTA_MARK, U32, mark),
	F(RTA_NEWDST, INET, newdst),
	F(RTA_PREF, U8, pref),
	F(RTA_ENCAP_TYPE, U16, encap_type),
	F(RTA_ENCAP, RAW, encap),
	F(RTA_EXPIRES, U32, expires),
	F(RTA_UID, U32, uid),
	F(RTA_TTL_PROPAGATE, U8, ttl_propagate),
	F(RTA_IP_PROTO, U8, ip_proto),
	F(RTA_SPORT, BE16, sport),
	F(RTA_DPORT, BE16, dport),
	F(RTA_NH_ID, U32, nhid),
};
#undef F

#define F(attr, form, member) [attr] = { FIELD_##form, offsetof(struct nexthop, member) }

static const struct field nexthop_fields[] = {
	F(RTA_GATEWAY, INET, gateway),
	F(RTA_FLOW, U32, realms),
	F(RTA_NEWDST, INET, newdst),
	F(RTA_ENCAP_TYPE, U16, encap_type),
	F(RTA_ENCAP, RAW, encap),
};
#undef F

/* A gateway of another family than the route's: struct rtvia of <linux/rtnetlink.h>, the family
 * in two bytes and the address behind it. */
static bool read_via(const struct nl_attr *attr, struct inet *gateway)
{
	uint16_t family = nl_u16(attr);

	if ((family != AF_INET && family != AF_INET6) || attr->len < 2 + inet_len((uint8_t)family))
		return false;
	gateway->family = (uint8_t)family;
	gateway->bits = (uint8_t)(inet_len(gateway->family) * 8);
	memcpy(gateway->bytes, attr->data + 2, inet_len(gateway->family));
	return true;
}

static void put_gateway(struct nl_req *req, uint8_t family, const struct inet *gateway)
{
	struct {
		uint16_t family;
		uint8_t bytes[16];
	} via = { .family = gateway->family };

	if (gateway->family == family) {
		field_put(req, RTA_GATEWAY, FIELD_INET, gateway);
		return;
	}
	memcpy(via.bytes, gateway->bytes, sizeof(via.bytes));
	nl_put(req, RTA_VIA, &via, sizeof(via.family) + inet_len(gateway->family));
}

/* ---- Reading ----------------------------------------------------------------------------- */

int route_dump(struct nl *nl, const struct route_filter *filter)
{
	struct rtmsg rtm = {
		.rtm_family = filter->family,
		.rtm_table = (uint8_t)(filter->table < 256 ? filter->table : RT_TABLE_UNSPEC),
		.rtm_protocol = (uint8_t)filter->proto,
		.rtm_type = (uint8_t)filter->type,
		.rtm_flags = filter->cloned ? RTM_F_CLONED : 0,
	};
	struct nl_req req;

	nl_req_init(&req);
	nl_begin(&req, RTM_GETROUTE, NLM_F_DUMP, &rtm, sizeof(rtm));
	if (filter->table)
		nl_put_u32(&req, RTA_TABLE, filter->table);
	if (filter->oif)
		nl_put_u32(&req, RTA_OIF, filter->oif);
	return nl_send(nl, &req);
}

bool route_read(const struct nl_msg *msg, struct route *route)
{
	struct nl_attrs attrs = nl_attrs(msg, sizeof(struct rtmsg));
	struct rtmsg rtm;
	struct nl_attr a;

	if (msg->type != RTM_NEWROUTE && msg->type != RTM_DELROUTE)
		return false;
	/* what is only for setting lies at the end */
	memset(route, 0, offsetof(struct route, set_metrics));
	if (!nl_header(msg, &rtm, sizeof(rtm)))
		return false;
	route->deleted = msg->type == RTM_DELROUTE;
	route->family = rtm.rtm_family;
	route->table = rtm.rtm_table;
	route->proto = rtm.rtm_protocol;
	route->scope = rtm.rtm_scope;
	route->type = rtm.rtm_type;
	route->tos = rtm.rtm_tos;
	route->flags.value = rtm.rtm_flags;
	fields_read(attrs, fields, sizeof(fields) / sizeof(*fields), route);
	route->dst.bits = rtm.rtm_dst_len;
	route->src.bits = rtm.rtm_src_len;
	if (!FIELD_HAS(route, ROUTE_GATEWAY))
		while (nl_attr_next(&attrs, &a))
			if (a.type == RTA_VIA && read_via(&a, &route->gateway))
				route->has |= (uint64_t)1 << ROUTE_VIA;
	return true;
}

int route_next(struct nl *nl, struct route *route)
{
	struct nl_msg msg;
	int rc;

	while ((rc = nl_next(nl, &msg)) > 0)
		if (route_read(&msg, route))
			return 1;
	return rc;
}

bool nexthop_next(struct nl_attr *left, struct nexthop *nexthop)
{
	struct rtnexthop nh;
	struct nl_attrs attrs;
	struct nl_attr a;
	size_t step;

	if (left->len < sizeof(nh))
		return false;
	memcpy(&nh, left->data, sizeof(nh));
	if (nh.rtnh_len < sizeof(nh) || nh.rtnh_len > left->len)
		return false;
	memset(nexthop, 0, sizeof(*nexthop));
	nexthop->index = (uint32_t)nh.rtnh_ifindex;
	nexthop->weight = nh.rtnh_hops + 1u;
	nexthop->flags.value = nh.rtnh_flags;
	attrs.at = left->data + sizeof(nh);
	attrs.end = left->data + nh.rtnh_len;
	fields_read(attrs, nexthop_fields, sizeof(nexthop_fields) / sizeof(*nexthop_fields), nexthop);
	if (!FIELD_HAS(nexthop, ROUTE_GATEWAY))
		while (nl_attr_next(&attrs, &a))
			if (a.type == RTA_VIA && read_via(&a, &nexthop->gateway))
				nexthop->has |= (uint64_t)1 << ROUTE_VIA;
	step = RTNH_ALIGN(nh.rtnh_len);
	if (step > left->len)
		step = left->len;
	left->data += step;
	left->len = (uint16_t)(left->len - step);
	return true;
}

/* ---- Writing ----------------------------------------------------------------------------- */

static void put_metrics(struct nl_req *req, const struct metrics *metrics)
{
	size_t nest = nl_nest(req, RTA_METRICS | NLA_F_NESTED);

	for (uint16_t i = 1; i < METRICS_COUNT; i++) {
		if (!(metrics->mask >> i & 1))
			continue;
		if (i == RTAX_CC_ALGO)
			nl_put_str(req, i, metrics->congctl);
		else
			nl_put_u32(req, i, metrics->value[i]);
	}
	if (metrics->lock)
		nl_put_u32(req, RTAX_LOCK, metrics->lock);
	nl_nest_end(req, nest);
}

static void put_nexthops(struct nl_req *req, uint8_t family, const struct nexthop *nexthops,
			 unsigned count)
{
	size_t nest = nl_nest(req, RTA_MULTIPATH | NLA_F_NESTED), start;

	for (const struct nexthop *n = nexthops; n < nexthops + count; n++) {
		struct rtnexthop nh = {
			.rtnh_flags = (uint8_t)n->flags.value,
			.rtnh_hops = (uint8_t)(n->weight ? n->weight - 1 : 0),
			.rtnh_ifindex = (int)n->index,
		};

		start = req->len;
		nl_put_raw(req, &nh, sizeof(nh));
		if (FIELD_HAS(n, ROUTE_GATEWAY))
			put_gateway(req, family, &n->gateway);
		if (FIELD_HAS(n, ROUTE_REALMS))
			nl_put_u32(req, RTA_FLOW, n->realms);
		/* rtnh_len leads struct rtnexthop as nla_len leads an attribute */
		nl_nest_end(req, start);
	}
	nl_nest_end(req, nest);
}

static void put_route(struct nl_req *req, uint16_t type, uint16_t flags, const struct route *route)
{
	struct rtmsg rtm = {
		.rtm_family = route->family,
		.rtm_dst_len = route->dst.bits,
		.rtm_src_len = route->src.bits,
		.rtm_tos = (uint8_t)route->tos,
		.rtm_table = (uint8_t)(route->table < 256 ? route->table : RT_TABLE_UNSPEC),
		.rtm_protocol = (uint8_t)route->proto,
		.rtm_scope = (uint8_t)route->scope,
		.rtm_type = (uint8_t)route->type,
		.rtm_flags = route->flags.value,
	};
	struct route own = *route;

	/* in the header, or below in a form of their own; `default` has no attribute */
	own.has &= ~((uint64_t)1 << ROUTE_TABLE | (uint64_t)1 << ROUTE_GATEWAY);
	if (route->dst.family == AF_UNSPEC || route->dst.bits == 0)
		own.has &= ~((uint64_t)1 << ROUTE_DST);
	if (route->src.family == AF_UNSPEC || route->src.bits == 0)
		own.has &= ~((uint64_t)1 << ROUTE_SRC);
	nl_begin(req, type, flags, &rtm, sizeof(rtm));
	fields_put(req, fields, sizeof(fields) / sizeof(*fields), &own);
	if (FIELD_HAS(route, ROUTE_GATEWAY))
		put_gateway(req, route->family, &route->gateway);
	if (route->table >= 256)
		nl_put_u32(req, RTA_TABLE, route->table);
	if (route->set_metrics.mask)
		put_metrics(req, &route->set_metrics);
}

static int change(struct nl *nl, uint16_t type, uint16_t flags, const struct route *route,
		  const struct nexthop *nexthops, unsigned count)
{
	struct nl_req req;

	nl_req_init(&req);
	put_route(&req, type, flags, route);
	if (count)
		put_nexthops(&req, route->family, nexthops, count);
	return nl_talk(nl, &req);
}

int route_set(struct nl *nl, const struct route *route, const struct nexthop *nexthops,
	      unsigned count, uint16_t flags)
{
	return change(nl, RTM_NEWROUTE, flags, route, nexthops, count);
}

int route_delete(struct nl *nl, const struct route *route, const struct nexthop *nexthops,
		 unsigned count)
{
	return change(nl, RTM_DELROUTE, 0, route, nexthops, count);
}

int route_delete_message(struct nl *nl, const struct nl_msg *msg)
{
	struct nl_req req;

	nl_req_init(&req);
	nl_begin(&req, RTM_DELROUTE, 0, msg->data, msg->len);
	return nl_talk(nl, &req);
}

int route_get(struct nl *nl, const struct route *route, struct route *answer)
{
	struct nl_req req;
	struct nl_msg msg;
	int rc;

	nl_req_init(&req);
	put_route(&req, RTM_GETROUTE, 0, route);
	rc = nl_ask(nl, &req, &msg);
	if (rc)
		return rc;
	return route_read(&msg, answer) ? 0 : -EBADMSG;
}

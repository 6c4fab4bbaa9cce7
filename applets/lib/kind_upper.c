/* SPDX-License-Identifier: 0BSD */
/*
 * Types that stand on another link, and tun, in the order in which their arguments are shown.
 * Layouts: <linux/if_link.h>.
 */
#include <arpa/inet.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/if_vlan.h>
#include <net/if_arp.h>
#include <string.h>

#include "applet.h"
#include "kind.h"
#include "names.h"
#include "out.h"
#include "say.h"
#include "users.h"

/* ---- macvlan, macvtap -------------------------------------------------------------------- */

static bool is_source(const struct kind_args *args)
{
	return args->has & 1 && args->value[0].u32 == MACVLAN_MODE_SOURCE;
}

static void show_macs(struct nl_attrs macs)
{
	char text[LLADDR_TEXT];
	struct lladdr mac;
	struct nl_attr a;

	out_list("macaddr_data");
	while (nl_attr_next(&macs, &a)) {
		field_read(&a, FIELD_LLADDR, &mac);
		out_str("", "% ", lladdr_text(&mac, ARPHRD_ETHER, text));
	}
	out_list_end();
}

static void macvlan_own(const struct kind_field *f, const struct kind_args *args,
			const union kind_value *v)
{
	switch (f->attr) {
	case IFLA_MACVLAN_FLAGS:
		if (v->u32 & MACVLAN_FLAG_NOPROMISC)
			out_true("nopromisc", "nopromisc ");
		if (v->u32 & MACVLAN_FLAG_NODST)
			out_true("nodst", "nodst ");
		break;
	case IFLA_MACVLAN_MACADDR_COUNT:
		if (is_source(args))
			out_uint("macaddr_count", "remotes (%) ", v->u32);
		break;
	case IFLA_MACVLAN_MACADDR_DATA:
		if (is_source(args))
			show_macs(nl_nested(&v->raw));
		break;
	}
}

static const struct kind_field macvlan_fields[] = {
	{ "mode MODE", NULL, NULL, IFLA_MACVLAN_MODE, 0, FIELD_U32, SHOW_NAMED, NAMES_MACVLAN,
	  WORD_NAME | WORD_ABBR, NAMES_MACVLAN },
	{ "nopromisc", NULL, NULL, IFLA_MACVLAN_FLAGS, 0, FIELD_U16, SHOW_OWN, 0,
	  WORD_BITS | WORD_ABBR, MACVLAN_FLAG_NOPROMISC },
	{ "nodst", NULL, NULL, IFLA_MACVLAN_FLAGS, 0, FIELD_U16, SHOW_NOTHING, 0,
	  WORD_BITS | WORD_ABBR, MACVLAN_FLAG_NODST },
	{ "flag null|nopromisc|nodst", NULL, NULL, IFLA_MACVLAN_FLAGS, 0, FIELD_U16, SHOW_NOTHING, 0,
	  WORD_NAME | WORD_ABBR, NAMES_MACFLAG },
	{ "bcqueuelen N", NULL, NULL, IFLA_MACVLAN_BC_QUEUE_LEN, 0, FIELD_U32, SHOW_UINT, 0,
	  WORD_UINT | WORD_ABBR, 0 },
	{ "usedbcqueuelen", NULL, NULL, IFLA_MACVLAN_BC_QUEUE_LEN_USED, 0, FIELD_U32, SHOW_UINT, 0,
	  0, 0 },
	{ "remotes", NULL, NULL, IFLA_MACVLAN_MACADDR_COUNT, 0, FIELD_U32, SHOW_OWN, 0, 0, 0 },
	{ "macs", NULL, NULL, IFLA_MACVLAN_MACADDR_DATA, 0, FIELD_RAW, SHOW_OWN, 0, 0, 0 },
	/* source mode's list: macaddr add|del MAC, macaddr flush */
	{ "macaddr add|del|flush", NULL, NULL, IFLA_MACVLAN_MACADDR_MODE, 0, FIELD_U32,
	  SHOW_NOTHING, 0, WORD_NAME | WORD_ABBR, NAMES_MACADDR },
	{ "mac MAC", NULL, NULL, IFLA_MACVLAN_MACADDR, 0, FIELD_LLADDR, SHOW_NOTHING, 0,
	  WORD_MAC | WORD_BARE, 0 },
};

const struct kind kind_macvlan = {
	.name = "macvlan",
	.fields = macvlan_fields,
	.count = sizeof(macvlan_fields) / sizeof(*macvlan_fields),
	.own = macvlan_own,
};

const struct kind kind_macvtap = {
	.name = "macvtap",
	.fields = macvlan_fields,
	.count = sizeof(macvlan_fields) / sizeof(*macvlan_fields),
	.own = macvlan_own,
};

/* ---- vlan -------------------------------------------------------------------------------- */

static void show_vlan_flags(uint32_t flags)
{
	static const char *const names[] = { "REORDER_HDR", "GVRP", "LOOSE_BINDING", "MVRP",
					     "BRIDGE_BINDING" };
	/* VLAN_FLAG_* of <linux/if_vlan.h> are 1 << its place in names; shown MVRP before */
	static const uint8_t order[] = { 0, 1, 3, 2, 4 };

	out_list("flags");
	out_text("<");
	for (size_t i = 0; i < sizeof(order); i++) {
		uint32_t bit = 1u << order[i];

		if (!(flags & bit))
			continue;
		flags &= ~bit;
		out_str("", flags ? "%," : "%", names[order[i]]);
	}
	if (flags)
		out_hex("", "%", flags);
	out_text("> ");
	out_list_end();
}

/* Priorities: struct ifla_vlan_qos_mapping, from and to. */
static void show_vlan_map(const char *key, const char *title, struct nl_attrs map)
{
	uint32_t pair[2];
	struct nl_attr a;

	out_list(key);
	out_break();
	out_text(title);
	while (nl_attr_next(&map, &a)) {
		if (a.len < sizeof(pair))
			continue;
		memcpy(pair, a.data, sizeof(pair));
		out_record(NULL);
		out_uint("from", "%:", pair[0]);
		out_uint("to", "% ", pair[1]);
		out_record_end();
	}
	out_list_end();
	out_text("} ");
}

static void vlan_own(const struct kind_field *f, const struct kind_args *args,
		     const union kind_value *v)
{
	(void)args;
	switch (f->attr) {
	case IFLA_VLAN_FLAGS:
		show_vlan_flags(v->bits.value);
		break;
	case IFLA_VLAN_INGRESS_QOS:
		show_vlan_map("ingress_qos", "      ingress-qos-map { ", nl_nested(&v->raw));
		break;
	case IFLA_VLAN_EGRESS_QOS:
		show_vlan_map("egress_qos", "      egress-qos-map { ", nl_nested(&v->raw));
		break;
	}
}

#define VLAN_FLAG(name, bit, show) \
	{ name " on|off", NULL, NULL, IFLA_VLAN_FLAGS, 0, FIELD_BITS, show, 0, \
	  WORD_ONOFF | WORD_ABBR, bit }

static const struct kind_field vlan_fields[] = {
	{ "protocol PROTO", NULL, NULL, IFLA_VLAN_PROTOCOL, 0, FIELD_BE16, SHOW_NAMED,
	  NAMES_VLANPROTO, WORD_NAME | WORD_ABBR, NAMES_VLANPROTO },
	{ "id ID", NULL, NULL, IFLA_VLAN_ID, 0, FIELD_U16, SHOW_UINT, 0, WORD_UINT | WORD_ABBR,
	  65535 },
	VLAN_FLAG("reorder_hdr", VLAN_FLAG_REORDER_HDR, SHOW_OWN),
	VLAN_FLAG("gvrp", VLAN_FLAG_GVRP, SHOW_NOTHING),
	VLAN_FLAG("mvrp", VLAN_FLAG_MVRP, SHOW_NOTHING),
	VLAN_FLAG("loose_binding", VLAN_FLAG_LOOSE_BINDING, SHOW_NOTHING),
	VLAN_FLAG("bridge_binding", VLAN_FLAG_BRIDGE_BINDING, SHOW_NOTHING),
	{ "ingress-qos-map", NULL, NULL, IFLA_VLAN_INGRESS_QOS, 0, FIELD_RAW, SHOW_OWN, 0, 0, 0 },
	{ "egress-qos-map", NULL, NULL, IFLA_VLAN_EGRESS_QOS, 0, FIELD_RAW, SHOW_OWN, 0, 0, 0 },
};

const struct kind kind_vlan = {
	.name = "vlan",
	.fields = vlan_fields,
	.count = sizeof(vlan_fields) / sizeof(*vlan_fields),
	.own = vlan_own,
};

/* ---- vxlan ------------------------------------------------------------------------------- */

#define VXLAN_GPE_PORT 4790 /* IANA's for "vxlan-gpe" */

static bool is_zero(const struct inet *addr)
{
	static const uint8_t zero[16];

	return memcmp(addr->bytes, zero, sizeof(zero)) == 0;
}

static bool is_multicast(const struct inet *addr)
{
	return addr->family == AF_INET ? addr->bytes[0] >> 4 == 14 : addr->bytes[0] == 0xff;
}

static void show_group(const struct inet *addr)
{
	bool v6 = addr->family == AF_INET6, group = is_multicast(addr);
	char text[INET_TEXT];

	if (!is_zero(addr))
		out_str(group ? v6 ? "group6" : "group" : v6 ? "remote6" : "remote",
			group ? "group % " : "remote % ", inet_text(addr, text));
}

/* struct ifla_vxlan_port_range: low and high, in network order */
static void show_ports(const struct lladdr *ports)
{
	const uint8_t *b = ports->bytes;

	out_record("port_range");
	out_uint("low", "srcport % ", (uint32_t)b[0] << 8 | b[1]);
	out_uint("high", "% ", (uint32_t)b[2] << 8 | b[3]);
	out_record_end();
}

static void show_ttl(uint32_t ttl)
{
	out_uint("ttl", NULL, ttl);
	if (ttl)
		out_uint(NULL, "ttl % ", ttl);
	else
		out_text("ttl auto ");
}

static void vxlan_own(const struct kind_field *f, const struct kind_args *args,
		      const union kind_value *v)
{
	const union kind_value *inherit = kind_arg(&kind_vxlan, args, IFLA_VXLAN_TTL_INHERIT);
	char text[INET_TEXT];

	switch (f->attr) {
	case IFLA_VXLAN_GROUP:
		show_group(&v->inet);
		break;
	case IFLA_VXLAN_LOCAL:
		if (!is_zero(&v->inet))
			out_str(v->inet.family == AF_INET6 ? "local6" : "local", "local % ",
				inet_text(&v->inet, text));
		break;
	case IFLA_VXLAN_PORT_RANGE:
		show_ports(&v->lladdr);
		break;
	case IFLA_VXLAN_TOS:
		if (v->u32 > 1)
			out_hex("tos", "tos % ", v->u32);
		else if (v->u32) {
			out_hex("tos", NULL, v->u32);
			out_text("tos inherit ");
		}
		break;
	case IFLA_VXLAN_TTL:
		if (inherit && inherit->u32)
			out_text("ttl inherit ");
		else
			show_ttl(v->u32);
		break;
	case IFLA_VXLAN_DF:
		out_str("df", v->u32 ? "df % " : NULL, name_of(NAMES_DF, v->u32));
		break;
	case IFLA_VXLAN_LABEL:
		if (v->u32)
			out_hex("label", "flowlabel % ", v->u32);
		break;
	case IFLA_VXLAN_AGEING:
		out_uint("ageing", v->u32 ? "ageing % " : "ageing none ", v->u32);
		break;
	}
}

/* What iproute2 adds to the words of a new one, and asks for. */
static int vxlan_finish(struct kind_args *args, bool adding)
{
	bool external = kind_arg(&kind_vxlan, args, IFLA_VXLAN_COLLECT_METADATA) &&
			kind_arg(&kind_vxlan, args, IFLA_VXLAN_COLLECT_METADATA)->u32;
	bool id = kind_arg(&kind_vxlan, args, IFLA_VXLAN_ID);
	bool filter = kind_arg(&kind_vxlan, args, IFLA_VXLAN_VNIFILTER);
	const union kind_value *ttl = kind_arg(&kind_vxlan, args, IFLA_VXLAN_TTL);

	if (ttl && ttl->u32 == 256) { /* "inherit": see NAMES_TTL */
		kind_arg_drop(&kind_vxlan, args, IFLA_VXLAN_TTL);
		kind_arg_set(&kind_vxlan, args, IFLA_VXLAN_TTL_INHERIT);
	}
	if (external && id)
		return say_error(EXIT_USAGE, "\"external\" is instead of an \"id\"");
	if (adding && !external && !filter && !id)
		return words_missing("\"id\"");
	/* the tunnel's far ends come with each packet: there is nothing to learn */
	if (external && adding && !kind_arg(&kind_vxlan, args, IFLA_VXLAN_LEARNING))
		kind_arg_set(&kind_vxlan, args, IFLA_VXLAN_LEARNING)->u32 = 0;
	if (kind_arg(&kind_vxlan, args, IFLA_VXLAN_PORT))
		return 0;
	if (kind_arg(&kind_vxlan, args, IFLA_VXLAN_GPE))
		kind_arg_set(&kind_vxlan, args, IFLA_VXLAN_PORT)->u32 = VXLAN_GPE_PORT;
	else if (adding)
		say_warning("no \"dstport\": the kernel takes 8472, not the 4789 of RFC 7348");
	return 0;
}

/* A flag and its opposite. */
#define FLAG(name, key, attr, show) \
	{ name, key, NULL, attr, 0, FIELD_U8, show, 0, WORD_SET | WORD_ABBR, 1 }, \
	{ "no" name, NULL, NULL, attr, 0, FIELD_U8, SHOW_NOTHING, 0, WORD_SET | WORD_ABBR, 0 }

static const struct kind_field vxlan_fields[] = {
	FLAG("external", NULL, IFLA_VXLAN_COLLECT_METADATA, SHOW_TRUE),
	{ "vnifilter", NULL, "vnifilter", IFLA_VXLAN_VNIFILTER, 0, FIELD_U8, SHOW_TRUE, 0, WORD_SET,
	  1 },
	{ "id|vni VNI", NULL, NULL, IFLA_VXLAN_ID, 0, FIELD_U32, SHOW_UINT, 0,
	  WORD_UINT | WORD_ABBR, 0xffffff },
	{ "group|remote ADDR", NULL, NULL, IFLA_VXLAN_GROUP, IFLA_VXLAN_GROUP6, FIELD_INET,
	  SHOW_OWN, 0, WORD_ADDR | WORD_ABBR, 0 },
	{ "local ADDR", NULL, NULL, IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6, FIELD_INET, SHOW_OWN, 0,
	  WORD_ADDR | WORD_ABBR, 0 },
	{ "dev DEV", "link", "dev % ", IFLA_VXLAN_LINK, 0, FIELD_U32, SHOW_DEV, 0,
	  WORD_DEV | WORD_ABBR, 0 },
	{ "srcport|port LOW HIGH", NULL, NULL, IFLA_VXLAN_PORT_RANGE, 0, FIELD_LLADDR, SHOW_OWN, 0,
	  WORD_PORTS | WORD_ABBR, 0 },
	{ "dstport PORT", "port", NULL, IFLA_VXLAN_PORT, 0, FIELD_BE16, SHOW_UINT, 0,
	  WORD_UINT | WORD_ABBR, 65535 },
	FLAG("learning", NULL, IFLA_VXLAN_LEARNING, SHOW_UNLESS),
	FLAG("proxy", NULL, IFLA_VXLAN_PROXY, SHOW_TRUE),
	FLAG("rsc", NULL, IFLA_VXLAN_RSC, SHOW_TRUE),
	FLAG("l2miss", NULL, IFLA_VXLAN_L2MISS, SHOW_TRUE),
	FLAG("l3miss", NULL, IFLA_VXLAN_L3MISS, SHOW_TRUE),
	{ "tos|dsfield TOS", NULL, NULL, IFLA_VXLAN_TOS, 0, FIELD_U8, SHOW_OWN, 0,
	  WORD_NAME | WORD_ABBR, NAMES_INHERIT },
	{ "ttl", NULL, NULL, IFLA_VXLAN_TTL_INHERIT, 0, FIELD_SWITCH, SHOW_NOTHING, 0, 0, 0 },
	{ "ttl|hoplimit TTL", NULL, NULL, IFLA_VXLAN_TTL, 0, FIELD_U8, SHOW_OWN, 0,
	  WORD_NAME | WORD_ABBR, NAMES_TTL },
	{ "df DF", NULL, NULL, IFLA_VXLAN_DF, 0, FIELD_U8, SHOW_OWN, 0, WORD_NAME | WORD_ABBR,
	  NAMES_DF },
	{ "flowlabel|label LABEL", NULL, NULL, IFLA_VXLAN_LABEL, 0, FIELD_BE32, SHOW_OWN, 0,
	  WORD_UINT | WORD_ABBR, 0xfffff },
	{ "ageing SECONDS", NULL, NULL, IFLA_VXLAN_AGEING, 0, FIELD_U32, SHOW_OWN, 0,
	  WORD_NAME | WORD_ABBR, NAMES_NONE },
	{ "maxaddress LIMIT", "limit", "maxaddr % ", IFLA_VXLAN_LIMIT, 0, FIELD_U32, SHOW_NOT0, 0,
	  WORD_NAME | WORD_ABBR, NAMES_NONE },
	FLAG("udpcsum", "udp_csum", IFLA_VXLAN_UDP_CSUM, SHOW_NO),
	FLAG("udp6zerocsumtx", "udp_zero_csum6_tx", IFLA_VXLAN_UDP_ZERO_CSUM6_TX, SHOW_NO),
	FLAG("udp6zerocsumrx", "udp_zero_csum6_rx", IFLA_VXLAN_UDP_ZERO_CSUM6_RX, SHOW_NO),
	FLAG("remcsumtx", "remcsum_tx", IFLA_VXLAN_REMCSUM_TX, SHOW_TRUE),
	FLAG("remcsumrx", "remcsum_rx", IFLA_VXLAN_REMCSUM_RX, SHOW_TRUE),
	{ "gbp", NULL, NULL, IFLA_VXLAN_GBP, 0, FIELD_EMPTY, SHOW_TRUE, 0, WORD_SET | WORD_ABBR,
	  0 },
	{ "gpe", NULL, NULL, IFLA_VXLAN_GPE, 0, FIELD_EMPTY, SHOW_TRUE, 0, WORD_SET | WORD_ABBR,
	  0 },
};

const struct kind kind_vxlan = {
	.name = "vxlan",
	.fields = vxlan_fields,
	.count = sizeof(vxlan_fields) / sizeof(*vxlan_fields),
	.own = vxlan_own,
	.finish = vxlan_finish,
};

/* ---- tun --------------------------------------------------------------------------------- */

/* Who may open it: by name, where there is one. */
static void show_owner(const char *key, const char *format, const char *name, uint32_t id)
{
	if (name)
		out_str(key, format, name);
	else
		out_uint(key, format, id);
}

static void tun_own(const struct kind_field *f, const struct kind_args *args,
		    const union kind_value *v)
{
	char name[USER_NAME_SIZE];

	(void)args;
	switch (f->attr) {
	case IFLA_TUN_TYPE:
		out_str("type", "type % ", v->u32 == IFF_TUN ? "tun" : "tap");
		break;
	case IFLA_TUN_MULTI_QUEUE:
		out_bool("multi_queue", NULL, v->u32);
		if (v->u32)
			out_text("multi_queue ");
		break;
	case IFLA_TUN_OWNER:
		show_owner("user", "user % ", user_known(v->u32, name), v->u32);
		break;
	case IFLA_TUN_GROUP:
		show_owner("group", "group % ", group_known(v->u32, name), v->u32);
		break;
	}
}

static const struct kind_field tun_fields[] = {
	{ "type", NULL, NULL, IFLA_TUN_TYPE, 0, FIELD_U8, SHOW_OWN, 0, 0, 0 },
	{ "pi", NULL, NULL, IFLA_TUN_PI, 0, FIELD_U8, SHOW_ONOFF, 0, 0, 0 },
	{ "vnet_hdr", NULL, NULL, IFLA_TUN_VNET_HDR, 0, FIELD_U8, SHOW_ONOFF, 0, 0, 0 },
	{ "multi_queue", NULL, NULL, IFLA_TUN_MULTI_QUEUE, 0, FIELD_U8, SHOW_OWN, 0, 0, 0 },
	{ "numqueues", NULL, NULL, IFLA_TUN_NUM_QUEUES, 0, FIELD_U32, SHOW_UINT, 0, 0, 0 },
	{ "numdisabled", NULL, NULL, IFLA_TUN_NUM_DISABLED_QUEUES, 0, FIELD_U32, SHOW_UINT, 0, 0,
	  0 },
	{ "persist", NULL, NULL, IFLA_TUN_PERSIST, 0, FIELD_U8, SHOW_ONOFF, 0, 0, 0 },
	{ "user", NULL, NULL, IFLA_TUN_OWNER, 0, FIELD_U32, SHOW_OWN, 0, 0, 0 },
	{ "group", NULL, NULL, IFLA_TUN_GROUP, 0, FIELD_U32, SHOW_OWN, 0, 0, 0 },
};

const struct kind kind_tun = {
	.name = "tun",
	.fields = tun_fields,
	.count = sizeof(tun_fields) / sizeof(*tun_fields),
	.own = tun_own,
};

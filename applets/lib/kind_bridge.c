/* SPDX-License-Identifier: 0BSD */
/*
 * Bridges (IFLA_BR_*) and their ports (IFLA_BRPORT_*), in the order in which they are shown.
 * Layouts: <linux/if_link.h> and <linux/if_bridge.h>; times in hundredths of a second.
 */
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <string.h>

#include "kind.h"
#include "names.h"
#include "out.h"

#define NUMBER(name, attr, form, max) \
	{ name " N", NULL, NULL, attr, 0, form, SHOW_UINT, 0, WORD_UINT | WORD_ABBR, max }
#define NUMBER_AS(word, key, attr, form, max) \
	{ word " N", key, NULL, attr, 0, form, SHOW_UINT, 0, WORD_UINT | WORD_ABBR, max }
#define SHOWN(name, attr, form, show) \
	{ name, NULL, NULL, attr, 0, form, show, 0, 0, 0 }
#define ONOFF(name, key, attr) \
	{ name " on|off", key, NULL, attr, 0, FIELD_U8, SHOW_ONOFF, 0, WORD_BOOL | WORD_ABBR, 0 }

/* struct ifla_bridge_id: two bytes of priority and a MAC, as ether_ntoa(3) writes it: no zeros. */
static void show_bridge_id(const char *key, const char *format, const struct lladdr *id)
{
	static const char hex[] = "0123456789abcdef";
	char text[32], *at = text;

	if (id->len != 8)
		return;
	for (int i = 0; i < 8; i++) {
		if (i < 2 || id->bytes[i] > 15)
			*at++ = hex[id->bytes[i] >> 4];
		*at++ = hex[id->bytes[i] & 15];
		if (i > 0)
			*at++ = i == 1 ? '.' : ':';
	}
	*--at = 0;
	out_str(key, format, text);
}

/* ---- The bridge -------------------------------------------------------------------------- */

static void bridge_own(const struct kind_field *f, const struct kind_args *args,
		       const union kind_value *v)
{
	(void)args;
	switch (f->attr) {
	case IFLA_BR_BRIDGE_ID:
		show_bridge_id("bridge_id", "bridge_id % ", &v->lladdr);
		break;
	case IFLA_BR_ROOT_ID:
		show_bridge_id("root_id", "designated_root % ", &v->lladdr);
		break;
	case IFLA_BR_MULTI_BOOLOPT: /* struct br_boolopt_multi: a bit for each option that is known */
		if (v->bits.mask & 1 << BR_BOOLOPT_NO_LL_LEARN)
			out_uint("no_linklocal_learn", "no_linklocal_learn % ",
				 v->bits.value >> BR_BOOLOPT_NO_LL_LEARN & 1);
		if (v->bits.mask & 1 << BR_BOOLOPT_MCAST_VLAN_SNOOPING)
			out_uint("mcast_vlan_snooping", "mcast_vlan_snooping % ",
				 v->bits.value >> BR_BOOLOPT_MCAST_VLAN_SNOOPING & 1);
		break;
	}
}

#define BOOLOPT(name, bit, show) \
	{ name " 0|1", NULL, NULL, IFLA_BR_MULTI_BOOLOPT, 0, FIELD_BITS, show, 0, WORD_ONOFF, \
	  1 << (bit) }

static const struct kind_field bridge_fields[] = {
	NUMBER("forward_delay", IFLA_BR_FORWARD_DELAY, FIELD_U32, 0),
	NUMBER("hello_time", IFLA_BR_HELLO_TIME, FIELD_U32, 0),
	NUMBER("max_age", IFLA_BR_MAX_AGE, FIELD_U32, 0),
	NUMBER("ageing_time", IFLA_BR_AGEING_TIME, FIELD_U32, 0),
	NUMBER("stp_state", IFLA_BR_STP_STATE, FIELD_U32, 0),
	NUMBER("priority", IFLA_BR_PRIORITY, FIELD_U16, 65535),
	NUMBER("vlan_filtering", IFLA_BR_VLAN_FILTERING, FIELD_U8, 255),
	{ "vlan_protocol PROTO", NULL, NULL, IFLA_BR_VLAN_PROTOCOL, 0, FIELD_BE16, SHOW_NAMED,
	  NAMES_VLANPROTO, WORD_NAME | WORD_ABBR, NAMES_VLANPROTO },
	SHOWN("bridge_id", IFLA_BR_BRIDGE_ID, FIELD_LLADDR, SHOW_OWN),
	SHOWN("root_id", IFLA_BR_ROOT_ID, FIELD_LLADDR, SHOW_OWN),
	SHOWN("root_port", IFLA_BR_ROOT_PORT, FIELD_U16, SHOW_UINT),
	SHOWN("root_path_cost", IFLA_BR_ROOT_PATH_COST, FIELD_U32, SHOW_UINT),
	SHOWN("topology_change", IFLA_BR_TOPOLOGY_CHANGE, FIELD_U8, SHOW_UINT),
	SHOWN("topology_change_detected", IFLA_BR_TOPOLOGY_CHANGE_DETECTED, FIELD_U8, SHOW_UINT),
	SHOWN("hello_timer", IFLA_BR_HELLO_TIMER, FIELD_U64, SHOW_CENTI),
	SHOWN("tcn_timer", IFLA_BR_TCN_TIMER, FIELD_U64, SHOW_CENTI),
	SHOWN("topology_change_timer", IFLA_BR_TOPOLOGY_CHANGE_TIMER, FIELD_U64, SHOW_CENTI),
	SHOWN("gc_timer", IFLA_BR_GC_TIMER, FIELD_U64, SHOW_CENTI),
	NUMBER("vlan_default_pvid", IFLA_BR_VLAN_DEFAULT_PVID, FIELD_U16, 65535),
	NUMBER("vlan_stats_enabled", IFLA_BR_VLAN_STATS_ENABLED, FIELD_U8, 255),
	NUMBER("vlan_stats_per_port", IFLA_BR_VLAN_STATS_PER_PORT, FIELD_U8, 255),
	{ "group_fwd_mask MASK", NULL, NULL, IFLA_BR_GROUP_FWD_MASK, 0, FIELD_U16, SHOW_HEX, 0,
	  WORD_UINT | WORD_ABBR, 65535 },
	{ "group_address MAC", "group_addr", NULL, IFLA_BR_GROUP_ADDR, 0, FIELD_LLADDR, SHOW_MAC,
	  0, WORD_MAC | WORD_ABBR, 0 },
	NUMBER("mcast_snooping", IFLA_BR_MCAST_SNOOPING, FIELD_U8, 255),
	BOOLOPT("no_linklocal_learn", BR_BOOLOPT_NO_LL_LEARN, SHOW_OWN),
	BOOLOPT("mcast_vlan_snooping", BR_BOOLOPT_MCAST_VLAN_SNOOPING, SHOW_NOTHING),
	NUMBER("mcast_router", IFLA_BR_MCAST_ROUTER, FIELD_U8, 255),
	NUMBER("mcast_query_use_ifaddr", IFLA_BR_MCAST_QUERY_USE_IFADDR, FIELD_U8, 255),
	NUMBER("mcast_querier", IFLA_BR_MCAST_QUERIER, FIELD_U8, 255),
	NUMBER("mcast_hash_elasticity", IFLA_BR_MCAST_HASH_ELASTICITY, FIELD_U32, 0),
	NUMBER("mcast_hash_max", IFLA_BR_MCAST_HASH_MAX, FIELD_U32, 0),
	NUMBER_AS("mcast_last_member_count", "mcast_last_member_cnt",
		  IFLA_BR_MCAST_LAST_MEMBER_CNT, FIELD_U32, 0),
	NUMBER_AS("mcast_startup_query_count", "mcast_startup_query_cnt",
		  IFLA_BR_MCAST_STARTUP_QUERY_CNT, FIELD_U32, 0),
	NUMBER_AS("mcast_last_member_interval", "mcast_last_member_intvl",
		  IFLA_BR_MCAST_LAST_MEMBER_INTVL, FIELD_U64, 0),
	NUMBER_AS("mcast_membership_interval", "mcast_membership_intvl",
		  IFLA_BR_MCAST_MEMBERSHIP_INTVL, FIELD_U64, 0),
	NUMBER_AS("mcast_querier_interval", "mcast_querier_intvl", IFLA_BR_MCAST_QUERIER_INTVL,
		  FIELD_U64, 0),
	NUMBER_AS("mcast_query_interval", "mcast_query_intvl", IFLA_BR_MCAST_QUERY_INTVL,
		  FIELD_U64, 0),
	NUMBER_AS("mcast_query_response_interval", "mcast_query_response_intvl",
		  IFLA_BR_MCAST_QUERY_RESPONSE_INTVL, FIELD_U64, 0),
	NUMBER_AS("mcast_startup_query_interval", "mcast_startup_query_intvl",
		  IFLA_BR_MCAST_STARTUP_QUERY_INTVL, FIELD_U64, 0),
	NUMBER("mcast_stats_enabled", IFLA_BR_MCAST_STATS_ENABLED, FIELD_U8, 255),
	NUMBER("mcast_igmp_version", IFLA_BR_MCAST_IGMP_VERSION, FIELD_U8, 255),
	NUMBER("mcast_mld_version", IFLA_BR_MCAST_MLD_VERSION, FIELD_U8, 255),
	NUMBER("nf_call_iptables", IFLA_BR_NF_CALL_IPTABLES, FIELD_U8, 255),
	NUMBER("nf_call_ip6tables", IFLA_BR_NF_CALL_IP6TABLES, FIELD_U8, 255),
	NUMBER("nf_call_arptables", IFLA_BR_NF_CALL_ARPTABLES, FIELD_U8, 255),
	{ "fdb_flush", NULL, NULL, IFLA_BR_FDB_FLUSH, 0, FIELD_EMPTY, SHOW_NOTHING, 0,
	  WORD_SET | WORD_ABBR, 0 },
};

const struct kind kind_bridge = {
	.name = "bridge",
	.fields = bridge_fields,
	.count = sizeof(bridge_fields) / sizeof(*bridge_fields),
	.own = bridge_own,
};

/* ---- A port ------------------------------------------------------------------------------ */

/* Names of the bits that a port forwards though a bridge should not: the last byte of 01:80:c2:… */
static void show_fwd_mask(uint32_t mask)
{
	static const struct {
		uint8_t bit;
		char name[5];
	} names[] = { { 0, "stp" }, { 2, "lacp" }, { 14, "lldp" } };
	char text[128] = "0x0", *at = text;

	for (uint32_t bit = 0; bit < 16; bit++) {
		const char *name = NULL;

		if (!(mask >> bit & 1))
			continue;
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (names[i].bit == bit)
				name = names[i].name;
		if (at > text)
			*at++ = ',';
		if (name) {
			at = stpcpy(at, name);
			continue;
		}
		at = stpcpy(at, "0x");
		*at++ = "1248"[bit % 4];
		for (uint32_t i = 0; i < bit / 4; i++)
			*at++ = '0';
		*at = 0;
	}
	out_hex("group_fwd_mask", "group_fwd_mask % ", mask);
	out_str("group_fwd_mask_str", "group_fwd_mask_str % ", text);
}

static void port_own(const struct kind_field *f, const struct kind_args *args,
		     const union kind_value *v)
{
	/* BR_STATE_* of <linux/if_bridge.h> */
	static const char states[][11] = { "disabled", "listening", "learning", "forwarding",
					   "blocking" };

	(void)args;
	switch (f->attr) {
	case IFLA_BRPORT_STATE:
		if (v->u32 < sizeof(states) / sizeof(*states))
			out_str("state", "state % ", states[v->u32]);
		else
			out_uint("state_index", "state (%) ", v->u32);
		break;
	case IFLA_BRPORT_BRIDGE_ID:
		show_bridge_id("bridge_id", "designated_bridge % ", &v->lladdr);
		break;
	case IFLA_BRPORT_ROOT_ID:
		show_bridge_id("root_id", "designated_root % ", &v->lladdr);
		break;
	case IFLA_BRPORT_MULTICAST_ROUTER:
		out_uint("multicast_router", "mcast_router % ", v->u32);
		for (unsigned i = 0; i < kind_bridge_port.count; i++)
			if (kind_bridge_port.fields[i].attr == IFLA_BRPORT_FAST_LEAVE &&
			    args->has >> i & 1) {
				/* iproute2 shows it under both of its names, in text */
				out_text("mcast_fast_leave ");
				out_text(args->value[i].u32 ? "on " : "off ");
				break;
			}
		break;
	case IFLA_BRPORT_GROUP_FWD_MASK:
		show_fwd_mask(v->u32);
		break;
	}
}

static const struct kind_field port_fields[] = {
	{ "state N", NULL, NULL, IFLA_BRPORT_STATE, 0, FIELD_U8, SHOW_OWN, 0,
	  WORD_UINT | WORD_ABBR, 255 },
	NUMBER("priority", IFLA_BRPORT_PRIORITY, FIELD_U16, 65535),
	NUMBER("cost", IFLA_BRPORT_COST, FIELD_U32, 0),
	ONOFF("hairpin", NULL, IFLA_BRPORT_MODE),
	ONOFF("guard", NULL, IFLA_BRPORT_GUARD),
	ONOFF("root_block", NULL, IFLA_BRPORT_PROTECT),
	ONOFF("fastleave", NULL, IFLA_BRPORT_FAST_LEAVE),
	ONOFF("learning", NULL, IFLA_BRPORT_LEARNING),
	ONOFF("flood", NULL, IFLA_BRPORT_UNICAST_FLOOD),
	{ "id", NULL, "port_id % ", IFLA_BRPORT_ID, 0, FIELD_U16, SHOW_HEX, 0, 0, 0 },
	{ "no", NULL, "port_no % ", IFLA_BRPORT_NO, 0, FIELD_U16, SHOW_HEX, 0, 0, 0 },
	SHOWN("designated_port", IFLA_BRPORT_DESIGNATED_PORT, FIELD_U16, SHOW_UINT),
	SHOWN("designated_cost", IFLA_BRPORT_DESIGNATED_COST, FIELD_U16, SHOW_UINT),
	SHOWN("bridge_id", IFLA_BRPORT_BRIDGE_ID, FIELD_LLADDR, SHOW_OWN),
	SHOWN("root_id", IFLA_BRPORT_ROOT_ID, FIELD_LLADDR, SHOW_OWN),
	SHOWN("hold_timer", IFLA_BRPORT_HOLD_TIMER, FIELD_U64, SHOW_CENTI),
	SHOWN("message_age_timer", IFLA_BRPORT_MESSAGE_AGE_TIMER, FIELD_U64, SHOW_CENTI),
	SHOWN("forward_delay_timer", IFLA_BRPORT_FORWARD_DELAY_TIMER, FIELD_U64, SHOW_CENTI),
	SHOWN("topology_change_ack", IFLA_BRPORT_TOPOLOGY_CHANGE_ACK, FIELD_U8, SHOW_UINT),
	SHOWN("config_pending", IFLA_BRPORT_CONFIG_PENDING, FIELD_U8, SHOW_UINT),
	ONOFF("proxy_arp", NULL, IFLA_BRPORT_PROXYARP),
	ONOFF("proxy_arp_wifi", NULL, IFLA_BRPORT_PROXYARP_WIFI),
	{ "mcast_router N", NULL, NULL, IFLA_BRPORT_MULTICAST_ROUTER, 0, FIELD_U8, SHOW_OWN, 0,
	  WORD_UINT | WORD_ABBR, 255 },
	{ "mcast_fast_leave on|off", NULL, NULL, IFLA_BRPORT_FAST_LEAVE, 0, FIELD_U8,
	  SHOW_NOTHING, 0, WORD_BOOL | WORD_ABBR, 0 },
	ONOFF("mcast_flood", NULL, IFLA_BRPORT_MCAST_FLOOD),
	ONOFF("bcast_flood", NULL, IFLA_BRPORT_BCAST_FLOOD),
	ONOFF("mcast_to_unicast", NULL, IFLA_BRPORT_MCAST_TO_UCAST),
	ONOFF("neigh_suppress", NULL, IFLA_BRPORT_NEIGH_SUPPRESS),
	{ "group_fwd_mask MASK", NULL, NULL, IFLA_BRPORT_GROUP_FWD_MASK, 0, FIELD_U16, SHOW_OWN, 0,
	  WORD_UINT | WORD_ABBR, 65535 },
	ONOFF("vlan_tunnel", NULL, IFLA_BRPORT_VLAN_TUNNEL),
	ONOFF("isolated", NULL, IFLA_BRPORT_ISOLATED),
	ONOFF("locked", NULL, IFLA_BRPORT_LOCKED),
	{ "backup_port DEV", NULL, NULL, IFLA_BRPORT_BACKUP_PORT, 0, FIELD_U32, SHOW_DEV, 0,
	  WORD_DEV | WORD_ABBR, 0 },
	{ "nobackup_port", NULL, NULL, IFLA_BRPORT_BACKUP_PORT, 0, FIELD_U32, SHOW_NOTHING, 0,
	  WORD_SET | WORD_ABBR, 0 },
	{ "fdb_flush", NULL, NULL, IFLA_BRPORT_FLUSH, 0, FIELD_EMPTY, SHOW_NOTHING, 0,
	  WORD_SET | WORD_ABBR, 0 },
};

const struct kind kind_bridge_port = {
	.name = "bridge_slave",
	.fields = port_fields,
	.count = sizeof(port_fields) / sizeof(*port_fields),
	.own = port_own,
};

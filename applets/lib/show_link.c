/* SPDX-License-Identifier: 0BSD */
#include <net/if_arp.h>
#include <string.h>

#include <linux/if.h>

#include "applet.h"
#include "field.h"
#include "kind.h"
#include "names.h"
#include "nsid.h"
#include "out.h"
#include "show.h"

/* ---- Head -------------------------------------------------------------------------------- */

static void show_flags(uint32_t flags, bool peer_down)
{
	/* in the order in which they are shown; IFF_RUNNING is told by NO-CARRIER */
	static const struct {
		uint32_t bit;
		char name[12];
	} names[] = {
		{ IFF_LOOPBACK, "LOOPBACK" },	{ IFF_BROADCAST, "BROADCAST" },
		{ IFF_POINTOPOINT, "POINTOPOINT" }, { IFF_MULTICAST, "MULTICAST" },
		{ IFF_NOARP, "NOARP" },		{ IFF_ALLMULTI, "ALLMULTI" },
		{ IFF_PROMISC, "PROMISC" },	{ IFF_MASTER, "MASTER" },
		{ IFF_SLAVE, "SLAVE" },		{ IFF_DEBUG, "DEBUG" },
		{ IFF_DYNAMIC, "DYNAMIC" },	{ IFF_AUTOMEDIA, "AUTOMEDIA" },
		{ IFF_PORTSEL, "PORTSEL" },	{ IFF_NOTRAILERS, "NOTRAILERS" },
		{ IFF_UP, "UP" },		{ IFF_LOWER_UP, "LOWER_UP" },
		{ IFF_DORMANT, "DORMANT" },	{ IFF_ECHO, "ECHO" },
	};

	out_list("flags");
	out_text("<");
	if (flags & IFF_UP && !(flags & IFF_RUNNING))
		out_str("", flags & ~(uint32_t)IFF_RUNNING ? "%," : "%", "NO-CARRIER");
	flags &= ~(uint32_t)IFF_RUNNING;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!(flags & names[i].bit))
			continue;
		flags &= ~names[i].bit;
		out_str("", flags ? "%," : "%", names[i].name);
	}
	if (flags)
		out_xdigits("", "%", flags);
	if (peer_down)
		out_str("", ",%", "M-DOWN");
	out_text("> ");
	out_list_end();
}

/* "NAME" or "NAME@LINK" in text; is the link that it stands on down? */
static bool show_name(const struct show *show, const struct link *link, unsigned width)
{
	char text[16 + 1 + 16] = "", digits[OUT_DIGITS];
	char *at = stpncpy(text, link->name, 15);
	bool down = false;

	if (FIELD_HAS(link, LINK_LINK)) {
		*at++ = '@';
		if (!link->link) {
			out_null("link", NULL);
			strcpy(at, "NONE");
		} else if (FIELD_HAS(link, LINK_NSID)) {
			/* in another namespace, where this index means nothing here */
			out_uint("link_index", NULL, link->link);
			strcpy(stpcpy(at, "if"), out_digits(digits, link->link));
		} else {
			out_str("link", NULL, link_name(show->nl, link->link));
			strcpy(at, link_name(show->nl, link->link));
			down = !(link_flags(show->nl, link->link) & IFF_UP);
		}
	}
	out_str("ifname", NULL, link->name);
	out_column(width, text);
	return down;
}

static void show_operstate(uint32_t state)
{
	const char *name = name_known(NAMES_OPERSTATE, state);

	if (name)
		out_str("operstate", "state % ", name);
	else {
		out_uint("operstate_index", NULL, state);
		out_hex(NULL, "state % ", state);
	}
}

static void show_event(uint32_t event)
{
	/* IFLA_EVENT_* of <linux/if_link.h>, from 1 on */
	static const char names[][18] = { "REBOOT",	   "FEATURE CHANGE", "BONDING FAILOVER",
					  "NOTIFY PEERS",  "RESEND IGMP",    "BONDING OPTION" };

	if (event > sizeof(names) / sizeof(*names))
		out_uint("event", "event % ", event);
	else if (event)
		out_str("event", "event % ", names[event - 1]);
}

/* ---- Link layer -------------------------------------------------------------------------- */

static void show_lladdr(const char *key, const struct link *link, const struct lladdr *addr)
{
	char text[LLADDR_TEXT];

	out_str(key, "%", lladdr_text(addr, link->arptype, text));
}

static void show_lladdrs(const struct link *link)
{
	const struct lladdr *addr = &link->address, *perm = &link->perm_address;

	out_str("link_type", "    link/% ", name_of(NAMES_ARPTYPE, link->arptype));
	if (FIELD_HAS(link, LINK_ADDRESS))
		show_lladdr("address", link, addr);
	if (FIELD_HAS(link, LINK_BROADCAST)) {
		if (link->flags.value & IFF_POINTOPOINT)
			out_true("link_pointtopoint", " peer ");
		else
			out_text(" brd ");
		show_lladdr("broadcast", link, &link->broadcast);
	}
	if (FIELD_HAS(link, LINK_PERM_ADDRESS) &&
	    (perm->len != addr->len || memcmp(perm->bytes, addr->bytes, perm->len) != 0)) {
		out_text(" permaddr ");
		show_lladdr("permaddr", link, perm);
	}
}

/* The namespace that the link's other end or lower link is in. */
static void show_netns(const struct link *link)
{
	int nsid = (int)link->nsid;
	const char *name;

	if (FIELD_HAS(link, LINK_NSID)) {
		out_int("link_netnsid", NULL, nsid);
		name = nsid >= 0 ? nsid_name(nsid) : "unknown";
		if (nsid < 0)
			out_str(NULL, " link-netnsid %", name);
		else if (name)
			out_str(NULL, " link-netns %", name);
		else
			out_int(NULL, " link-netnsid %", nsid);
	}
	if (FIELD_HAS(link, LINK_NEW_NSID)) {
		name = nsid_name((int)link->new_nsid);
		if (name)
			out_str(NULL, " new-netns %", name);
		else
			out_int(NULL, " new-netnsid %", (int)link->new_nsid);
	}
	if (FIELD_HAS(link, LINK_NEW_INDEX))
		out_uint(NULL, " new-ifindex %", link->new_index);
}

/* ---- Details ----------------------------------------------------------------------------- */

static struct nl_attr info_part(const struct link *link, uint16_t part)
{
	struct nl_attrs attrs = nl_nested(&link->info);
	struct nl_attr a = { 0 };

	while (nl_attr_next(&attrs, &a))
		if (a.type == part)
			return a;
	return (struct nl_attr){ 0 };
}

static void show_kind(const struct show *show, const char *key, const char *name,
		      const struct nl_attr *data)
{
	const struct kind *kind = kind_find(name);

	if (!kind)
		return;
	out_record(key);
	if (data->data)
		kind_show(show->nl, kind, nl_nested(data));
	out_record_end();
}

static void show_info(const struct show *show, const struct link *link)
{
	const char *type = link_type(link), *port = link_port_type(link);
	struct nl_attr data = info_part(link, IFLA_INFO_DATA);
	struct nl_attr port_data = info_part(link, IFLA_INFO_SLAVE_DATA);
	char port_kind[32 + sizeof("_slave")];

	out_record("linkinfo");
	if (*type) {
		out_break();
		out_str("info_kind", "    % ", type);
		show_kind(show, "info_data", type, &data);
	}
	if (*port && strlen(port) < 32) {
		out_break();
		out_str("info_slave_kind", "    %_slave ", port);
		strcpy(stpcpy(port_kind, port), "_slave");
		show_kind(show, "info_slave_data", port_kind, &port_data);
	}
	out_record_end();
}

static void show_bytes(const char *key, const char *format, const struct nl_attr *attr)
{
	static const char hex[] = "0123456789abcdef";
	char text[2 * LLADDR_MAX + 1], *at = text;

	for (unsigned i = 0; i < attr->len && i < LLADDR_MAX; i++) {
		*at++ = hex[attr->data[i] >> 4];
		*at++ = hex[attr->data[i] & 15];
	}
	*at = 0;
	out_str(key, format, text);
}

/* What is a number in struct link and shown as such: its bit, member and two faces. */
static void show_numbers(const struct link *link)
{
	static const struct {
		uint8_t has;
		uint16_t at;
		const char *key, *format;
	} numbers[] = {
		{ LINK_TXQUEUES, offsetof(struct link, txqueues), "num_tx_queues",
		  "numtxqueues % " },
		{ LINK_RXQUEUES, offsetof(struct link, rxqueues), "num_rx_queues",
		  "numrxqueues % " },
		{ LINK_GSO_SIZE, offsetof(struct link, gso_size), "gso_max_size", "gso_max_size % " },
		{ LINK_GSO_SEGS, offsetof(struct link, gso_segs), "gso_max_segs", "gso_max_segs % " },
		{ LINK_TSO_SIZE, offsetof(struct link, tso_size), "tso_max_size", "tso_max_size % " },
		{ LINK_TSO_SEGS, offsetof(struct link, tso_segs), "tso_max_segs", "tso_max_segs % " },
		{ LINK_GRO_SIZE, offsetof(struct link, gro_size), "gro_max_size", "gro_max_size % " },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (FIELD_HAS(link, numbers[i].has))
			out_uint(numbers[i].key, numbers[i].format,
				 *(const uint32_t *)((const char *)link + numbers[i].at));
}

static void show_details(const struct show *show, const struct link *link)
{
	if (FIELD_HAS(link, LINK_PROMISCUITY))
		out_uint("promiscuity", " promiscuity % ", link->promiscuity);
	if (FIELD_HAS(link, LINK_ALLMULTI))
		out_uint("allmulti", " allmulti % ", link->allmulti);
	if (FIELD_HAS(link, LINK_MIN_MTU))
		out_uint("min_mtu", "minmtu % ", link->min_mtu);
	if (FIELD_HAS(link, LINK_MAX_MTU))
		out_uint("max_mtu", "maxmtu % ", link->max_mtu);
	if (FIELD_HAS(link, LINK_INFO))
		show_info(show, link);
	if (show->link_only && FIELD_HAS(link, LINK_GENMODE))
		out_str("inet6_addr_gen_mode", "addrgenmode % ",
			name_of(NAMES_GENMODE, link->genmode));
	show_numbers(link);
	if (FIELD_HAS(link, LINK_PORT_NAME))
		out_str("phys_port_name", "portname % ", link->port_name);
	if (FIELD_HAS(link, LINK_PORT_ID))
		show_bytes("phys_port_id", "portid % ", &link->port_id);
	if (FIELD_HAS(link, LINK_SWITCH_ID))
		show_bytes("phys_switch_id", "switchid % ", &link->switch_id);
	if (FIELD_HAS(link, LINK_PARENT_BUS))
		out_str("parentbus", "parentbus % ", link->parent_bus);
	if (FIELD_HAS(link, LINK_PARENT_DEV))
		out_str("parentdev", "parentdev % ", link->parent_dev);
}

/* ---- The whole --------------------------------------------------------------------------- */

static void show_altnames(const struct link *link)
{
	struct nl_attrs props = nl_nested(&link->props);
	struct nl_attr a;

	if (!FIELD_HAS(link, LINK_PROPS))
		return;
	out_list("altnames");
	while (nl_attr_next(&props, &a)) {
		if (a.type != IFLA_ALT_IFNAME)
			continue;
		out_break();
		out_str("", "    altname %", nl_str(&a));
	}
	out_list_end();
}

void show_link(const struct show *show, const struct link *link)
{
	const struct options *opt = show->opt;
	bool peer_down;
	uint32_t qlen;

	if (link->deleted)
		out_true("deleted", "Deleted ");
	out_int("ifindex", "%: ", link->index);
	peer_down = show_name(show, link, 0);
	out_text(": ");
	show_flags(link->flags.value, peer_down);
	if (FIELD_HAS(link, LINK_MTU))
		out_uint("mtu", "mtu % ", link->mtu);
	if (FIELD_HAS(link, LINK_QDISC))
		out_str("qdisc", "qdisc % ", link->qdisc);
	if (FIELD_HAS(link, LINK_MASTER))
		out_str("master", "master % ", link_name(show->nl, link->master));
	if (FIELD_HAS(link, LINK_OPERSTATE))
		show_operstate(link->operstate);
	if (show->link_only && FIELD_HAS(link, LINK_MODE))
		out_str("linkmode", "mode % ", name_of(NAMES_LINKMODE, link->mode));
	if (FIELD_HAS(link, LINK_GROUP))
		out_str("group", "group % ", name_of(NAMES_GROUP, link->group));
	qlen = link_txqlen(show->nl, link);
	if (qlen)
		out_uint("txqlen", "qlen %", qlen);
	if (FIELD_HAS(link, LINK_EVENT))
		show_event(link->event);
	if (show->link_only || show->family == AF_UNSPEC || show->family == AF_PACKET || opt->details) {
		out_break();
		show_lladdrs(link);
	}
	show_netns(link);
	if (link->proto_down)
		out_true("proto_down", " protodown on ");
	if (opt->details)
		show_details(show, link);
	if ((show->link_only || opt->details) && FIELD_HAS(link, LINK_ALIAS)) {
		out_break();
		out_str("ifalias", "    alias %", link->alias);
	}
	if (show->link_only && opt->statistics) {
		out_break();
		show_stats(show, link);
	}
	show_altnames(link);
}

void show_link_brief(const struct show *show, const struct link *link)
{
	bool peer_down = show_name(show, link, 16), packet;
	char mac[LLADDR_TEXT];
	const char *state;

	packet = show->link_only || show->family == AF_PACKET;
	out_text(" ");
	if (FIELD_HAS(link, LINK_OPERSTATE)) {
		state = name_known(NAMES_OPERSTATE, link->operstate);
		if (state) {
			out_str("operstate", NULL, state);
			out_column(14, state);
			out_text(" ");
		} else {
			show_operstate(link->operstate);
		}
	}
	if (!packet)
		return;
	if (FIELD_HAS(link, LINK_ADDRESS))
		out_str("address", "% ", lladdr_text(&link->address, link->arptype, mac));
	show_flags(link->flags.value, peer_down);
}

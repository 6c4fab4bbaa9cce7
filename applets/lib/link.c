/* SPDX-License-Identifier: 0BSD */
#include <errno.h>
#include <linux/veth.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "field.h"
#include "kind.h"
#include "rt.h"

#define IFNAME_SIZE 16 /* IFNAMSIZ, with the NUL */

#define F(attr, form, member) [attr] = { FIELD_##form, offsetof(struct link, member) }

static const struct field fields[] = {
	F(IFLA_ADDRESS, LLADDR, address),
	F(IFLA_BROADCAST, LLADDR, broadcast),
	F(IFLA_IFNAME, TEXT, name),
	F(IFLA_MTU, U32, mtu),
	F(IFLA_LINK, U32, link),
	F(IFLA_QDISC, TEXT, qdisc),
	F(IFLA_MASTER, U32, master),
	F(IFLA_TXQLEN, U32, txqlen),
	F(IFLA_OPERSTATE, U8, operstate),
	F(IFLA_LINKMODE, U8, mode),
	F(IFLA_LINKINFO, RAW, info),
	F(IFLA_IFALIAS, CHARS, alias),
	F(IFLA_NUM_VF, U32, num_vf),
	F(IFLA_VFINFO_LIST, RAW, vfs),
	F(IFLA_STATS64, RAW, stats),
	F(IFLA_AF_SPEC, RAW, af_spec),
	F(IFLA_GROUP, U32, group),
	F(IFLA_NET_NS_FD, U32, netns),
	F(IFLA_PROMISCUITY, U32, promiscuity),
	F(IFLA_NUM_TX_QUEUES, U32, txqueues),
	F(IFLA_NUM_RX_QUEUES, U32, rxqueues),
	F(IFLA_CARRIER, U8, carrier),
	F(IFLA_PHYS_PORT_ID, RAW, port_id),
	F(IFLA_CARRIER_CHANGES, U32, carrier_changes),
	F(IFLA_PHYS_SWITCH_ID, RAW, switch_id),
	F(IFLA_LINK_NETNSID, U32, nsid),
	F(IFLA_PHYS_PORT_NAME, TEXT, port_name),
	F(IFLA_PROTO_DOWN, U8, proto_down),
	F(IFLA_GSO_MAX_SEGS, U32, gso_segs),
	F(IFLA_GSO_MAX_SIZE, U32, gso_size),
	F(IFLA_EVENT, U32, event),
	F(IFLA_NEW_NETNSID, U32, new_nsid),
	F(IFLA_NEW_IFINDEX, U32, new_index),
	F(IFLA_MIN_MTU, U32, min_mtu),
	F(IFLA_MAX_MTU, U32, max_mtu),
	F(IFLA_PROP_LIST, RAW, props),
	F(IFLA_PERM_ADDRESS, LLADDR, perm_address),
	F(IFLA_PARENT_DEV_NAME, TEXT, parent_dev),
	F(IFLA_PARENT_DEV_BUS_NAME, TEXT, parent_bus),
	F(IFLA_GRO_MAX_SIZE, U32, gro_size),
	F(IFLA_TSO_MAX_SIZE, U32, tso_size),
	F(IFLA_TSO_MAX_SEGS, U32, tso_segs),
	F(IFLA_ALLMULTI, U32, allmulti),
};
#undef F

/* ---- Names ------------------------------------------------------------------------------- */

/*
 * Links by index, a place for each of the lowest bits of it: what was asked last. ioctl(2) works on
 * a netlink socket too, in the socket's namespace, and leaves its answers alone.
 */
static struct known {
	uint32_t index;
	uint32_t flags;
	int fd; /* the socket that it was known to: another one may live in another namespace */
	char name[IFNAME_SIZE];
} known[256];

static struct known *known_place(uint32_t index)
{
	return &known[index % (sizeof(known) / sizeof(*known))];
}

static void remember(const struct nl *nl, const struct link *link)
{
	struct known *k = known_place((uint32_t)link->index);

	if (strlen(link->name) >= sizeof(k->name))
		return;
	k->index = (uint32_t)link->index;
	k->flags = link->flags.value;
	k->fd = nl->fd;
	strcpy(k->name, link->name);
}

static const struct known *ask(const struct nl *nl, uint32_t index)
{
	struct known *k = known_place(index);
	struct ifreq ifr = { .ifr_ifindex = (int)index };

	if (k->index == index && k->fd == nl->fd && index)
		return k;
	k->index = index;
	k->fd = nl->fd;
	k->flags = 0;
	if (ioctl(nl->fd, SIOCGIFNAME, &ifr)) {
		char digits[11] = { 0 }, *at = digits + sizeof(digits) - 1;

		for (uint32_t v = index; v || !*at; v /= 10)
			*--at = (char)('0' + v % 10);
		strcpy(stpcpy(k->name, "if"), at);
		return k;
	}
	memcpy(k->name, ifr.ifr_name, sizeof(k->name));
	if (ioctl(nl->fd, SIOCGIFFLAGS, &ifr) == 0)
		k->flags = (uint16_t)ifr.ifr_flags;
	return k;
}

const char *link_name(struct nl *nl, uint32_t index)
{
	return ask(nl, index)->name;
}

uint32_t link_flags(struct nl *nl, uint32_t index)
{
	return ask(nl, index)->flags;
}

int32_t link_index(struct nl *nl, const char *name)
{
	struct ifreq ifr = { 0 };
	struct link link;
	int rc;

	if (strlen(name) < sizeof(ifr.ifr_name)) {
		strcpy(ifr.ifr_name, name);
		return ioctl(nl->fd, SIOCGIFINDEX, &ifr) ? -errno : ifr.ifr_ifindex;
	}
	rc = link_get(nl, 0, name, &link); /* an alternative name may be longer than an ifreq */
	return rc ? rc : link.index;
}

uint32_t link_txqlen(struct nl *nl, const struct link *link)
{
	struct ifreq ifr = { 0 };

	if (FIELD_HAS(link, LINK_TXQLEN))
		return link->txqlen;
	strncpy(ifr.ifr_name, link->name, sizeof(ifr.ifr_name) - 1);
	return ioctl(nl->fd, SIOCGIFTXQLEN, &ifr) ? 0 : (uint32_t)ifr.ifr_qlen;
}

/* ---- Reading ----------------------------------------------------------------------------- */

static void begin_get(struct nl_req *req, uint16_t flags, int32_t index, bool stats)
{
	struct ifinfomsg ifi = { .ifi_index = index };

	nl_req_init(req);
	nl_begin(req, RTM_GETLINK, flags, &ifi, sizeof(ifi));
	/* counters cost the kernel a sixth of a dump */
	nl_put_u32(req, IFLA_EXT_MASK, RTEXT_FILTER_VF | (stats ? 0 : RTEXT_FILTER_SKIP_STATS));
}

int link_dump(struct nl *nl, const struct link_filter *filter)
{
	struct nl_req req;
	size_t info;

	if (filter->inet6) {
		struct ifinfomsg ifi = { .ifi_family = AF_INET6 };

		nl_req_init(&req);
		nl_begin(&req, RTM_GETLINK, NLM_F_DUMP, &ifi, sizeof(ifi));
		return nl_send(nl, &req);
	}
	begin_get(&req, NLM_F_DUMP, 0, filter->stats);
	if (filter->master)
		nl_put_u32(&req, IFLA_MASTER, filter->master);
	if (filter->type) {
		info = nl_nest(&req, IFLA_LINKINFO);
		nl_put_str(&req, IFLA_INFO_KIND, filter->type);
		nl_nest_end(&req, info);
	}
	return nl_send(nl, &req);
}

int link_get(struct nl *nl, int32_t index, const char *name, struct link *link)
{
	struct nl_req req;
	struct nl_msg msg;
	int rc;

	begin_get(&req, 0, index, true);
	if (!index)
		nl_put_str(&req, strlen(name) < IFNAME_SIZE ? IFLA_IFNAME : IFLA_ALT_IFNAME, name);
	rc = nl_ask(nl, &req, &msg);
	if (rc)
		return rc;
	if (!link_read(&msg, link))
		return -EBADMSG;
	remember(nl, link);
	return 0;
}

/* IFLA_AF_SPEC { AF_INET6 { IFLA_INET6_ADDR_GEN_MODE } } */
static void read_genmode(struct link *link)
{
	struct nl_attrs families = nl_nested(&link->af_spec), attrs;
	struct nl_attr family, a;

	while (nl_attr_next(&families, &family)) {
		if (family.type != AF_INET6)
			continue;
		attrs = nl_nested(&family);
		while (nl_attr_next(&attrs, &a)) {
			if (a.type == IFLA_INET6_ADDR_GEN_MODE) {
				link->genmode = nl_u8(&a);
				link->has |= (uint64_t)1 << LINK_GENMODE;
			}
		}
	}
}

bool link_read(const struct nl_msg *msg, struct link *link)
{
	struct ifinfomsg ifi;

	if (msg->type != RTM_NEWLINK && msg->type != RTM_DELLINK)
		return false;
	memset(link, 0, sizeof(*link));
	link->name = "";
	if (!nl_header(msg, &ifi, sizeof(ifi)))
		return false;
	link->deleted = msg->type == RTM_DELLINK;
	link->index = ifi.ifi_index;
	link->arptype = ifi.ifi_type;
	link->flags.value = ifi.ifi_flags;
	fields_read(nl_attrs(msg, sizeof(ifi)), fields, sizeof(fields) / sizeof(*fields), link);
	if (FIELD_HAS(link, LINK_AF_SPEC))
		read_genmode(link);
	return true;
}

int link_next(struct nl *nl, struct link *link)
{
	struct nl_msg msg;
	int rc;

	while ((rc = nl_next(nl, &msg)) > 0) {
		if (link_read(&msg, link)) {
			remember(nl, link);
			return 1;
		}
	}
	return rc;
}

static const char *info_text(const struct link *link, uint16_t attr)
{
	struct nl_attrs attrs = nl_nested(&link->info);
	struct nl_attr a;

	if (FIELD_HAS(link, LINK_INFO))
		while (nl_attr_next(&attrs, &a))
			if (a.type == attr)
				return nl_str(&a);
	return "";
}

const char *link_type(const struct link *link)
{
	return info_text(link, IFLA_INFO_KIND);
}

const char *link_port_type(const struct link *link)
{
	return info_text(link, IFLA_INFO_SLAVE_KIND);
}

uint32_t link_vrf_table(const struct link *link)
{
	struct nl_attrs attrs = nl_nested(&link->info), data;
	struct nl_attr a, table;

	while (nl_attr_next(&attrs, &a)) {
		if (a.type != IFLA_INFO_DATA)
			continue;
		data = nl_nested(&a);
		while (nl_attr_next(&data, &table))
			if (table.type == IFLA_VRF_TABLE)
				return nl_u32(&table);
	}
	return 0;
}

/* ---- Writing ----------------------------------------------------------------------------- */

static struct ifinfomsg header(const struct link *link)
{
	return (struct ifinfomsg){
		.ifi_index = link->index,
		.ifi_flags = link->flags.value,
		.ifi_change = link->flags.mask,
	};
}

static void put_peer(struct nl_req *req, const struct link *peer)
{
	struct ifinfomsg ifi = header(peer);
	size_t nest = nl_nest(req, VETH_INFO_PEER | NLA_F_NESTED);

	nl_put_raw(req, &ifi, sizeof(ifi));
	fields_put(req, fields, sizeof(fields) / sizeof(*fields), peer);
	nl_nest_end(req, nest);
}

static void put_info(struct nl_req *req, const struct link *link)
{
	size_t info = nl_nest(req, IFLA_LINKINFO | NLA_F_NESTED), data;

	nl_put_str(req, link->port ? IFLA_INFO_SLAVE_KIND : IFLA_INFO_KIND, link->type);
	if (link->args || link->peer) {
		data = nl_nest(req, (link->port ? IFLA_INFO_SLAVE_DATA : IFLA_INFO_DATA) | NLA_F_NESTED);
		if (link->args)
			kind_put(req, link->kind, link->args);
		if (link->peer)
			put_peer(req, link->peer);
		nl_nest_end(req, data);
	}
	nl_nest_end(req, info);
}

static void put_genmode(struct nl_req *req, const struct link *link)
{
	size_t spec = nl_nest(req, IFLA_AF_SPEC | NLA_F_NESTED);
	size_t inet6 = nl_nest(req, AF_INET6 | NLA_F_NESTED);

	nl_put_u8(req, IFLA_INET6_ADDR_GEN_MODE, (uint8_t)link->genmode);
	nl_nest_end(req, inet6);
	nl_nest_end(req, spec);
}

int link_set(struct nl *nl, const struct link *link, uint16_t flags)
{
	struct ifinfomsg ifi = header(link);
	struct nl_req req;

	nl_req_init(&req);
	nl_begin(&req, RTM_NEWLINK, flags, &ifi, sizeof(ifi));
	fields_put(&req, fields, sizeof(fields) / sizeof(*fields), link);
	if (FIELD_HAS(link, LINK_GENMODE))
		put_genmode(&req, link);
	if (link->type)
		put_info(&req, link);
	return nl_talk(nl, &req);
}

int link_delete(struct nl *nl, const struct link *link)
{
	struct ifinfomsg ifi = header(link);
	struct nl_req req;

	nl_req_init(&req);
	nl_begin(&req, RTM_DELLINK, 0, &ifi, sizeof(ifi));
	fields_put(&req, fields, sizeof(fields) / sizeof(*fields), link);
	if (link->type)
		put_info(&req, link);
	return nl_talk(nl, &req);
}

int link_altname(struct nl *nl, int32_t index, const char *name, bool add)
{
	struct ifinfomsg ifi = { .ifi_index = index };
	struct nl_req req;
	size_t props;

	nl_req_init(&req);
	nl_begin(&req, add ? RTM_NEWLINKPROP : RTM_DELLINKPROP,
		 add ? NLM_F_EXCL | NLM_F_CREATE | NLM_F_APPEND : NLM_F_EXCL, &ifi, sizeof(ifi));
	props = nl_nest(&req, IFLA_PROP_LIST | NLA_F_NESTED);
	nl_put_str(&req, IFLA_ALT_IFNAME, name);
	nl_nest_end(&req, props);
	return nl_talk(nl, &req);
}

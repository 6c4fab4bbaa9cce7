/* SPDX-License-Identifier: 0BSD */
/*
 * rtnetlink's objects as structs: links, addresses, routes. struct <-> message, both ways.
 *
 * The *.c behind this header alone know IFLA_*, IFA_* and RTA_* (<linux/if_link.h>, if_addr.h,
 * rtnetlink.h); here they have names of the house. A struct's `has` says which members are set: by
 * the words that were parsed, or by the message that was read. Text and addresses of a struct that
 * was read lie in the socket's buffer, until its next answer.
 *
 * Functions return 0 or -errno, and leave the explanation in nl->error; *_next return 1 for an
 * object, 0 at the end.
 */
#ifndef RT_H
#define RT_H

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdint.h>

#include "inet.h"
#include "netlink.h"
#include "words.h"

struct kind;
struct kind_args;

/* ---- Links ------------------------------------------------------------------------------- */

enum link_has {
	LINK_ADDRESS = IFLA_ADDRESS,
	LINK_BROADCAST = IFLA_BROADCAST,
	LINK_NAME = IFLA_IFNAME,
	LINK_MTU = IFLA_MTU,
	LINK_LINK = IFLA_LINK,
	LINK_QDISC = IFLA_QDISC,
	LINK_MASTER = IFLA_MASTER,
	LINK_TXQLEN = IFLA_TXQLEN,
	LINK_OPERSTATE = IFLA_OPERSTATE,
	LINK_MODE = IFLA_LINKMODE,
	LINK_INFO = IFLA_LINKINFO,
	LINK_ALIAS = IFLA_IFALIAS,
	LINK_NUM_VF = IFLA_NUM_VF,
	LINK_VFS = IFLA_VFINFO_LIST,
	LINK_STATS = IFLA_STATS64,
	LINK_AF_SPEC = IFLA_AF_SPEC,
	LINK_GROUP = IFLA_GROUP,
	LINK_NETNS = IFLA_NET_NS_FD,
	LINK_PROMISCUITY = IFLA_PROMISCUITY,
	LINK_TXQUEUES = IFLA_NUM_TX_QUEUES,
	LINK_RXQUEUES = IFLA_NUM_RX_QUEUES,
	LINK_CARRIER = IFLA_CARRIER,
	LINK_PORT_ID = IFLA_PHYS_PORT_ID,
	LINK_CARRIER_CHANGES = IFLA_CARRIER_CHANGES,
	LINK_SWITCH_ID = IFLA_PHYS_SWITCH_ID,
	LINK_NSID = IFLA_LINK_NETNSID,
	LINK_PORT_NAME = IFLA_PHYS_PORT_NAME,
	LINK_PROTO_DOWN = IFLA_PROTO_DOWN,
	LINK_GSO_SEGS = IFLA_GSO_MAX_SEGS,
	LINK_GSO_SIZE = IFLA_GSO_MAX_SIZE,
	LINK_EVENT = IFLA_EVENT,
	LINK_NEW_NSID = IFLA_NEW_NETNSID,
	LINK_NEW_INDEX = IFLA_NEW_IFINDEX,
	LINK_MIN_MTU = IFLA_MIN_MTU,
	LINK_MAX_MTU = IFLA_MAX_MTU,
	LINK_PROPS = IFLA_PROP_LIST,
	LINK_PERM_ADDRESS = IFLA_PERM_ADDRESS,
	LINK_PARENT_DEV = IFLA_PARENT_DEV_NAME,
	LINK_PARENT_BUS = IFLA_PARENT_DEV_BUS_NAME,
	LINK_GRO_SIZE = IFLA_GRO_MAX_SIZE,
	LINK_TSO_SIZE = IFLA_TSO_MAX_SIZE,
	LINK_TSO_SEGS = IFLA_TSO_MAX_SEGS,
	LINK_ALLMULTI = IFLA_ALLMULTI,
	LINK_GENMODE = 62, /* IFLA_DEVLINK_PORT's place: inside IFLA_AF_SPEC, has no number of its own */
};

struct link {
	uint64_t has;
	int32_t index;
	uint32_t arptype;     /* ARPHRD_* */
	struct bits flags;    /* IFF_*; mask: those to change */
	bool deleted;         /* the message says that it is gone */
	uint32_t new_index;
	const char *name;     /* to be set: a new name, where index says which link is meant */
	const char *qdisc, *alias, *port_name, *parent_dev, *parent_bus;
	struct lladdr address, broadcast, perm_address;
	uint32_t mtu, min_mtu, max_mtu;
	uint32_t link;        /* index of what it stands on, or of its peer; in which namespace: nsid */
	uint32_t nsid;        /* int32_t: -1, not known here */
	uint32_t new_nsid;
	uint32_t master;      /* 0: none */
	uint32_t txqlen, operstate, mode, group, carrier, carrier_changes, event, proto_down;
	uint32_t promiscuity, allmulti;
	uint32_t txqueues, rxqueues;
	uint32_t gso_size, gso_segs, gro_size, tso_size, tso_segs;
	uint32_t num_vf;
	uint32_t genmode;     /* IN6_ADDR_GEN_MODE_* */
	uint32_t netns;       /* to be set: a descriptor of the namespace to be in */
	struct nl_attr info, vfs, stats, af_spec, props, port_id, switch_id;

	/* to be set: its type, and the type's own arguments; or those of its master's type */
	const char *type;
	const struct kind *kind;
	const struct kind_args *args;
	bool port;            /* the arguments are those of a port of its master */
	const struct link *peer; /* of a veth */
};

/* Which links a dump holds; the kernel leaves out the others. */
struct link_filter {
	uint32_t master;      /* index; 0: any */
	const char *type;     /* NULL: any */
	bool stats;           /* with counters */
	bool inet6;           /* those with IPv6, and only what IPv6 knows of them; no other filter */
};

int link_dump(struct nl *nl, const struct link_filter *filter);
int link_next(struct nl *nl, struct link *link);

/* One link, by index or (index 0) by name or alternative name. */
int link_get(struct nl *nl, int32_t index, const char *name, struct link *link);

/* Reads a message into link: false when it is about something else. */
bool link_read(const struct nl_msg *msg, struct link *link);

/* flags: NLM_F_CREATE, NLM_F_EXCL, …: 0 changes a link that is there. */
int link_set(struct nl *nl, const struct link *link, uint16_t flags);

/* A group when index is 0 and has LINK_GROUP. */
int link_delete(struct nl *nl, const struct link *link);

/* Alternative names: add or take away. */
int link_altname(struct nl *nl, int32_t index, const char *name, bool add);

/* The index of a name or alternative name; -errno (-ENODEV: there is none). */
int32_t link_index(struct nl *nl, const char *name);

/*
 * The name and the flags of an index, "if7" and 0 when there is no such link. Those asked for last
 * are remembered, as are those that link_next() has read; no answer of nl is disturbed.
 */
const char *link_name(struct nl *nl, uint32_t index);
uint32_t link_flags(struct nl *nl, uint32_t index);

/* The length of the transmit queue: that of the message, else asked for. */
uint32_t link_txqlen(struct nl *nl, const struct link *link);

/* The type's name inside link->info, and its port's: "" when there is none. */
const char *link_type(const struct link *link);
const char *link_port_type(const struct link *link);

/* The routing table of a VRF (IFLA_VRF_TABLE); 0: not told. */
uint32_t link_vrf_table(const struct link *link);

/* ---- Addresses --------------------------------------------------------------------------- */

enum addr_has {
	ADDR_ADDRESS = IFA_ADDRESS, /* the peer's, where there is one; else the address itself */
	ADDR_LOCAL = IFA_LOCAL,
	ADDR_LABEL = IFA_LABEL,
	ADDR_BROADCAST = IFA_BROADCAST,
	ADDR_ANYCAST = IFA_ANYCAST,
	ADDR_LIFETIME = IFA_CACHEINFO,
	ADDR_FLAGS = IFA_FLAGS,
	ADDR_METRIC = IFA_RT_PRIORITY,
	ADDR_PROTO = 11, /* IFA_PROTO */
	ADDR_SCOPE = 32, /* from here on parts of the header, which every message has */
	ADDR_PREFERRED = 33,
	ADDR_VALID = 34,
};

struct addr {
	uint64_t has;
	uint8_t family;
	uint32_t index;
	uint32_t prefixlen;
	uint32_t scope;       /* RT_SCOPE_* */
	struct bits flags;    /* IFA_F_* */
	bool deleted;
	struct inet local, address, broadcast, anycast;
	const char *label;
	uint32_t metric, proto;
	uint32_t valid, preferred; /* seconds; UINT32_MAX: for ever */
};

/* Those of a link and family; 0 and AF_UNSPEC: of any. */
int addr_dump(struct nl *nl, uint32_t index, uint8_t family);
int addr_next(struct nl *nl, struct addr *addr);
bool addr_read(const struct nl_msg *msg, struct addr *addr);

/* flags: NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE */
int addr_set(struct nl *nl, const struct addr *addr, uint16_t flags);
int addr_delete(struct nl *nl, const struct addr *addr);

/* ---- Routes ------------------------------------------------------------------------------ */

enum route_has {
	ROUTE_DST = RTA_DST,
	ROUTE_SRC = RTA_SRC,
	ROUTE_IIF = RTA_IIF,
	ROUTE_OIF = RTA_OIF,
	ROUTE_GATEWAY = RTA_GATEWAY,
	ROUTE_METRIC = RTA_PRIORITY,
	ROUTE_PREFSRC = RTA_PREFSRC,
	ROUTE_METRICS = RTA_METRICS,
	ROUTE_NEXTHOPS = RTA_MULTIPATH,
	ROUTE_REALMS = RTA_FLOW,
	ROUTE_CACHEINFO = RTA_CACHEINFO,
	ROUTE_TABLE = RTA_TABLE,
	ROUTE_MARK = RTA_MARK,
	ROUTE_VIA = RTA_VIA,
	ROUTE_NEWDST = RTA_NEWDST,
	ROUTE_PREF = RTA_PREF,
	ROUTE_ENCAP_TYPE = RTA_ENCAP_TYPE,
	ROUTE_ENCAP = RTA_ENCAP,
	ROUTE_EXPIRES = RTA_EXPIRES,
	ROUTE_UID = RTA_UID,
	ROUTE_TTL_PROPAGATE = RTA_TTL_PROPAGATE,
	ROUTE_IP_PROTO = RTA_IP_PROTO,
	ROUTE_SPORT = RTA_SPORT,
	ROUTE_DPORT = RTA_DPORT,
	ROUTE_NHID = RTA_NH_ID,
	ROUTE_SCOPE = 40, /* from here on parts of the header, which every message has */
	ROUTE_PROTO = 41,
	ROUTE_TYPE = 42,
	ROUTE_TOS = 43,
	ROUTE_FLAGS = 44,
};

/* One way out; a route has one, or a list. */
struct nexthop {
	uint64_t has;         /* ROUTE_GATEWAY, ROUTE_REALMS, ROUTE_NEWDST, … */
	uint32_t index;       /* of the link; 0: none */
	uint32_t weight;      /* 1 to 256 */
	struct bits flags;    /* RTNH_F_* */
	struct inet gateway;  /* of the route's family, or (written, and read as via) of another */
	struct inet newdst;
	uint32_t realms;
	uint32_t encap_type;
	struct nl_attr encap;
};

struct route {
	uint64_t has;
	uint8_t family;
	bool deleted;
	uint32_t table;       /* RT_TABLE_* */
	uint32_t proto;       /* RTPROT_* */
	uint32_t scope;       /* RT_SCOPE_* */
	uint32_t type;        /* RTN_* */
	uint32_t tos;
	struct bits flags;    /* RTM_F_*, RTNH_F_* */
	struct inet dst, src; /* bits: their prefix lengths; family AF_UNSPEC: not there */
	struct inet gateway, prefsrc, newdst;
	uint32_t iif, oif;    /* indexes */
	uint32_t metric, mark, realms, pref, uid, nhid, ttl_propagate, expires;
	uint32_t ip_proto, sport, dport;
	uint32_t encap_type;
	struct nl_attr encap, nexthops, metrics, cacheinfo;

	struct metrics set_metrics; /* to be set */
};

/* Which routes a dump holds; the kernel leaves out the others, where it can. */
struct route_filter {
	uint8_t family;
	uint32_t table;       /* 0: all */
	uint32_t proto;       /* 0: any, likewise below */
	uint32_t type;
	uint32_t oif;
	bool cloned;          /* those of the cache instead */
};

int route_dump(struct nl *nl, const struct route_filter *filter);
int route_next(struct nl *nl, struct route *route);
bool route_read(const struct nl_msg *msg, struct route *route);

/* A list is given as count nexthops, which may be 0. */
int route_set(struct nl *nl, const struct route *route, const struct nexthop *nexthops,
	      unsigned count, uint16_t flags);
int route_delete(struct nl *nl, const struct route *route, const struct nexthop *nexthops,
		 unsigned count);

/* Removes just the route that a dump's message told of, with everything that it said. */
int route_delete_message(struct nl *nl, const struct nl_msg *msg);

/* The way that a packet with route's dst, src, … would take. */
int route_get(struct nl *nl, const struct route *route, struct route *answer);

/* Steps through route->nexthops: false at the end. *left starts as route->nexthops. */
bool nexthop_next(struct nl_attr *left, struct nexthop *nexthop);

#endif

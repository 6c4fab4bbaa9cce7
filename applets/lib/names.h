/* SPDX-License-Identifier: 0BSD */
/*
 * Numbers of the kernel <-> their names: tables, scopes, protocols, link types and modes.
 *
 * Built in; the names that /etc/iproute2 adds are looked up there only for a number or a name
 * that is not built in, so the common case opens no file.
 */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>
#include <stdint.h>

enum names {
	NAMES_TABLE,    /* RT_TABLE_* of <linux/rtnetlink.h>; file rt_tables */
	NAMES_PROTO,    /* RTPROT_*; rt_protos */
	NAMES_SCOPE,    /* RT_SCOPE_*; rt_scopes */
	NAMES_REALM,    /* rt_realms */
	NAMES_GROUP,    /* of links; group */
	NAMES_DSFIELD,  /* of IP headers; rt_dsfield */
	NAMES_RTYPE,    /* RTN_* of <linux/rtnetlink.h> */
	NAMES_ARPTYPE,  /* ARPHRD_* of <linux/if_arp.h> */
	NAMES_OPERSTATE, /* IF_OPER_* of <linux/if.h> */
	NAMES_LINKMODE, /* IF_LINK_MODE_* */
	NAMES_GENMODE,  /* IN6_ADDR_GEN_MODE_* of <linux/if_link.h> */
	NAMES_PREF,     /* ICMPV6_ROUTER_PREF_* of <linux/icmpv6.h> */
	NAMES_METRIC,   /* RTAX_* of <linux/rtnetlink.h> */
	NAMES_VLANPROTO, /* ETH_P_8021Q and _8021AD of <linux/if_ether.h> */
	NAMES_MACVLAN,  /* MACVLAN_MODE_* of <linux/if_link.h> */
	NAMES_MACFLAG,  /* MACVLAN_FLAG_* */
	NAMES_MACADDR,  /* MACVLAN_MACADDR_* */
	NAMES_DF,       /* VXLAN_DF_*, of an IPv4 header's Don't Fragment */
	NAMES_NONE,     /* words for 0: none, unlimited */
	NAMES_TTL,      /* 0: auto; 256: inherit, which the kernel has no number for */
	NAMES_ENCAP,    /* LWTUNNEL_ENCAP_* of <linux/lwtunnel.h> */
	NAMES_SEG6MODE, /* SEG6_IPTUN_MODE_* of <linux/seg6_iptunnel.h> */
	NAMES_SEG6ACTION, /* SEG6_LOCAL_ACTION_* of <linux/seg6_local.h> */
	NAMES_ENABLED,  /* 0: disabled, 1: enabled */
	NAMES_IPPROTO,  /* IPPROTO_* of <netinet/in.h> */
	NAMES_INHERIT,  /* 1: inherit, of a type-of-service byte */
	NAMES_COUNT
};

/* With -N numbers stay numbers: those that may have names in /etc/iproute2, and types of links and
 * of routes. */
void names_numeric(bool numeric);

/* The name of value; its number where it has none. Good until the next look-up in the same set. */
const char *name_of(enum names set, uint32_t value);

/* Likewise, but NULL where it has none. */
const char *name_known(enum names set, uint32_t value);

/* The value of a name, or of a number: 0, or -1 when text is neither. */
int name_value(enum names set, const char *text, uint32_t *value);

/* All built-in names of a set, for the help: lines of "NUMBER NAME". */
const char *names_list(enum names set);

#endif

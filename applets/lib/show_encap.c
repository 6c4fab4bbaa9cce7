/* SPDX-License-Identifier: 0BSD */
/*
 * Lightweight tunnels of a route: <linux/lwtunnel.h>, mpls_iptunnel.h, seg6_iptunnel.h,
 * seg6_local.h.
 */
#include <arpa/inet.h>
#include <linux/lwtunnel.h>
#include <linux/mpls_iptunnel.h>
#include <linux/seg6_iptunnel.h>
#include <linux/seg6_local.h>
#include <string.h>

#include "field.h"
#include "names.h"
#include "out.h"
#include "show.h"

/* TUNNEL_* of <linux/if_tunnel.h>, in network order on the wire */
enum { TUNNEL_CSUM_BIT = 0x01, TUNNEL_KEY_BIT = 0x04, TUNNEL_SEQ_BIT = 0x08 };

static void show_inet(const char *key, const char *format, const struct nl_attr *a)
{
	struct inet addr = { 0 };
	char text[INET_TEXT];

	field_read(a, FIELD_INET, &addr);
	if (addr.family)
		out_str(key, format, inet_text(&addr, text));
}

static void show_tunnel_flags(const struct nl_attr *a)
{
	uint16_t flags = ntohs(nl_u16(a));

	if (flags & TUNNEL_KEY_BIT)
		out_true("key", "key ");
	if (flags & TUNNEL_CSUM_BIT)
		out_true("csum", "csum ");
	if (flags & TUNNEL_SEQ_BIT)
		out_true("seq", "seq ");
}

/* LWTUNNEL_IP_* and LWTUNNEL_IP6_* have the same numbers; two of them other names. */
static void show_ip(struct nl_attrs attrs, bool v6)
{
	struct nl_attr by_type[LWTUNNEL_IP_FLAGS + 1] = { { 0 } };
	struct nl_attr a;
	uint64_t id;

	while (nl_attr_next(&attrs, &a))
		if (a.type <= LWTUNNEL_IP_FLAGS)
			by_type[a.type] = a;
	if (by_type[LWTUNNEL_IP_ID].data) {
		id = nl_u64(&by_type[LWTUNNEL_IP_ID]);
		out_uint("id", "id % ", (uint64_t)ntohl((uint32_t)id) << 32 |
						ntohl((uint32_t)(id >> 32)));
	}
	if (by_type[LWTUNNEL_IP_SRC].data)
		show_inet("src", "src % ", &by_type[LWTUNNEL_IP_SRC]);
	if (by_type[LWTUNNEL_IP_DST].data)
		show_inet("dst", "dst % ", &by_type[LWTUNNEL_IP_DST]);
	if (by_type[LWTUNNEL_IP_TTL].data)
		out_uint(v6 ? "hoplimit" : "ttl", v6 ? "hoplimit % " : "ttl % ",
			 nl_u8(&by_type[LWTUNNEL_IP_TTL]));
	if (by_type[LWTUNNEL_IP_TOS].data)
		out_uint(v6 ? "tc" : "tos", v6 ? "tc % " : "tos % ", nl_u8(&by_type[LWTUNNEL_IP_TOS]));
	if (by_type[LWTUNNEL_IP_FLAGS].data)
		show_tunnel_flags(&by_type[LWTUNNEL_IP_FLAGS]);
}

/* A segment routing header, struct ipv6_sr_hdr (RFC 8754): eight bytes, of which the fifth is the
 * last segment's number, then the segments, the last one first. */
static void show_segments(const unsigned char *srh, size_t len)
{
	struct inet segment = { .family = AF_INET6, .bits = 128 };
	char text[INET_TEXT];
	unsigned count;

	if (len < 8)
		return;
	count = srh[4] + 1u;
	if (len < 8 + count * sizeof(segment.bytes))
		return;
	out_uint(NULL, "segs % [ ", count);
	out_list("segs");
	while (count-- > 0) {
		memcpy(segment.bytes, srh + 8 + count * sizeof(segment.bytes), sizeof(segment.bytes));
		out_str("", "% ", inet_text(&segment, text));
	}
	out_list_end();
	out_text("] ");
}

/* struct seg6_iptunnel_encap: the mode, then the header. */
static void show_seg6(struct nl_attrs attrs)
{
	struct nl_attr a;
	uint32_t mode;

	while (nl_attr_next(&attrs, &a)) {
		if (a.type != SEG6_IPTUNNEL_SRH || a.len < sizeof(mode))
			continue;
		memcpy(&mode, a.data, sizeof(mode));
		out_str("mode", "mode % ", name_of(NAMES_SEG6MODE, mode));
		show_segments(a.data + sizeof(mode), a.len - sizeof(mode));
	}
}

static void show_seg6_flavors(struct nl_attrs attrs)
{
	/* SEG6_LOCAL_FLV_OP_*, from 1 on */
	static const char names[][10] = { "psp", "usp", "usd", "next-csid" };
	struct nl_attr a;
	uint32_t flavors = 0, lblen = 0, nflen = 0;
	bool first = true;
	char text[40], *at = text;

	while (nl_attr_next(&attrs, &a)) {
		switch (a.type) {
		case SEG6_LOCAL_FLV_OPERATION:
			flavors = nl_u32(&a);
			break;
		case SEG6_LOCAL_FLV_LCBLOCK_BITS:
			lblen = nl_u8(&a);
			break;
		case SEG6_LOCAL_FLV_LCNODE_FN_BITS:
			nflen = nl_u8(&a);
			break;
		}
	}
	*at = 0;
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!(flavors >> (i + 1) & 1))
			continue;
		if (!first)
			*at++ = ',';
		at = stpncpy(at, names[i], sizeof(names[i]));
		*at = 0;
		first = false;
	}
	if (flavors)
		out_str("flavors", "flavors % ", text);
	if (lblen)
		out_uint("lblen", "lblen % ", lblen);
	if (nflen)
		out_uint("nflen", "nflen % ", nflen);
}

static void show_seg6_local(const struct show *show, struct nl_attrs attrs)
{
	struct nl_attr by_type[SEG6_LOCAL_FLAVORS + 1] = { { 0 } };
	struct nl_attr a;

	while (nl_attr_next(&attrs, &a))
		if (a.type <= SEG6_LOCAL_FLAVORS)
			by_type[a.type] = a;
	if (!by_type[SEG6_LOCAL_ACTION].data)
		return;
	out_str("action", "action % ",
		name_of(NAMES_SEG6ACTION, nl_u32(&by_type[SEG6_LOCAL_ACTION])));
	if (by_type[SEG6_LOCAL_SRH].data) {
		out_record("srh");
		show_segments(by_type[SEG6_LOCAL_SRH].data, by_type[SEG6_LOCAL_SRH].len);
		out_record_end();
	}
	if (by_type[SEG6_LOCAL_TABLE].data)
		out_str("table", "table % ", name_of(NAMES_TABLE, nl_u32(&by_type[SEG6_LOCAL_TABLE])));
	if (by_type[SEG6_LOCAL_VRFTABLE].data)
		out_str("vrftable", "vrftable % ",
			name_of(NAMES_TABLE, nl_u32(&by_type[SEG6_LOCAL_VRFTABLE])));
	if (by_type[SEG6_LOCAL_NH4].data)
		show_inet("nh4", "nh4 % ", &by_type[SEG6_LOCAL_NH4]);
	if (by_type[SEG6_LOCAL_NH6].data)
		show_inet("nh6", "nh6 % ", &by_type[SEG6_LOCAL_NH6]);
	if (by_type[SEG6_LOCAL_IIF].data)
		out_str("iif", "iif % ", link_name(show->nl, nl_u32(&by_type[SEG6_LOCAL_IIF])));
	if (by_type[SEG6_LOCAL_OIF].data)
		out_str("oif", "oif % ", link_name(show->nl, nl_u32(&by_type[SEG6_LOCAL_OIF])));
	if (by_type[SEG6_LOCAL_FLAVORS].data)
		show_seg6_flavors(nl_nested(&by_type[SEG6_LOCAL_FLAVORS]));
}

/* A stack of labels, each in the upper 20 bits of four bytes (RFC 3032). */
static void show_mpls(struct nl_attrs attrs)
{
	char text[16 * 8], digits[OUT_DIGITS], *at;
	struct nl_attr a;

	while (nl_attr_next(&attrs, &a)) {
		if (a.type == MPLS_IPTUNNEL_TTL)
			out_uint("ttl", "ttl % ", nl_u8(&a));
		if (a.type != MPLS_IPTUNNEL_DST)
			continue;
		at = text;
		for (unsigned i = 0; i + 4 <= a.len && i < 64; i += 4) {
			if (i)
				*at++ = '/';
			at = stpcpy(at, out_digits(digits, (uint32_t)a.data[i] << 12 |
								   (uint32_t)a.data[i + 1] << 4 |
								   a.data[i + 2] >> 4));
		}
		*at = 0;
		out_str("dst", " % ", text);
	}
}

void show_encap(const struct show *show, uint32_t type, const struct nl_attr *data)
{
	out_str("encap", " encap % ", name_of(NAMES_ENCAP, type));
	switch (type) {
	case LWTUNNEL_ENCAP_MPLS:
		show_mpls(nl_nested(data));
		break;
	case LWTUNNEL_ENCAP_IP:
		show_ip(nl_nested(data), false);
		break;
	case LWTUNNEL_ENCAP_IP6:
		show_ip(nl_nested(data), true);
		break;
	case LWTUNNEL_ENCAP_SEG6:
		show_seg6(nl_nested(data));
		break;
	case LWTUNNEL_ENCAP_SEG6_LOCAL:
		show_seg6_local(show, nl_nested(data));
		break;
	}
}

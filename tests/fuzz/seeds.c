/* SPDX-License-Identifier: 0BSD */
/*
 * Where the fuzzers begin: `seeds DIR` writes DIR/FUZZER/NUMBER, inputs that lead deep. They are
 * what a kernel with one of everything would answer, and lines that scripts call.
 */
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "kernel.h"

static struct {
	uint8_t bytes[64 * 1024];
	size_t len;
} seed;

static const char *dir;

/* ---- Writing seeds ------------------------------------------------------------------------ */

static void put(const void *data, size_t len)
{
	FUZZ_CHECK(len <= sizeof(seed.bytes) - seed.len);
	memcpy(seed.bytes + seed.len, data, len);
	seed.len += len;
}

static void put_u8(unsigned value)
{
	uint8_t byte = (uint8_t)value;

	put(&byte, 1);
}

/* Writes the seed as the fuzzer's next one. */
static void save(const char *fuzzer)
{
	static unsigned number;
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, fuzzer);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/%s/%03u", dir, fuzzer, number++);
	file = fopen(path, "w");
	FUZZ_CHECK(file && fwrite(seed.bytes, 1, seed.len, file) == seed.len && !fclose(file));
	seed.len = 0;
}

static void begin(unsigned type, const void *header, size_t len)
{
	put_u8(DATAGRAM_BUILT);
	put_u8(type);
	put(header, len);
}

static void attr(unsigned type, const void *data, size_t len)
{
	static const uint8_t zero[BUILD_LONG];

	put_u8(len < BUILD_LEN ? (unsigned)len : BUILD_LEN);
	put_u8(type);
	put(data, len);
	if (len >= BUILD_LEN)
		put(zero, BUILD_LONG - len);
}

static void attr_u8(unsigned type, uint8_t value)
{
	attr(type, &value, sizeof(value));
}

static void attr_u32(unsigned type, uint32_t value)
{
	attr(type, &value, sizeof(value));
}

static void attr_text(unsigned type, const char *text)
{
	put_u8(BUILD_TEXT | (unsigned)strlen(text));
	put_u8(type);
	put(text, strlen(text));
}

static void nest(unsigned type)
{
	put_u8(BUILD_NEST);
	put_u8(type);
}

/* Ends a nest, or the message. */
static void end(void)
{
	put_u8(BUILD_END);
}

static void end_of_answer(void)
{
	put_u8(DATAGRAM_END);
}

/* ---- Messages ----------------------------------------------------------------------------- */

/* A nest with every attribute up to `last`, as far as they have one size. */
static void all_attrs(unsigned nest_type, unsigned last, size_t size)
{
	static const uint8_t bytes[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

	nest(nest_type);
	for (unsigned type = 1; type <= last; type++)
		attr(type, bytes, size);
	end();
}

static void link_message(int index, const char *kind, bool port, size_t size)
{
	struct ifinfomsg ifi = { .ifi_type = 1, .ifi_index = index, .ifi_flags = 0x11043 };
	static const uint8_t stats[sizeof(struct rtnl_link_stats64)] = { 1, 2, 3 };

	begin(BUILD_NEWLINK, &ifi, sizeof(ifi));
	attr_text(IFLA_IFNAME, "d1");
	attr(IFLA_ADDRESS, "\2\0\0\0\0\1", 6);
	attr(IFLA_BROADCAST, "\xff\xff\xff\xff\xff\xff", 6);
	attr_text(IFLA_QDISC, "noqueue");
	attr_text(IFLA_IFALIAS, "an \"alias\" \\ with\ttabs, \x01 and \xff");
	attr_u8(IFLA_OPERSTATE, 6);
	attr_u8(IFLA_LINKMODE, 0);
	attr_u32(IFLA_MTU, 1500);
	attr_u32(IFLA_LINK, 3);
	attr_u32(IFLA_MASTER, 98);
	attr_u32(IFLA_LINK_NETNSID, 1);
	attr_u32(IFLA_GROUP, 7);
	attr_u32(IFLA_TXQLEN, 1000);
	attr(IFLA_STATS64, stats, sizeof(stats));
	nest(IFLA_PROP_LIST);
	attr_text(IFLA_ALT_IFNAME, "a name that is longer");
	end();
	nest(IFLA_AF_SPEC);
	nest(AF_INET6);
	attr_u8(IFLA_INET6_ADDR_GEN_MODE, 0);
	end();
	end();
	nest(IFLA_LINKINFO);
	attr_text(IFLA_INFO_KIND, port ? "veth" : kind);
	if (port)
		attr_text(IFLA_INFO_SLAVE_KIND, kind);
	all_attrs(port ? IFLA_INFO_SLAVE_DATA : IFLA_INFO_DATA, 60, size);
	end();
	end();
}

static void addr_messages(void)
{
	struct ifaddrmsg ifa = { .ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = 5 };
	struct ifa_cacheinfo life = { .ifa_valid = 100, .ifa_prefered = 50 };

	begin(BUILD_NEWADDR, &ifa, sizeof(ifa));
	attr(IFA_ADDRESS, "\x0a\0\0\2", 4);
	attr(IFA_LOCAL, "\x0a\0\0\1", 4);
	attr(IFA_BROADCAST, "\x0a\0\0\xff", 4);
	attr_text(IFA_LABEL, "d1:1");
	attr_u32(IFA_FLAGS, IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE);
	attr_u32(IFA_RT_PRIORITY, 10);
	attr(IFA_CACHEINFO, &life, sizeof(life));
	end();
	ifa.ifa_family = AF_INET6;
	begin(BUILD_NEWADDR, &ifa, sizeof(ifa));
	attr(IFA_ADDRESS, "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	attr_u32(IFA_FLAGS, IFA_F_TENTATIVE | IFA_F_DADFAILED | IFA_F_DEPRECATED);
	attr_u8(11, 2); /* IFA_PROTO */
	end();
}

static void route_attrs(void)
{
	attr(RTA_DST, "\x0a\0\0\0", 4);
	attr(RTA_GATEWAY, "\x0a\0\0\1", 4);
	attr(RTA_PREFSRC, "\x0a\0\0\2", 4);
	attr_u32(RTA_OIF, 5);
	attr_u32(RTA_PRIORITY, 100);
	attr_u32(RTA_TABLE, RT_TABLE_MAIN);
	attr_u32(RTA_FLOW, 0x10002);
}

static void route_messages(void)
{
	struct rtmsg rtm = { .rtm_family = AF_INET, .rtm_dst_len = 8, .rtm_table = RT_TABLE_MAIN,
			     .rtm_protocol = RTPROT_STATIC, .rtm_type = RTN_UNICAST };
	struct rta_cacheinfo info = { .rta_expires = 100, .rta_error = 5, .rta_used = 6 };
	struct {
		struct rtnexthop nh;
		struct rtattr gateway;
		uint8_t address[4];
	} hops[2] = {
		{ { sizeof(hops[0]), 0, 0, 5 }, { 8, RTA_GATEWAY }, { 10, 0, 0, 1 } },
		{ { sizeof(hops[0]), RTNH_F_ONLINK, 7, 6 }, { 8, RTA_GATEWAY }, { 10, 0, 0, 2 } },
	};
	uint32_t seg6[6] = { 1, 2, 4 };

	begin(BUILD_NEWROUTE, &rtm, sizeof(rtm));
	route_attrs();
	all_attrs(RTA_METRICS, RTAX_MAX, 4);
	attr(RTA_CACHEINFO, &info, sizeof(info));
	end();
	begin(BUILD_NEWROUTE, &rtm, sizeof(rtm));
	attr(RTA_MULTIPATH, hops, sizeof(hops));
	attr(RTA_VIA, "\x0a\0\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 18);
	end();
	rtm.rtm_family = AF_INET6;
	begin(BUILD_NEWROUTE, &rtm, sizeof(rtm));
	attr(RTA_DST, "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	attr_u8(RTA_PREF, 1);
	attr_u32(RTA_EXPIRES, 10);
	end();
	for (uint16_t type = 1; type <= 10; type++) { /* LWTUNNEL_ENCAP_* */
		begin(BUILD_NEWROUTE, &rtm, sizeof(rtm));
		attr(RTA_ENCAP_TYPE, &type, sizeof(type));
		if (type == 5)
			nest(RTA_ENCAP), attr(1, seg6, sizeof(seg6)), end();
		else
			all_attrs(RTA_ENCAP, 16, type % 2 ? 4 : 16);
		end();
	}
}

/* One expression of a rule, with all its numbers. */
static void rule_expr(const char *name, unsigned last)
{
	nest(NFTA_LIST_ELEM);
	attr_text(NFTA_EXPR_NAME, name);
	nest(NFTA_EXPR_DATA);
	for (unsigned type = 1; type <= last; type++)
		attr(type, "\0\0\0\1", 4);
	nest(NFTA_CMP_DATA);
	attr(NFTA_DATA_VALUE, "d1\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	end();
	end();
	end();
}

static void rule_messages(void)
{
	static const char *const chains[] = { "postrouting", "port" };
	static const char *const exprs[] = { "meta", "cmp",     "payload", "bitwise", "range",
					     "fib",  "counter", "masq",    "nat",     "immediate" };

	for (unsigned chain = 0; chain < 2; chain++) {
		begin(BUILD_NEWRULE, "\1\0\0\0", 4);
		attr_text(NFTA_RULE_TABLE, "nsbox");
		attr_text(NFTA_RULE_CHAIN, chains[chain]);
		attr(NFTA_RULE_HANDLE, "\0\0\0\0\0\0\0\5", 8);
		nest(NFTA_RULE_EXPRESSIONS);
		for (unsigned i = 0; i < sizeof(exprs) / sizeof(*exprs); i++)
			rule_expr(exprs[i], 6);
		end();
		end();
	}
}

/* ---- One fuzzer after the other ------------------------------------------------------------ */

static void seeds_of_shows(void)
{
	static const char *const kinds[] = { "bridge", "macvlan", "macvtap", "vlan", "vxlan", "tun",
					     "vrf", "veth" };

	for (unsigned line = 0; line < 32; line++) {
		for (unsigned kind = 0; kind < sizeof(kinds) / sizeof(*kinds); kind++) {
			put_u8(line);
			addr_messages(); /* who asks for links first passes over them */
			link_message(5, kinds[kind], false, 4u << kind % 3);
			end_of_answer();
			addr_messages();
			link_message(5, kinds[kind], false, 4u << kind % 3);
			link_message(6, "bridge", true, 8u >> kind % 4);
			end_of_answer();
			save("shows");
		}
		put_u8(line);
		route_messages();
		end_of_answer();
		route_messages();
		save("shows");
		put_u8(line);
		rule_messages();
		begin(BUILD_NEWNSID, "\0\0\0\0", 4);
		attr_u32(1, 0); /* NETNSA_NSID */
		end();
		save("shows");
	}
}

static void seeds_of_lines(void)
{
	static const char *const lines[] = {
		"ip-link add veth0 type veth peer name veth1 netns 1",
		"ip-link add link d1 name m0 mtu 1400 address 02:00:00:00:00:01 type macvlan mode bridge",
		"ip-link add link d1 v5 type vlan id 5 protocol 802.1ad egress-qos-map 1:2 3:4",
		"ip-link add vx0 type vxlan id 7 remote 10.0.0.1 dev d1 dstport 4789 srcport 1 2",
		"ip-link set dev d1 up mtu 1500 master b0 alias hello txqueuelen 5 arp off",
		"ip-link add br0 type bridge stp_state 1 vlan_filtering 1 ageing_time 3000",
		"ip-link set d1 type bridge_slave cost 5 priority 3 isolated on",
		"ip-link delete dev d1",
		"ip-link -j -p -d -s -s show type veth up master b0 group default",
		"ip-link help",
		"ip-addr add 10.0.0.1/8 dev d1 brd + label d1:1 valid_lft 10 preferred_lft 5",
		"ip-addr add fd00::1/64 dev d1 nodad peer fd00::2 scope site metric 7",
		"ip-addr -br -4 show dev d1 scope global to 10.0.0.0/8 label d*",
		"ip-addr flush dev d1 permanent",
		"ip-route add 10.0.0.0/8 via inet6 fe80::1 dev d1 metric 5 mtu lock 1400 rtt 1.5s",
		"ip-route add default nexthop via 10.0.0.1 dev d1 weight 2 nexthop via 10.0.0.2 onlink",
		"ip-route replace unreachable fd00::/8 table 7 proto static pref high realms 1/2",
		"ip-route -6 show table all root fd00::/8 proto static scope link type unicast",
		"ip-route get 10.0.0.1 from 10.0.0.2 iif d1 mark 5 ipproto udp dport 53",
		"ip-route flush cache",
		"veth add a 10.0.0.1/24 fd00::1/64 b 10.0.0.2/24 mtu 1400 down",
		"veth -j list",
		"veth peer d1",
		"fwd on 4 dev d1",
		"fwd masq dev d1 from 10.0.0.0/8",
		"fwd port tcp 80-90 to [fd00::1]:8080 dev d1",
		"fwd delete 5",
		"fwd flush",
	};

	for (unsigned i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		put(lines[i], strlen(lines[i]) + 1);
		link_message(100, "bridge", false, 4);
		end_of_answer();
		rule_messages();
		save("lines");
	}
}

static void seeds_of_inet(void)
{
	static const char *const texts[] = {
		"10.0.0.1", "10.1/16", "010.020.0.0/16", "10.0.0.0/255.0.0.0",
		"10.0.0.0/255.0.255.0", "default", "::",
		"2001:db8::1/64", "::ffff:10.0.0.1", "fe80::1%lo", "02:00:00:00:00:01",
		"00:11:22:33:44:55:66:77", "1:2:3:4:5:6:7:8",
		"\0\0\0\0\0\0\0\0\0\0\xff\xff\x0a\0\0\1" "\0\0\0\0\0\0\0\0\0\0\xff\xff\x0a\0\0\2\x7f",
	};

	for (unsigned i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		put(texts[i], *texts[i] ? strlen(texts[i]) : 33);
		save("inet");
	}
}

/* A datagram as it is: its length in network order, and the bytes. */
static void datagram(unsigned special, const void *data, size_t len)
{
	put_u8(special);
	put_u8((unsigned)len >> 8);
	put_u8((unsigned)len);
	put(data, len);
}

static void seeds_of_answers(void)
{
	struct {
		struct nlmsghdr h;
		int code;
		struct nlmsghdr request;
		uint8_t body[20];
		struct nlattr offset;
		uint32_t at;
		struct nlattr text;
		char why[4];
	} refusal = {
		{ sizeof(refusal), NLMSG_ERROR, NLM_F_ACK_TLVS, 0, 0 }, -22,
		{ 36, 18, NLM_F_REQUEST | NLM_F_ACK, 0, 0 }, { 0 },
		{ 8, NLMSGERR_ATTR_OFFS }, 24, { 8, NLMSGERR_ATTR_MSG }, "why",
	};

	for (unsigned what = 0; what < 32; what++) {
		put_u8(what);
		put_u8(what % 8);
		datagram(DATAGRAM_NUMBERED, &refusal, sizeof(refusal));
		link_message(5, "bridge", true, 4);
		datagram(DATAGRAM_ERROR, "a", 1);
		datagram(DATAGRAM_STRANGER, &refusal, sizeof(refusal));
		datagram(DATAGRAM_CUT, &refusal, sizeof(refusal));
		addr_messages();
		datagram(DATAGRAM_NUMBERED, &refusal, 20);
		end_of_answer();
		save("answers");
	}
}

static void seeds_of_requests(void)
{
	for (unsigned op = 0; op < 11; op++) {
		for (unsigned big = 0; big < 2; big++) {
			for (unsigned i = 0; i < 8; i++) {
				put_u8(op + (big ? 132 : 0)); /* 132: 12 times 11, and the bit for long ones */
				put_u8(big ? 7 * i : 0);
				put_u8(7 * i);
			}
			save("requests");
		}
	}
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 1;
	dir = argv[1];
	mkdir(dir, 0755);
	seeds_of_requests();
	seeds_of_answers();
	seeds_of_inet();
	seeds_of_lines();
	seeds_of_shows();
	return 0;
}

/* SPDX-License-Identifier: 0BSD */
/* link.c, addr.c, route.c: structs into messages and messages into structs. */
#include "reader.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "rt.h"

#define BIT(has) ((uint64_t)1 << (has))

/* The message sent last, as if the kernel had sent it. */
static struct nl_msg sent_message(void)
{
	struct nlmsghdr h = sent_header(0);

	assert_int_equal(h.nlmsg_len, fake.sent_len);
	return (struct nl_msg){ .type = h.nlmsg_type, .data = fake.sent + NLMSG_HDRLEN,
				.len = h.nlmsg_len - NLMSG_HDRLEN };
}

/* The next request will be acked. */
static void expect_ack(void)
{
	struct datagram *d = datagram();

	send_works();
	add_ack(d, nl.seq + 1);
	arrives(d);
}

static struct inet inet(const char *text)
{
	struct inet addr;

	assert_int_equal(inet_prefix_parse(text, AF_UNSPEC, &addr), 0);
	return addr;
}

static void assert_inet(const struct inet *addr, const char *text)
{
	struct inet want = inet(text);

	assert_memory_equal(addr, &want, sizeof(want));
}

/* Does the message sent last have this attribute? */
static bool was_sent(size_t header, uint16_t type)
{
	struct nl_msg m = sent_message();
	struct nl_attrs attrs = nl_attrs(&m, header);
	struct nl_attr a;

	while (nl_attr_next(&attrs, &a))
		if (a.type == type)
			return true;
	return false;
}

/* ---- Links ------------------------------------------------------------------------------- */

static void a_link_is_read_as_it_was_written(void **state)
{
	const struct link want = {
		.has = BIT(LINK_NAME) | BIT(LINK_MTU) | BIT(LINK_ADDRESS) | BIT(LINK_MASTER) |
		       BIT(LINK_GROUP) | BIT(LINK_TXQLEN) | BIT(LINK_MODE) | BIT(LINK_GENMODE),
		.index = 7,
		.flags = { IFF_UP, IFF_UP | IFF_PROMISC },
		.name = "veth0", .mtu = 1400, .master = 3, .group = 5, .txqlen = 0, .mode = 1,
		.genmode = 3, .address = { 6, { 2, 0, 0, 0, 0, 1 } },
	};
	struct ifinfomsg ifi;
	struct link link;

	(void)state;
	expect_ack();
	assert_int_equal(link_set(&nl, &want, NLM_F_CREATE | NLM_F_EXCL), 0);
	assert_int_equal(sent_header(0).nlmsg_flags,
			 NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	msg = sent_message();
	assert_true(nl_header(&msg, &ifi, sizeof(ifi)));
	assert_int_equal(ifi.ifi_change, IFF_UP | IFF_PROMISC);
	assert_true(link_read(&msg, &link));
	assert_true((link.has & want.has) == want.has);
	assert_int_equal(link.index, 7);
	assert_int_equal(link.flags.value, IFF_UP);
	assert_string_equal(link.name, "veth0");
	assert_int_equal(link.mtu, 1400);
	assert_int_equal(link.master, 3);
	assert_int_equal(link.group, 5);
	assert_int_equal(link.mode, 1);
	assert_int_equal(link.genmode, 3);
	assert_int_equal(link.address.len, 6);
	assert_memory_equal(link.address.bytes, want.address.bytes, 6);
}

static void a_veth_is_written_with_both_ends(void **state)
{
	const struct link peer = { .has = BIT(LINK_NAME), .name = "b", .flags = { 0, IFF_UP } };
	const struct link link = { .has = BIT(LINK_NAME), .name = "a", .type = "veth",
				   .peer = &peer };
	struct link read;
	struct nl_attrs attrs;
	struct nl_attr a;
	const char *name = "";

	(void)state;
	expect_ack();
	assert_int_equal(link_set(&nl, &link, NLM_F_CREATE), 0);
	msg = sent_message();
	assert_true(link_read(&msg, &read));
	assert_string_equal(read.name, "a");
	assert_string_equal(link_type(&read), "veth");
	assert_string_equal(link_port_type(&read), "");
	attrs = nl_nested(&read.info);
	while (nl_attr_next(&attrs, &a) && a.type != IFLA_INFO_DATA)
		;
	attrs = nl_nested(&a);
	assert_true(nl_attr_next(&attrs, &a)); /* VETH_INFO_PEER: a header, then attributes */
	msg = (struct nl_msg){ .data = a.data, .len = a.len };
	attrs = nl_attrs(&msg, sizeof(struct ifinfomsg));
	while (nl_attr_next(&attrs, &a))
		if (a.type == IFLA_IFNAME)
			name = nl_str(&a);
	assert_string_equal(name, "b");
}

static void a_link_message_may_lack_anything(void **state)
{
	struct ifinfomsg ifi = { .ifi_index = 3 };
	struct datagram *d = datagram();
	struct link link;

	(void)state;
	msg = (struct nl_msg){ .type = RTM_NEWLINK, .data = (const unsigned char *)&ifi,
			       .len = sizeof(ifi) };
	assert_true(link_read(&msg, &link));
	assert_true(link.has == 0);
	assert_string_equal(link.name, "");
	assert_string_equal(link_type(&link), "");
	assert_false(link.deleted);
	msg.type = RTM_DELLINK;
	assert_true(link_read(&msg, &link));
	assert_true(link.deleted);
	msg.len--;
	assert_false(link_read(&msg, &link));
	msg = (struct nl_msg){ .type = RTM_NEWADDR, .data = d->buf, .len = sizeof(ifi) };
	assert_false(link_read(&msg, &link));
}

static void attributes_that_are_not_known_are_passed_over(void **state)
{
	struct ifinfomsg ifi = { .ifi_index = 3 };
	struct datagram *d = datagram();
	struct link link;

	(void)state;
	add_message(d, RTM_NEWLINK, 0, 1, &ifi, sizeof(ifi));
	add_attr(d, 63, "abcd", 4);
	add_attr(d, 64, "abcd", 4);
	add_attr(d, 500, "abcd", 4);
	add_attr(d, 0x3fff, "abcd", 4);
	add_attr(d, IFLA_IFNAME, "a", 2);
	msg = (struct nl_msg){ .type = RTM_NEWLINK, .data = d->buf + 16, .len = d->len - 16 };
	assert_true(link_read(&msg, &link));
	assert_true(link.has == BIT(LINK_NAME));
}

/* ---- Addresses --------------------------------------------------------------------------- */

static void an_address_is_read_as_it_was_written(void **state)
{
	const struct addr want = {
		.has = BIT(ADDR_LOCAL) | BIT(ADDR_ADDRESS) | BIT(ADDR_BROADCAST) | BIT(ADDR_LABEL) |
		       BIT(ADDR_LIFETIME) | BIT(ADDR_FLAGS) | BIT(ADDR_METRIC),
		.family = AF_INET, .index = 7, .prefixlen = 24, .scope = RT_SCOPE_LINK,
		.flags = { IFA_F_NOPREFIXROUTE, IFA_F_NOPREFIXROUTE },
		.local = inet("10.0.0.1"), .address = inet("10.0.0.2"),
		.broadcast = inet("10.0.0.255"), .label = "a:1", .metric = 100,
		.valid = 20, .preferred = 10,
	};
	struct addr addr;

	(void)state;
	expect_ack();
	assert_int_equal(addr_set(&nl, &want, NLM_F_CREATE), 0);
	msg = sent_message();
	assert_true(addr_read(&msg, &addr));
	assert_true((addr.has & want.has) == want.has);
	assert_int_equal(addr.family, AF_INET);
	assert_int_equal(addr.index, 7);
	assert_int_equal(addr.prefixlen, 24);
	assert_int_equal(addr.scope, RT_SCOPE_LINK);
	assert_int_equal(addr.flags.value, IFA_F_NOPREFIXROUTE);
	assert_inet(&addr.local, "10.0.0.1");
	assert_inet(&addr.address, "10.0.0.2");
	assert_inet(&addr.broadcast, "10.0.0.255");
	assert_string_equal(addr.label, "a:1");
	assert_int_equal(addr.metric, 100);
	assert_int_equal(addr.valid, 20);
	assert_int_equal(addr.preferred, 10);
}

static void an_address_without_peer_is_its_own(void **state)
{
	static const uint16_t types[] = { IFA_ADDRESS, IFA_LOCAL };

	for (unsigned i = 0; i < 2; i++) {
		struct ifaddrmsg ifa = { .ifa_family = AF_INET6, .ifa_prefixlen = 64 };
		struct inet want = inet("fd00::1");
		struct datagram *d;
		struct addr addr;

		reader_setup(state);
		d = datagram();
		add_message(d, RTM_NEWADDR, 0, 1, &ifa, sizeof(ifa));
		add_attr(d, types[i], want.bytes, 16);
		msg = (struct nl_msg){ .type = RTM_NEWADDR, .data = d->buf + 16, .len = d->len - 16 };
		assert_true(addr_read(&msg, &addr));
		assert_inet(&addr.local, "fd00::1");
		assert_inet(&addr.address, "fd00::1");
	}
}

static void an_address_of_no_familys_length_is_none(void **state)
{
	for (size_t len = 0; len <= 20; len++) {
		struct ifaddrmsg ifa = { .ifa_family = AF_INET };
		struct datagram *d;
		struct addr addr;

		reader_setup(state);
		d = datagram();
		add_message(d, RTM_NEWADDR, 0, 1, &ifa, sizeof(ifa));
		add_attr(d, IFA_LOCAL, "0123456789012345678901", len);
		msg = (struct nl_msg){ .type = RTM_NEWADDR, .data = d->buf + 16, .len = d->len - 16 };
		assert_true(addr_read(&msg, &addr));
		assert_int_equal(addr.local.family,
				 len == 4 ? AF_INET : len == 16 ? AF_INET6 : AF_UNSPEC);
	}
}

/* ---- Routes ------------------------------------------------------------------------------ */

static void a_route_is_read_as_it_was_written(void **state)
{
	const struct route want = {
		.has = BIT(ROUTE_DST) | BIT(ROUTE_GATEWAY) | BIT(ROUTE_PREFSRC) | BIT(ROUTE_OIF) |
		       BIT(ROUTE_METRIC) | BIT(ROUTE_REALMS) | BIT(ROUTE_TABLE),
		.family = AF_INET, .table = 1000, .proto = RTPROT_STATIC, .scope = RT_SCOPE_SITE,
		.type = RTN_UNICAST, .tos = 4, .flags = { RTNH_F_ONLINK, RTNH_F_ONLINK },
		.dst = inet("10.0.0.0/8"), .gateway = inet("10.0.0.1"), .prefsrc = inet("10.0.0.2"),
		.oif = 5, .metric = 100, .realms = 0x10002,
	};
	struct route route;

	(void)state;
	expect_ack();
	assert_int_equal(route_set(&nl, &want, NULL, 0, NLM_F_CREATE), 0);
	msg = sent_message();
	assert_true(route_read(&msg, &route));
	assert_true((route.has & want.has) == want.has);
	assert_int_equal(route.family, AF_INET);
	assert_int_equal(route.table, 1000);
	assert_int_equal(route.proto, RTPROT_STATIC);
	assert_int_equal(route.scope, RT_SCOPE_SITE);
	assert_int_equal(route.type, RTN_UNICAST);
	assert_int_equal(route.tos, 4);
	assert_int_equal(route.flags.value, RTNH_F_ONLINK);
	assert_inet(&route.dst, "10.0.0.0/8");
	assert_inet(&route.gateway, "10.0.0.1");
	assert_inet(&route.prefsrc, "10.0.0.2");
	assert_int_equal(route.oif, 5);
	assert_int_equal(route.metric, 100);
	assert_int_equal(route.realms, 0x10002);
}

static void a_default_route_has_no_destination(void **state)
{
	static const char *const all[] = { "default", "0.0.0.0/0" };

	for (unsigned i = 0; i < 2; i++) {
		struct route want = { .has = BIT(ROUTE_DST), .family = AF_INET, .table = 254 };

		reader_setup(state);
		want.dst = inet(all[i]);
		expect_ack();
		assert_int_equal(route_set(&nl, &want, NULL, 0, 0), 0);
		assert_false(was_sent(sizeof(struct rtmsg), RTA_DST));
		assert_false(was_sent(sizeof(struct rtmsg), RTA_TABLE)); /* the header has it */
	}
}

static void a_gateway_of_another_family_goes_by_via(void **state)
{
	struct route want = { .has = BIT(ROUTE_GATEWAY), .family = AF_INET };
	struct route route;

	(void)state;
	want.gateway = inet("fe80::1");
	expect_ack();
	assert_int_equal(route_set(&nl, &want, NULL, 0, 0), 0);
	assert_true(was_sent(sizeof(struct rtmsg), RTA_VIA));
	assert_false(was_sent(sizeof(struct rtmsg), RTA_GATEWAY));
	msg = sent_message();
	assert_true(route_read(&msg, &route));
	assert_true(route.has & BIT(ROUTE_VIA));
	assert_inet(&route.gateway, "fe80::1");
}

static void a_via_without_a_whole_address_is_none(void **state)
{
	static const struct {
		uint16_t family;
		size_t len;
	} wrong[] = { { AF_INET6, 17 }, { AF_INET, 5 }, { AF_UNSPEC, 18 }, { AF_PACKET, 18 },
		      { 0x0a0a, 18 },   { AF_INET, 1 }, { AF_INET, 0 } };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct rtmsg rtm = { .rtm_family = AF_INET };
		unsigned char via[18] = { 0 };
		struct datagram *d;
		struct route route;

		reader_setup(state);
		d = datagram();
		memcpy(via, &wrong[i].family, sizeof(wrong[i].family));
		add_message(d, RTM_NEWROUTE, 0, 1, &rtm, sizeof(rtm));
		add_attr(d, RTA_VIA, via, wrong[i].len);
		msg = (struct nl_msg){ .type = RTM_NEWROUTE, .data = d->buf + 16,
				       .len = d->len - 16 };
		assert_true(route_read(&msg, &route));
		assert_false(route.has & BIT(ROUTE_VIA));
		assert_int_equal(route.gateway.family, AF_UNSPEC);
	}
}

static void metrics_are_written_with_their_locks(void **state)
{
	struct route want = { .family = AF_INET };
	struct route route;
	struct nl_attrs attrs;
	struct nl_attr a;
	uint32_t mtu = 0, lock = 0;
	const char *congctl = "";

	(void)state;
	want.set_metrics.mask = 1 << RTAX_MTU | 1 << RTAX_CC_ALGO;
	want.set_metrics.lock = 1 << RTAX_MTU;
	want.set_metrics.value[RTAX_MTU] = 1400;
	want.set_metrics.congctl = "cubic";
	expect_ack();
	assert_int_equal(route_set(&nl, &want, NULL, 0, 0), 0);
	msg = sent_message();
	assert_true(route_read(&msg, &route));
	attrs = nl_nested(&route.metrics);
	while (nl_attr_next(&attrs, &a)) {
		if (a.type == RTAX_MTU)
			mtu = nl_u32(&a);
		if (a.type == RTAX_LOCK)
			lock = nl_u32(&a);
		if (a.type == RTAX_CC_ALGO)
			congctl = nl_str(&a);
	}
	assert_int_equal(mtu, 1400);
	assert_int_equal(lock, 1 << RTAX_MTU);
	assert_string_equal(congctl, "cubic");
}

/* ---- Nexthops ---------------------------------------------------------------------------- */

static void a_route_with_256_nexthops_is_read_as_it_was_written(void **state)
{
	static struct nexthop hops[256];
	struct route want = { .family = AF_INET6 };
	struct nexthop hop;
	struct route route;
	struct nl_attr left;

	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		hops[i] = (struct nexthop){ .has = BIT(ROUTE_GATEWAY) | BIT(ROUTE_REALMS),
					    .index = i + 1, .weight = i + 1, .realms = i,
					    .flags = { RTNH_F_ONLINK, 0 } };
		hops[i].gateway = inet(i % 2 ? "10.0.0.1" : "fd00::1");
		hops[i].gateway.bytes[3] = (uint8_t)i;
	}
	expect_ack();
	assert_int_equal(route_set(&nl, &want, hops, 256, 0), 0);
	msg = sent_message();
	assert_true(route_read(&msg, &route));
	left = route.nexthops;
	for (unsigned i = 0; i < 256; i++) {
		assert_true(nexthop_next(&left, &hop));
		assert_int_equal(hop.index, i + 1);
		assert_int_equal(hop.weight, i + 1);
		assert_int_equal(hop.realms, i);
		assert_int_equal(hop.flags.value, RTNH_F_ONLINK);
		assert_memory_equal(&hop.gateway, &hops[i].gateway, sizeof(hop.gateway));
		assert_true(hop.has & BIT(i % 2 ? ROUTE_VIA : ROUTE_GATEWAY));
	}
	assert_false(nexthop_next(&left, &hop));
}

static void more_nexthops_than_fit_are_refused(void **state)
{
	static struct nexthop hops[1000];
	const struct route want = { .family = AF_INET6 };

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		hops[i].has = BIT(ROUTE_GATEWAY);
		hops[i].gateway = inet("fd00::1");
	}
	assert_int_equal(route_set(&nl, &want, hops, 1000, 0), -EMSGSIZE);
	assert_int_equal(fake.sends, 0);
}

static void a_nexthop_of_a_wrong_length_ends_the_list(void **state)
{
	static const uint16_t wrong[] = { 0, 1, 7, 9, 17, 0xffff };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct rtnexthop nh = { .rtnh_len = 8, .rtnh_ifindex = 5 };
		unsigned char list[16];
		struct nl_attr left = { .len = sizeof(list), .data = list };
		struct nexthop hop;

		memcpy(list, &nh, sizeof(nh));
		nh.rtnh_len = wrong[i];
		memcpy(list + 8, &nh, sizeof(nh));
		assert_true(nexthop_next(&left, &hop));
		assert_int_equal(hop.index, 5);
		assert_false(nexthop_next(&left, &hop));
	}
	for (uint16_t len = 0; len < 8; len++) {
		const unsigned char list[8] = { 8 };
		struct nl_attr left = { .len = len, .data = list };
		struct nexthop hop;

		assert_false(nexthop_next(&left, &hop));
	}
}

#define TEST(name) cmocka_unit_test_setup(name, reader_setup)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_link_is_read_as_it_was_written),
		TEST(a_veth_is_written_with_both_ends),
		TEST(a_link_message_may_lack_anything),
		TEST(attributes_that_are_not_known_are_passed_over),
		TEST(an_address_is_read_as_it_was_written),
		TEST(an_address_without_peer_is_its_own),
		TEST(an_address_of_no_familys_length_is_none),
		TEST(a_route_is_read_as_it_was_written),
		TEST(a_default_route_has_no_destination),
		TEST(a_gateway_of_another_family_goes_by_via),
		TEST(a_via_without_a_whole_address_is_none),
		TEST(metrics_are_written_with_their_locks),
		TEST(a_route_with_256_nexthops_is_read_as_it_was_written),
		TEST(more_nexthops_than_fit_are_refused),
		TEST(a_nexthop_of_a_wrong_length_ends_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

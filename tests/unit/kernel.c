/* SPDX-License-Identifier: 0BSD */
/* netlink.c against the real kernel, in network namespaces of the test's own. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../../netlink.h"

#define LO 1 /* the first link of every namespace */

static struct nl nl, other;
static struct nl_req req;
static struct nl_msg msg;

static int setup(void **state)
{
	(void)state;
	memset(&nl, 0xa5, sizeof(nl));
	other.fd = -1;
	nl_req_init(&req);
	if (unshare(CLONE_NEWNET))
		return -1;
	return nl_open(&nl, NETLINK_ROUTE);
}

static int teardown(void **state)
{
	(void)state;
	nl_close(&nl);
	nl_close(&other);
	return 0;
}

/* 10.0.x.y for address number 256x+y */
static void begin_address(uint16_t type, uint16_t flags, unsigned number)
{
	struct ifaddrmsg ifa = { .ifa_family = AF_INET, .ifa_prefixlen = 32, .ifa_index = LO };
	uint32_t address = htonl(0x0a000000 + number);

	nl_begin(&req, type, flags, &ifa, sizeof(ifa));
	nl_put_u32(&req, IFA_LOCAL, address);
}

static void add_addresses(unsigned from, unsigned n)
{
	nl_req_init(&req);
	for (unsigned i = 0; i < n; i++) {
		begin_address(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, from + i);
		nl_quiet(&req);
	}
	assert_int_equal(nl_talk(&nl, &req), 0);
	assert_int_equal(nl_collect(&nl), 0);
}

static void set_lo(struct nl *by, bool up)
{
	struct ifinfomsg ifi = { .ifi_index = LO, .ifi_change = IFF_UP };

	if (up)
		ifi.ifi_flags = IFF_UP;
	nl_req_init(&req);
	nl_begin(&req, RTM_NEWLINK, 0, &ifi, sizeof(ifi));
	assert_int_equal(nl_talk(by, &req), 0);
}

/* Reads a dump of `type` to its end: the number of objects, or what failed. */
static int count(uint16_t type)
{
	struct ifaddrmsg ifa = { .ifa_family = AF_INET };
	int rc, n = 0;

	nl_req_init(&req);
	nl_begin(&req, type, NLM_F_DUMP, &ifa, sizeof(ifa));
	assert_int_equal(nl_send(&nl, &req), 0);
	while ((rc = nl_next(&nl, &msg)) > 0)
		n++;
	return rc ? rc : n;
}

/* ---- Dumps and questions ------------------------------------------------------------------ */

static void a_dump_has_the_one_link_of_a_fresh_namespace(void **state)
{
	struct ifinfomsg ifi = { 0 };
	struct nl_attrs attrs;
	struct nl_attr a;
	const char *name = "";

	(void)state;
	nl_begin(&req, RTM_GETLINK, NLM_F_DUMP, &ifi, sizeof(ifi));
	assert_int_equal(nl_send(&nl, &req), 0);
	assert_int_equal(nl_next(&nl, &msg), 1);
	assert_int_equal(msg.type, RTM_NEWLINK);
	assert_true(nl_header(&msg, &ifi, sizeof(ifi)));
	assert_int_equal(ifi.ifi_index, LO);
	attrs = nl_attrs(&msg, sizeof(ifi));
	while (nl_attr_next(&attrs, &a))
		if (a.type == IFLA_IFNAME)
			name = nl_str(&a);
	assert_string_equal(name, "lo");
	assert_int_equal(nl_next(&nl, &msg), 0);
}

static void a_long_dump_is_whole(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 5; i++)
		add_addresses(300 * i + 1, 300);
	assert_int_equal(count(RTM_GETADDR), 1500);
	assert_false(nl.interrupted);
}

static void a_change_in_the_middle_interrupts_a_dump(void **state)
{
	struct ifaddrmsg ifa = { .ifa_family = AF_INET };
	int rc, n = 0;

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		add_addresses(300 * i + 1, 300);
	assert_int_equal(nl_open(&other, NETLINK_ROUTE), 0);
	nl_req_init(&req);
	nl_begin(&req, RTM_GETADDR, NLM_F_DUMP, &ifa, sizeof(ifa));
	assert_int_equal(nl_send(&nl, &req), 0);
	assert_int_equal(nl_next(&nl, &msg), 1);
	nl_req_init(&req);
	begin_address(RTM_NEWADDR, NLM_F_CREATE, 5000);
	assert_int_equal(nl_talk(&other, &req), 0);
	while ((rc = nl_next(&nl, &msg)) > 0)
		n++;
	assert_int_equal(rc, -EINTR);
	assert_true(n > 1000); /* and yet it was read to its end */
	assert_int_equal(count(RTM_GETADDR), 1501);
}

static void a_question_is_answered_or_refused(void **state)
{
	struct ifinfomsg ifi = { .ifi_index = LO };

	(void)state;
	nl_begin(&req, RTM_GETLINK, 0, &ifi, sizeof(ifi));
	assert_int_equal(nl_ask(&nl, &req, &msg), 0);
	assert_true(nl_header(&msg, &ifi, sizeof(ifi)));
	assert_true(ifi.ifi_flags & IFF_LOOPBACK);
	ifi = (struct ifinfomsg){ .ifi_index = 4711 };
	nl_req_init(&req);
	nl_begin(&req, RTM_GETLINK, 0, &ifi, sizeof(ifi));
	assert_int_equal(nl_ask(&nl, &req, &msg), -ENODEV);
	assert_int_equal(nl.error.code, ENODEV);
}

/* ---- Refusals ----------------------------------------------------------------------------- */

static void a_refusal_has_the_kernels_words(void **state)
{
	struct ifinfomsg ifi = { 0 };
	size_t info;

	(void)state;
	nl_begin(&req, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifi, sizeof(ifi));
	info = nl_nest(&req, IFLA_LINKINFO);
	nl_put_str(&req, IFLA_INFO_KIND, "nosuchkind");
	nl_nest_end(&req, info);
	assert_int_equal(nl_talk(&nl, &req), -EOPNOTSUPP);
	assert_non_null(nl.error.text);
	assert_string_equal(nl.error.text, "Unknown device type");
}

static void a_refusal_points_at_its_attribute(void **state)
{
	struct ifinfomsg ifi = { .ifi_index = LO };

	(void)state;
	nl_begin(&req, RTM_NEWLINK, 0, &ifi, sizeof(ifi));
	nl_put_u32(&req, IFLA_TXQLEN, 1000);
	nl_put_u8(&req, IFLA_MTU, 1); /* four bytes are due */
	assert_int_equal(nl_talk(&nl, &req), -ERANGE);
	assert_int_equal(nl.error.offset, 16 + sizeof(ifi) + 8);
	assert_int_equal(nl.error.attr, IFLA_MTU);
}

/* Without strict checking the kernel would ignore the prefix length, and list everything. */
static void dump_requests_are_checked_strictly(void **state)
{
	struct ifaddrmsg ifa = { .ifa_family = AF_INET, .ifa_prefixlen = 24 };

	(void)state;
	nl_begin(&req, RTM_GETADDR, NLM_F_DUMP, &ifa, sizeof(ifa));
	assert_int_equal(nl_talk(&nl, &req), -EINVAL);
	assert_non_null(nl.error.text);
}

/* Another family than route; and what of it the kernel says is missing. */
static void a_refusal_names_the_attribute_that_is_missing(void **state)
{
	struct genlmsghdr genl = { .cmd = CTRL_CMD_GETFAMILY, .version = 2 };
	struct nl_attrs attrs;
	struct nl_attr a;
	uint16_t id = 0;

	(void)state;
	assert_int_equal(nl_open(&other, NETLINK_GENERIC), 0);
	nl_begin(&req, GENL_ID_CTRL, 0, &genl, sizeof(genl));
	nl_put_str(&req, CTRL_ATTR_FAMILY_NAME, "ethtool");
	if (nl_ask(&other, &req, &msg) == -ENOENT)
		skip(); /* a kernel without CONFIG_ETHTOOL_NETLINK */
	attrs = nl_attrs(&msg, sizeof(genl));
	while (nl_attr_next(&attrs, &a))
		if (a.type == CTRL_ATTR_FAMILY_ID)
			id = nl_u16(&a);
	genl = (struct genlmsghdr){ .cmd = 2, .version = 1 }; /* ETHTOOL_MSG_LINKINFO_GET */
	nl_req_init(&req);
	nl_begin(&req, id, 0, &genl, sizeof(genl));
	assert_int_equal(nl_ask(&other, &req, &msg), -EINVAL);
	if (other.error.text)
		skip(); /* a kernel before 6.1: it says so in words */
	assert_int_equal(other.error.missing, 1); /* ETHTOOL_A_LINKINFO_HEADER */
}

/* ---- Several requests in one send ---------------------------------------------------------- */

static void one_refused_of_three_stops_neither_other(void **state)
{
	(void)state;
	begin_address(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, 1);
	begin_address(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, 1);
	begin_address(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, 2);
	assert_int_equal(nl_send(&nl, &req), 0);
	assert_int_equal(nl_next(&nl, &msg), -EEXIST);
	assert_int_equal(nl.error.request, 1);
	assert_int_equal(nl_next(&nl, &msg), 0);
	assert_int_equal(count(RTM_GETADDR), 2);
	nl_req_init(&req);
	for (unsigned i = 1; i <= 3; i++)
		begin_address(RTM_DELADDR, 0, i);
	assert_int_equal(nl_talk(&nl, &req), -EADDRNOTAVAIL);
	assert_int_equal(nl.error.request, 2);
	assert_int_equal(count(RTM_GETADDR), 0);
}

static void quiet_requests_are_handled_when_the_send_returns(void **state)
{
	static const unsigned numbers[] = { 1, 1, 2, 2, 3 };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		begin_address(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, numbers[i]);
		nl_quiet(&req);
	}
	assert_int_equal(nl_send(&nl, &req), 0);
	assert_int_equal(nl_collect(&nl), -EEXIST);
	assert_int_equal(nl.error.request, 1);
	assert_int_equal(nl_collect(&nl), -EEXIST);
	assert_int_equal(nl.error.request, 3);
	assert_int_equal(nl_collect(&nl), 0);
	assert_int_equal(count(RTM_GETADDR), 3);
}

/* More acks than the receive buffer holds are lost, and told: so many requests are sent quietly. */
static void too_many_acks_are_not_waited_for(void **state)
{
	const int small = 1; /* the kernel makes it its minimum */

	(void)state;
	assert_int_equal(setsockopt(nl.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), 0);
	for (unsigned i = 0; i < 100; i++)
		begin_address(RTM_NEWADDR, NLM_F_CREATE, i + 1);
	assert_int_equal(nl_talk(&nl, &req), -ENOBUFS);
	nl_close(&nl);
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	assert_int_equal(count(RTM_GETADDR), 100);
}

static void a_refused_quiet_request_hides_no_ack_of_another(void **state)
{
	(void)state;
	begin_address(RTM_DELADDR, 0, 1);
	nl_quiet(&req);
	begin_address(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, 1);
	begin_address(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, 1);
	assert_int_equal(nl_send(&nl, &req), 0);
	assert_int_equal(nl_next(&nl, &msg), -EADDRNOTAVAIL);
	assert_int_equal(nl.error.request, 0);
	assert_int_equal(nl_next(&nl, &msg), -EEXIST);
	assert_int_equal(nl.error.request, 2);
	assert_int_equal(nl_next(&nl, &msg), 0);
}

/* ---- Large messages ------------------------------------------------------------------------ */

static void a_route_with_256_nexthops_goes_in_and_comes_out(void **state)
{
	struct rtmsg rtm = { .rtm_family = AF_INET, .rtm_dst_len = 24, .rtm_table = RT_TABLE_MAIN,
			     .rtm_protocol = RTPROT_STATIC, .rtm_type = RTN_UNICAST };
	struct nl_attrs attrs;
	struct nl_attr a;
	unsigned nexthops = 0;
	size_t nest;

	(void)state;
	set_lo(&nl, true);
	nl_req_init(&req);
	nl_begin(&req, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &rtm, sizeof(rtm));
	nl_put_u32(&req, RTA_DST, htonl(0x0a010200));
	nest = nl_nest(&req, RTA_MULTIPATH);
	for (unsigned i = 0; i < 256; i++) {
		struct rtnexthop nh = { .rtnh_len = sizeof(nh) + 8, .rtnh_ifindex = LO,
					.rtnh_flags = RTNH_F_ONLINK };

		nl_put_raw(&req, &nh, sizeof(nh));
		nl_put_u32(&req, RTA_GATEWAY, htonl(0x0a020000 + i));
	}
	nl_nest_end(&req, nest);
	assert_int_equal(nl_talk(&nl, &req), 0);

	rtm = (struct rtmsg){ .rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN };
	nl_req_init(&req);
	nl_begin(&req, RTM_GETROUTE, NLM_F_DUMP, &rtm, sizeof(rtm));
	assert_int_equal(nl_send(&nl, &req), 0);
	assert_int_equal(nl_next(&nl, &msg), 1);
	attrs = nl_attrs(&msg, sizeof(rtm));
	while (nl_attr_next(&attrs, &a)) {
		if (a.type != RTA_MULTIPATH)
			continue;
		for (size_t at = 0; at < a.len; at += 16) {
			struct nl_attr gateway = { .len = 4, .data = a.data + at + 12 };

			assert_int_equal(nl_u32(&gateway), htonl(0x0a020000 + nexthops++));
		}
	}
	assert_int_equal(nexthops, 256);
	assert_int_equal(nl_next(&nl, &msg), 0);
}

/* ---- Listening and strangers --------------------------------------------------------------- */

static void a_listener_hears_what_others_cause(void **state)
{
	struct ifinfomsg ifi;

	(void)state;
	assert_int_equal(nl_open(&other, NETLINK_ROUTE), 0);
	assert_int_equal(nl_join(&other, RTNLGRP_LINK), 0);
	assert_int_equal(nl_join(&other, 100000), -EINVAL);
	set_lo(&nl, true);
	assert_int_equal(nl_next(&other, &msg), 1);
	assert_int_equal(msg.type, RTM_NEWLINK);
	assert_true(nl_header(&msg, &ifi, sizeof(ifi)));
	assert_true(ifi.ifi_flags & IFF_UP);
}

static void a_socket_that_has_sent_can_listen_too(void **state)
{
	(void)state;
	assert_int_equal(nl_open(&other, NETLINK_ROUTE), 0);
	set_lo(&other, true);
	assert_int_equal(nl_join(&other, RTNLGRP_LINK), 0);
	set_lo(&nl, false);
	assert_int_equal(nl_next(&other, &msg), 1);
	assert_int_equal(msg.type, RTM_NEWLINK);
}

static void a_listener_is_told_what_it_missed(void **state)
{
	const int small = 1; /* the kernel makes it its minimum */

	(void)state;
	assert_int_equal(nl_open(&other, NETLINK_ROUTE), 0);
	assert_int_equal(setsockopt(other.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), 0);
	assert_int_equal(nl_join(&other, RTNLGRP_LINK), 0);
	for (unsigned i = 0; i < 20; i++)
		set_lo(&nl, i % 2 == 0);
	assert_int_equal(nl_next(&other, &msg), -ENOBUFS);
	assert_int_equal(nl_next(&other, &msg), 1);
}

static void a_forged_answer_is_not_heard(void **state)
{
	struct sockaddr_nl victim;
	socklen_t len = sizeof(victim);
	struct nlmsghdr forged = { .nlmsg_len = sizeof(forged), .nlmsg_type = RTM_NEWADDR };

	(void)state;
	assert_int_equal(nl_open(&other, NETLINK_ROUTE), 0);
	begin_address(RTM_NEWADDR, NLM_F_CREATE, 1);
	assert_int_equal(nl_talk(&nl, &req), 0); /* its first send gave the socket its port */
	assert_int_equal(getsockname(nl.fd, (struct sockaddr *)&victim, &len), 0);
	forged.nlmsg_seq = nl.seq + 1;
	assert_int_equal(sendto(other.fd, &forged, sizeof(forged), 0, (struct sockaddr *)&victim,
				len), sizeof(forged));
	assert_int_equal(count(RTM_GETADDR), 1);
}

static void a_socket_stays_in_its_namespace(void **state)
{
	(void)state;
	add_addresses(1, 3);
	assert_int_equal(unshare(CLONE_NEWNET), 0);
	assert_int_equal(count(RTM_GETADDR), 3);
	nl_close(&nl);
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	assert_int_equal(count(RTM_GETADDR), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_dump_has_the_one_link_of_a_fresh_namespace),
		TEST(a_long_dump_is_whole),
		TEST(a_change_in_the_middle_interrupts_a_dump),
		TEST(a_question_is_answered_or_refused),
		TEST(a_refusal_has_the_kernels_words),
		TEST(a_refusal_points_at_its_attribute),
		TEST(dump_requests_are_checked_strictly),
		TEST(a_refusal_names_the_attribute_that_is_missing),
		TEST(one_refused_of_three_stops_neither_other),
		TEST(quiet_requests_are_handled_when_the_send_returns),
		TEST(too_many_acks_are_not_waited_for),
		TEST(a_refused_quiet_request_hides_no_ack_of_another),
		TEST(a_route_with_256_nexthops_goes_in_and_comes_out),
		TEST(a_listener_hears_what_others_cause),
		TEST(a_socket_that_has_sent_can_listen_too),
		TEST(a_listener_is_told_what_it_missed),
		TEST(a_forged_answer_is_not_heard),
		TEST(a_socket_stays_in_its_namespace),
	};

	if (unshare(CLONE_NEWNET)) {
		puts("1..0 # SKIP needs the right to make a network namespace");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: 0BSD */
/* netlink.c's receive: failures of the socket, malformed datagrams, large ones. */
#include "reader.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

/* ---- Failures of the socket --------------------------------------------------------------- */

static void lost_messages_are_told_and_the_rest_can_be_read(void **state)
{
	struct datagram *d[2] = { datagram(), datagram() };
	uint32_t seq = ask_for_dump();

	(void)state;
	add_link(d[0], seq, 1);
	add_link(d[1], seq, 9);
	add_done(d[1], 0, seq, 0);
	arrives(d[0]);
	receive_fails(ENOBUFS);
	arrives(d[1]);
	assert_link(1);
	assert_failure(ENOBUFS);
	assert_null(nl.error.text);
	assert_link(9);
	assert_end();
}

static void a_signal_does_not_disturb_a_receive(void **state)
{
	struct datagram *d = datagram();
	uint32_t seq = ask_for_dump();

	(void)state;
	add_done(d, 0, seq, 0);
	receive_fails(EINTR);
	receive_fails(EINTR);
	arrives(d);
	assert_end();
	assert_int_equal(fake.receives, 3);
}

static void a_failed_receive_is_told(void **state)
{
	(void)state;
	ask_for_dump();
	receive_fails(ENOMEM);
	assert_failure(ENOMEM);
}

static void a_datagram_as_large_as_the_buffer_is_whole(void **state)
{
	static const unsigned char filler[NL_RECV_SIZE];
	struct datagram *d = datagram();
	uint32_t seq = ask_for_dump();

	(void)state;
	add_message(d, RTM_NEWLINK, 0, seq, filler, NL_RECV_SIZE - 16 - 20);
	add_done(d, 0, seq, 0);
	assert_int_equal(d->len, NL_RECV_SIZE);
	arrives(d);
	assert_int_equal(nl_next(&nl, &msg), 1);
	assert_int_equal(msg.len, NL_RECV_SIZE - 36);
	assert_end();
}

static void a_longer_datagram_is_told_not_cut(void **state)
{
	struct datagram *d[2] = { datagram(), datagram() };
	uint32_t seq = ask_for_dump();

	(void)state;
	add_link(d[0], seq, 1); /* whole in the buffer, yet there is no telling what is missing */
	d[0]->len = NL_RECV_SIZE + 1;
	add_link(d[1], seq, 2);
	add_done(d[1], 0, seq, 0);
	arrives(d[0]);
	arrives(d[1]);
	assert_failure(EMSGSIZE);
	assert_link(2);
	assert_end();
}

/* ---- Malformed datagrams ------------------------------------------------------------------ */

static void an_empty_datagram_is_passed_over(void **state)
{
	struct datagram *empty = datagram(), *d = datagram();
	uint32_t seq = ask_for_dump();

	(void)state;
	add_done(d, 0, seq, 0);
	arrives(empty);
	arrives(d);
	assert_end();
}

static void a_wrong_length_spoils_the_rest_of_its_datagram(void **state)
{
	/* 36 bytes are there: the message's own 16 and the 20 of the end behind it */
	static const uint32_t wrong[] = { 0, 1, 15, 37, 0x7fffffff, 0xfffffff0, UINT32_MAX };
	struct datagram *d;
	uint32_t seq;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		reader_setup(state);
		d = datagram();
		seq = ask_for_dump();
		add_link(d, seq, 1);
		add_message(d, RTM_NEWLINK, 0, seq, NULL, 0);
		memcpy(d->buf + d->msg, &wrong[i], sizeof(wrong[i]));
		add_done(d, 0, seq, -EPERM);
		arrives(d);
		d = datagram();
		add_done(d, 0, seq, 0);
		arrives(d);
		assert_link(1);
		assert_failure(EBADMSG);
		assert_end();
	}
}

static void a_tail_too_short_for_a_header_is_malformed(void **state)
{
	static const unsigned char zero[16];

	for (size_t tail = 1; tail < 16; tail++) {
		struct datagram *d;
		uint32_t seq;

		reader_setup(state);
		d = datagram();
		seq = ask_for_dump();
		add_link(d, seq, 1);
		add_bytes(d, zero, tail);
		arrives(d);
		d = datagram();
		add_done(d, 0, seq, 0);
		arrives(d);
		assert_link(1);
		assert_failure(EBADMSG);
		assert_end();
	}
}

static void the_last_message_may_lack_its_padding(void **state)
{
	for (uint32_t len = 17; len <= 20; len++) {
		struct datagram *d;
		uint32_t seq;

		reader_setup(state);
		d = datagram();
		seq = ask_for_dump();
		add_link(d, seq, 1);
		add_message(d, RTM_NEWLINK, 0, seq, "abcd", 4);
		memcpy(d->buf + d->msg, &len, sizeof(len));
		d->len = d->msg + len;
		arrives(d);
		d = datagram();
		add_done(d, 0, seq, 0);
		arrives(d);
		assert_link(1);
		assert_int_equal(nl_next(&nl, &msg), 1);
		assert_int_equal(msg.len, len - 16);
		assert_memory_equal(msg.data, "abcd", len - 16);
		assert_end();
	}
}

static void a_message_in_the_middle_may_need_padding(void **state)
{
	struct datagram *d = datagram();
	uint32_t seq = ask_for_dump(), len = 17;

	(void)state;
	add_message(d, RTM_NEWLINK, 0, seq, "a\0\0\0", 4);
	memcpy(d->buf + d->msg, &len, sizeof(len));
	add_link(d, seq, 2);
	add_done(d, 0, seq, 0);
	arrives(d);
	assert_int_equal(nl_next(&nl, &msg), 1);
	assert_int_equal(msg.len, 1);
	assert_link(2);
	assert_end();
}

static void an_end_with_half_a_code_has_none(void **state)
{
	struct datagram *d = datagram();
	const uint32_t len = 18;

	(void)state;
	add_message(d, NLMSG_DONE, 0, ask_for_dump(), "\xff\xff", 2);
	memcpy(d->buf + d->msg, &len, sizeof(len));
	d->len = len;
	arrives(d);
	assert_end();
}

/* ---- Large messages ----------------------------------------------------------------------- */

/* As rtnl_fill_vfinfo() in the kernel makes it: about 250 bytes for each virtual function. */
static void a_link_with_128_virtual_functions_is_whole(void **state)
{
	enum { VFS = 128 };
	static unsigned char list[VFS * 512], vf[512];
	struct ifinfomsg ifi = { .ifi_index = 2 };
	struct datagram *d = datagram();
	uint32_t seq = ask_for_dump();
	struct nl_attrs links, vfs, infos;
	struct nl_attr a;
	size_t len = 0;

	(void)state;
	for (uint32_t i = 0; i < VFS; i++) {
		struct ifla_vf_mac mac = { .vf = i, .mac = { 2, 0, 0, 0, 0, (unsigned char)i } };
		struct ifla_vf_rate rate = { .vf = i, .max_tx_rate = 1000 };
		unsigned char stats[8 * 12] = { (unsigned char)i };
		size_t n = tlv(vf, IFLA_VF_MAC, &mac, sizeof(mac));

		n += tlv(vf + n, IFLA_VF_RATE, &rate, sizeof(rate));
		n += tlv(vf + n, IFLA_VF_STATS, stats, sizeof(stats));
		n += tlv(vf + n, IFLA_VF_BROADCAST, vf, 32);
		len += tlv(list + len, IFLA_VF_INFO, vf, n);
	}
	assert_true(len > 24 * 1024 && len < UINT16_MAX);
	add_message(d, RTM_NEWLINK, NLM_F_MULTI, seq, &ifi, sizeof(ifi));
	add_attr(d, IFLA_IFNAME, "eth0", 5);
	add_attr(d, IFLA_VFINFO_LIST, list, len);
	add_attr(d, IFLA_MTU, "\1\2\3\4", 4);
	add_link(d, seq, 3);
	add_done(d, 0, seq, 0);
	arrives(d);

	assert_int_equal(nl_next(&nl, &msg), 1);
	links = nl_attrs(&msg, sizeof(ifi));
	assert_true(nl_attr_next(&links, &a) && nl_attr_next(&links, &a));
	assert_int_equal(a.type, IFLA_VFINFO_LIST);
	vfs = nl_nested(&a);
	for (uint32_t i = 0; i < VFS; i++) {
		assert_true(nl_attr_next(&vfs, &a));
		assert_int_equal(a.type, IFLA_VF_INFO);
		infos = nl_nested(&a);
		assert_true(nl_attr_next(&infos, &a));
		assert_int_equal(a.type, IFLA_VF_MAC);
		assert_int_equal(nl_u32(&a), i); /* struct ifla_vf_mac begins with its number */
	}
	assert_false(nl_attr_next(&vfs, &a));
	assert_true(nl_attr_next(&links, &a));
	assert_int_equal(a.type, IFLA_MTU);
	assert_link(3);
	assert_end();
}

static void a_route_with_256_nexthops_is_whole(void **state)
{
	enum { NEXTHOPS = 256, SIZE = 8 + 20 };
	unsigned char multipath[NEXTHOPS * SIZE], gateway[16] = { 0xfd };
	struct rtmsg rtm = { .rtm_family = AF_INET6 };
	struct datagram *d = datagram();
	uint32_t seq = ask_for_dump();
	struct nl_attrs attrs;
	struct nl_attr a;

	(void)state;
	for (int i = 0; i < NEXTHOPS; i++) {
		struct rtnexthop nh = { .rtnh_len = SIZE, .rtnh_ifindex = i + 1 };

		memcpy(multipath + i * SIZE, &nh, sizeof(nh));
		gateway[15] = (unsigned char)i;
		tlv(multipath + i * SIZE + sizeof(nh), RTA_GATEWAY, gateway, sizeof(gateway));
	}
	add_message(d, RTM_NEWROUTE, NLM_F_MULTI, seq, &rtm, sizeof(rtm));
	add_attr(d, RTA_MULTIPATH, multipath, sizeof(multipath));
	add_attr(d, RTA_PRIORITY, "\0\0\0\1", 4);
	add_done(d, 0, seq, 0);
	arrives(d);

	assert_int_equal(nl_next(&nl, &msg), 1);
	attrs = nl_attrs(&msg, sizeof(rtm));
	assert_true(nl_attr_next(&attrs, &a));
	assert_int_equal(a.len, sizeof(multipath));
	assert_memory_equal(a.data, multipath, sizeof(multipath));
	assert_true(nl_attr_next(&attrs, &a));
	assert_int_equal(a.type, RTA_PRIORITY);
	assert_end();
}

#define TEST(name) cmocka_unit_test_setup(name, reader_setup)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(lost_messages_are_told_and_the_rest_can_be_read),
		TEST(a_signal_does_not_disturb_a_receive),
		TEST(a_failed_receive_is_told),
		TEST(a_datagram_as_large_as_the_buffer_is_whole),
		TEST(a_longer_datagram_is_told_not_cut),
		TEST(an_empty_datagram_is_passed_over),
		TEST(a_wrong_length_spoils_the_rest_of_its_datagram),
		TEST(a_tail_too_short_for_a_header_is_malformed),
		TEST(the_last_message_may_lack_its_padding),
		TEST(a_message_in_the_middle_may_need_padding),
		TEST(an_end_with_half_a_code_has_none),
		TEST(a_link_with_128_virtual_functions_is_whole),
		TEST(a_route_with_256_nexthops_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: 0BSD */
/* netlink.c's requests: every byte that the puts make. */
#include "fake.h"

#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

/* As in use: whatever was on the stack before. And a guard, for builds without ASan. */
static struct {
	struct nl_req req;
	unsigned char guard[16];
} room;
#define req (&room.req)

static int setup(void **state)
{
	memset(&room, 0xa5, sizeof(room));
	nl_req_init(req);
	return fake_reset(state);
}

static int guard_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(room.guard); i++)
		if (room.guard[i] != 0xa5)
			return -1;
	return 0;
}

static struct nlmsghdr header_at(size_t at)
{
	struct nlmsghdr h;

	memcpy(&h, req->buf + at, sizeof(h));
	return h;
}

/* Begins a message without family header, so that what follows it starts at byte 16. */
static void begin(void)
{
	nl_begin(req, RTM_NEWLINK, 0, NULL, 0);
}

/* What the request holds behind its first netlink header. */
static void assert_body(const void *want, size_t len)
{
	assert_int_equal(req->err, 0);
	assert_int_equal(req->len, NLMSG_HDRLEN + len);
	assert_int_equal(header_at(0).nlmsg_len, NLMSG_HDRLEN + len);
	assert_memory_equal(req->buf + NLMSG_HDRLEN, want, len);
}

/* ---- Messages ---------------------------------------------------------------------------- */

static void a_fresh_request_is_empty(void **state)
{
	(void)state;
	assert_int_equal(req->len, 0);
	assert_int_equal(req->count, 0);
	assert_int_equal(req->err, 0);
}

static void begin_writes_both_headers(void **state)
{
	struct ifinfomsg ifi = { .ifi_family = AF_INET6, .ifi_index = 0x01020304, .ifi_change = 9 };
	struct nlmsghdr h;

	(void)state;
	nl_begin(req, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifi, sizeof(ifi));
	h = header_at(0);
	assert_int_equal(h.nlmsg_type, RTM_NEWLINK);
	assert_int_equal(h.nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	assert_int_equal(h.nlmsg_pid, 0);
	assert_body(&ifi, sizeof(ifi));
}

static void a_family_header_is_padded_with_zeroes(void **state)
{
	(void)state;
	for (size_t len = 0; len <= 9; len++) {
		const unsigned char header[] = "\1\2\3\4\5\6\7\10\11";
		unsigned char want[12] = { 0 };

		setup(state);
		nl_begin(req, RTM_GETNSID, 0, header, len);
		memcpy(want, header, len);
		assert_body(want, (len + 3) / 4 * 4);
	}
}

static void all_but_dumps_ask_for_an_ack(void **state)
{
	static const uint16_t other[] = { 0, NLM_F_CREATE, NLM_F_REPLACE, NLM_F_EXCL, NLM_F_ACK,
					  NLM_F_ECHO, NLM_F_ROOT, NLM_F_MATCH, NLM_F_ATOMIC,
					  NLM_F_CREATE | NLM_F_APPEND };

	(void)state;
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		nl_req_init(req);
		nl_begin(req, RTM_NEWADDR, other[i], NULL, 0);
		assert_int_equal(header_at(0).nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | other[i]);
	}
	nl_req_init(req);
	nl_begin(req, RTM_GETADDR, NLM_F_DUMP, NULL, 0);
	assert_int_equal(header_at(0).nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
}

static void quiet_takes_the_ack_off_the_newest_message_alone(void **state)
{
	(void)state;
	nl_begin(req, RTM_NEWADDR, NLM_F_CREATE, "abcd", 4);
	nl_begin(req, RTM_NEWADDR, NLM_F_CREATE, "abcd", 4);
	nl_quiet(req);
	nl_put_u32(req, IFA_FLAGS, 1);
	assert_int_equal(header_at(0).nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE);
	assert_int_equal(header_at(20).nlmsg_flags, NLM_F_REQUEST | NLM_F_CREATE);
	nl_begin(req, RTM_NEWADDR, NLM_F_CREATE, NULL, 0);
	assert_int_equal(header_at(48).nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE);
}

static void quiet_before_any_message_does_nothing(void **state)
{
	unsigned char before[32];

	(void)state;
	memcpy(before, req->buf, sizeof(before));
	nl_quiet(req);
	assert_memory_equal(req->buf, before, sizeof(before));
	assert_int_equal(req->len, 0);
}

static void several_messages_keep_their_own_lengths(void **state)
{
	(void)state;
	nl_begin(req, 1, 0, "ab", 2);
	nl_put_str(req, 5, "x");
	nl_begin(req, 2, 0, NULL, 0);
	nl_begin(req, 3, 0, "abcdefgh", 8);
	nl_put_u8(req, 7, 1);
	assert_int_equal(req->count, 3);
	assert_int_equal(header_at(0).nlmsg_len, 16 + 4 + 8);
	assert_int_equal(header_at(28).nlmsg_type, 2);
	assert_int_equal(header_at(28).nlmsg_len, 16);
	assert_int_equal(header_at(44).nlmsg_type, 3);
	assert_int_equal(header_at(44).nlmsg_len, 16 + 8 + 8);
	assert_int_equal(req->len, 28 + 16 + 32);
}

/* ---- Puts -------------------------------------------------------------------------------- */

static void puts_of_every_length_are_padded_with_zeroes(void **state)
{
	(void)state;
	for (size_t len = 0; len <= 9; len++) {
		const unsigned char data[] = "\1\2\3\4\5\6\7\10\11";
		unsigned char want[16];

		setup(state);
		begin();
		nl_put(req, 0x1234, data, len);
		assert_body(want, tlv(want, 0x1234, data, len));
	}
}

static void numbers_are_put_in_the_machines_byte_order(void **state)
{
	const uint8_t u8 = 0x12;
	const uint16_t u16 = 0x1234;
	const uint32_t u32 = 0x12345678;
	const uint64_t u64 = 0x123456789abcdef0;
	unsigned char want[64];
	size_t n = 0;

	(void)state;
	begin();
	nl_put_u8(req, 1, u8);
	nl_put_u16(req, 2, u16);
	nl_put_u32(req, 3, u32);
	nl_put_u64(req, 4, u64);
	n += tlv(want + n, 1, &u8, sizeof(u8));
	n += tlv(want + n, 2, &u16, sizeof(u16));
	n += tlv(want + n, 3, &u32, sizeof(u32));
	n += tlv(want + n, 4, &u64, sizeof(u64));
	assert_int_equal(n, 8 + 8 + 8 + 12);
	assert_body(want, n);
}

static void strings_are_put_with_their_nul(void **state)
{
	unsigned char want[32];
	size_t n = 0;

	(void)state;
	begin();
	nl_put_str(req, IFLA_IFNAME, "");
	nl_put_str(req, IFLA_IFNAME, "eth");
	nl_put_str(req, IFLA_IFNAME, "veth");
	n += tlv(want + n, IFLA_IFNAME, "", 1);
	n += tlv(want + n, IFLA_IFNAME, "eth", 4);
	n += tlv(want + n, IFLA_IFNAME, "veth", 5);
	assert_body(want, n);
}

static void raw_bytes_are_padded_with_zeroes(void **state)
{
	(void)state;
	begin();
	nl_put_raw(req, "abcde", 5);
	nl_put_raw(req, NULL, 0);
	nl_put_raw(req, "fghi", 4);
	assert_body("abcde\0\0\0fghi", 12);
}

/* ---- Nests ------------------------------------------------------------------------------- */

static void a_nest_spans_what_was_put_inside(void **state)
{
	unsigned char inside[64], want[80];
	struct ifinfomsg peer = { .ifi_index = 7 };
	size_t nest, n = 0;

	(void)state;
	begin();
	nl_put_u8(req, 1, 1);
	nest = nl_nest(req, 2 | NLA_F_NESTED);
	nl_put_raw(req, &peer, sizeof(peer));
	nl_put_str(req, 3, "ab");
	nl_nest_end(req, nest);
	nl_put_u8(req, 4, 1);

	memcpy(inside, &peer, sizeof(peer));
	n = sizeof(peer) + tlv(inside + sizeof(peer), 3, "ab", 3);
	n = tlv(want + 8, 2 | NLA_F_NESTED, inside, n) + 8;
	tlv(want, 1, "\1", 1);
	n += tlv(want + n, 4, "\1", 1);
	assert_body(want, n);
}

static void an_empty_nest_is_a_header(void **state)
{
	unsigned char want[8];

	(void)state;
	begin();
	nl_nest_end(req, nl_nest(req, 9));
	assert_body(want, tlv(want, 9, NULL, 0));
}

static void nests_lie_side_by_side(void **state)
{
	unsigned char want[32];
	size_t n = 0;

	(void)state;
	begin();
	for (unsigned i = 0; i < 2; i++) {
		size_t nest = nl_nest(req, 3);

		nl_put_u32(req, 1, i);
		nl_nest_end(req, nest);
	}
	for (uint32_t i = 0; i < 2; i++) {
		unsigned char inside[8];

		n += tlv(want + n, 3, inside, tlv(inside, 1, &i, sizeof(i)));
	}
	assert_body(want, n);
}

static void nests_go_deep(void **state)
{
	enum { DEPTH = 100 };
	size_t nest[DEPTH];

	(void)state;
	begin();
	for (unsigned i = 0; i < DEPTH; i++)
		nest[i] = nl_nest(req, (uint16_t)(i + 1));
	nl_put_u16(req, 500, 500);
	for (unsigned i = DEPTH; i-- > 0;)
		nl_nest_end(req, nest[i]);
	assert_int_equal(req->err, 0);
	for (unsigned i = 0; i < DEPTH; i++) {
		struct nlattr a;

		memcpy(&a, req->buf + 16 + 4 * i, sizeof(a));
		assert_int_equal(a.nla_type, i + 1);
		assert_int_equal(a.nla_len, 4 * (DEPTH - i) + 8);
	}
	assert_int_equal(req->len, 16 + 4 * DEPTH + 8);
}

/* ---- Large requests ----------------------------------------------------------------------- */

/* <linux/rtnetlink.h>, struct rtnexthop: each nexthop is a header of 8 bytes and its gateway. */
static void a_route_with_256_ipv6_nexthops_fits(void **state)
{
	struct rtmsg rtm = { .rtm_family = AF_INET6, .rtm_dst_len = 64 };
	unsigned char gateway[16] = { 0xfd };
	unsigned char want[256 * 28 + 4], *at = want + 4;
	const uint16_t len = sizeof(want);
	size_t multipath;

	(void)state;
	nl_begin(req, RTM_NEWROUTE, NLM_F_CREATE, &rtm, sizeof(rtm));
	nl_put(req, RTA_DST, gateway, sizeof(gateway));
	multipath = nl_nest(req, RTA_MULTIPATH);
	for (int i = 0; i < 256; i++) {
		struct rtnexthop nh = { .rtnh_len = sizeof(nh) + 20, .rtnh_ifindex = i + 1 };

		gateway[15] = (unsigned char)i;
		nl_put_raw(req, &nh, sizeof(nh));
		nl_put(req, RTA_GATEWAY, gateway, sizeof(gateway));
		memcpy(at, &nh, sizeof(nh));
		at += sizeof(nh);
		at += tlv(at, RTA_GATEWAY, gateway, sizeof(gateway));
	}
	nl_nest_end(req, multipath);
	assert_int_equal(req->err, 0);
	tlv(want, RTA_MULTIPATH, NULL, 0);
	memcpy(want + offsetof(struct nlattr, nla_len), &len, sizeof(len));
	assert_memory_equal(req->buf + multipath, want, sizeof(want));
	assert_int_equal(header_at(0).nlmsg_len, 16 + 12 + 20 + sizeof(want));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, guard_is_whole)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_fresh_request_is_empty),
		TEST(begin_writes_both_headers),
		TEST(a_family_header_is_padded_with_zeroes),
		TEST(all_but_dumps_ask_for_an_ack),
		TEST(quiet_takes_the_ack_off_the_newest_message_alone),
		TEST(quiet_before_any_message_does_nothing),
		TEST(several_messages_keep_their_own_lengths),
		TEST(puts_of_every_length_are_padded_with_zeroes),
		TEST(numbers_are_put_in_the_machines_byte_order),
		TEST(strings_are_put_with_their_nul),
		TEST(raw_bytes_are_padded_with_zeroes),
		TEST(a_nest_spans_what_was_put_inside),
		TEST(an_empty_nest_is_a_header),
		TEST(nests_lie_side_by_side),
		TEST(nests_go_deep),
		TEST(a_route_with_256_ipv6_nexthops_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: 0BSD */
/* netlink.c's reading of extended acks: the kernel's words, the attribute meant or missing. */
#include "reader.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

enum {
	TEXT = 1,    /* NLMSGERR_ATTR_* in <linux/netlink.h>; headers before 6.1 lack the last */
	OFFSET = 2,
	COOKIE = 3,
	MISSING = 5,
};

/* Offsets of the attributes in the request that the tests send: a header of 16 and one of 16. */
enum { AT_NAME = 32, AT_INFO = 44, AT_KIND = 48, END = 56 };

static struct datagram *d;
static uint32_t seq;

/* A link with a name and, nested, a kind, is sent: the tests say how it is refused. */
static int setup(void **state)
{
	struct ifinfomsg ifi = { 0 };
	struct nl_req req;
	size_t info;

	reader_setup(state);
	nl_req_init(&req);
	nl_begin(&req, RTM_NEWLINK, NLM_F_CREATE, &ifi, sizeof(ifi));
	nl_put_str(&req, IFLA_IFNAME, "veth0");
	info = nl_nest(&req, IFLA_LINKINFO | NLA_F_NESTED);
	nl_put(&req, IFLA_INFO_KIND, "veth", 4);
	nl_nest_end(&req, info);
	d = datagram();
	seq = nl.seq + 1;
	send_works();
	if (nl_send(&nl, &req) || req.len != END)
		return -1;
	memset(&nl.error, 0xa5, sizeof(nl.error)); /* nothing of it may survive */
	return 0;
}

static void add_u32(uint16_t type, uint32_t value)
{
	add_attr(d, type, &value, sizeof(value));
}

static void assert_error(int code, const char *text, uint32_t offset, uint16_t attr,
			 uint16_t missing)
{
	arrives(d);
	assert_failure(code);
	assert_int_equal(nl.error.seq, seq);
	assert_int_equal(nl.error.request, 0);
	if (text) {
		assert_non_null(nl.error.text);
		assert_string_equal(nl.error.text, text);
	} else {
		assert_null(nl.error.text);
	}
	assert_int_equal(nl.error.offset, offset);
	assert_int_equal(nl.error.attr, attr);
	assert_int_equal(nl.error.missing, missing);
	assert_end();
}

static void a_plain_refusal_has_a_code_alone(void **state)
{
	(void)state;
	add_refusal(d, 0, seq, -EPERM, fake.sent);
	assert_error(EPERM, NULL, 0, 0, 0);
}

static void text_offset_and_missing_are_read_behind_the_echo(void **state)
{
	(void)state;
	add_refusal(d, NLM_F_ACK_TLVS, seq, -EINVAL, fake.sent);
	add_attr(d, TEXT, "no such name", 13);
	add_u32(OFFSET, AT_NAME);
	add_u32(MISSING, IFLA_LINK);
	assert_error(EINVAL, "no such name", AT_NAME, IFLA_IFNAME, IFLA_LINK);
}

static void the_offset_may_lead_into_a_nest(void **state)
{
	(void)state;
	add_refusal(d, NLM_F_ACK_TLVS, seq, -EOPNOTSUPP, fake.sent);
	add_u32(OFFSET, AT_KIND);
	add_attr(d, TEXT, "Unknown device type", 20);
	assert_error(EOPNOTSUPP, "Unknown device type", AT_KIND, IFLA_INFO_KIND, 0);
}

static void the_attribute_is_told_without_its_flags(void **state)
{
	(void)state;
	add_refusal(d, NLM_F_ACK_TLVS, seq, -EINVAL, fake.sent);
	add_u32(OFFSET, AT_INFO);
	assert_error(EINVAL, NULL, AT_INFO, IFLA_LINKINFO, 0);
}

static void attributes_of_no_interest_are_passed_over(void **state)
{
	(void)state;
	add_refusal(d, NLM_F_ACK_TLVS, seq, -EINVAL, fake.sent);
	add_attr(d, COOKIE, "\1\2\3\4\5", 5);
	add_attr(d, 99, NULL, 0);
	add_attr(d, TEXT, "why", 4);
	assert_error(EINVAL, "why", 0, 0, 0);
}

/* NLM_F_CAPPED: of the request its header alone came back, so the offset leads nowhere. */
static void a_capped_echo_is_shorter_than_it_says(void **state)
{
	(void)state;
	add_refusal(d, NLM_F_ACK_TLVS | NLM_F_CAPPED, seq, -EINVAL, fake.sent);
	add_attr(d, TEXT, "why", 4);
	add_u32(OFFSET, AT_NAME);
	assert_error(EINVAL, "why", AT_NAME, 0, 0);
}

static void an_offset_outside_the_echo_names_no_attribute(void **state)
{
	static const uint32_t offsets[] = { 0, 1, 15, END - 3, END, END + 4, 0x7fffffff, UINT32_MAX };

	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		setup(state);
		add_refusal(d, NLM_F_ACK_TLVS, seq, -EINVAL, fake.sent);
		add_u32(OFFSET, offsets[i]);
		assert_error(EINVAL, NULL, offsets[i], 0, 0);
	}
}

static void without_their_flag_there_are_no_attributes(void **state)
{
	(void)state;
	add_refusal(d, 0, seq, -EINVAL, fake.sent);
	add_attr(d, TEXT, "why", 4);
	assert_error(EINVAL, NULL, 0, 0, 0);
}

static void text_without_its_nul_is_none(void **state)
{
	(void)state;
	add_refusal(d, NLM_F_ACK_TLVS, seq, -EINVAL, fake.sent);
	add_attr(d, TEXT, "whywhy", 6);
	add_u32(OFFSET, AT_NAME);
	assert_error(EINVAL, NULL, AT_NAME, IFLA_IFNAME, 0);
}

static void empty_text_is_none(void **state)
{
	(void)state;
	add_refusal(d, NLM_F_ACK_TLVS, seq, -EINVAL, fake.sent);
	add_attr(d, TEXT, "", 1);
	assert_error(EINVAL, NULL, 0, 0, 0);
}

static void numbers_cut_short_are_none(void **state)
{
	(void)state;
	add_refusal(d, NLM_F_ACK_TLVS, seq, -EINVAL, fake.sent);
	add_attr(d, OFFSET, "\x20\x20", 2);
	add_attr(d, MISSING, "\1\1\1", 3);
	assert_error(EINVAL, NULL, 0, 0, 0);
}

/* Wherever the message ends, what was whole before the end is read, and nothing behind it. */
static void attributes_cut_short_are_passed_over(void **state)
{
	enum { ERR = 16 + 4 + END }; /* where the attributes start: headers, code, echo */

	for (uint32_t len = 16; len <= ERR + 16; len++) {
		bool offset = len >= ERR + 8, text = len >= ERR + 16;

		setup(state);
		add_refusal(d, NLM_F_ACK_TLVS, seq, -EINVAL, fake.sent);
		add_u32(OFFSET, AT_NAME);
		add_attr(d, TEXT, "why", 4);
		memcpy(d->buf, &len, sizeof(len));
		d->len = len;
		assert_error(len < 20 ? EBADMSG : EINVAL, text ? "why" : NULL, offset ? AT_NAME : 0,
			     offset ? IFLA_IFNAME : 0, 0);
	}
}

/* The echo claims more than came, less than a header, or so much that sums wrap. */
static void an_echo_of_a_wrong_length_is_no_way_out_of_the_message(void **state)
{
	static const uint32_t lengths[] = { 0, 1, 15, 300, 0xfff0, 0x7ffffffc, UINT32_MAX - 2,
					    UINT32_MAX };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		setup(state);
		add_refusal(d, NLM_F_ACK_TLVS, seq, -EINVAL, fake.sent);
		add_u32(OFFSET, AT_NAME);
		memcpy(d->buf + 20, &lengths[i], sizeof(lengths[i]));
		arrives(d);
		assert_failure(EINVAL);
		assert_null(nl.error.text);
		assert_end();
	}
}

static void the_end_of_a_dump_explains_itself_too(void **state)
{
	(void)state;
	seq = ask_for_dump();
	add_done(d, NLM_F_ACK_TLVS, seq, -EINVAL);
	add_attr(d, TEXT, "Invalid attributes in dump request", 35);
	add_u32(OFFSET, AT_NAME); /* there is no echo that it could lead into */
	add_u32(MISSING, IFLA_MASTER);
	assert_error(EINVAL, "Invalid attributes in dump request", AT_NAME, 0, IFLA_MASTER);
}

/* A success may come with a warning, which is no failure. */
static void an_ack_may_bring_a_warning(void **state)
{
	struct nlmsgerr ack = { .msg = { .nlmsg_len = sizeof(ack.msg), .nlmsg_seq = seq } };

	(void)state;
	add_message(d, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, seq, &ack, sizeof(ack));
	add_attr(d, TEXT, "is deprecated", 14);
	arrives(d);
	assert_end();
	assert_int_equal(nl.error.code, 0);
	assert_non_null(nl.error.text);
	assert_string_equal(nl.error.text, "is deprecated");
}

static void the_last_attribute_may_be_empty(void **state)
{
	struct nl_req req;

	(void)state;
	nl_req_init(&req);
	nl_begin(&req, RTM_NEWLINK, 0, NULL, 0);
	nl_put(&req, IFLA_LINKINFO, NULL, 0);
	send_works();
	assert_int_equal(nl_send(&nl, &req), 0);
	seq = nl.seq;
	add_refusal(d, NLM_F_ACK_TLVS, seq, -EINVAL, fake.sent);
	add_u32(OFFSET, 16); /* right behind the netlink header, and right before the end */
	assert_error(EINVAL, NULL, 16, IFLA_LINKINFO, 0);
}

static void a_failure_of_the_socket_has_no_explanation(void **state)
{
	struct nl_req req;

	(void)state;
	nl_req_init(&req);
	nl_begin(&req, RTM_NEWADDR, 0, NULL, 0);
	nl_begin(&req, RTM_NEWADDR, 0, NULL, 0);
	send_works();
	assert_int_equal(nl_send(&nl, &req), 0);
	add_refusal(d, NLM_F_ACK_TLVS, nl.seq, -EINVAL, fake.sent + 16);
	add_attr(d, TEXT, "why", 4);
	arrives(d);
	receive_fails(ENOMEM);
	assert_failure(EINVAL);
	assert_string_equal(nl.error.text, "why");
	assert_failure(ENOMEM);
	assert_null(nl.error.text);
	assert_int_equal(nl.error.request, 0);
}

static void each_refusal_has_its_own_explanation(void **state)
{
	struct nl_req req;

	(void)state;
	nl_req_init(&req);
	nl_begin(&req, RTM_NEWADDR, 0, NULL, 0);
	nl_begin(&req, RTM_NEWADDR, 0, NULL, 0);
	send_works();
	assert_int_equal(nl_send(&nl, &req), 0);
	add_refusal(d, NLM_F_ACK_TLVS, nl.seq - 1, -EINVAL, fake.sent);
	add_attr(d, TEXT, "why", 4);
	add_u32(MISSING, 7);
	add_refusal(d, 0, nl.seq, -EEXIST, fake.sent + 16);
	arrives(d);
	assert_failure(EINVAL);
	assert_string_equal(nl.error.text, "why");
	assert_int_equal(nl.error.request, 0);
	assert_failure(EEXIST);
	assert_null(nl.error.text);
	assert_int_equal(nl.error.missing, 0);
	assert_int_equal(nl.error.request, 1);
	assert_end();
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_plain_refusal_has_a_code_alone),
		TEST(text_offset_and_missing_are_read_behind_the_echo),
		TEST(the_offset_may_lead_into_a_nest),
		TEST(the_attribute_is_told_without_its_flags),
		TEST(attributes_of_no_interest_are_passed_over),
		TEST(a_capped_echo_is_shorter_than_it_says),
		TEST(an_offset_outside_the_echo_names_no_attribute),
		TEST(without_their_flag_there_are_no_attributes),
		TEST(text_without_its_nul_is_none),
		TEST(empty_text_is_none),
		TEST(numbers_cut_short_are_none),
		TEST(attributes_cut_short_are_passed_over),
		TEST(an_echo_of_a_wrong_length_is_no_way_out_of_the_message),
		TEST(the_end_of_a_dump_explains_itself_too),
		TEST(an_ack_may_bring_a_warning),
		TEST(the_last_attribute_may_be_empty),
		TEST(a_failure_of_the_socket_has_no_explanation),
		TEST(each_refusal_has_its_own_explanation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: 0BSD */
/* netlink.c's readers: walks over attributes, well made and not, and their payloads. */
#include "fake.h"

#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

/* Messages under test lie in blocks of their exact size, so that ASan sees a byte too many. */
static unsigned char *block;

static int setup(void **state)
{
	block = NULL;
	return fake_reset(state);
}

static int teardown(void **state)
{
	(void)state;
	free(block);
	return 0;
}

static struct nl_msg message(const void *data, size_t len)
{
	struct nl_msg msg = { .type = RTM_NEWLINK, .len = len };

	free(block);
	block = malloc(len ? len : 1);
	assert_non_null(block);
	if (len)
		memcpy(block, data, len);
	msg.data = block;
	return msg;
}

/* An attribute of these `len` bytes, exactly. */
static struct nl_attr payload(const void *data, uint16_t len)
{
	struct nl_msg msg = message(data, len);

	return (struct nl_attr){ .type = 1, .len = len, .data = msg.data };
}

static unsigned count(struct nl_attrs attrs)
{
	struct nl_attr a;
	unsigned n = 0;

	while (nl_attr_next(&attrs, &a)) {
		assert_true(a.data >= block && a.data + a.len <= attrs.end);
		n++;
	}
	assert_false(nl_attr_next(&attrs, &a)); /* the end stays the end */
	return n;
}

/* ---- Family headers ---------------------------------------------------------------------- */

static void a_header_is_copied_out(void **state)
{
	struct nl_msg msg = message("\1\2\3\4\5\6", 6);
	unsigned char header[4] = { 9, 9, 9, 9 };

	(void)state;
	assert_true(nl_header(&msg, header, sizeof(header)));
	assert_memory_equal(header, "\1\2\3\4", 4);
	assert_true(nl_header(&msg, header, 0));
}

static void a_header_cut_short_is_filled_with_zeroes(void **state)
{
	unsigned char header[4];
	struct nl_msg msg;

	(void)state;
	for (size_t len = 0; len <= 4; len++) {
		unsigned char want[4] = { 0 };

		msg = message("\1\2\3\4", len);
		memset(header, 9, sizeof(header));
		memcpy(want, "\1\2\3\4", len);
		assert_int_equal(nl_header(&msg, header, sizeof(header)), len == 4);
		assert_memory_equal(header, want, 4);
	}
}

static void attributes_start_behind_the_padded_header(void **state)
{
	unsigned char data[16] = { 0 };
	struct nl_msg msg;

	(void)state;
	tlv(data + 4, 7, "ab", 2);
	for (size_t header = 1; header <= 4; header++) {
		struct nl_attr a;
		struct nl_attrs attrs;

		msg = message(data, 12);
		attrs = nl_attrs(&msg, header);
		assert_true(nl_attr_next(&attrs, &a));
		assert_int_equal(a.type, 7);
		assert_memory_equal(a.data, "ab", 2);
		assert_false(nl_attr_next(&attrs, &a));
	}
}

static void a_message_shorter_than_its_header_has_no_attributes(void **state)
{
	static const size_t headers[] = { 9, 12, 16, 1000 };
	struct nl_msg msg = message("\0\0\0\0\0\0\0\0", 8);

	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		assert_int_equal(count(nl_attrs(&msg, headers[i])), 0);
	assert_int_equal(count(nl_attrs(&msg, 8)), 0);
	msg = message("\0\0\0\0\0\0", 6);
	assert_int_equal(count(nl_attrs(&msg, 5)), 0);
}

/* ---- Walks ------------------------------------------------------------------------------- */

static void a_walk_sees_every_attribute_in_order(void **state)
{
	unsigned char data[64];
	struct nl_attrs attrs;
	struct nl_attr a;
	struct nl_msg msg;
	size_t n = 0;

	(void)state;
	n += tlv(data + n, 1, NULL, 0);
	n += tlv(data + n, 2, "abcde", 5);
	n += tlv(data + n, 3, "abcd", 4);
	msg = message(data, n);
	attrs = nl_attrs(&msg, 0);
	for (uint16_t type = 1; type <= 3; type++) {
		assert_true(nl_attr_next(&attrs, &a));
		assert_int_equal(a.type, type);
		assert_int_equal(a.len, type == 1 ? 0 : 7 - type);
		assert_memory_equal(a.data, "abcde", a.len);
	}
	assert_false(nl_attr_next(&attrs, &a));
}

static void types_come_without_their_flags(void **state)
{
	unsigned char data[8];
	struct nl_msg msg;
	struct nl_attrs attrs;
	struct nl_attr a;

	(void)state;
	tlv(data, 0x3fff | NLA_F_NESTED | NLA_F_NET_BYTEORDER, NULL, 0);
	msg = message(data, 4);
	attrs = nl_attrs(&msg, 0);
	assert_true(nl_attr_next(&attrs, &a));
	assert_int_equal(a.type, 0x3fff);
}

static void the_last_attribute_may_lack_its_padding(void **state)
{
	unsigned char data[16];
	struct nl_msg msg;

	(void)state;
	tlv(data, 1, "abcde", 5);
	for (size_t len = 9; len <= 12; len++) {
		msg = message(data, len);
		assert_int_equal(count(nl_attrs(&msg, 0)), 1);
	}
}

static void a_tail_too_short_for_an_attribute_ends_the_walk(void **state)
{
	unsigned char data[16] = { 0 };
	struct nl_msg msg;
	size_t n = tlv(data, 1, "abcd", 4);

	(void)state;
	tlv(data + n, 2, NULL, 0);
	for (size_t tail = 0; tail <= 4; tail++) {
		msg = message(data, n + tail);
		assert_int_equal(count(nl_attrs(&msg, 0)), tail == 4 ? 2 : 1);
	}
}

static void a_wrong_length_ends_the_walk(void **state)
{
	static const uint16_t wrong[] = { 0, 1, 2, 3, 9, 12, 13, 0x7fff, 0xffff };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct nlattr a = { .nla_len = wrong[i], .nla_type = 2 };
		unsigned char data[16] = { 0 };
		struct nl_msg msg;
		size_t n = tlv(data, 1, "abcd", 4);

		memcpy(data + n, &a, sizeof(a));
		msg = message(data, n + 8);
		assert_int_equal(count(nl_attrs(&msg, 0)), 1);
	}
}

static void an_attribute_of_the_largest_size_is_whole(void **state)
{
	const uint16_t len = UINT16_MAX - 4;
	static unsigned char data[UINT16_MAX + 1], text[UINT16_MAX];
	struct nl_msg msg;
	struct nl_attrs attrs;
	struct nl_attr a;

	(void)state;
	memset(text, 'x', sizeof(text));
	tlv(data, 1, text, len);
	msg = message(data, UINT16_MAX);
	attrs = nl_attrs(&msg, 0);
	assert_true(nl_attr_next(&attrs, &a));
	assert_int_equal(a.len, len);
	assert_memory_equal(a.data, text, len);
	assert_false(nl_attr_next(&attrs, &a));
}

static void a_nest_is_a_run_of_its_own(void **state)
{
	unsigned char inside[32], data[64];
	struct nl_attrs attrs;
	struct nl_attr nest;
	struct nl_msg msg;
	size_t n = 0;

	(void)state;
	n += tlv(inside + n, 1, "a", 1);
	n += tlv(inside + n, 2, "b", 1);
	n = tlv(data, 5 | NLA_F_NESTED, inside, n);
	n += tlv(data + n, 6, NULL, 0);
	n += tlv(data + n, 7, NULL, 0);
	msg = message(data, n);
	attrs = nl_attrs(&msg, 0);
	assert_true(nl_attr_next(&attrs, &nest));
	assert_int_equal(count(nl_nested(&nest)), 2);
	assert_true(nl_attr_next(&attrs, &nest));
	assert_int_equal(nest.type, 6);
	assert_int_equal(count(nl_nested(&nest)), 0);
	assert_true(nl_attr_next(&attrs, &nest));
	assert_false(nl_attr_next(&attrs, &nest));
	nest = (struct nl_attr){ 0 };
	assert_int_equal(count(nl_nested(&nest)), 0);
}

/* What is inside a nest never reaches out of it, whatever its attributes say. */
static void an_attribute_too_long_for_its_nest_ends_the_walk(void **state)
{
	unsigned char inside[8], data[32];
	struct nlattr a = { .nla_len = 12, .nla_type = 1 };
	struct nl_attrs attrs;
	struct nl_attr nest;
	struct nl_msg msg;
	size_t n;

	(void)state;
	memset(inside, 0, sizeof(inside));
	memcpy(inside, &a, sizeof(a));
	n = tlv(data, 5, inside, sizeof(inside));
	n += tlv(data + n, 6, "abcd", 4);
	msg = message(data, n);
	attrs = nl_attrs(&msg, 0);
	assert_true(nl_attr_next(&attrs, &nest));
	assert_int_equal(count(nl_nested(&nest)), 0);
}

/* ---- Payloads ---------------------------------------------------------------------------- */

static void numbers_are_read_at_any_alignment(void **state)
{
	const uint64_t u64 = 0x123456789abcdef0;
	const uint32_t u32 = 0x12345678;
	const uint16_t u16 = 0x1234;
	unsigned char data[16];
	struct nl_msg msg;

	(void)state;
	for (size_t shift = 0; shift < 8; shift++) {
		struct nl_attr a;

		memcpy(data + shift, &u64, sizeof(u64));
		msg = message(data, shift + 8);
		a = (struct nl_attr){ .len = 8, .data = msg.data + shift };
		assert_true(nl_u64(&a) == u64);
		memcpy(data + shift, &u32, sizeof(u32));
		msg = message(data, shift + 4);
		a = (struct nl_attr){ .len = 4, .data = msg.data + shift };
		assert_int_equal(nl_u32(&a), u32);
		memcpy(data + shift, &u16, sizeof(u16));
		msg = message(data, shift + 2);
		a = (struct nl_attr){ .len = 2, .data = msg.data + shift };
		assert_int_equal(nl_u16(&a), u16);
		data[shift] = 0x12;
		msg = message(data, shift + 1);
		a = (struct nl_attr){ .len = 1, .data = msg.data + shift };
		assert_int_equal(nl_u8(&a), 0x12);
	}
}

static void numbers_cut_short_are_0(void **state)
{
	(void)state;
	for (uint16_t len = 0; len < 8; len++) {
		struct nl_attr a = payload("\xff\xff\xff\xff\xff\xff\xff\xff", len);

		assert_true(nl_u64(&a) == 0);
		assert_int_equal(nl_u32(&a), len < 4 ? 0 : UINT32_MAX);
		assert_int_equal(nl_u16(&a), len < 2 ? 0 : UINT16_MAX);
		assert_int_equal(nl_u8(&a), len < 1 ? 0 : UINT8_MAX);
	}
}

static void strings_need_their_nul(void **state)
{
	struct nl_attr a;

	(void)state;
	a = payload("eth0", 5);
	assert_string_equal(nl_str(&a), "eth0");
	a = payload("eth0\0more", 9);
	assert_string_equal(nl_str(&a), "eth0");
	a = payload("", 1);
	assert_string_equal(nl_str(&a), "");
	a = payload("eth0", 4);
	assert_string_equal(nl_str(&a), "");
	a = payload("", 0);
	assert_string_equal(nl_str(&a), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_header_is_copied_out),
		TEST(a_header_cut_short_is_filled_with_zeroes),
		TEST(attributes_start_behind_the_padded_header),
		TEST(a_message_shorter_than_its_header_has_no_attributes),
		TEST(a_walk_sees_every_attribute_in_order),
		TEST(types_come_without_their_flags),
		TEST(the_last_attribute_may_lack_its_padding),
		TEST(a_tail_too_short_for_an_attribute_ends_the_walk),
		TEST(a_wrong_length_ends_the_walk),
		TEST(an_attribute_of_the_largest_size_is_whole),
		TEST(a_nest_is_a_run_of_its_own),
		TEST(an_attribute_too_long_for_its_nest_ends_the_walk),
		TEST(numbers_are_read_at_any_alignment),
		TEST(numbers_cut_short_are_0),
		TEST(strings_need_their_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

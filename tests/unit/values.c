/* SPDX-License-Identifier: 0BSD */
/* word_value.c: each form of value that a word can have. */
#include "table.h"

#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

/* ---- Values ------------------------------------------------------------------------------ */

static void numbers_end_at_their_limit(void **state)
{
	static const struct {
		const char *text;
		uint32_t max;
		int rc;
		uint32_t value;
	} cases[] = {
		{ "0", 0, 0, 0 },           { "1", 0, 0, 1 },
		{ "4294967295", 0, 0, UINT32_MAX }, { "4294967296", 0, -1, 0 },
		{ "18446744073709551616", 0, -1, 0 }, { "99999999999999999999999", 0, -1, 0 },
		{ "0x10", 0, 0, 16 },       { "0Xff", 0, 0, 255 },
		{ "0xFFFFFFFF", 0, 0, UINT32_MAX }, { "0x100000000", 0, -1, 0 },
		{ "010", 0, 0, 8 },         { "08", 0, -1, 0 },
		{ "00", 0, 0, 0 },          { "0x", 0, -1, 0 },
		{ "", 0, -1, 0 },           { "x", 0, -1, 0 },
		{ "-1", 0, -1, 0 },         { "+1", 0, -1, 0 },
		{ " 1", 0, -1, 0 },         { "1 ", 0, -1, 0 },
		{ "1a", 0, -1, 0 },         { "1.0", 0, -1, 0 },
		{ "0xg", 0, -1, 0 },        { "1e3", 0, -1, 0 },
		{ "255", 255, 0, 255 },     { "256", 255, -1, 0 },
		{ "65535", 65535, 0, 65535 }, { "65536", 65535, -1, 0 },
		{ "4294967551", 255, -1, 0 }, /* 255 and 2^32 */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint32_t value = 4711;

		if (word_uint(cases[i].text, cases[i].max, &value) != cases[i].rc)
			fail_msg("\"%s\" up to %u", cases[i].text, cases[i].max);
		assert_int_equal(value, cases[i].rc ? 4711 : cases[i].value);
	}
	assert_right("small 10");
	assert_wrong("small 11", EXIT_WORD);
	assert_wrong("number -1", EXIT_WORD);
}

static void integers_may_be_negative(void **state)
{
	(void)state;
	assert_right("integer -1");
	assert_int_equal(opts.integer, -1);
	assert_right("integer -2147483648");
	assert_int_equal(opts.integer, INT32_MIN);
	assert_right("integer 2147483647");
	assert_int_equal(opts.integer, INT32_MAX);
	assert_right("integer -0");
	assert_int_equal(opts.integer, 0);
	assert_wrong("integer 2147483648", EXIT_WORD);
	assert_wrong("integer -2147483649", EXIT_WORD);
	assert_wrong("integer --1", EXIT_WORD);
	assert_wrong("integer -", EXIT_WORD);
}

static void seconds_may_be_for_ever(void **state)
{
	(void)state;
	assert_right("seconds forever");
	assert_int_equal(opts.seconds, UINT32_MAX);
	assert_right("seconds 3600");
	assert_int_equal(opts.seconds, 3600);
	assert_wrong("seconds never", EXIT_WORD);
	assert_wrong("seconds 1s", EXIT_WORD);
}

static void bits_are_set_and_cleared_under_a_mask(void **state)
{
	(void)state;
	assert_right("up arp off noarp off");
	assert_int_equal(opts.bits.mask, 7);
	assert_int_equal(opts.bits.value, 1 | 4);
	assert_right("down noarp on arp on");
	assert_int_equal(opts.bits.mask, 7);
	assert_int_equal(opts.bits.value, 2);
	assert_right("up down");
	assert_int_equal(opts.bits.mask, 1);
	assert_int_equal(opts.bits.value, 0);
	assert_right("bool on");
	assert_int_equal(opts.boolean, 1);
	assert_right("bool 0");
	assert_int_equal(opts.boolean, 0);
	assert_wrong("arp yes", EXIT_WORD);
	assert_wrong("bool 2", EXIT_WORD);
	assert_wrong("bool ON", EXIT_WORD);
	assert_wrong("bool ''", EXIT_WORD);
}

static void names_are_known_or_numbers(void **state)
{
	(void)state;
	assert_right("name host");
	assert_int_equal(opts.name, RT_SCOPE_HOST);
	assert_right("name 253");
	assert_int_equal(opts.name, RT_SCOPE_LINK);
	assert_right("name 0x42");
	assert_int_equal(opts.name, 0x42);
	assert_wrong("name nonsense", EXIT_WORD);
	assert_wrong("name hos", EXIT_WORD);
	assert_wrong("name ''", EXIT_WORD);
}

/* IFNAMSIZ and ALTIFNAMSIZ of <linux/if.h>; dev_valid_name() of the kernel. */
static void device_names_are_checked(void **state)
{
	char line[160] = "newdev ";

	(void)state;
	assert_right("newdev a23456789012345");
	assert_right("newdev e0.10:5@%-_~\xc3\xa4");
	assert_right("newdev ...");
	assert_wrong("newdev a234567890123456", EXIT_WORD);
	assert_wrong("newdev ''", EXIT_WORD);
	assert_wrong("newdev .", EXIT_WORD);
	assert_wrong("newdev ..", EXIT_WORD);
	assert_wrong("newdev a/b", EXIT_WORD);
	assert_wrong("newdev a\tb", EXIT_WORD);
	assert_wrong("newdev a\nb", EXIT_WORD); /* one line on stderr all the same */
	memcpy(line, "dev    ", 7);
	memset(line + 7, 'a', 127);
	assert_right(line);
	line[7 + 127] = 'a';
	assert_wrong(line, EXIT_WORD);
	assert_wrong("dev ../../x", EXIT_WORD);
	assert_wrong("''", EXIT_WORD);
}

static void addresses_have_the_calls_family(void **state)
{
	(void)state;
	assert_right("addr 10.0.0.1");
	assert_int_equal(call.family, AF_INET);
	assert_wrong("addr 10.0.0.1 prefix ::/0", EXIT_WORD); /* the first one decides */
	assert_right("addr any prefix ::/0");
	assert_int_equal(call.family, AF_INET6);
	assert_right("addr ::1 prefix default");
	assert_int_equal(opts.prefix.family, AF_INET6);
	call.family = AF_INET6;
	assert_int_equal(parse_with(table, "addr 10.0.0.1"), EXIT_WORD);
	call.family = AF_INET6;
	assert_int_equal(parse_with(table, "addr ::1"), 0);
	assert_wrong("addr banana", EXIT_WORD);
	assert_wrong("addr 10.1", EXIT_WORD);
	assert_wrong("addr 10.0.0.0/8", EXIT_WORD);
	assert_wrong("prefix 10.0.0.0/33", EXIT_WORD);
	assert_wrong("prefix 010.020.0.0/16", EXIT_WORD);
	assert_wrong("mac banana", EXIT_WORD);
}

static void a_gateway_may_have_a_family_of_its_own(void **state)
{
	(void)state;
	assert_right("prefix 10.0.0.0/8 via inet6 fe80::1");
	assert_int_equal(opts.via.family, AF_INET6);
	assert_int_equal(call.family, AF_INET);
	assert_right("via inet 10.0.0.1 prefix ::/0"); /* and says nothing of the others */
	assert_right("via fe80::1");
	assert_int_equal(call.family, AF_INET6);
	assert_wrong("prefix 10.0.0.0/8 via fe80::1", EXIT_WORD);
	assert_wrong("via inet6 10.0.0.1", EXIT_WORD);
	assert_wrong("via inet", EXIT_WORD);
	assert_wrong("via inet inet6 ::1 ::1 ::1", EXIT_WORD);
}

static void metrics_may_be_locked(void **state)
{
	(void)state;
	assert_right("mtu lock 1400 hoplimit 64");
	assert_int_equal(opts.metrics.mask, 1 << RTAX_MTU | 1 << RTAX_HOPLIMIT);
	assert_int_equal(opts.metrics.lock, 1 << RTAX_MTU);
	assert_int_equal(opts.metrics.value[RTAX_MTU], 1400);
	assert_int_equal(opts.metrics.value[RTAX_HOPLIMIT], 64);
	assert_right("congctl lock cubic");
	assert_string_equal(opts.metrics.congctl, "cubic");
	assert_int_equal(opts.metrics.lock, 1 << RTAX_CC_ALGO);
	assert_wrong("mtu lock", EXIT_WORD);
	assert_wrong("hoplimit 256", EXIT_WORD);
}

/* <linux/rtnetlink.h>: RTAX_RTT in eighths of a millisecond, RTAX_RTO_MIN in milliseconds. */
static void times_have_units(void **state)
{
	(void)state;
	assert_right("rtt 100");
	assert_int_equal(opts.metrics.value[RTAX_RTT], 100);
	assert_right("rtt 100ms");
	assert_int_equal(opts.metrics.value[RTAX_RTT], 800);
	assert_right("rtt 1.5s");
	assert_int_equal(opts.metrics.value[RTAX_RTT], 12000);
	assert_right("rto_min 0.25s");
	assert_int_equal(opts.metrics.value[RTAX_RTO_MIN], 250);
	assert_int_equal(opts.metrics.lock, 1 << RTAX_RTO_MIN);
	assert_wrong("rtt 1h", EXIT_WORD);
	assert_wrong("rtt -1s", EXIT_WORD);
	assert_wrong("rtt .5s", EXIT_WORD);
	assert_wrong("rtt 4294967s", EXIT_WORD);
	assert_wrong("rtt 536870912ms", EXIT_WORD);
	assert_wrong("rtt 12345678901", EXIT_WORD);
	assert_wrong("rtt ''", EXIT_WORD);
}

static void realms_are_one_or_two(void **state)
{
	(void)state;
	assert_right("realms 5");
	assert_int_equal(opts.realms, 5);
	assert_right("realms 1/2");
	assert_int_equal(opts.realms, 0x10002);
	assert_right("realms 65535/65535");
	assert_int_equal(opts.realms, UINT32_MAX);
	assert_wrong("realms 65536/1", EXIT_WORD);
	assert_wrong("realms 1/65536", EXIT_WORD);
	assert_wrong("realms a/b", EXIT_WORD);
	assert_wrong("realms ''", EXIT_WORD);
}

static void a_target_may_have_a_type(void **state)
{
	(void)state;
	assert_right("target 10.0.0.0/8");
	assert_int_equal(opts.target.type, 0);
	assert_right("target blackhole 10.0.0.0/8");
	assert_int_equal(opts.target.type, RTN_BLACKHOLE);
	assert_int_equal(opts.target.prefix.bits, 8);
	assert_right("target unreachable default");
	assert_right("target fe80::/64");
	assert_wrong("target blackhole", EXIT_WORD);
	assert_wrong("target nonsense 10.0.0.0/8", EXIT_WORD);
	assert_wrong("target banana", EXIT_WORD);
}

static void a_range_says_how_it_is_meant(void **state)
{
	(void)state;
	assert_right("range 10.0.0.0/8");
	assert_int_equal(opts.range.how, RANGE_EXACT);
	assert_right("range root 10.0.0.0/8");
	assert_int_equal(opts.range.how, RANGE_ROOT);
	assert_right("range match 10.0.0.1");
	assert_int_equal(opts.range.how, RANGE_MATCH);
	assert_right("range exact default");
	assert_int_equal(opts.range.how, RANGE_EXACT);
	assert_wrong("range root", EXIT_USAGE);
	assert_wrong("range banana", EXIT_WORD);
}

static void ports_are_two(void **state)
{
	(void)state;
	assert_right("ports 1 65535");
	assert_int_equal(opts.ports.len, 4);
	assert_memory_equal(opts.ports.bytes, "\0\1\xff\xff", 4);
	assert_wrong("ports 1 65536", EXIT_WORD);
	assert_wrong("ports a 1", EXIT_WORD);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, table_setup, table_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(numbers_end_at_their_limit),
		TEST(integers_may_be_negative),
		TEST(seconds_may_be_for_ever),
		TEST(bits_are_set_and_cleared_under_a_mask),
		TEST(names_are_known_or_numbers),
		TEST(device_names_are_checked),
		TEST(addresses_have_the_calls_family),
		TEST(a_gateway_may_have_a_family_of_its_own),
		TEST(metrics_may_be_locked),
		TEST(times_have_units),
		TEST(realms_are_one_or_two),
		TEST(a_target_may_have_a_type),
		TEST(a_range_says_how_it_is_meant),
		TEST(ports_are_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

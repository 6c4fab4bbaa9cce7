/* SPDX-License-Identifier: 0BSD */
/* words.c: command lines read by a table of words, and each form of value. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "applet.h"
#include "names.h"
#include "words.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* An options struct with a member of every form, and the table that fills it. */
struct opts {
	uint64_t has;
	uint32_t set, boolean, number, small, seconds, name, realms;
	int32_t integer;
	struct bits bits;
	const char *text, *newdev, *dev, *rest;
	struct lladdr mac, ports;
	struct inet addr, prefix, via;
	struct metrics metrics;
	struct target target;
	struct range range;
};

enum { HAS_FLAG, HAS_SET, HAS_NUMBER, HAS_DEV, HAS_LAST = 62 };

#define AT(member) offsetof(struct opts, member)

static const struct word table[] = {
	{ "flag", WORD_FLAG, HAS_FLAG, 0, 0 },
	{ "one|first", WORD_SET, HAS_SET, AT(set), 1 },
	{ "two", WORD_SET, WORD_NOHAS, AT(set), 2 },
	{ "up", WORD_BITS, WORD_NOHAS, AT(bits), 1 },
	{ "down", WORD_NOBITS, WORD_NOHAS, AT(bits), 1 },
	{ "arp on|off", WORD_ONOFF, WORD_NOHAS, AT(bits), 2 },
	{ "noarp on|off", WORD_OFFON, WORD_NOHAS, AT(bits), 4 },
	{ "bool on|off", WORD_BOOL, WORD_NOHAS, AT(boolean), 0 },
	{ "number N", WORD_UINT | WORD_ABBR, HAS_NUMBER, AT(number), 0 },
	{ "small N", WORD_UINT, WORD_NOHAS, AT(small), 10 },
	{ "integer N", WORD_INT, WORD_NOHAS, AT(integer), 0 },
	{ "seconds N", WORD_SECS, WORD_NOHAS, AT(seconds), 0 },
	{ "name NAME", WORD_NAME, WORD_NOHAS, AT(name), NAMES_SCOPE },
	{ "text TEXT", WORD_TEXT, WORD_NOHAS, AT(text), 0 },
	{ "newdev NAME", WORD_NEWDEV, WORD_NOHAS, AT(newdev), 0 },
	{ "mac MAC", WORD_MAC, WORD_NOHAS, AT(mac), 0 },
	{ "addr ADDR", WORD_ADDR, WORD_NOHAS, AT(addr), 0 },
	{ "prefix PREFIX", WORD_PREFIX, WORD_NOHAS, AT(prefix), 0 },
	{ "via ADDR", WORD_VIA, WORD_NOHAS, AT(via), 0 },
	{ "mtu N", WORD_METRIC, WORD_NOHAS, AT(metrics), RTAX_MTU },
	{ "rtt TIME", WORD_METRIC, WORD_NOHAS, AT(metrics), RTAX_RTT },
	{ "hoplimit N", WORD_METRIC, WORD_NOHAS, AT(metrics), RTAX_HOPLIMIT },
	{ "rto_min TIME", WORD_METRIC, WORD_NOHAS, AT(metrics), RTAX_RTO_MIN },
	{ "congctl NAME", WORD_METRIC, WORD_NOHAS, AT(metrics), RTAX_CC_ALGO },
	{ "realms REALMS", WORD_REALMS, WORD_NOHAS, AT(realms), 0 },
	{ "target PREFIX", WORD_TARGET, WORD_NOHAS, AT(target), 0 },
	{ "range PREFIX", WORD_RANGE, WORD_NOHAS, AT(range), 0 },
	{ "ports LOW HIGH", WORD_PORTS, WORD_NOHAS, AT(ports), 0 },
	{ "rest NAME", WORD_REST, WORD_NOHAS, AT(rest), 0 },
	{ "dev NAME", WORD_DEV | WORD_BARE, HAS_DEV, AT(dev), 0 },
	{ "last N", WORD_UINT | WORD_BARE, HAS_LAST, AT(set), 0 },
	{ NULL, WORD_END, 0, 0, 0 },
};

/* ---- Calls ------------------------------------------------------------------------------- */

static struct opts opts;
static struct call call;
static char *argv[32];

/* What parsing says goes into a file; cmocka's own words do not. */
static int said = -1, own_stderr = -1;

static int setup(void **state)
{
	FILE *file = tmpfile();

	(void)state;
	if (!file)
		return -1;
	said = dup(fileno(file));
	fclose(file);
	own_stderr = dup(STDERR_FILENO);
	memset(&call, 0, sizeof(call));
	return said < 0 || own_stderr < 0 ? -1 : 0;
}

static int teardown(void **state)
{
	(void)state;
	close(own_stderr);
	close(said);
	for (size_t i = 0; i < COUNT(argv); i++) {
		free(argv[i]);
		argv[i] = NULL;
	}
	return 0;
}

/* Reads a line, cut at its blanks; "''" is the empty word. Each word has a block of its own. */
static int parse_with(const struct word *words, const char *line)
{
	char copy[256], *word;
	int rc;

	assert_in_range(strlen(line), 0, sizeof(copy) - 1);
	strcpy(copy, line);
	memset(&opts, 0, sizeof(opts));
	call.argc = 0;
	call.argv = argv;
	for (word = strtok(copy, " "); word; word = strtok(NULL, " ")) {
		assert_in_range(call.argc, 0, COUNT(argv) - 2);
		free(argv[call.argc]);
		argv[call.argc++] = strdup(strcmp(word, "''") ? word : "");
	}
	free(argv[call.argc]);
	argv[call.argc] = NULL;
	dup2(said, STDERR_FILENO);
	rc = words_parse(&call, words, &opts);
	dup2(own_stderr, STDERR_FILENO);
	return rc;
}

static int parse(const char *line)
{
	call.family = AF_UNSPEC;
	return parse_with(table, line);
}

/* The status, and exactly one line that says why. */
static void assert_wrong(const char *line, int status)
{
	char text[1024] = "";
	ssize_t n;

	assert_int_equal(ftruncate(said, 0), 0);
	lseek(said, 0, SEEK_SET);
	if (parse(line) != status)
		fail_msg("\"%s\" should have status %d", line, status);
	n = pread(said, text, sizeof(text) - 1, 0);
	if (n <= 1 || strchr(text, '\n') != text + n - 1)
		fail_msg("\"%s\" should give one line on stderr, not: %s", line, text);
}

static void assert_right(const char *line)
{
	if (parse(line) != 0)
		fail_msg("\"%s\" was refused", line);
}

/* ---- Words ------------------------------------------------------------------------------- */

static void no_words_are_a_call_too(void **state)
{
	(void)state;
	assert_right("");
	assert_true(opts.has == 0);
}

static void words_come_in_any_order(void **state)
{
	(void)state;
	assert_right("number 7 flag text hello first");
	assert_int_equal(opts.number, 7);
	assert_string_equal(opts.text, "hello");
	assert_int_equal(opts.set, 1);
	assert_true(opts.has == (1 << HAS_NUMBER | 1 << HAS_FLAG | 1 << HAS_SET));
	assert_right("first text hello flag number 7");
	assert_int_equal(opts.number, 7);
	assert_true(opts.has == (1 << HAS_NUMBER | 1 << HAS_FLAG | 1 << HAS_SET));
}

static void a_value_may_look_like_a_word(void **state)
{
	(void)state;
	assert_right("text text dev up");
	assert_string_equal(opts.text, "text");
	assert_string_equal(opts.dev, "up");
	assert_int_equal(opts.bits.mask, 0);
}

static void a_bare_value_goes_to_the_first_that_is_free(void **state)
{
	(void)state;
	assert_right("eth0 5");
	assert_string_equal(opts.dev, "eth0");
	assert_int_equal(opts.set, 5);
	assert_true(opts.has == ((uint64_t)1 << HAS_DEV | (uint64_t)1 << HAS_LAST));
	assert_right("dev eth0 5");
	assert_int_equal(opts.set, 5);
	assert_right("5 last 6");
	assert_string_equal(opts.dev, "5");
	assert_wrong("eth0 5 6", EXIT_USAGE);
	assert_wrong("dev eth0 dev eth1", EXIT_USAGE);
	assert_wrong("eth0 dev eth1", EXIT_USAGE);
}

static void only_some_words_may_be_abbreviated(void **state)
{
	(void)state;
	assert_right("num 3");
	assert_int_equal(opts.number, 3);
	assert_right("n 4"); /* `name` and `newdev` begin so too, but not by this rule */
	assert_int_equal(opts.number, 4);
	assert_right("name link"); /* whole words come first */
	assert_int_equal(opts.name, RT_SCOPE_LINK);
	assert_wrong("tex hello 1", EXIT_WORD); /* tex: a device, hello: no number */
}

static void every_word_is_given_once(void **state)
{
	(void)state;
	assert_wrong("flag flag", EXIT_USAGE);
	assert_wrong("number 1 num 1", EXIT_USAGE);
	assert_wrong("one first", EXIT_USAGE);
	assert_wrong("text a text a", EXIT_USAGE);
	assert_right("one two"); /* two words for one member: the last has its way */
	assert_int_equal(opts.set, 2);
}

static void missing_values_are_told(void **state)
{
	static const char *const lines[] = {
		"number", "flag number", "text", "newdev", "dev", "mac", "addr", "prefix", "via",
		"mtu", "ports", "ports 1", "rest", "target", "range", "realms", "bool", "seconds",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_wrong(lines[i], EXIT_USAGE);
}

static void unknown_words_are_told(void **state)
{
	static const struct word two[] = {
		{ "number N", WORD_UINT, 0, AT(number), 0 },
		{ "flag", WORD_FLAG, 1, 0, 0 },
		{ NULL, WORD_END, 0, 0, 0 },
	};

	(void)state;
	assert_int_equal(parse_with(two, "nonsense"), EXIT_USAGE);
	assert_int_equal(parse_with(two, "number 1 nonsense"), EXIT_USAGE);
	assert_int_equal(parse_with(two, "number 1 2"), EXIT_USAGE);
	assert_int_equal(parse_with(two, "num 1"), EXIT_USAGE);
	assert_int_equal(parse_with(two, "numberN 1"), EXIT_USAGE);
	assert_int_equal(parse_with(two, "''"), EXIT_USAGE);
	assert_int_equal(parse_with(two, "FLAG"), EXIT_USAGE);
	assert_int_equal(parse_with(two, "number 1 flag"), 0);
}

static void needed_words_are_missed(void **state)
{
	static const struct word need[] = {
		{ "type TYPE", WORD_TEXT | WORD_NEED, 0, AT(text), 0 },
		{ "dev NAME", WORD_DEV | WORD_NEED | WORD_BARE, 1, AT(dev), 0 },
		{ NULL, WORD_END, 0, 0, 0 },
	};

	(void)state;
	assert_int_equal(parse_with(need, ""), EXIT_USAGE);
	assert_int_equal(parse_with(need, "type veth"), EXIT_USAGE);
	assert_int_equal(parse_with(need, "eth0"), EXIT_USAGE);
	assert_int_equal(parse_with(need, "eth0 type veth"), 0);
	assert_string_equal(opts.dev, "eth0");
}

static void rest_leaves_the_others_to_the_caller(void **state)
{
	(void)state;
	assert_right("flag rest veth peer name eth0");
	assert_string_equal(opts.rest, "veth");
	assert_int_equal(call.argc, 3);
	assert_string_equal(call.argv[0], "peer");
	assert_right("rest veth");
	assert_int_equal(call.argc, 0);
}

static void a_table_may_have_more_than_64_words(void **state)
{
	static char names[100][4];
	static struct word many[101];

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		snprintf(names[i], sizeof(names[i]), "w%02u", i % 100);
		many[i] = (struct word){ names[i], WORD_SET, WORD_NOHAS, AT(set), i };
	}
	assert_int_equal(parse_with(many, "w00 w64 w99"), 0);
	assert_int_equal(opts.set, 99);
	assert_int_equal(parse_with(many, "w99 w98 w99"), EXIT_USAGE);
}

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
	assert_wrong("range root", EXIT_WORD);
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

static void names_in_tables_are_matched_whole_or_from_their_beginning(void **state)
{
	(void)state;
	assert_true(word_is("show", "show|list|lst"));
	assert_true(word_is("lst", "show|list|lst"));
	assert_true(word_is("type", "type TYPE"));
	assert_false(word_is("sho", "show|list|lst"));
	assert_false(word_is("shows", "show|list|lst"));
	assert_false(word_is("show|list", "show|list|lst"));
	assert_false(word_is("TYPE", "type TYPE"));
	assert_false(word_is("", "show|list|lst"));
	assert_true(word_begins("s", "show|list|lst"));
	assert_true(word_begins("ls", "show|list|lst"));
	assert_true(word_begins("show", "show|list|lst"));
	assert_false(word_begins("shows", "show|list|lst"));
	assert_false(word_begins("how", "show|list|lst"));
	assert_false(word_begins("", "show|list|lst"));
	assert_false(word_begins("type TYPE", "type TYPE"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(no_words_are_a_call_too),
		TEST(words_come_in_any_order),
		TEST(a_value_may_look_like_a_word),
		TEST(a_bare_value_goes_to_the_first_that_is_free),
		TEST(only_some_words_may_be_abbreviated),
		TEST(every_word_is_given_once),
		TEST(missing_values_are_told),
		TEST(unknown_words_are_told),
		TEST(needed_words_are_missed),
		TEST(rest_leaves_the_others_to_the_caller),
		TEST(a_table_may_have_more_than_64_words),
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
		TEST(names_in_tables_are_matched_whole_or_from_their_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

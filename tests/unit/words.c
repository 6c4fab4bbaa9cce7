/* SPDX-License-Identifier: 0BSD */
/* words.c: which word of a table is meant, and what is wrong with a line. */
#include "table.h"

#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, table_setup, table_teardown)

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
		TEST(names_in_tables_are_matched_whole_or_from_their_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: 0BSD */
/* inet.c: addresses, prefixes and link-layer addresses, from text and to text. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>

#include "inet.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* The text in a block of its exact size: ASan sees a look behind its end. */
static char *exact(const char *text)
{
	char *copy = malloc(strlen(text) + 1);

	assert_non_null(copy);
	return strcpy(copy, text);
}

static int parse_addr(const char *text, uint8_t family, struct inet *addr)
{
	char *copy = exact(text);
	int rc = inet_addr_parse(copy, family, addr);

	free(copy);
	return rc;
}

static int parse_prefix(const char *text, uint8_t family, struct inet *prefix)
{
	char *copy = exact(text);
	int rc = inet_prefix_parse(copy, family, prefix);

	free(copy);
	return rc;
}

static int parse_lladdr(const char *text, struct lladdr *addr)
{
	char *copy = exact(text);
	int rc = lladdr_parse(copy, addr);

	free(copy);
	return rc;
}

/* ---- Addresses --------------------------------------------------------------------------- */

/* As inet_pton(3), which the C library has judged by RFC 4291. */
static void addresses_are_what_the_c_library_reads(void **state)
{
	static const char *const texts[] = {
		"0.0.0.0", "127.0.0.1", "10.1.2.3", "255.255.255.255", "::", "::1", "fe80::1",
		"2001:db8::", "2001:DB8::A", "1:2:3:4:5:6:7:8", "1::8", "::2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7::", "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::192.0.2.33",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	};
	struct inet addr;
	uint8_t want[16];

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		uint8_t family = strchr(texts[i], ':') ? AF_INET6 : AF_INET;

		assert_int_equal(inet_pton(family, texts[i], want), 1);
		assert_int_equal(parse_addr(texts[i], AF_UNSPEC, &addr), 0);
		assert_int_equal(addr.family, family);
		assert_int_equal(addr.bits, family == AF_INET ? 32 : 128);
		assert_memory_equal(addr.bytes, want, inet_len(family));
		assert_int_equal(parse_addr(texts[i], family, &addr), 0);
		assert_int_equal(parse_addr(texts[i], family == AF_INET ? AF_INET6 : AF_INET, &addr),
				 -1);
	}
}

static void what_programs_read_differently_is_no_address(void **state)
{
	static const char *const texts[] = {
		"", " ", "banana", "10", "10.1", "10.0.1", "10.0.0.0.1", "010.0.0.1", "10.00.0.1",
		"10.0.0.01", "0x0a.0.0.1", "0xa000001", "167772161", "256.0.0.1", "10.0.0.256",
		"10.0.0.1000", "4294967297.0.0.1", ".10.0.0.1", "10.0.0.1.", "10..0.1", "-1.0.0.1",
		"+1.0.0.1", "10.0.0.1 ", " 10.0.0.1", "10.0.0.1\n", "10.0.0.1/", "10.0.0.1/32",
		":", ":::", "1", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "::12345",
		"::g", "::1%lo", "fe80::1%1", ":1::", "1:", "::1:", "1:2:3:4:5:6:7:8::",
		"::ffff:10.0.1", "::ffff:010.0.0.1", "::10.0.0.256", "[::1]", "0x1::",
		"anybody", "al", "ANY", "default ",
	};
	struct inet addr;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (parse_addr(texts[i], AF_UNSPEC, &addr) != -1)
			fail_msg("\"%s\" was taken for an address", texts[i]);
}

static void any_is_an_address_of_no_length(void **state)
{
	static const char *const words[] = { "any", "all", "default" };
	static const uint8_t families[] = { AF_UNSPEC, AF_INET, AF_INET6 };
	struct inet addr, zero;

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		for (size_t j = 0; j < COUNT(families); j++) {
			memset(&addr, 0xff, sizeof(addr));
			memset(&zero, 0, sizeof(zero));
			zero.family = families[j];
			assert_int_equal(parse_addr(words[i], families[j], &addr), 0);
			assert_memory_equal(&addr, &zero, sizeof(addr));
			memset(&addr, 0xff, sizeof(addr));
			assert_int_equal(parse_prefix(words[i], families[j], &addr), 0);
			assert_memory_equal(&addr, &zero, sizeof(addr));
		}
	}
}

/* ---- Prefixes ---------------------------------------------------------------------------- */

static void a_prefix_has_an_address_and_a_length(void **state)
{
	static const struct {
		const char *text, *addr;
		uint8_t bits;
	} prefixes[] = {
		{ "10.1.2.3", "10.1.2.3", 32 },
		{ "10.1.2.3/32", "10.1.2.3", 32 },
		{ "10.1.2.3/8", "10.1.2.3", 8 },
		{ "0.0.0.0/0", "0.0.0.0", 0 },
		{ "0/0", "0.0.0.0", 0 },
		{ "10.0.0.0/255.0.0.0", "10.0.0.0", 8 },
		{ "10.0.0.0/255.255.255.254", "10.0.0.0", 31 },
		{ "10.0.0.0/255.255.255.255", "10.0.0.0", 32 },
		{ "10.0.0.0/128.0.0.0", "10.0.0.0", 1 },
		{ "10.0.0.0/0.0.0.0", "10.0.0.0", 0 },
		{ "::/0", "::", 0 },
		{ "2001:db8::1", "2001:db8::1", 128 },
		{ "2001:db8::1/64", "2001:db8::1", 64 },
		{ "2001:db8::1/128", "2001:db8::1", 128 },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128",
		  "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", 128 },
	};
	struct inet prefix;
	uint8_t want[16];

	(void)state;
	for (size_t i = 0; i < COUNT(prefixes); i++) {
		uint8_t family = strchr(prefixes[i].addr, ':') ? AF_INET6 : AF_INET;

		assert_int_equal(inet_pton(family, prefixes[i].addr, want), 1);
		assert_int_equal(parse_prefix(prefixes[i].text, AF_UNSPEC, &prefix), 0);
		assert_int_equal(prefix.family, family);
		assert_int_equal(prefix.bits, prefixes[i].bits);
		assert_memory_equal(prefix.bytes, want, inet_len(family));
		assert_int_equal(parse_prefix(prefixes[i].text,
					      family == AF_INET ? AF_INET6 : AF_INET, &prefix), -1);
	}
	assert_int_equal(parse_prefix("default/0", AF_INET, &prefix), 0);
	assert_int_equal(prefix.bits, 0);
	assert_int_equal(prefix.family, AF_INET);
}

static void what_is_no_prefix_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "/", "/24", "10.0.0.0/", "10.0.0.0/ 8", "10.0.0.0/33", "10.0.0.0/-1",
		"10.0.0.0/+8", "10.0.0.0/8 ", "10.0.0.0/8/8", "10.0.0.0/a", "10.0.0.0/4294967304",
		"10.0.0.0/18446744073709551624", "10.1/17", "010.020.0.0/16", "10.0.0.0/255.0.255.0",
		"10.0.0.0/0.0.0.1", "10.0.0.0/255.0.0", "10.0.0.0/any", "10.0.0.0/ffff::",
		"10.0.0.0/::", "::/129", "::/ffff::", "::/255.0.0.0", "default/8", "any/32",
		"10/8", "10.1/16", "172.16/12", "192.0.2/24", "10/255.0.0.0", "0/1", "0/0.0.0.0",
		"10/9", "10./8", ".10/8", "10/255.255.0.0", "010/8", "256/8", "1.2.3.4.5/8", "/0",
		"banana/8", "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000/8",
		"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2550/8",
	};
	struct inet prefix;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (parse_prefix(texts[i], AF_UNSPEC, &prefix) != -1)
			fail_msg("\"%s\" was taken for a prefix", texts[i]);
}

static void an_address_is_within_prefixes_of_its_family(void **state)
{
	static const struct {
		const char *addr, *prefix;
		bool within;
	} cases[] = {
		{ "10.1.2.3", "10.1.2.3", true },      { "10.1.2.3", "10.1.2.2", false },
		{ "10.1.2.3", "10.1.2.2/31", true },   { "10.1.2.3", "10.1.2.0/30", true },
		{ "10.1.2.4", "10.1.2.0/30", false },  { "10.1.2.3", "10.0.0.0/8", true },
		{ "11.1.2.3", "10.0.0.0/8", false },   { "11.1.2.3", "10.0.0.0/7", true },
		{ "10.1.2.3", "0.0.0.0/0", true },     { "10.1.2.3", "default", true },
		{ "10.1.2.3", "::/0", false },         { "::1", "0.0.0.0/0", false },
		{ "::1", "::/0", true },               { "::1", "any", true },
		{ "::1", "::1", true },                { "::1", "::2", false },
		{ "::3", "::2/127", true },            { "2001:db8::1", "2001:db8::/32", true },
		{ "2001:db9::1", "2001:db8::/32", false }, { "2001:db9::1", "2001:db8::/31", true },
		{ "192.168.1.1", "192.168.0.0/23", true }, { "192.168.2.1", "192.168.0.0/23", false },
	};
	struct inet addr, prefix;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(parse_addr(cases[i].addr, AF_UNSPEC, &addr), 0);
		assert_int_equal(parse_prefix(cases[i].prefix, AF_UNSPEC, &prefix), 0);
		if (inet_within(&addr, &prefix) != cases[i].within)
			fail_msg("%s in %s", cases[i].addr, cases[i].prefix);
	}
}

/* ---- Into text --------------------------------------------------------------------------- */

/* glibc's inet_ntop(3) writes IPv6 as RFC 5952 wants it, other libraries need not. */
static void text_is_that_of_rfc_5952(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "0.0.0.0", "0.0.0.0" },
		{ "255.10.0.7", "255.10.0.7" },
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "2001:0DB8:0:0:0:0:0:00A0", "2001:db8::a0" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "0:0:0:1:0:0:0:0", "0:0:0:1::" },
		{ "0:1:0:1:0:1:0:1", "0:1:0:1:0:1:0:1" },
		{ "1:2:3:4:5:6:0:0", "1:2:3:4:5:6::" },
		{ "0:0:3:4:5:6:7:8", "::3:4:5:6:7:8" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
		{ "::ffff:0a01:0203", "::ffff:10.1.2.3" },
		{ "::0a01:0203", "::10.1.2.3" },
		{ "::ffff:0:0a01:0203", "::ffff:0:a01:203" },
		{ "64:ff9b::0a01:0203", "64:ff9b::a01:203" },
	};
	char *text = malloc(INET_TEXT);
	struct inet addr;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(parse_addr(cases[i].in, AF_UNSPEC, &addr), 0);
		assert_ptr_equal(inet_text(&addr, text), text);
		assert_string_equal(text, cases[i].out);
	}
	free(text);
}

static void the_longest_texts_fit(void **state)
{
	struct inet addr = { .family = AF_INET6, .bits = 127 };
	char *inet = malloc(INET_TEXT), *prefix = malloc(PREFIX_TEXT);
	char *link = malloc(LLADDR_TEXT);
	struct lladdr lladdr = { .len = LLADDR_MAX };

	(void)state;
	memset(addr.bytes, 0xff, sizeof(addr.bytes));
	assert_int_equal(strlen(inet_text(&addr, inet)), 39);
	assert_int_equal(strlen(prefix_text(&addr, prefix)), 43);
	memset(lladdr.bytes, 0xff, sizeof(lladdr.bytes));
	assert_int_equal(strlen(lladdr_text(&lladdr, ARPHRD_ETHER, link)), LLADDR_MAX * 3 - 1);
	free(inet);
	free(prefix);
	free(link);
}

static void a_host_is_written_without_its_length(void **state)
{
	static const char *const texts[] = {
		"10.0.0.1", "10.0.0.1/8", "0.0.0.0/0", "::/0", "2001:db8::1", "2001:db8::1/64",
		"2001:db8::1/32", "10.0.0.1/31",
	};
	struct inet prefix;
	char text[PREFIX_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_int_equal(parse_prefix(texts[i], AF_UNSPEC, &prefix), 0);
		assert_string_equal(prefix_text(&prefix, text), texts[i]);
	}
}

/* ---- Link-layer addresses ----------------------------------------------------------------- */

static void link_layer_addresses_have_as_many_bytes_as_written(void **state)
{
	static const struct {
		const char *text;
		uint8_t len;
		const char *bytes;
	} cases[] = {
		{ "02:00:00:00:00:01", 6, "\2\0\0\0\0\1" },
		{ "2:0:0:0:0:1", 6, "\2\0\0\0\0\1" },
		{ "Aa:bB:cc:DD:eE:0f", 6, "\xaa\xbb\xcc\xdd\xee\x0f" },
		{ "1:2", 2, "\1\2" },
		/* EUI-64, of FireWire and IEEE 802.15.4: with eight groups it looks like IPv6 */
		{ "00:11:22:33:44:55:66:77", 8, "\x00\x11\x22\x33\x44\x55\x66\x77" },
		/* of InfiniBand */
		{ "80:00:00:48:fe:80:00:00:00:00:00:00:00:02:c9:03:00:0f:10:11", 20,
		  "\x80\0\0\x48\xfe\x80\0\0\0\0\0\0\0\2\xc9\3\0\x0f\x10\x11" },
		/* of tunnels */
		{ "10.1.2.3", 4, "\x0a\1\2\3" },
		{ "fd00::1", 16, "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1" },
		{ "::1", 16, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1" },
	};
	struct lladdr addr;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(parse_lladdr(cases[i].text, &addr), 0);
		assert_int_equal(addr.len, cases[i].len);
		assert_memory_equal(addr.bytes, cases[i].bytes, addr.len);
	}
}

static void what_is_no_link_layer_address_is_refused(void **state)
{
	static const char *const texts[] = {
		"", ":", "a", "aa", "aa:", ":aa", "aa:bb:", "aa:b:ccc", "aaa:bb",
		"ag:bb", "aa:bb ", " aa:bb", "aa-bb-cc-dd-ee-ff", "aabb.ccdd.eeff", "aa:bb:g", "any",
		"10.1.2", "010.1.2.3", "fd00::g",
		/* one more than LLADDR_MAX */
		"0:1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:0:1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:0",
	};
	struct lladdr addr;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (parse_lladdr(texts[i], &addr) != -1)
			fail_msg("\"%s\" was taken for a link-layer address", texts[i]);
}

/* The address of a tunnel is an IP address, by the device's type (<linux/if_arp.h>). */
static void link_layer_text_depends_on_the_device(void **state)
{
	static const struct {
		const char *in;
		unsigned arptype;
		const char *out;
	} cases[] = {
		{ "2:0:0:0:0:1", ARPHRD_ETHER, "02:00:00:00:00:01" },
		{ "10.1.2.3", ARPHRD_TUNNEL, "10.1.2.3" },
		{ "10.1.2.3", ARPHRD_SIT, "10.1.2.3" },
		{ "10.1.2.3", ARPHRD_IPGRE, "10.1.2.3" },
		{ "10.1.2.3", ARPHRD_ETHER, "0a:01:02:03" },
		{ "fd00::1", 769 /* ARPHRD_TUNNEL6 */, "fd00::1" },
		{ "fd00::1", 823 /* ARPHRD_IP6GRE */, "fd00::1" },
		{ "fd00::1", ARPHRD_TUNNEL, "fd:00:00:00:00:00:00:00:00:00:00:00:00:00:00:01" },
		{ "2:0:0:0:0:1", ARPHRD_TUNNEL, "02:00:00:00:00:01" },
	};
	struct lladdr addr;
	char text[LLADDR_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(parse_lladdr(cases[i].in, &addr), 0);
		assert_string_equal(lladdr_text(&addr, cases[i].arptype, text), cases[i].out);
	}
	addr.len = 0;
	assert_string_equal(lladdr_text(&addr, ARPHRD_ETHER, text), "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_what_the_c_library_reads),
		cmocka_unit_test(what_programs_read_differently_is_no_address),
		cmocka_unit_test(any_is_an_address_of_no_length),
		cmocka_unit_test(a_prefix_has_an_address_and_a_length),
		cmocka_unit_test(what_is_no_prefix_is_refused),
		cmocka_unit_test(an_address_is_within_prefixes_of_its_family),
		cmocka_unit_test(text_is_that_of_rfc_5952),
		cmocka_unit_test(the_longest_texts_fit),
		cmocka_unit_test(a_host_is_written_without_its_length),
		cmocka_unit_test(link_layer_addresses_have_as_many_bytes_as_written),
		cmocka_unit_test(what_is_no_link_layer_address_is_refused),
		cmocka_unit_test(link_layer_text_depends_on_the_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: 0BSD */
/*
 * Addresses. The input as text: inet.c reads what the C library reads, and what it has read it
 * writes so that it reads the same again. The input's bytes as an address: inet.c writes what the
 * C library writes.
 */
#include "inet.h"

#include <arpa/inet.h>
#include <net/if_arp.h>
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"

static bool is_word(const char *text)
{
	return !strcmp(text, "any") || !strcmp(text, "all") || !strcmp(text, "default");
}

static void check_addr(const char *text)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	struct inet any, one;
	uint8_t bytes[16];
	int found = 0;

	if (is_word(text))
		return;
	for (unsigned i = 0; i < 2; i++) {
		int want = inet_pton(families[i], text, bytes);

		FUZZ_CHECK(inet_addr_parse(text, families[i], &one) == (want == 1 ? 0 : -1));
		if (want != 1)
			continue;
		found++;
		FUZZ_CHECK(inet_addr_parse(text, AF_UNSPEC, &any) == 0);
		FUZZ_CHECK(memcmp(&any, &one, sizeof(any)) == 0);
		FUZZ_CHECK(one.family == families[i] && one.bits == inet_len(one.family) * 8);
		FUZZ_CHECK(memcmp(one.bytes, bytes, inet_len(one.family)) == 0);
	}
	FUZZ_CHECK(found || inet_addr_parse(text, AF_UNSPEC, &any) == -1);
}

/* A netmask has its ones in front, as many as the prefix is long; nothing else has dots. */
static bool mask_is(const char *text, uint8_t bits)
{
	uint32_t mask;

	if (inet_pton(AF_INET, text, &mask) != 1)
		return strchr(text, '.') == NULL;
	return ntohl(mask) == (bits ? UINT32_MAX << (32 - bits) : 0);
}

static void check_prefix(const char *text)
{
	const char *slash = strchr(text, '/');
	struct inet prefix, again;
	char buf[PREFIX_TEXT];

	if (inet_prefix_parse(text, AF_UNSPEC, &prefix) || prefix.family == AF_UNSPEC)
		return;
	FUZZ_CHECK(prefix.bits <= inet_len(prefix.family) * 8);
	FUZZ_CHECK(!slash || mask_is(slash + 1, prefix.bits));
	FUZZ_CHECK(prefix_text(&prefix, buf) == buf && strlen(buf) < sizeof(buf));
	FUZZ_CHECK(inet_prefix_parse(buf, prefix.family, &again) == 0);
	FUZZ_CHECK(memcmp(&prefix, &again, sizeof(prefix)) == 0);
	FUZZ_CHECK(inet_within(&prefix, &again));
}

static void check_lladdr(const char *text)
{
	struct lladdr addr, again;
	char buf[LLADDR_TEXT];

	if (lladdr_parse(text, &addr))
		return;
	FUZZ_CHECK(addr.len >= 2 && addr.len <= LLADDR_MAX);
	FUZZ_CHECK(lladdr_text(&addr, ARPHRD_ETHER, buf) == buf && strlen(buf) < sizeof(buf));
	FUZZ_CHECK(lladdr_parse(buf, &again) == 0 && again.len == addr.len);
	FUZZ_CHECK(memcmp(addr.bytes, again.bytes, addr.len) == 0);
}

static void check_text(uint8_t family, const uint8_t *bytes)
{
	struct inet addr = { .family = family, .bits = 32 };
	char want[INET6_ADDRSTRLEN], buf[INET_TEXT];

	memcpy(addr.bytes, bytes, inet_len(family));
	FUZZ_CHECK(inet_ntop(family, bytes, want, sizeof(want)));
	FUZZ_CHECK(!strcmp(inet_text(&addr, buf), want));
}

/* Bit by bit, as RFC 4632 has it. */
static void check_within(const uint8_t *a, const uint8_t *b, uint8_t bits)
{
	struct inet addr = { AF_INET6, 128, { 0 } }, prefix = { AF_INET6, bits, { 0 } };
	bool want = true;

	memcpy(addr.bytes, a, 16);
	memcpy(prefix.bytes, b, 16);
	for (unsigned i = 0; i < bits; i++)
		if ((a[i / 8] ^ b[i / 8]) & 128 >> i % 8)
			want = false;
	FUZZ_CHECK(inet_within(&addr, &prefix) == want);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	memcpy(text, data, size);
	text[size] = 0;
	check_addr(text);
	check_prefix(text);
	check_lladdr(text);
	free(text);
	if (size >= 33) {
		check_text(AF_INET, data);
		check_text(AF_INET6, data);
		check_within(data, data + 16, data[32] % 129);
	}
	return 0;
}

/* SPDX-License-Identifier: 0BSD */
#include "inet.h"

#include <arpa/inet.h>
#include <net/if_arp.h>
#include <string.h>

#include "out.h"
#include "words.h"

#define ARPHRD_TUNNEL6_ 769 /* the two that musl's <net/if_arp.h> lacks */
#define ARPHRD_IP6GRE_ 823

int inet_addr_parse(const char *text, uint8_t family, struct inet *addr)
{
	memset(addr, 0, sizeof(*addr));
	if (!strcmp(text, "any") || !strcmp(text, "all") || !strcmp(text, "default")) {
		addr->family = family;
		return 0;
	}
	addr->family = strchr(text, ':') ? AF_INET6 : AF_INET;
	addr->bits = (uint8_t)(inet_len(addr->family) * 8);
	if (family != AF_UNSPEC && family != addr->family)
		return -1;
	return inet_pton(addr->family, text, addr->bytes) == 1 ? 0 : -1;
}

/* The length that an IPv4 netmask stands for, or -1 when its ones are not all in front. */
static int mask_bits(const char *text)
{
	struct inet mask;
	uint32_t m;
	int bits = 0;

	if (inet_addr_parse(text, AF_INET, &mask) || mask.bits == 0)
		return -1;
	memcpy(&m, mask.bytes, sizeof(m));
	for (m = ntohl(m); m & 0x80000000; m <<= 1)
		bits++;
	return m == 0 ? bits : -1;
}

int inet_prefix_parse(const char *text, uint8_t family, struct inet *prefix)
{
	const char *slash = strchr(text, '/');
	char host[INET_TEXT];
	uint32_t bits;
	int mask;

	if (!slash)
		return inet_addr_parse(text, family, prefix);
	if ((size_t)(slash - text) >= sizeof(host))
		return -1;
	memcpy(host, text, (size_t)(slash - text));
	host[slash - text] = 0;
	if (!strcmp(text, "0/0"))
		strcpy(host, "0.0.0.0"); /* what scripts write for `default`, and nobody misreads */
	if (inet_addr_parse(host, family, prefix))
		return -1;
	if (word_uint(slash + 1, inet_len(prefix->family) * 8, &bits)) {
		mask = prefix->family == AF_INET ? mask_bits(slash + 1) : -1;
		if (mask < 0)
			return -1;
		bits = (uint32_t)mask;
	}
	/* `default/0` is a prefix of any family; `default/8` is nonsense */
	if (prefix->bits == 0 && bits != 0)
		return -1;
	prefix->bits = (uint8_t)bits;
	return 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' - 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* AA:BB:…, two bytes or more, each of one or two digits. */
static int hex_bytes_parse(const char *text, struct lladdr *addr)
{
	int digit, value;

	for (addr->len = 0;;) {
		value = hex_digit(*text);
		if (value < 0 || addr->len == sizeof(addr->bytes))
			return -1;
		digit = hex_digit(*++text);
		if (digit >= 0) {
			value = value << 4 | digit;
			text++;
		}
		addr->bytes[addr->len++] = (uint8_t)value;
		if (*text == 0)
			return addr->len > 1 ? 0 : -1;
		if (*text++ != ':')
			return -1;
	}
}

int lladdr_parse(const char *text, struct lladdr *addr)
{
	struct inet ip;

	/* bytes first: eight of them (EUI-64) could be read as an IPv6 address as well */
	if (hex_bytes_parse(text, addr) == 0)
		return 0;
	if (inet_addr_parse(text, AF_UNSPEC, &ip) || ip.bits == 0)
		return -1;
	addr->len = (uint8_t)inet_len(ip.family);
	memcpy(addr->bytes, ip.bytes, addr->len);
	return 0;
}

/* ---- Into text --------------------------------------------------------------------------- */

static char *put_uint(char *at, unsigned value)
{
	char digits[OUT_DIGITS];

	return stpcpy(at, out_digits(digits, value));
}

static char *ipv4_text(const uint8_t bytes[4], char *at)
{
	for (int i = 0; i < 4; i++) {
		at = put_uint(at, bytes[i]);
		*at++ = '.';
	}
	*--at = 0;
	return at;
}

static char *put_hex16(char *at, unsigned value)
{
	bool started = false;

	for (int shift = 12; shift >= 0; shift -= 4) {
		unsigned digit = value >> shift & 15;

		if (digit || started || shift == 0) {
			*at++ = "0123456789abcdef"[digit];
			started = true;
		}
	}
	return at;
}

/* Where the longest run of two or more zero groups starts, and its length; the first of equals. */
static int zero_run(const uint16_t groups[8], int *length)
{
	int best = -1, best_len = 1;

	for (int i = 0, len; i < 8; i += len + 1) {
		for (len = 0; i + len < 8 && groups[i + len] == 0; len++)
			;
		if (len > best_len) {
			best = i;
			best_len = len;
		}
	}
	*length = best_len;
	return best;
}

/* RFC 5952: lower case, no leading zeros, the longest run of zero groups as "::". */
static void ipv6_text(const uint8_t bytes[16], char *at)
{
	uint16_t groups[8];
	int run, run_len;
	/* an IPv4 address is written as one where it is mapped or compatible (RFC 4291, 2.5.5) */
	bool v4;

	for (int i = 0; i < 8; i++)
		groups[i] = (uint16_t)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
	run = zero_run(groups, &run_len);
	v4 = run == 0 && (run_len == 6 || (run_len == 5 && groups[5] == 0xffff));
	for (int i = 0; i < 8;) {
		if (i == run) {
			at = stpcpy(at, "::");
			i += run_len;
			continue;
		}
		if (i > 0 && i != run + run_len)
			*at++ = ':';
		if (i == 6 && v4) {
			ipv4_text(bytes + 12, at);
			return;
		}
		at = put_hex16(at, groups[i++]);
	}
	*at = 0;
}

char *inet_text(const struct inet *addr, char buf[INET_TEXT])
{
	if (addr->family == AF_INET6)
		ipv6_text(addr->bytes, buf);
	else
		ipv4_text(addr->bytes, buf);
	return buf;
}

char *prefix_text(const struct inet *prefix, char buf[PREFIX_TEXT])
{
	char *at;

	inet_text(prefix, buf);
	if (prefix->bits == inet_len(prefix->family) * 8)
		return buf;
	at = buf + strlen(buf);
	*at++ = '/';
	put_uint(at, prefix->bits);
	return buf;
}

char *lladdr_text(const struct lladdr *addr, unsigned arptype, char buf[LLADDR_TEXT])
{
	struct inet ip = { 0 };
	char *at = buf;

	if (addr->len == 4 &&
	    (arptype == ARPHRD_TUNNEL || arptype == ARPHRD_SIT || arptype == ARPHRD_IPGRE))
		ip.family = AF_INET;
	if (addr->len == 16 && (arptype == ARPHRD_TUNNEL6_ || arptype == ARPHRD_IP6GRE_))
		ip.family = AF_INET6;
	if (ip.family) {
		memcpy(ip.bytes, addr->bytes, addr->len);
		return inet_text(&ip, buf);
	}
	for (int i = 0; i < addr->len; i++) {
		*at++ = "0123456789abcdef"[addr->bytes[i] >> 4];
		*at++ = "0123456789abcdef"[addr->bytes[i] & 15];
		*at++ = ':';
	}
	if (at > buf)
		at--;
	*at = 0;
	return buf;
}

bool inet_within(const struct inet *addr, const struct inet *prefix)
{
	unsigned whole = prefix->bits / 8, rest = prefix->bits % 8;

	if (prefix->family && addr->family != prefix->family)
		return false;
	if (memcmp(addr->bytes, prefix->bytes, whole) != 0)
		return false;
	return rest == 0 || (addr->bytes[whole] ^ prefix->bytes[whole]) >> (8 - rest) == 0;
}

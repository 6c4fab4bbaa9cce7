/* SPDX-License-Identifier: 0BSD */
/*
 * Addresses, prefixes and link-layer addresses <-> text.
 */
#ifndef INET_H
#define INET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An IPv4 or IPv6 address with a prefix length; bytes in network order. */
struct inet {
	uint8_t family; /* AF_INET, AF_INET6; AF_UNSPEC: none, `any` of either family */
	uint8_t bits;   /* of the prefix; of a host: all, 32 or 128 */
	uint8_t bytes[16];
};

/* A link-layer address: Ethernet's has 6 bytes, InfiniBand's 20, a tunnel's is an IP address. */
#define LLADDR_MAX 32 /* MAX_ADDR_LEN of <linux/netdevice.h> */
struct lladdr {
	uint8_t len;
	uint8_t bytes[LLADDR_MAX];
};

#define INET_TEXT 46                /* the longest IPv6 address, with its NUL */
#define PREFIX_TEXT (INET_TEXT + 4) /* with /128 */
#define LLADDR_TEXT (LLADDR_MAX * 3)

static inline unsigned inet_len(uint8_t family)
{
	return family == 2 /* AF_INET */ ? 4 : 16;
}

/*
 * Each reads text of a family, or of either when it is AF_UNSPEC: 0, or -1 when it is none.
 * IPv4 is four decimal numbers: neither 10.1 nor 010.0.0.1 pass, which mean different things to
 * different programs. A prefix is ADDR, ADDR/LEN, ADDR/NETMASK, 0/0, or `default`, `any`, `all`:
 * those have the family asked for, and length 0. `any` is also an address.
 */
int inet_addr_parse(const char *text, uint8_t family, struct inet *addr);
int inet_prefix_parse(const char *text, uint8_t family, struct inet *prefix);

/* AA:BB:… or, for tunnels, an IPv4 or IPv6 address. */
int lladdr_parse(const char *text, struct lladdr *addr);

/* Return buf. IPv6 as RFC 5952 writes it. */
char *inet_text(const struct inet *addr, char buf[INET_TEXT]);
char *prefix_text(const struct inet *prefix, char buf[PREFIX_TEXT]);

/* arptype: ARPHRD_*, since the address of a tunnel is an IP address. */
char *lladdr_text(const struct lladdr *addr, unsigned arptype, char buf[LLADDR_TEXT]);

/* Does addr lie in prefix? True for every address of the family when its length is 0. */
bool inet_within(const struct inet *addr, const struct inet *prefix);

#endif

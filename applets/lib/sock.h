/* SPDX-License-Identifier: 0BSD */
/*
 * Socket addresses <-> text: ADDR, or ADDR%DEV where it means something only on one device.
 */
#ifndef SOCK_H
#define SOCK_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdint.h>

#include "inet.h"

union sock_addr {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

#define SOCK_TEXT (INET_TEXT + 1 + IF_NAMESIZE)

/* Reads text of a family, or of either when it is AF_UNSPEC; the port is 0. DEV is looked up in the
 * caller's network. Returns 0, or -1 after saying why it is no such address. */
int sock_parse(const char *text, uint8_t family, union sock_addr *addr);

socklen_t sock_len(const union sock_addr *addr);

/* The address alone, without port. */
bool sock_same_host(const union sock_addr *a, const union sock_addr *b);
char *sock_text(const union sock_addr *addr, char buf[SOCK_TEXT]);

/* The port lies in the same place for both families. */
void sock_set_port(union sock_addr *addr, uint16_t port);
uint16_t sock_port(const union sock_addr *addr);

/* Does it mean something only together with a device: fe80::/10, ff02::/16? */
bool sock_link_local(const union sock_addr *addr);
bool sock_multicast(const union sock_addr *addr);

#endif

/* SPDX-License-Identifier: 0BSD */
#include "sock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "out.h"
#include "say.h"

int sock_parse(const char *text, uint8_t family, union sock_addr *addr)
{
	const char *percent = strchr(text, '%');
	size_t len = percent ? (size_t)(percent - text) : strlen(text);
	char host[INET_TEXT] = "";
	struct inet inet;

	memset(addr, 0, sizeof(*addr));
	if (len < sizeof(host))
		memcpy(host, text, len);
	/* `any` has no bits; only IPv6 has addresses that mean different hosts on different devices */
	if (inet_addr_parse(host, AF_UNSPEC, &inet) || inet.bits == 0 ||
	    (percent && inet.family == AF_INET))
		return say_error(-1, "%s: not an address, and no names are looked up", text);
	if (family != AF_UNSPEC && family != inet.family)
		return say_error(-1, "%s: an address of the other family", text);
	addr->sa.sa_family = inet.family;
	if (inet.family == AF_INET) {
		memcpy(&addr->in.sin_addr, inet.bytes, sizeof(addr->in.sin_addr));
		return 0;
	}
	memcpy(&addr->in6.sin6_addr, inet.bytes, sizeof(addr->in6.sin6_addr));
	if (percent) {
		addr->in6.sin6_scope_id = if_nametoindex(percent + 1);
		if (addr->in6.sin6_scope_id == 0)
			return say_errno(-1, errno, "%s", percent + 1);
	}
	return 0;
}

socklen_t sock_len(const union sock_addr *addr)
{
	return addr->sa.sa_family == AF_INET ? sizeof(addr->in) : sizeof(addr->in6);
}

bool sock_same_host(const union sock_addr *a, const union sock_addr *b)
{
	if (a->sa.sa_family != b->sa.sa_family)
		return false;
	if (a->sa.sa_family == AF_INET)
		return a->in.sin_addr.s_addr == b->in.sin_addr.s_addr;
	return IN6_ARE_ADDR_EQUAL(&a->in6.sin6_addr, &b->in6.sin6_addr);
}

char *sock_text(const union sock_addr *addr, char buf[SOCK_TEXT])
{
	struct inet inet = { .family = (uint8_t)addr->sa.sa_family };
	char digits[OUT_DIGITS];
	char *at;

	if (inet.family == AF_INET)
		memcpy(inet.bytes, &addr->in.sin_addr, sizeof(addr->in.sin_addr));
	else
		memcpy(inet.bytes, &addr->in6.sin6_addr, sizeof(addr->in6.sin6_addr));
	inet_text(&inet, buf);
	if (inet.family == AF_INET || addr->in6.sin6_scope_id == 0)
		return buf;
	at = buf + strlen(buf);
	*at++ = '%';
	/* the device may be gone by now */
	if (!if_indextoname(addr->in6.sin6_scope_id, at))
		strcpy(at, out_digits(digits, addr->in6.sin6_scope_id));
	return buf;
}

void sock_set_port(union sock_addr *addr, uint16_t port)
{
	addr->in.sin_port = htons(port);
}

uint16_t sock_port(const union sock_addr *addr)
{
	return ntohs(addr->in.sin_port);
}

bool sock_link_local(const union sock_addr *addr)
{
	const struct in6_addr *a = &addr->in6.sin6_addr;

	return addr->sa.sa_family == AF_INET6 &&
	       (IN6_IS_ADDR_LINKLOCAL(a) || IN6_IS_ADDR_MC_LINKLOCAL(a));
}

bool sock_multicast(const union sock_addr *addr)
{
	if (addr->sa.sa_family == AF_INET)
		return IN_MULTICAST(ntohl(addr->in.sin_addr.s_addr));
	return IN6_IS_ADDR_MULTICAST(&addr->in6.sin6_addr);
}

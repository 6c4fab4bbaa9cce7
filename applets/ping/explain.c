/* SPDX-License-Identifier: 0BSD */
#include "echo.h"

#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include "out.h"

/*
 * What each type says: words for its codes, counted from 0. The last words are those of all codes
 * behind, and `%` stands for the code there, elsewhere for the MTU or the pointer. The prefix goes
 * before all but those that begin with '!'.
 */
struct words {
	uint8_t type;
	const char *prefix;
	const char *codes;
};

/* RFC 792, 1122, 1812. */
static const struct words words4[] = {
	{ ICMP_DEST_UNREACH, "Destination ",
	  "Net Unreachable\0"
	  "Host Unreachable\0"
	  "Protocol Unreachable\0"
	  "Port Unreachable\0"
	  "!Frag needed and DF set (mtu = %)\0"
	  "!Source Route Failed\0"
	  "Net Unknown\0"
	  "Host Unknown\0"
	  "!Source Host Isolated\0"
	  "Net Prohibited\0"
	  "Host Prohibited\0"
	  "Net Unreachable for Type of Service\0"
	  "Host Unreachable for Type of Service\0"
	  "!Packet filtered\0"
	  "!Precedence Violation\0"
	  "!Precedence Cutoff\0"
	  "!Dest Unreachable, Bad Code: %\0" },
	{ ICMP_REDIRECT, "Redirect",
	  " Network\0"
	  " Host\0"
	  " Type of Service and Network\0"
	  " Type of Service and Host\0"
	  ", Bad Code: %\0" },
	{ ICMP_TIME_EXCEEDED, "",
	  "Time to live exceeded\0"
	  "Frag reassembly time exceeded\0"
	  "Time exceeded, Bad Code: %\0" },
	{ ICMP_PARAMETERPROB, "", "Parameter problem: pointer = %\0" },
	{ 0, "", "Bad ICMP type: %\0" },
};

/* RFC 4443. */
static const struct words words6[] = {
	{ ICMP6_DST_UNREACH, "Destination unreachable: ",
	  "No route\0"
	  "Administratively prohibited\0"
	  "Beyond scope of source address\0"
	  "Address unreachable\0"
	  "Port unreachable\0"
	  "Unknown code %\0" },
	{ ICMP6_PACKET_TOO_BIG, "", "Packet too big: mtu=%\0" },
	{ ICMP6_TIME_EXCEEDED, "Time exceeded: ",
	  "Hop limit\0"
	  "Defragmentation failure\0"
	  "code %\0" },
	{ ICMP6_PARAM_PROB, "Parameter problem: ",
	  "Wrong header field at %\0"
	  "Unknown header at %\0"
	  "Unknown option at %\0"
	  "code %\0" },
	{ 0, "", "unknown icmp type: %\0" },
};

static const char *next_words(const char *words)
{
	while (*words++)
		;
	return words;
}

void echo_explain(const struct echo *echo, const struct echo_answer *a)
{
	const struct sock_extended_err *why = &a->report.why;
	const struct words *w = echo->ipv4 ? words4 : words6;
	union sock_addr router = { .in = { .sin_family = AF_INET } };
	const char *words, *after;
	uint32_t shown = why->ee_info;
	char text[SOCK_TEXT];

	while (w->type && w->type != why->ee_type)
		w++;
	words = w->codes;
	for (unsigned code = 0; code < why->ee_code && *(after = next_words(words)); code++) {
		words = after;
		if (!*next_words(words))
			shown = why->ee_code;
	}
	if (*words == '!')
		words++;
	else
		out_text(w->prefix);
	out_uint(NULL, words, w->type ? shown : why->ee_type);
	if (a->kind == ECHO_REDIRECT) {
		router.in.sin_addr.s_addr = why->ee_info;
		out_str(NULL, "(New nexthop: %)", sock_text(&router, text));
	}
	out_text("\n");
}

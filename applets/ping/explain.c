/* SPDX-License-Identifier: 0BSD */
#include "echo.h"

#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include "out.h"

#define ANY 255 /* all codes of the type that are not in a line before */

enum shown {
	SHOW_CODE, /* for `%` stands the code */
	SHOW_INFO, /* the MTU, or the pointer */
	SHOW_TYPE,
};

/* RFC 792, 1122 and 1812. */
static const struct words {
	uint8_t type;
	uint8_t code;
	uint8_t shown;
	const char *format;
} words4[] = {
	{ ICMP_DEST_UNREACH, ICMP_NET_UNREACH, 0, "Destination Net Unreachable" },
	{ ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0, "Destination Host Unreachable" },
	{ ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 0, "Destination Protocol Unreachable" },
	{ ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0, "Destination Port Unreachable" },
	{ ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, SHOW_INFO, "Frag needed and DF set (mtu = %)" },
	{ ICMP_DEST_UNREACH, ICMP_SR_FAILED, 0, "Source Route Failed" },
	{ ICMP_DEST_UNREACH, ICMP_NET_UNKNOWN, 0, "Destination Net Unknown" },
	{ ICMP_DEST_UNREACH, ICMP_HOST_UNKNOWN, 0, "Destination Host Unknown" },
	{ ICMP_DEST_UNREACH, ICMP_HOST_ISOLATED, 0, "Source Host Isolated" },
	{ ICMP_DEST_UNREACH, ICMP_NET_ANO, 0, "Destination Net Prohibited" },
	{ ICMP_DEST_UNREACH, ICMP_HOST_ANO, 0, "Destination Host Prohibited" },
	{ ICMP_DEST_UNREACH, ICMP_NET_UNR_TOS, 0,
	  "Destination Net Unreachable for Type of Service" },
	{ ICMP_DEST_UNREACH, ICMP_HOST_UNR_TOS, 0,
	  "Destination Host Unreachable for Type of Service" },
	{ ICMP_DEST_UNREACH, ICMP_PKT_FILTERED, 0, "Packet filtered" },
	{ ICMP_DEST_UNREACH, ICMP_PREC_VIOLATION, 0, "Precedence Violation" },
	{ ICMP_DEST_UNREACH, ICMP_PREC_CUTOFF, 0, "Precedence Cutoff" },
	{ ICMP_DEST_UNREACH, ANY, SHOW_CODE, "Dest Unreachable, Bad Code: %" },
	{ ICMP_REDIRECT, ICMP_REDIR_NET, 0, "Redirect Network" },
	{ ICMP_REDIRECT, ICMP_REDIR_HOST, 0, "Redirect Host" },
	{ ICMP_REDIRECT, ICMP_REDIR_NETTOS, 0, "Redirect Type of Service and Network" },
	{ ICMP_REDIRECT, ICMP_REDIR_HOSTTOS, 0, "Redirect Type of Service and Host" },
	{ ICMP_REDIRECT, ANY, SHOW_CODE, "Redirect, Bad Code: %" },
	{ ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0, "Time to live exceeded" },
	{ ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0, "Frag reassembly time exceeded" },
	{ ICMP_TIME_EXCEEDED, ANY, SHOW_CODE, "Time exceeded, Bad Code: %" },
	{ ICMP_PARAMETERPROB, ANY, SHOW_INFO, "Parameter problem: pointer = %" },
	{ 0, ANY, SHOW_TYPE, "Bad ICMP type: %" },
};

/* RFC 4443. */
static const struct words words6[] = {
	{ ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_NOROUTE, 0, "Destination unreachable: No route" },
	{ ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_ADMIN, 0,
	  "Destination unreachable: Administratively prohibited" },
	{ ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_BEYONDSCOPE, 0,
	  "Destination unreachable: Beyond scope of source address" },
	{ ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_ADDR, 0,
	  "Destination unreachable: Address unreachable" },
	{ ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_NOPORT, 0,
	  "Destination unreachable: Port unreachable" },
	{ ICMP6_DST_UNREACH, ANY, SHOW_CODE, "Destination unreachable: Unknown code %" },
	{ ICMP6_PACKET_TOO_BIG, ANY, SHOW_INFO, "Packet too big: mtu=%" },
	{ ICMP6_TIME_EXCEEDED, ICMP6_TIME_EXCEED_TRANSIT, 0, "Time exceeded: Hop limit" },
	{ ICMP6_TIME_EXCEEDED, ICMP6_TIME_EXCEED_REASSEMBLY, 0,
	  "Time exceeded: Defragmentation failure" },
	{ ICMP6_TIME_EXCEEDED, ANY, SHOW_CODE, "Time exceeded: code %" },
	{ ICMP6_PARAM_PROB, ICMP6_PARAMPROB_HEADER, SHOW_INFO,
	  "Parameter problem: Wrong header field at %" },
	{ ICMP6_PARAM_PROB, ICMP6_PARAMPROB_NEXTHEADER, SHOW_INFO,
	  "Parameter problem: Unknown header at %" },
	{ ICMP6_PARAM_PROB, ANY, SHOW_INFO, "Parameter problem: Unknown option at %" },
	{ 0, ANY, SHOW_TYPE, "unknown icmp type: %" },
};

void echo_explain(const struct echo_answer *a)
{
	const uint32_t shown[] = {
		[SHOW_CODE] = a->code,
		[SHOW_INFO] = a->info,
		[SHOW_TYPE] = a->type,
	};
	union sock_addr router = { .in = { .sin_family = AF_INET } };
	const struct words *w = a->from.sa.sa_family == AF_INET ? words4 : words6;
	char text[SOCK_TEXT];

	while ((w->type && w->type != a->type) || (w->code != ANY && w->code != a->code))
		w++;
	out_uint(NULL, w->format, shown[w->shown]);
	if (a->kind == ECHO_REDIRECT) {
		router.in.sin_addr.s_addr = a->info;
		out_str(NULL, "(New nexthop: %)", sock_text(&router, text));
	}
	out_text("\n");
}

/* SPDX-License-Identifier: 0BSD */
#include "ping.h"

#include <errno.h>
#include <string.h>

#include "out.h"
#include "say.h"

#define IPV4_HEADER 20

/* value / 10^places, with that many decimals. */
static void put_decimal(uint64_t value, unsigned places)
{
	uint64_t unit = 1;

	for (unsigned i = 0; i < places; i++)
		unit *= 10;
	out_uint(NULL, "%", value / unit);
	if (places)
		out_text(".");
	while (unit > 1) {
		value %= unit;
		unit /= 10;
		out_uint(NULL, "%", value / unit);
	}
}

static void put_ms(const char *before, uint64_t time)
{
	out_text(before);
	put_decimal(time, 3);
}

/* Milliseconds, in three digits but never more than three decimals. */
static void put_time(uint64_t time)
{
	unsigned places = 3;
	uint64_t unit = 1; /* of the last digit, in microseconds */

	while (places && time + unit / 2 >= 1000 * unit) {
		unit *= 10;
		places--;
	}
	out_text(" time=");
	put_decimal((time + unit / 2) / unit, places);
	out_text(" ms");
}

/* part of whole in percent, as printf's %g has it: six digits, no zeros at the end. */
static void put_percent(uint64_t part, uint64_t whole)
{
	uint64_t value = part * 100;
	unsigned places = 0;

	while (value && value < 100000 * whole) {
		value *= 10;
		places++;
	}
	value = (value + whole / 2) / whole;
	while (places && value % 10 == 0) {
		value /= 10;
		places--;
	}
	put_decimal(value, places);
	out_text("% packet loss");
}

void ping_show_start(struct ping *p)
{
	const struct echo *e = &p->echo;
	char text[SOCK_TEXT];

	out_str(NULL, "PING %", p->host);
	out_str(NULL, e->ipv4 ? " (%) " : "(%) ", sock_text(&e->to, text));
	if (p->via[0] || p->via[1]) {
		out_str(NULL, "from % ", sock_text(&e->from, text));
		out_str(NULL, "%: ", p->via[1] ? p->via[1] : "");
	}
	out_uint(NULL, "%", e->size);
	if (e->ipv4)
		out_uint(NULL, "(%) bytes of data.\n", e->size + ECHO_HEADER + IPV4_HEADER);
	else
		out_text(" data bytes\n");
}

/* Another machine than the one asked. Of many it is to be expected, and so it is of a router that
 * answers to the all-zero interface identifier of its subnet (RFC 4291, 2.6.1). */
static bool wrong_source(const struct echo *e, const union sock_addr *from)
{
	static const uint8_t zero[8];

	if (sock_multicast(&e->to) || sock_same_host(from, &e->to))
		return false;
	return e->ipv4 || memcmp(&e->to.in6.sin6_addr.s6_addr[8], zero, sizeof(zero)) != 0;
}

/* Does the data come back as it went? The time in front is not looked at. */
static void show_damage(const struct echo *e, const uint8_t *data)
{
	for (size_t i = ECHO_SIZE_TIMED; i < e->size; i++) {
		if (data[i] == (uint8_t)i)
			continue;
		out_uint(NULL, "\nwrong data byte #%", i);
		out_hex(NULL, " should be %", (uint8_t)i);
		out_hex(NULL, " but was %", data[i]);
		break;
	}
}

void ping_show_reply(struct ping *p, const struct echo_answer *a, uint64_t time, bool repeated)
{
	const struct echo *e = &p->echo;
	char text[SOCK_TEXT];

	out_uint(NULL, "%", a->len + ECHO_HEADER);
	out_str(NULL, " bytes from %:", sock_text(&a->report.from, text));
	out_uint(NULL, " icmp_seq=%", a->seq);
	if (a->ttl >= 0)
		out_uint(NULL, " ttl=%", (unsigned)a->ttl);
	if (a->len < e->size) {
		out_text(" (truncated)\n");
		return;
	}
	if (e->size >= ECHO_SIZE_TIMED)
		put_time(time);
	if (repeated && !sock_multicast(&e->to))
		out_text(" (DUP!)");
	if (wrong_source(e, &a->report.from))
		out_text(" (DIFFERENT ADDRESS!)");
	show_damage(e, a->data);
	out_text("\n");
}

void ping_show_error(struct ping *p, const struct echo_answer *a)
{
	char text[SOCK_TEXT];

	if (a->kind == ECHO_LOCAL) {
		if (a->report.why.ee_errno == EMSGSIZE)
			say_error(0, "local error: message too long, mtu=%u",
				  a->report.why.ee_info);
		else
			say_errno(0, (int)a->report.why.ee_errno, "local error");
		return;
	}
	out_str(NULL, "From %", sock_text(&a->report.from, text));
	out_uint(NULL, a->kind == ECHO_REDIRECT ? ": icmp_seq=% " : " icmp_seq=% ", a->seq);
	echo_explain(&p->echo, a);
}

static uint64_t square_root(uint64_t value)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 31; bit; bit >>= 1)
		if ((root | bit) * (root | bit) <= value)
			root |= bit;
	return root;
}

/* Minimum, mean, maximum and standard deviation. */
static void show_times(const struct ping *p)
{
	uint64_t n = p->received + p->repeats, mean = p->sum / n, variance;

	/* dividing last is more exact, as long as the square of the sum has room */
	if (p->sum < INT32_MAX)
		variance = (p->squares - p->sum * p->sum / n) / n;
	else
		variance = p->squares / n - mean * mean;
	put_ms("rtt min/avg/max/mdev = ", p->min);
	put_ms("/", mean);
	put_ms("/", p->max);
	put_ms("/", square_root(variance));
	out_text(" ms");
}

void ping_show_end(struct ping *p)
{
	bool timed = p->min <= p->max; /* any of them was */

	out_str(NULL, "\n--- % ping statistics ---\n", p->host);
	out_uint(NULL, "% packets transmitted, ", p->sent);
	out_uint(NULL, "% received", p->received);
	if (p->repeats)
		out_uint(NULL, ", +% duplicates", p->repeats);
	if (p->errors)
		out_uint(NULL, ", +% errors", p->errors);
	if (p->sent) {
		out_text(", ");
		put_percent(p->sent - p->received, p->sent);
		out_uint(NULL, ", time %ms", (p->last - p->start + 500) / 1000);
	}
	out_text("\n");
	if (timed)
		show_times(p);
	if (p->pipe > 1)
		out_uint(NULL, timed ? ", pipe %" : "pipe %", p->pipe);
	out_text("\n");
}

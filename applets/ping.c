/* SPDX-License-Identifier: 0BSD */
/*
 * ping: echo requests, and how many are answered in which time. Options, lines and exit statuses
 * are those of iputils' ping, which scripts read.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "applet.h"
#include "clock.h"
#include "flags.h"
#include "ns.h"
#include "out.h"
#include "ping/echo.h"
#include "say.h"

enum {
	PING_ANSWERED = 0,
	PING_SILENCE = 1,
	PING_FAILED = 2,
};

#define INTERVAL_USER 2000     /* microseconds: the shortest for who is not root */
#define INTERVAL_SILENT 10000  /* with -i 0: as long as nothing comes back */

struct ping {
	struct echo echo;
	const char *host;  /* as it was given */
	const char *source;
	uint32_t count;    /* 0: no end */
	uint8_t family;
	bool quiet;
	uint64_t interval; /* spans of time, and the time itself, in microseconds */
	uint64_t linger;   /* how long to wait for a first reply after the last request */
	uint64_t deadline; /* for everything; 0: none */

	uint64_t start, last, end; /* the first request, the newest one, when to stop */
	uint64_t sent, received, repeats, errors;
	uint64_t min, max, sum, squares;
	uint16_t answered;         /* the highest number that anything came back for */
	unsigned pipe;             /* the most requests that were under way at once */
	uint8_t seen[65536 / 8];   /* which numbers are answered, a bit each */
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

/* ---- What is shown ----------------------------------------------------------------------- */

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

static void put_ms(uint64_t time)
{
	put_decimal(time, 3);
}

/* Milliseconds, as printf's %.3g has them between 1 and 100, and never less exact than 1 µs. */
static void put_time(uint64_t time)
{
	out_text(" time=");
	if (time >= 99950)
		put_decimal((time + 500) / 1000, 0);
	else if (time >= 9995)
		put_decimal((time + 50) / 100, 1);
	else if (time >= 1000)
		put_decimal((time + 5) / 10, 2);
	else
		put_decimal(time, 3);
	out_text(" ms");
}

/* part of whole in percent, as printf's %g has it: six digits, no zeros at the end. */
static void put_percent(uint64_t part, uint64_t whole)
{
	uint64_t value = part * 100;
	unsigned places = 0;

	while (value && places < 9 && value < 100000 * whole) {
		value *= 10;
		places++;
	}
	value = (value + whole / 2) / whole;
	while (places && value % 10 == 0) {
		value /= 10;
		places--;
	}
	put_decimal(value, places);
}

static void show_start(struct ping *p)
{
	const struct echo *e = &p->echo;
		char text[SOCK_TEXT];

	out_str(NULL, "PING %", p->host);
	out_str(NULL, e->ipv4 ? " (%) " : "(%) ", sock_text(&e->to, text));
	if (e->dev || p->source) {
		out_str(NULL, "from % ", sock_text(&e->from, text));
		out_str(NULL, "%: ", e->dev ? e->dev : "");
	}
	out_uint(NULL, "%", e->size);
	if (e->ipv4)
		out_uint(NULL, "(%) bytes of data.\n", e->size + 28);
	else
		out_text(" data bytes\n");
}

/* Another machine than the one asked. Of many it is to be expected, and so it is of a router that
 * answers to the all-zero interface identifier of its subnet (RFC 4291, 2.6.1). */
static bool wrong_source(struct ping *p, const struct echo_answer *a)
{
	static const uint8_t zero[8];
	const struct echo *e = &p->echo;

	if (sock_multicast(&e->to) || sock_same_host(&a->from, &e->to))
		return false;
	return e->ipv4 ||
	       memcmp(&e->to.in6.sin6_addr.s6_addr[8], zero, sizeof(zero)) != 0;
}

/* Does the data come back as it went? The time in front is not looked at. */
static void show_damage(struct ping *p, const struct echo_answer *a)
{
	for (size_t i = ECHO_SIZE_TIMED; i < p->echo.size; i++) {
		if (a->data[i] == (uint8_t)i)
			continue;
		out_uint(NULL, "\nwrong data byte #%", i);
		out_hex(NULL, " should be %", (uint8_t)i);
		out_hex(NULL, " but was %", a->data[i]);
		break;
	}
}

static void show_reply(struct ping *p, const struct echo_answer *a, uint64_t time, bool repeated)
{
	char text[SOCK_TEXT];

	out_uint(NULL, "%", a->len + ECHO_HEADER);
	out_str(NULL, " bytes from %:", sock_text(&a->from, text));
	out_uint(NULL, " icmp_seq=%", a->seq);
	if (a->ttl >= 0)
		out_uint(NULL, " ttl=%", (unsigned)a->ttl);
	if (a->len < p->echo.size) {
		out_text(" (truncated)\n");
		return;
	}
	if (p->echo.size >= ECHO_SIZE_TIMED)
		put_time(time);
	if (repeated && !sock_multicast(&p->echo.to))
		out_text(" (DUP!)");
	if (wrong_source(p, a))
		out_text(" (DIFFERENT ADDRESS!)");
	show_damage(p, a);
	out_text("\n");
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
static void show_times(struct ping *p)
{
	uint64_t n = p->received + p->repeats, mean = p->sum / n, variance;

	/* dividing last is more exact, as long as the square of the sum has room */
	if (p->sum < INT32_MAX)
		variance = (p->squares - p->sum * p->sum / n) / n;
	else
		variance = p->squares / n - mean * mean;
	out_text("rtt min/avg/max/mdev = ");
	put_ms(p->min);
	out_text("/");
	put_ms(mean);
	out_text("/");
	put_ms(p->max);
	out_text("/");
	put_ms(square_root(variance));
	out_text(" ms");
}

static void show_end(struct ping *p)
{
	bool timed = p->received && p->echo.size >= ECHO_SIZE_TIMED;

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
		out_text("% packet loss");
		out_uint(NULL, ", time %ms", (p->last - p->start + 500) / 1000);
	}
	out_text("\n");
	if (timed)
		show_times(p);
	if (p->pipe > 1)
		out_uint(NULL, timed ? ", pipe %" : "pipe %", p->pipe);
	out_text("\n");
}

/* ---- Counting ---------------------------------------------------------------------------- */

/* Something came back for a request: how many were under way meanwhile? */
static void acknowledge(struct ping *p, uint16_t seq)
{
	uint16_t behind = (uint16_t)(p->sent - seq);

	if (behind >= 0x8000)
		return;
	if (behind + 1u > p->pipe)
		p->pipe = behind + 1u;
	if ((uint16_t)(seq - p->answered) < 0x8000)
		p->answered = seq;
}

static bool under_way(struct ping *p)
{
	return (uint16_t)p->sent != p->answered;
}

static void count_time(struct ping *p, uint64_t time)
{
	if (time < p->min)
		p->min = time;
	if (time > p->max)
		p->max = time;
	p->sum += time;
	p->squares += time * time;
}

static void take_reply(struct ping *p, const struct echo_answer *a)
{
	uint64_t now = clock_now(), sent = echo_time(a), time = now > sent ? now - sent : 0;
	uint8_t *seen = &p->seen[a->seq / 8], bit = (uint8_t)(1 << a->seq % 8);
	bool repeated = *seen & bit;

	acknowledge(p, a->seq);
	*seen |= bit;
	if (repeated)
		p->repeats++;
	else
		p->received++;
	if (a->len >= ECHO_SIZE_TIMED)
		count_time(p, time);
	if (!p->quiet)
		show_reply(p, a, time, repeated);
}

static void take_error(struct ping *p, const struct echo_answer *a)
{
	char text[SOCK_TEXT];

	if (a->kind == ECHO_ERROR)
		acknowledge(p, a->seq);
	if (a->kind != ECHO_REDIRECT)
		p->errors++;
	if (p->quiet)
		return;
	if (a->kind == ECHO_LOCAL) {
		if (a->err == EMSGSIZE)
			say_error(0, "local error: message too long, mtu=%u", a->info);
		else
			say_errno(0, a->err, "local error");
		return;
	}
	out_str(NULL, "From %", sock_text(&a->from, text));
	out_uint(NULL, a->kind == ECHO_REDIRECT ? ": icmp_seq=% " : " icmp_seq=% ", a->seq);
	echo_explain(&p->echo, a);
}

/* Takes all that has come: did any of it say why a request was not answered? */
static bool take_answers(struct ping *p)
{
	uint64_t errors = p->errors;
	struct echo_answer answer;
	int rc;

	while ((rc = echo_next(&p->echo, &answer)) > 0) {
		if (answer.kind == ECHO_REPLY)
			take_reply(p, &answer);
		else
			take_error(p, &answer);
	}
	if (rc < 0)
		say_errno(0, rc, "recvmsg");
	return p->errors != errors;
}

/* ---- The course of it -------------------------------------------------------------------- */

/* With -w, requests go on until -c of them are answered. */
static bool all_sent(struct ping *p)
{
	return p->count && p->sent >= p->count && !p->deadline;
}

static uint64_t next_time(struct ping *p)
{
	if (all_sent(p))
		return CLOCK_NEVER;
	if (p->sent && p->interval == 0 && under_way(p))
		return p->last + INTERVAL_SILENT;
	return p->sent ? p->last + p->interval : 0;
}

/* After the last request: twice the longest time seen so far, else -W. */
static uint64_t last_wait(struct ping *p)
{
	uint64_t wait = 2 * p->max;

	if (!p->received)
		return p->linger;
	return wait > p->interval ? wait : p->interval;
}

static void send_request(struct ping *p)
{
	uint16_t seq = (uint16_t)(p->sent + 1);
	uint64_t now = clock_now();
	int rc;

	p->seen[seq / 8] &= (uint8_t)~(1 << seq % 8);
	rc = echo_send(&p->echo, seq, now);
	if (rc == -EAGAIN) { /* the socket's buffer is full: later */
		p->last = now + INTERVAL_SILENT - p->interval;
		return;
	}
	p->last = now;
	if (p->sent++ == 0)
		p->start = now;
	if (rc && !take_answers(p) && !p->quiet)
		say_errno(0, rc, "sendmsg");
	if (all_sent(p))
		p->end = now + last_wait(p);
}

static bool finished(struct ping *p)
{
	return interrupted || (p->count && p->received + p->errors >= p->count) ||
	       (p->deadline && p->errors) || clock_now() >= p->end;
}

static int course(struct ping *p, const sigset_t *mask)
{
	struct pollfd fd = { .fd = p->echo.fd, .events = POLLIN };
	uint64_t next;

	show_start(p);
	p->min = UINT64_MAX;
	p->end = p->deadline ? clock_now() + p->deadline : CLOCK_NEVER;
	while (!finished(p)) {
		/* each line at once; and nobody reads them any more when that fails */
		if (out_flush())
			return PING_FAILED;
		next = next_time(p);
		if (clock_now() >= next) {
			send_request(p);
			continue;
		}
		if (clock_poll(&fd, 1, next < p->end ? next : p->end, mask) > 0)
			(void)take_answers(p);
	}
	show_end(p);
	if (!p->received || (p->deadline && p->received < p->count))
		return PING_SILENCE;
	return PING_ANSWERED;
}

/* SIGINT ends it with the summary. It is let through only while waiting, so none is missed. */
static int run(struct ping *p)
{
	struct sigaction action = { .sa_handler = interrupt };
	sigset_t blocked, before;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	sigdelset(&before, SIGINT);
	sigaction(SIGINT, &action, NULL);
	return course(p, &before);
}

/* ---- The call ---------------------------------------------------------------------------- */

static const char usage[] =
	"Usage: ping [-46nq] [-c COUNT] [-i SECONDS] [-I DEV|ADDR] [-s BYTES] [-t TTL]\n"
	"            [-w SECONDS] [-W SECONDS] [-n NS] ADDR[%DEV]\n";

static int set_option(struct ping *p, const struct flags *flags, int letter)
{
	struct inet source;
	uint32_t ttl;

	switch (letter) {
	case '4':
	case '6':
		p->family = letter == '4' ? AF_INET : AF_INET6;
		return 0;
	case 'c':
		return flags_number(flags, letter, 1, UINT32_MAX, &p->count);
	case 'i':
		return flags_seconds(flags, letter, &p->interval);
	case 'I': /* may be given twice, for both */
		if (strchr(flags->value, ':') || !inet_addr_parse(flags->value, AF_INET, &source))
			p->source = flags->value;
		else
			p->echo.dev = flags->value;
		return 0;
	case 'q':
		p->quiet = true;
		return 0;
	case 's':
		return flags_number(flags, letter, 0, ECHO_SIZE_MAX, &p->echo.size);
	case 't':
		if (flags_number(flags, letter, 1, 255, &ttl))
			return -1;
		p->echo.ttl = (uint8_t)ttl;
		return 0;
	case 'w':
		return flags_seconds(flags, letter, &p->deadline);
	case 'W':
		return flags_seconds(flags, letter, &p->linger);
	}
	return -1; /* it has been said */
}

/* The addresses: in the namespace, where their devices are. */
static int set_addresses(struct ping *p)
{
	struct echo *e = &p->echo;
	int rc = sock_parse(p->host, p->family, &e->to);

	if (rc)
		return sock_refuse(PING_FAILED, rc, p->host);
	if (p->source) {
		rc = sock_parse(p->source, (uint8_t)e->to.sa.sa_family, &e->from);
		if (rc)
			return sock_refuse(PING_FAILED, rc, p->source);
	}
	if (!sock_link_local(&e->to))
		return 0;
	if (e->to.in6.sin6_scope_id == 0 && e->dev)
		e->to.in6.sin6_scope_id = if_nametoindex(e->dev);
	if (e->to.in6.sin6_scope_id == 0)
		return say_error(PING_FAILED, "%s: on which device? Say %s%%DEV or -I DEV",
				 p->host, p->host);
	return 0;
}

static int ping_run(struct call *call)
{
	static struct ping ping;
	struct flags flags;
	int letter, rc;

	ping.echo.size = 56;
	ping.interval = CLOCK_SECOND;
	ping.linger = 10 * CLOCK_SECOND;
	say_about(call->applet->name, 0, NULL);
	flags_init(&flags, "46c:hi:I:nqs:t:w:W:", call);
	while ((letter = flags_next(&flags)) != FLAGS_END) {
		if (letter == 'h') {
			out_text(usage);
			return PING_ANSWERED;
		}
		if (set_option(&ping, &flags, letter))
			return PING_FAILED;
	}
	if (flags.count != 1)
		return say_error(PING_FAILED, flags.count ? "one destination is enough"
							  : "the destination is missing");
	ping.host = flags.words[0];
	if (ping.interval < INTERVAL_USER && getuid() != 0)
		return say_error(PING_FAILED, "-i: the shortest for who is not root is 0.002");
	if ((flags.ns && ns_enter(flags.ns)) || set_addresses(&ping))
		return PING_FAILED;
	rc = echo_open(&ping.echo);
	return rc ? PING_FAILED : run(&ping);
}

const struct applet applet_ping = {
	.name = "ping",
	.summary = "is an address reached, and in which time",
	.run = ping_run,
};

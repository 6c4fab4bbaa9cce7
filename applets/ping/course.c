/* SPDX-License-Identifier: 0BSD */
#include "ping.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>

#include "clock.h"
#include "out.h"
#include "say.h"

#define SILENT 10000 /* microseconds between requests with -i 0, as long as nothing comes back */

/* ---- What comes back --------------------------------------------------------------------- */

/* Something came back for a request: how many were under way meanwhile? */
static void acknowledge(struct ping *p, uint16_t seq)
{
	uint16_t behind = (uint16_t)(p->sent - seq);

	if (behind >= 0x8000)
		return;
	if (behind >= p->pipe)
		p->pipe = behind + 1u;
	if ((uint16_t)(seq - p->answered) < 0x8000)
		p->answered = seq;
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
	uint64_t now = clock_now(), sent = echo_time(&p->echo, a);
	uint64_t time = now > sent ? now - sent : 0;
	uint8_t *seen = &p->seen[a->seq / 8], bit = (uint8_t)(1 << a->seq % 8);
	bool repeated = *seen & bit;

	acknowledge(p, a->seq);
	*seen |= bit;
	if (repeated)
		p->repeats++;
	else
		p->received++;
	if (sent)
		count_time(p, time);
	if (!p->quiet)
		ping_show_reply(p, a, time, repeated);
}

static void take_error(struct ping *p, const struct echo_answer *a)
{
	if (a->kind == ECHO_ERROR)
		acknowledge(p, a->seq);
	if (a->kind != ECHO_REDIRECT)
		p->errors++;
	if (!p->quiet)
		ping_show_error(p, a);
}

/* Takes one answer, if there is one: does it say why a request is not replied to? */
static bool take_answer(struct ping *p)
{
	struct echo_answer answer;
	int rc = echo_next(&p->echo, &answer);

	if (rc < 0)
		say_errno(0, rc, "recvmsg");
	if (rc <= 0)
		return false;
	if (answer.kind == ECHO_REPLY)
		take_reply(p, &answer);
	else
		take_error(p, &answer);
	return answer.kind != ECHO_REPLY;
}

/* ---- What is sent ------------------------------------------------------------------------ */

/* With -w, requests go on until -c of them are answered. */
static bool all_sent(const struct ping *p)
{
	return p->count && p->sent >= p->count && !p->deadline;
}

/* When the next request is due. */
static uint64_t next_time(const struct ping *p)
{
	if (all_sent(p))
		return CLOCK_NEVER;
	if (p->interval == 0 && (uint16_t)p->sent != p->answered)
		return p->last + SILENT;
	return p->last + p->interval;
}

/* After the last request: twice the longest time seen so far, else -W. */
static uint64_t last_wait(const struct ping *p)
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
	p->last = rc == -EAGAIN ? now + SILENT : now;
	if (rc == -EAGAIN) /* the socket's buffer is full: later */
		return;
	if (p->sent++ == 0)
		p->start = now;
	if (rc && !take_answer(p) && !p->quiet)
		say_errno(0, rc, "sendmsg");
	if (all_sent(p))
		p->end = now + last_wait(p);
}

/* ---- All of it --------------------------------------------------------------------------- */

static bool finished(const struct ping *p)
{
	return (p->count && p->received + p->errors >= p->count) ||
	       (p->deadline && p->errors) || clock_now() >= p->end;
}

/* A descriptor that becomes readable when SIGINT comes: also when a shell has started this in the
 * background, with SIGINT ignored. -1, and SIGINT kills, on a kernel without CONFIG_SIGNALFD. */
static int catch_interrupt(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (fd >= 0)
		sigprocmask(SIG_BLOCK, &set, NULL);
	return fd;
}

int ping_course(struct ping *p)
{
	struct pollfd fds[] = {
		{ .fd = p->echo.fd, .events = POLLIN },
		{ .fd = catch_interrupt(), .events = POLLIN },
	};
	uint64_t next;

	ping_show_start(p);
	p->min = UINT64_MAX;
	p->end = clock_after(p->deadline ? p->deadline : CLOCK_NEVER);
	while (!finished(p) && !fds[1].revents) {
		/* each line at once; when that fails nobody reads them any more, as main() says */
		if (out_flush())
			return PING_ANSWERED;
		next = p->last ? next_time(p) : 0;
		if (clock_now() >= next)
			send_request(p);
		else if (clock_poll(fds, 2, next < p->end ? next : p->end) > 0 && fds[0].revents)
			(void)take_answer(p);
	}
	ping_show_end(p);
	if (!p->received || (p->deadline && p->received < p->count))
		return PING_SILENCE;
	return PING_ANSWERED;
}

/* SPDX-License-Identifier: 0BSD */
/*
 * ping, from its options (ping.c) over its course (course.c) to what it prints (show.c).
 */
#ifndef PING_H
#define PING_H

#include <stdbool.h>
#include <stdint.h>

#include "echo.h"

/* Exit statuses: iputils'. */
enum {
	PING_ANSWERED = 0,
	PING_SILENCE = 1, /* no reply, or with -w fewer than -c */
	PING_FAILED = 2,
};

/* Spans of time, and points in it, are in microseconds. */
struct ping {
	const char *ns;
	const char *host;   /* as it was given */
	const char *via[2]; /* -I: source, device */
	uint64_t interval;
	uint64_t linger;   /* how long to wait for a first reply after the last request */
	uint64_t deadline; /* for everything; 0: none */
	uint32_t count;    /* 0: no end */
	uint8_t family;
	bool quiet;

	uint16_t answered;         /* the highest number that anything came back for */
	uint32_t pipe;             /* the most requests that were under way at once */
	uint64_t start, last, end; /* the first request, the newest one, when to stop */
	uint32_t sent, received, repeats, errors;
	uint64_t min, max, sum, squares;

	struct echo echo;
	uint8_t seen[65536 / 8];   /* which numbers are answered, a bit each */
};

/* Sends and receives until it is over: the exit status. */
int ping_course(struct ping *p);

void ping_show_start(struct ping *p);
void ping_show_reply(struct ping *p, const struct echo_answer *a, uint64_t time, bool repeated);
void ping_show_error(struct ping *p, const struct echo_answer *a);
void ping_show_end(struct ping *p);

#endif

/* SPDX-License-Identifier: 0BSD */
/*
 * Time that only runs forward: CLOCK_MONOTONIC, in microseconds. Setting the clock, which a machine
 * without a battery does soon after it started, disturbs no timeout and no measurement.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <poll.h>
#include <stdint.h>

#define CLOCK_SECOND UINT64_C(1000000)
#define CLOCK_NEVER UINT64_MAX

uint64_t clock_now(void);

/* The time so long from now; CLOCK_NEVER for CLOCK_NEVER. */
uint64_t clock_after(uint64_t span);

/* Reads seconds with or without a fraction, 0.25, into microseconds: 0, or -1 when text is none, or
 * more than 2^31 seconds. */
int clock_parse(const char *text, uint64_t *span);

/* As poll(2), up to a point in time, which may be past or CLOCK_NEVER. */
int clock_poll(struct pollfd *fds, nfds_t count, uint64_t until);

#endif

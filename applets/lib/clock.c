/* SPDX-License-Identifier: 0BSD */
#include "clock.h"

#include <stdbool.h>
#include <time.h>

uint64_t clock_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * CLOCK_SECOND + (uint64_t)ts.tv_nsec / 1000;
}

uint64_t clock_after(uint64_t span)
{
	return span == CLOCK_NEVER ? span : clock_now() + span;
}

int clock_parse(const char *text, uint64_t *span)
{
	uint64_t unit = CLOCK_SECOND, value = 0;
	bool digits = false, fraction = false;

	for (; *text; text++) {
		if (*text == '.' && !fraction) {
			fraction = true;
			continue;
		}
		if (*text < '0' || *text > '9')
			return -1;
		digits = true;
		if (fraction)
			unit /= 10; /* 0 behind the sixth place: the rest is nothing */
		else
			value *= 10;
		value += (uint64_t)(*text - '0') * unit;
		if (value > CLOCK_SECOND << 31)
			return -1;
	}
	*span = value;
	return digits ? 0 : -1;
}

int clock_poll(struct pollfd *fds, nfds_t count, uint64_t until)
{
	uint64_t now = clock_now(), left = until > now ? until - now : 0;
	struct timespec ts = {
		.tv_sec = (time_t)(left / CLOCK_SECOND),
		.tv_nsec = (long)(left % CLOCK_SECOND * 1000),
	};

	return ppoll(fds, count, until == CLOCK_NEVER ? NULL : &ts, NULL);
}

/* SPDX-License-Identifier: 0BSD */
/*
 * Removing everything that is selected: lists of it, until there is nothing left.
 */
#ifndef FLUSH_H
#define FLUSH_H

#include <stdbool.h>

struct nl;
struct options;

/* What a flush works with: one socket lists, while the other one removes. */
struct flush {
	struct nl *list, *change;
	const struct options *opt;
	const char *what; /* "addresses", "entries": how they are called */
	bool once;        /* what takes the place of those removed is to stay */

	/* Removes what is selected among those listed now: their number, or -errno with list->error. */
	int (*round)(const struct flush *flush, const void *select);
};

/*
 * Goes round until a list has nothing to remove: taking away an address may make another one primary,
 * and others may add meanwhile. With -s it tells of each round. Returns the exit status.
 */
int flush_all(const struct flush *flush, const void *select);

/* What a round makes of the result of one removal: 0 where it failed for having been done already
 * (err `gone`), else rc, with list->error telling why. */
int flush_result(const struct flush *flush, int rc, int gone);

#endif

/* SPDX-License-Identifier: 0BSD */
/*
 * The options of an applet that stands in for a program known everywhere, and so has that program's
 * letters: ping, nc. Those of all other applets are in applet.h.
 *
 * As with glibc's getopt, letters may be joined (-nv), a value may follow at once (-c1), and options
 * may stand behind other words. musl's getopt stops at the first other word, and brings stdio along.
 *
 * In those programs -n says that no name is to be looked up, and scripts say so a lot. None ever is
 * here, so -n is free for what it is everywhere in nsbox: -n NS, in that namespace. The word behind
 * -n is NS unless it could be what those programs have there: an option, an address, a port. So a
 * namespace with the look of an address, or given by its pid, needs --netns NS.
 */
#ifndef FLAGS_H
#define FLAGS_H

#include <stdint.h>

struct call;

enum {
	FLAGS_END = 0,
	FLAGS_WRONG = -1, /* it has been said what is wrong */
};

struct flags {
	const char *letters; /* those that are known; ':' behind one that takes a value */
	char **ahead;        /* words not looked at yet, ended by NULL */
	const char *joined;  /* what is left of a word of letters; "" */
	const char *value;   /* of the option found last, if it takes one */
	const char *ns;      /* -n NS, --netns NS; NULL: none */
	char **words;        /* those that are no options, and no part of one */
	int count;
};

void flags_init(struct flags *flags, const char *letters, struct call *call);

/* The letter of the next option, or one of the above. --help is 'h'. -n is dealt with. */
int flags_next(struct flags *flags);

/* Reads the value of option `letter`, a decimal number from min to max: 0, or -1 after saying so. */
int flags_number(const struct flags *flags, int letter, uint32_t min, uint32_t max,
		 uint32_t *number);

/* Likewise seconds, with or without a fraction, in microseconds. */
int flags_seconds(const struct flags *flags, int letter, uint64_t *span);

#endif

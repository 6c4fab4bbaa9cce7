/* SPDX-License-Identifier: 0BSD */
/*
 * argv -> an options struct, from one table of letters: for the applets that stand in for a program
 * known everywhere and so have that program's options, ping and nc. Those of all other applets are
 * in applet.h.
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

/* What follows a letter, and which member it fills. */
enum flag_form {
	FLAG_SET,     /* nothing: a bool or uint8_t becomes .arg */
	FLAG_NUMBER,  /* uint32_t: a decimal number from 1 to .arg */
	FLAG_SIZE,    /* likewise from 0 */
	FLAG_SECONDS, /* uint64_t: seconds, with a fraction or without, in microseconds */
	FLAG_TEXT,    /* const char *: any word */
	FLAG_VIA,     /* two of those: an address is for the first, any other word for the second */
};

struct flag {
	char letter; /* 0 ends the table */
	uint8_t form;
	uint16_t at; /* of the member in the options struct */
	uint32_t arg;
};

enum {
	FLAGS_DONE = 0,
	FLAGS_HELP, /* -h or --help: usage has been printed */
	FLAGS_WRONG, /* it has been said what is wrong */
};

/*
 * Reads call's words into opts, a struct whose first member is `const char *ns`; one of the above.
 * Words that are no options, nor values of one, are left in call->argc and argv.
 */
int flags_parse(struct call *call, const struct flag *table, const char *usage, void *opts);

#endif

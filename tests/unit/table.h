/* SPDX-License-Identifier: 0BSD */
/* A table with a word of every form, and lines read by it. */
#ifndef TABLE_H
#define TABLE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "applet.h"
#include "words.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* What the table fills: a member of every form. */
struct opts {
	uint64_t has;
	uint32_t set, boolean, number, small, seconds, name, realms;
	int32_t integer;
	struct bits bits;
	const char *text, *newdev, *dev, *rest;
	struct lladdr mac, ports;
	struct inet addr, prefix, via;
	struct metrics metrics;
	struct target target;
	struct range range;
};

#define AT(member) offsetof(struct opts, member)

enum { HAS_FLAG, HAS_SET, HAS_NUMBER, HAS_DEV, HAS_LAST = 62 };

extern const struct word table[];
extern struct opts opts;
extern struct call call; /* the newest */

int table_setup(void **state);
int table_teardown(void **state);

/* Reads a line, cut at its blanks; "''" is the empty word. Each word has a block of its own. */
int parse_with(const struct word *words, const char *line);
int parse(const char *line); /* by the table, of either family */

/* The line is read; or it is not, with this status and exactly one line that says why. */
void assert_right(const char *line);
void assert_wrong(const char *line, int status);

#endif

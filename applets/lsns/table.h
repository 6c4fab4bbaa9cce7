/* SPDX-License-Identifier: 0BSD */
/*
 * A table of namespaces as util-linux's lsns lays it out: text in columns, with the tree of
 * processes in one of them; text for machines; JSON.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum column {
	COLUMN_NS,
	COLUMN_TYPE,
	COLUMN_PATH,
	COLUMN_NPROCS,
	COLUMN_PID,
	COLUMN_PPID,
	COLUMN_COMMAND,
	COLUMN_UID,
	COLUMN_USER,
	COLUMN_NETNSID,
	COLUMN_NSFS,
	COLUMN_PNS,
	COLUMN_ONS,
	COLUMN_COUNT
};

/* A line of it: its cells as offsets into the text that all lines share, which begins with an
 * empty one, for cells without text; and its place in the tree. */
struct line {
	size_t cells[COLUMN_COUNT];
	struct line *parent, *child, *last, *next;
};

#define TABLE_MAX 32 /* columns that can be asked for: each may be there more than once */

struct table {
	bool json, raw;     /* neither: text in columns */
	bool no_headings;
	bool no_truncate;   /* also on a terminal */
	bool tree;          /* lines have parents */
	size_t count;
	uint8_t columns[TABLE_MAX];
	const char *text;   /* what cells point into */
};

/* Reads "COLUMN[,COLUMN…]", with '+' in front: in addition. False when it names an unknown one. */
bool table_columns(struct table *table, const char *list);
bool table_has(const struct table *table, enum column column);

/* Makes line a child of parent (NULL: a root), behind those that it has. */
void table_hang(struct line *root, struct line *parent, struct line *line);

/* Prints the lines below root, in the order in which they were hung, children behind their
 * parents. */
void table_print(const struct table *table, const struct line *root);

#endif

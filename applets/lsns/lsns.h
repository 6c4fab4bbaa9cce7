/* SPDX-License-Identifier: 0BSD */
/*
 * The namespaces of the machine, as lsns gathers them. The functions return 0, or the exit status
 * after saying why not.
 */
#ifndef LSNS_H
#define LSNS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "list.h"
#include "netlink.h"
#include "table.h"

/* The types, by their names below /proc/PID/ns. */
#define TYPES    8
#define TYPE_NET 1
extern const char *const lsns_types[TYPES];

struct namespace {
	struct line line;
	ino_t ino;
	uint32_t same;   /* the next with the same hash: its number + 1 */
	uint32_t nprocs;
	pid_t pid, ppid; /* of the first process in it, which stands for it */
	uint8_t type;
	bool meant;      /* with -p: the process is in it */
};

#define HASHES 1024

struct lsns {
	struct table table;
	bool wanted[TYPES];
	bool list;           /* no tree */
	bool nowrap;         /* several paths in one line, as raw has them */
	bool all_columns;
	const char *output, *task; /* -o, -p */
	uint32_t pid;        /* -p; 0: any */
	bool found;          /* that process */
	int proc;            /* /proc */
	struct nl nl;        /* for NETNSID */
	struct list namespaces;
	uint32_t hash[HASHES];
	struct list text;    /* of the cells */
	struct list mounts;  /* struct mount */
};

/* Finds all of the types wanted, and what the columns of the table need to be filled. */
int lsns_gather(struct lsns *l);

/* Fills the cells of one that is to be shown. Text that a cell points into may move meanwhile. */
void lsns_fill(struct lsns *l, struct namespace *ns);

#endif

/* SPDX-License-Identifier: 0BSD */
/*
 * What the files of veth share: NS:DEV, and the other end of a pair.
 */
#ifndef VETH_H
#define VETH_H

#include "ns.h"

struct call;
struct nl;
struct link;

/* One end as it was written: [NS:]DEV, split at the last ':'. */
struct end {
	const char *ns;  /* in text; NULL: the caller's own */
	const char *dev;
	char text[4096];
};

/* Returns 0, or the exit status after saying what is wrong. */
int end_parse(const char *word, struct end *end);

/* A namespace as it is told to a person: by name, else by one of its processes. */
struct place {
	char name[NS_NAME_SIZE]; /* "": it has none, or (pid 0 as well) it is the caller's own */
	pid_t pid;
	int fd;
};

/* Calls each(place, arg) for the caller's own namespace, for each named one, and for each other
 * one that a process is in, until one returns other than 0, which it returns then. place->fd is
 * closed afterwards. -errno when something could not be read. */
int place_each(int (*each)(const struct place *place, void *arg), void *arg);

int veth_list_run(struct call *call);

#endif

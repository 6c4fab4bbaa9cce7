/* SPDX-License-Identifier: 0BSD */
/*
 * The numbers by which one network namespace knows others: nsids, <linux/net_namespace.h>.
 *
 * An id belongs to a pair of namespaces: the one that the socket is in gives it, the other has it.
 * Functions return 0 or -errno with the socket's error set, and say nothing.
 */
#ifndef NSID_H
#define NSID_H

#include <stdbool.h>

struct nl;

#define NSID_NONE (-1) /* NETNSA_NSID_NOT_ASSIGNED */

/* The id of the namespace that fd holds: NSID_NONE is an answer as well. */
int nsid_of(struct nl *nl, int fd, int *nsid);

/* Gives it an id, once and for all; NSID_NONE: one that the kernel chooses. */
int nsid_set(struct nl *nl, int fd, int nsid);

/* One id as the kernel tells it. */
struct nsid {
	int nsid;          /* in the namespace asked about */
	int current;       /* the same namespace's id here, when `translated` */
	bool translated;   /* a target was named, and the kernel is 4.20 or newer */
	bool gone;         /* a notification: its namespace is no more */
};

/* All ids that the namespace with id `target` gives (NSID_NONE: those of the socket's own):
 * nsid_next() then returns 1 and *id, 0 at the end, or -errno. It also reads what comes after
 * nl_join(nl, RTNLGRP_NSID). */
int nsid_list(struct nl *nl, int target);
int nsid_next(struct nl *nl, struct nsid *id);

/* One id, translated from target's numbering. */
int nsid_get(struct nl *nl, int target, int nsid, struct nsid *id);

/* Calls each(name, nsid, arg) for every name in NS_DIR, with its id or NSID_NONE, until one returns
 * other than 0, which it returns then. Asks for many ids at once, and for none where none are
 * given. */
int nsid_each_name(struct nl *nl, int (*each)(const char *name, int nsid, void *arg), void *arg);

/*
 * The name in NS_DIR of what has this id in the caller's namespace; NULL: none. All names are read
 * at the first call, and kept, in static memory: good until nsid_forget(), which whoever changes
 * names or ids, or moves to another namespace, calls before the next look-up.
 */
const char *nsid_name(int nsid);
void nsid_forget(void);

#endif

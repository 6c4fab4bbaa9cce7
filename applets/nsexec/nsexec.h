/* SPDX-License-Identifier: 0BSD */
/*
 * The parts of nsexec. Each returns 0, or NSEXEC_FAILED after saying why not.
 */
#ifndef NSEXEC_H
#define NSEXEC_H

#include <stdbool.h>
#include <stddef.h>

struct user;

/* nsexec's own failures, apart from any status of the command. */
#define NSEXEC_FAILED 125

/* ---- Where to (join.c) ------------------------------------------------------------------- */

/*
 * The caller moves into all namespaces of a process that are not its own; types (NULL: all) names
 * those meant: "net,mnt,…" as below /proc/PID/ns. *fork, which is false, becomes true when only
 * a child of the caller will be in the process's pid namespace.
 */
int join_process(const char *pid, const char *types, bool *fork);

/* The caller moves into a new user and a new network namespace, where it is root. */
int join_new_user(void);

/* In the caller's mount namespace: what its user may not change of /run gets an empty place for
 * namespaces' names; what asks a resolver of the machine finds none. */
int mount_names(void);
int mount_no_resolvers(void);

/* ---- With what (drop.c) ------------------------------------------------------------------ */

/* Descriptors that the command keeps beside 0, 1 and 2: in ascending order. */
#define KEEP_MAX 32
struct keep {
	size_t count;
	unsigned fds[KEEP_MAX];
};

/* Reads "FD[,FD…]", each of which has to be open. */
int keep_parse(const char *text, struct keep *keep);

/* Closes all others. */
int close_others(const struct keep *keep);

/* Drops to a user with no capability, none to be gained by anything executed, no supplementary
 * group and no saved id. */
int drop_to(const struct user *user);

/* Parts of it: the supplementary groups go; all ids become those of user. 0 or -errno. */
int drop_groups(void);
int drop_ids(const struct user *user);

#endif

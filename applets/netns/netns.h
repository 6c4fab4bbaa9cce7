/* SPDX-License-Identifier: 0BSD */
/*
 * The verbs of netns that have a file of their own, and what they share.
 */
#ifndef NETNS_H
#define NETNS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "ns.h"
#include "words.h"

struct call;

int netns_delete(struct call *call);
int netns_list_id(struct call *call);
int netns_set(struct call *call);
int netns_who(struct call *call);

extern const struct word netns_list_id_words[];

/* The part of `list -a` behind the names: namespaces that have none. */
int netns_list_unnamed(void);

/* Does call have just so many words? Else the exit status, after saying that `what` is missing or
 * which is one too many. */
int netns_words(const struct call *call, int count, const char *what);

/* The key of the namespace that call's only word means: 0, or the exit status after saying why
 * there is none. */
int netns_key(const struct call *call, struct ns_key *key);

/* Is everything meant: by -all in front of the verb, or by -a behind it? Takes that word. */
bool netns_takes_all(struct call *call);

/* ---- What keeps a namespace alive (holders.c) -------------------------------------------- */

enum holder_kind {
	HOLDER_PROCESS,
	HOLDER_THREAD,     /* one that is elsewhere than its process */
	HOLDER_DESCRIPTOR, /* of a process that is elsewhere: the namespace itself, open */
	HOLDER_SOCKET,     /* likewise: a socket, or tap, made in it */
	HOLDER_MOUNT,
};

struct holder {
	enum holder_kind kind;
	struct ns_key key;    /* the namespace held */
	pid_t pid;            /* of a mount: a process that sees it; 0: the caller does */
	unsigned number;      /* of the thread or descriptor */
	const char *path;     /* of a mount */
};

/*
 * Calls each(holder, arg) for everything that holds the namespace, or (key NULL) any namespace,
 * until one returns other than 0, which it returns then. The caller's own process is left out. What
 * the caller may not see is not found. -errno when /proc cannot be read.
 */
int holders_each(const struct ns_key *key, int (*each)(const struct holder *holder, void *arg),
		 void *arg);

/* The command of a process, as /proc/PID/comm has it; "?" when it is gone. */
#define COMMAND_SIZE 64 /* TASK_COMM_LEN is 16, of kernel threads more is shown */
const char *holder_command(pid_t pid, char command[COMMAND_SIZE]);

#endif

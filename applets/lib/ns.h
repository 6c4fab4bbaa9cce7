/* SPDX-License-Identifier: 0BSD */
/*
 * Network namespaces: by name, pid or path; named ones made, listed, removed; sockets inside.
 *
 * Only this file calls setns and unshare, and touches /run/netns and /proc/PID/ns. A name is
 * checked here, wherever it comes from: no '/', not "." or "..", 1 to 255 bytes. Descriptors are
 * close-on-exec. Functions return 0 or a descriptor, or -errno, and say nothing, unless told so.
 */
#ifndef NS_H
#define NS_H

#include <stdbool.h>
#include <sys/types.h>

struct nl;

#define NS_DIR "/run/netns"

bool ns_name_ok(const char *name);

/* Opens NS: a name below NS_DIR; else, digits, a process by pid; or a path, when it holds a '/'.
 * -EINVAL: a bad name, or a file that is no network namespace. */
int ns_open(const char *ns);

/* The caller's own. */
int ns_open_self(void);

/* The caller moves into NS, and stays. Returns 0, or the exit status after saying why not. */
int ns_enter(const char *ns);

/* Opens a netlink socket of a family inside NS (NULL: here); the caller stays where it is.
 * Returns 0, or the exit status after saying why not. */
int ns_socket(struct nl *nl, int family, const char *ns);

/* The caller moves into a new namespace without a name. */
int ns_unshare(void);

/*
 * Named namespaces. ns_add makes one; ns_attach names that of a process. Both leave the caller
 * where it is and nothing behind when they fail; both prepare NS_DIR as iproute2 does (a shared
 * mount of its own), once, whoever else does so at the same time.
 */
int ns_add(const char *name);
int ns_attach(const char *name, pid_t pid);

/* Removes a name: 0, -errno, or 1 when it was only a leftover file, no namespace (gone as well). */
int ns_delete(const char *name);

/* Calls each(name, arg) for every name in NS_DIR until one returns other than 0, which it returns
 * then; -errno when the directory cannot be read; 0 also when there is none. */
int ns_each(int (*each)(const char *name, void *arg), void *arg);

/* What tells a namespace from others: the same device and inode mean the same one. */
struct ns_key {
	dev_t dev;
	ino_t ino;
};
int ns_key(int fd, struct ns_key *key);
bool ns_same(const struct ns_key *a, const struct ns_key *b);

/* Calls each(pid, arg) for every process that is in the namespace that fd holds. */
int ns_processes(int fd, int (*each)(pid_t pid, void *arg), void *arg);

/*
 * What `ip netns exec` adds around a command in a named namespace, for a caller that has moved
 * into it: a mount namespace of its own in which /sys shows it, and each file of /etc/netns/NAME
 * lies over the one in /etc. Returns 0, or the exit status after saying why not.
 */
int ns_mounts(const char *name);

#endif

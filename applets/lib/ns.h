/* SPDX-License-Identifier: 0BSD */
/*
 * Network namespaces: by name, pid or path; named ones made, listed, removed; sockets inside.
 *
 * Only ns.c moves between network namespaces, only ns.c and nsname.c touch NS_DIR. A name is
 * checked there, wherever it comes from: no '/', not "." or "..", 1 to 255 bytes. Descriptors are
 * close-on-exec. Functions return 0 or a descriptor, or -errno, and say nothing, unless told so.
 *
 * NS := NAME | PID | a path with a '/'; a bare number is a name first, then a pid.
 */
#ifndef NS_H
#define NS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct nl;

#define NS_DIR "/run/netns"
#define NS_NAME_SIZE 256 /* with its NUL: NAME_MAX of <linux/limits.h> and one */

/* ---- One namespace (ns.c) ---------------------------------------------------------------- */

bool ns_name_ok(const char *name);

/* Opens NS. -EINVAL: a bad name; -ENOTTY: a file that is no network namespace. */
int ns_open(const char *ns);

/* The caller's own. */
int ns_open_self(void);

/* Says why NS could not be opened (err: what ns_open returned), and returns the exit status. What
 * is not there and what may not be read get the same words, so that nobody learns which names
 * there are. */
int ns_refuse(const char *ns, int err);

/* The caller moves into NS, and stays. Returns 0, or the exit status after saying why not. */
int ns_enter(const char *ns);

/* Opens a netlink socket of a family inside NS (NULL: here); the caller stays where it is.
 * Returns 0, or the exit status after saying why not. */
int ns_socket(struct nl *nl, int family, const char *ns);

/* Likewise in the namespace that fd holds, or the caller's: 0 or -errno. */
#define NS_HERE (-1)
int ns_socket_fd(struct nl *nl, int family, int fd);

/* The caller moves into a new namespace without a name. */
int ns_unshare(void);

/* A new namespace in which nobody is: a descriptor, which alone keeps it. */
int ns_make(void);

/* Brings up the loopback of the namespace that fd holds, or of the caller's. */
int ns_lo_up(int fd);

/* What tells a namespace from others: the same device and inode mean the same one. */
struct ns_key {
	dev_t dev;
	ino_t ino;
};

/* Of what fd holds; of the file at path below dir (a descriptor or AT_FDCWD), opening nothing. */
int ns_key(int fd, struct ns_key *key);
int ns_key_at(int dir, const char *path, struct ns_key *key);
bool ns_same(const struct ns_key *a, const struct ns_key *b);

/* Calls each(pid, arg) for every process in the namespace, until one returns other than 0, which
 * it returns then; -errno when /proc cannot be read. */
int ns_processes(const struct ns_key *key, int (*each)(pid_t pid, void *arg), void *arg);

/* ---- Named ones (nsname.c) --------------------------------------------------------------- */

/*
 * Gives the namespace that fd holds a name in NS_DIR: -EEXIST when it is taken. A plain file that a
 * killed program has left there is taken over. Nothing stays behind when it fails. NS_DIR is
 * prepared as iproute2 does (a shared mount of its own), once, whoever else does so meanwhile.
 */
int ns_bind(const char *name, int fd);

/* A new one, with a name; a name for that of a process. */
int ns_add(const char *name);
int ns_attach(const char *name, pid_t pid);

/* Removes a name, however often it is mounted: 0, -errno, or 1 when it was only a file, with no
 * namespace mounted on it here (gone as well). */
int ns_delete(const char *name);

int ns_rename(const char *old, const char *name);

/* Is there anything of this name? Of a bad name there is not. */
bool ns_exists(const char *name);

/* The name of a namespace: of several the last in the directory, as iproute2 has it. False: it has
 * none. */
bool ns_name_of(const struct ns_key *key, char name[NS_NAME_SIZE]);

/* Opens a name, never a pid. ns_open_file() leaves it to the kernel whether the file of that name,
 * which has been checked, is a network namespace. */
int ns_open_name(const char *name);
int ns_open_file(const char *name);

/* An inotify descriptor that tells of names made and removed from now on; NS_DIR is made if need
 * be. */
int ns_watch(void);

/* Calls each(name, arg) for every name in NS_DIR until one returns other than 0, which it returns
 * then; -errno when the directory cannot be read; 0 also when there is none. */
int ns_each(int (*each)(const char *name, void *arg), void *arg);

/* ---- Around a command (nsmount.c) -------------------------------------------------------- */

/*
 * What `ip netns exec` adds around a command, for a caller that has moved into NS: a mount
 * namespace of its own in which /sys shows that network, and, when NS is a name, each file of
 * /etc/netns/NAME lies over the one in /etc. NS may be NULL: one without a name. Returns 0, or the
 * exit status after saying why not.
 */
int ns_mounts(const char *ns);

/* The first half of it: a mount namespace from which nothing shows in the caller's. */
int ns_mounts_private(void);

#endif

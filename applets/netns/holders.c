/* SPDX-License-Identifier: 0BSD */
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "dir.h"
#include "lines.h"
#include "list.h"
#include "netns.h"
#include "nsfs.h"
#include "out.h"

/* Since 5.3 and 5.6; with a libc that does not know them, as on a kernel without them. */
#ifndef SYS_pidfd_open
#define SYS_pidfd_open (-1)
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd (-1)
#endif

/* /dev/net/tun: major and minor number from Documentation/admin-guide/devices.txt of the kernel. */
#define TUN_DEVICE makedev(10, 200)

/* One walk through /proc. */
struct walk {
	const struct ns_key *key; /* which namespace; NULL: any */
	int (*each)(const struct holder *holder, void *arg);
	void *arg;
	int proc;            /* /proc */
	struct list mounts;  /* struct ns_key: mount namespaces that have been read */
};

/* The process that the walk is at. */
struct process {
	pid_t pid;
	char text[OUT_DIGITS];
	struct ns_key key;
	int pidfd; /* -1: not opened yet */
};

static bool is_wanted(const struct walk *walk, const struct ns_key *key)
{
	return !walk->key || ns_same(walk->key, key);
}

/* ---- Threads ----------------------------------------------------------------------------- */

static int walk_threads(struct walk *walk, const struct process *p)
{
	struct holder h = { .kind = HOLDER_THREAD, .pid = p->pid };
	struct dir tasks;
	char path[64];
	const char *tid;
	int rc = 0;

	if (dir_open(&tasks, walk->proc, path_join(path, p->text, "/task", "")))
		return 0;
	while (rc == 0 && (tid = dir_next_number(&tasks, &h.number))) {
		path_join(path, tid, "/ns/net", "");
		if ((pid_t)h.number != p->pid && ns_key_at(tasks.fd, path, &h.key) == 0 &&
		    !ns_same(&h.key, &p->key) && is_wanted(walk, &h.key))
			rc = walk->each(&h, walk->arg);
	}
	dir_close(&tasks);
	return rc;
}

/* ---- Descriptors ------------------------------------------------------------------------- */

/*
 * The namespace of a socket, which no file below /proc tells: a copy of the descriptor is asked.
 * False where the kernel is older than 5.6, or the caller has no CAP_NET_ADMIN in there.
 */
static bool socket_key(struct process *p, unsigned number, struct ns_key *key)
{
	int copy, ns = -1;

	if (p->pidfd < 0)
		p->pidfd = (int)syscall(SYS_pidfd_open, p->pid, 0);
	copy = (int)syscall(SYS_pidfd_getfd, p->pidfd, number, 0);
	if (copy >= 0) {
		ns = ioctl(copy, SIOCGSKNS);
		close(copy);
	}
	if (ns < 0)
		return false;
	copy = ns_key(ns, key);
	close(ns);
	return copy == 0;
}

/* Is the file that p has open as h->number, which lies with the namespaces, one of a network? */
static bool is_network(const struct process *p, const struct holder *h)
{
	char path[64], digits[OUT_DIGITS];
	int fd;

	path_join(path, "/proc/", p->text, "/fd/");
	strcat(path, out_digits(digits, h->number));
	fd = ns_open(path);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Does the descriptor at name in /proc/PID/fd hold a namespace? Then h says which and how. */
static bool is_holding(const struct walk *walk, struct process *p, int dir, const char *name,
		       struct holder *h)
{
	struct stat st;

	if (fstatat(dir, name, &st, 0))
		return false;
	if (S_ISSOCK(st.st_mode) || (S_ISCHR(st.st_mode) && st.st_rdev == TUN_DEVICE)) {
		h->kind = HOLDER_SOCKET;
		return socket_key(p, h->number, &h->key);
	}
	/* all types of namespaces are on one device; what is looked for is known to be a network */
	h->kind = HOLDER_DESCRIPTOR;
	h->key = (struct ns_key){ st.st_dev, st.st_ino };
	return st.st_dev == p->key.dev && (walk->key ? is_wanted(walk, &h->key) : is_network(p, h));
}

static int walk_descriptors(struct walk *walk, struct process *p)
{
	struct holder h = { .pid = p->pid };
	struct dir fds;
	char path[64];
	const char *name;
	int rc = 0;

	if (dir_open(&fds, walk->proc, path_join(path, p->text, "/fd", "")))
		return 0;
	while (rc == 0 && (name = dir_next_number(&fds, &h.number)))
		if (is_holding(walk, p, fds.fd, name, &h) && !ns_same(&h.key, &p->key) &&
		    is_wanted(walk, &h.key))
			rc = walk->each(&h, walk->arg);
	dir_close(&fds);
	return rc;
}

/* ---- Mounts ------------------------------------------------------------------------------ */

static int walk_mounts(struct walk *walk, const char *mountinfo, pid_t pid)
{
	struct holder h = { .kind = HOLDER_MOUNT, .pid = pid };
	struct nsfs_mount mount;
	struct lines lines;
	int rc = 0;

	if (lines_open(&lines, walk->proc, mountinfo))
		return 0;
	while (rc == 0 && nsfs_next(&lines, &mount)) {
		if (strcmp(mount.type, "net") != 0)
			continue;
		h.key = (struct ns_key){ mount.dev, mount.ino };
		h.path = mount.path;
		if (is_wanted(walk, &h.key))
			rc = walk->each(&h, walk->arg);
	}
	lines_close(&lines);
	return rc;
}

/* Remembers a mount namespace: true when it has not been seen before. */
static bool is_new_mounts(struct walk *walk, const struct ns_key *key)
{
	const struct ns_key *seen = walk->mounts.items;
	struct ns_key *added;

	for (size_t i = 0; i < walk->mounts.count; i++)
		if (ns_same(&seen[i], key))
			return false;
	added = list_add(&walk->mounts, sizeof(*added));
	if (added)
		*added = *key;
	return true;
}

/* ---- All of it --------------------------------------------------------------------------- */

static int walk_process(struct walk *walk, struct process *p)
{
	struct holder h = { .kind = HOLDER_PROCESS, .pid = p->pid };
	struct ns_key mounts;
	char path[64];
	int rc = 0;

	if (ns_key_at(walk->proc, path_join(path, p->text, "/ns/net", ""), &p->key))
		return 0; /* gone meanwhile, or another's */
	h.key = p->key;
	if (is_wanted(walk, &h.key))
		rc = walk->each(&h, walk->arg);
	if (rc == 0)
		rc = walk_threads(walk, p);
	/* one that is in the namespace anyway is named once, not with everything it has open */
	if (rc == 0 && (!walk->key || !is_wanted(walk, &p->key)))
		rc = walk_descriptors(walk, p);
	path_join(path, p->text, "/ns/mnt", "");
	if (rc == 0 && ns_key_at(walk->proc, path, &mounts) == 0 && is_new_mounts(walk, &mounts))
		rc = walk_mounts(walk, path_join(path, p->text, "/mountinfo", ""), p->pid);
	return rc;
}

int holders_each(const struct ns_key *key, int (*each)(const struct holder *holder, void *arg),
		 void *arg)
{
	struct walk walk = { .key = key, .each = each, .arg = arg };
	struct process p;
	struct ns_key mounts;
	struct dir proc;
	const char *name;
	unsigned pid;
	int rc = dir_open(&proc, AT_FDCWD, "/proc");

	if (rc)
		return rc;
	walk.proc = proc.fd;
	if (ns_key_at(proc.fd, "self/ns/mnt", &mounts) == 0)
		(void)is_new_mounts(&walk, &mounts);
	rc = walk_mounts(&walk, "self/mountinfo", 0);
	while (rc == 0 && (name = dir_next_number(&proc, &pid))) {
		p.pid = (pid_t)pid;
		p.pidfd = -1;
		strcpy(p.text, name);
		if (p.pid != getpid())
			rc = walk_process(&walk, &p);
		if (p.pidfd >= 0)
			close(p.pidfd);
	}
	dir_close(&proc);
	return rc;
}

const char *holder_command(pid_t pid, char command[COMMAND_SIZE])
{
	char path[64], digits[OUT_DIGITS];
	ssize_t len = -1;
	int fd;

	path_join(path, "/proc/", out_digits(digits, (unsigned)pid), "/comm");
	fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		len = read(fd, command, COMMAND_SIZE - 1);
		close(fd);
	}
	if (len > 0 && command[len - 1] == '\n')
		len--;
	if (len <= 0)
		return "?";
	command[len] = 0;
	return command;
}

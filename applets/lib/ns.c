/* SPDX-License-Identifier: 0BSD */
#include "ns.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "applet.h"
#include "dir.h"
#include "netlink.h"
#include "rt.h"
#include "say.h"

bool ns_name_ok(const char *name)
{
	return *name && strlen(name) < NS_NAME_SIZE && !strchr(name, '/') &&
	       strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

/* ---- Opening ----------------------------------------------------------------------------- */

/*
 * 0 when fd is a network namespace. setns() would refuse another kind, but not before a file made
 * to be opened (a device, a pipe) had its effect; and an applet that only looks never gets there.
 */
static int check(int fd)
{
	struct statfs fs;
	int type;

	if (fstatfs(fd, &fs))
		return -errno;
	/* before 3.19 namespaces were files of /proc itself, which tell no type */
	if (fs.f_type == PROC_SUPER_MAGIC)
		return 0;
	if (fs.f_type != NSFS_MAGIC)
		return -ENOTTY;
	type = ioctl(fd, NS_GET_NSTYPE); /* since 4.11; setns() checks for itself before that */
	return type == CLONE_NEWNET || type < 0 ? 0 : -ENOTTY;
}

/* openat, since open() of musl follows with an fcntl() for kernels that did not know O_CLOEXEC yet;
 * O_NONBLOCK, since a pipe would wait for its other end. */
static int open_unchecked(const char *path)
{
	int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	return fd < 0 ? -errno : fd;
}

static int open_file(const char *path)
{
	int fd = open_unchecked(path);
	int rc;

	if (fd < 0)
		return fd;
	rc = check(fd);
	if (rc == 0)
		return fd;
	close(fd);
	return rc;
}

static bool is_number(const char *text)
{
	return text[strspn(text, "0123456789")] == 0;
}

int ns_open(const char *ns)
{
	char path[sizeof(NS_DIR "/") + NS_NAME_SIZE];
	int fd;

	if (strchr(ns, '/'))
		return open_file(ns);
	if (!ns_name_ok(ns))
		return -EINVAL;
	fd = open_file(path_join(path, NS_DIR "/", ns, ""));
	if (fd == -ENOENT && is_number(ns) && strlen(ns) < 20)
		fd = open_file(path_join(path, "/proc/", ns, "/ns/net"));
	return fd;
}

int ns_open_self(void)
{
	return open_unchecked("/proc/self/ns/net");
}

int ns_refuse(const char *ns, int err)
{
	switch (err) {
	case -EINVAL:
		return say_error(EXIT_WORD, "\"%s\" cannot be the name of a network namespace", ns);
	case -ENOTTY:
		return say_error(EXIT_WORD, "\"%s\" is a file, but no network namespace", ns);
	case -ENOENT:
	case -ENOTDIR:
	case -ESRCH: /* a process that is ending */
	case -EACCES:
	case -EPERM:
		return say_error(EXIT_WORD, "cannot open network namespace \"%s\": "
			"there is none, or it may not be read", ns);
	default:
		return say_errno(EXIT_WORD, err, "cannot open network namespace \"%s\"", ns);
	}
}

/* ---- Moving ------------------------------------------------------------------------------ */

/* The namespace that the caller is in, once one was visited: where visits end. */
static int home = -1;

/* Before a move for good: the next visit starts from there. */
static void leave_home(void)
{
	if (home >= 0)
		close(home);
	home = -1;
}

static int move(int fd)
{
	return setns(fd, CLONE_NEWNET) ? -errno : 0;
}

static int visit(int fd)
{
	if (home < 0)
		home = ns_open_self();
	return home < 0 ? home : move(fd);
}

/* What cannot go back must not go on: its next request would change a network that was not
 * meant. */
static void come_back(void)
{
	int rc = move(home);

	if (rc)
		_exit(say_errno(EXIT_KERNEL, rc, "cannot return to my network namespace"));
}

int ns_enter(const char *ns)
{
	int fd = ns_open(ns);
	int rc;

	if (fd < 0)
		return ns_refuse(ns, fd);
	leave_home();
	rc = move(fd);
	close(fd);
	if (rc)
		return say_errno(EXIT_KERNEL, rc, "cannot enter network namespace \"%s\"", ns);
	return 0;
}

int ns_socket_fd(struct nl *nl, int family, int fd)
{
	int rc;

	if (fd == NS_HERE)
		return nl_open(nl, family);
	rc = visit(fd);
	if (rc)
		return rc;
	rc = nl_open(nl, family);
	come_back();
	return rc;
}

int ns_socket(struct nl *nl, int family, const char *ns)
{
	int fd = ns ? ns_open(ns) : NS_HERE;
	int rc;

	if (ns && fd < 0)
		return ns_refuse(ns, fd);
	rc = ns_socket_fd(nl, family, fd);
	if (ns)
		close(fd);
	if (rc)
		return say_errno(EXIT_KERNEL, rc, "cannot open a netlink socket%s%s",
				 ns ? " in " : "", ns ? ns : "");
	return 0;
}

int ns_unshare(void)
{
	leave_home();
	return unshare(CLONE_NEWNET) ? -errno : 0;
}

int ns_make(void)
{
	int fd;

	if (home < 0)
		home = ns_open_self();
	if (home < 0)
		return home;
	if (unshare(CLONE_NEWNET))
		return -errno;
	fd = ns_open_self();
	come_back();
	return fd;
}

int ns_lo_up(int fd)
{
	struct link lo = { .index = 1 /* LOOPBACK_IFINDEX of the kernel, in every namespace */,
			   .flags = { IFF_UP, IFF_UP } };
	struct nl nl;
	int rc = ns_socket_fd(&nl, NETLINK_ROUTE, fd);

	if (rc)
		return rc;
	rc = link_set(&nl, &lo, 0);
	nl_close(&nl);
	return rc;
}

/* ---- Telling them apart ------------------------------------------------------------------ */

int ns_key(int fd, struct ns_key *key)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	*key = (struct ns_key){ st.st_dev, st.st_ino };
	return 0;
}

int ns_key_at(int dir, const char *path, struct ns_key *key)
{
	struct stat st;

	if (fstatat(dir, path, &st, 0))
		return -errno;
	*key = (struct ns_key){ st.st_dev, st.st_ino };
	return 0;
}

bool ns_same(const struct ns_key *a, const struct ns_key *b)
{
	return a->ino == b->ino && a->dev == b->dev;
}

int ns_processes(const struct ns_key *key, int (*each)(pid_t pid, void *arg), void *arg)
{
	char path[32];
	struct ns_key one = { 0 };
	struct dir proc;
	const char *name;
	unsigned pid;
	int rc = dir_open(&proc, AT_FDCWD, "/proc");

	if (rc)
		return rc;
	while (rc == 0 && (name = dir_next_number(&proc, &pid))) {
		/* one that has ended meanwhile, or that is another's, is none of those asked for */
		path_join(path, name, "/ns/net", "");
		if (ns_key_at(proc.fd, path, &one) == 0 && ns_same(key, &one))
			rc = each((pid_t)pid, arg);
	}
	dir_close(&proc);
	return rc;
}

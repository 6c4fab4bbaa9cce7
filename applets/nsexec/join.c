/* SPDX-License-Identifier: 0BSD */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dir.h"
#include "ns.h"
#include "nsexec.h"
#include "out.h"
#include "say.h"
#include "users.h"

/* ---- The namespaces of a process --------------------------------------------------------- */

static const struct type {
	const char *path; /* below /proc/PID */
	int flag;
} types[] = {
	{ "/ns/cgroup", CLONE_NEWCGROUP },
	{ "/ns/ipc", CLONE_NEWIPC },
	{ "/ns/uts", CLONE_NEWUTS },
	{ "/ns/net", CLONE_NEWNET },
	{ "/ns/pid", CLONE_NEWPID },
	{ "/ns/time", CLONE_NEWTIME },
	{ "/ns/mnt", CLONE_NEWNS },
	{ "/ns/user", CLONE_NEWUSER },
};

#define TYPES (sizeof(types) / sizeof(*types))

/* Of each type, a descriptor of the namespace to join, NONE, or SKIP while it is not asked for. */
enum { NONE = -1, SKIP = -2 };

/* Reads "TYPE[,TYPE…]", NULL for all: false when one of them is none. */
static bool choose(const char *list, int fds[TYPES])
{
	const char *name;
	size_t len, i;

	for (i = 0; i < TYPES; i++)
		fds[i] = list ? SKIP : NONE;
	for (; list; list = list[len] ? list + len + 1 : NULL) {
		len = strcspn(list, ",");
		for (i = 0; i < TYPES; i++) {
			name = types[i].path + strlen("/ns/");
			if (strlen(name) == len && !memcmp(list, name, len))
				break;
		}
		if (i == TYPES)
			return false;
		fds[i] = NONE;
	}
	return true;
}

/* Opens those of a process that are asked for and are not the caller's. */
static int open_types(const char *pid, int fds[TYPES])
{
	char path[64];
	struct ns_key theirs, own;
	int rc;

	for (size_t i = 0; i < TYPES; i++) {
		if (fds[i] == SKIP ||
		    ns_key_at(AT_FDCWD, path_join(path, "/proc/self", types[i].path, ""), &own))
			continue; /* or a kernel without this type */
		rc = ns_key_at(AT_FDCWD, path_join(path, "/proc/", pid, types[i].path), &theirs);
		if (rc == 0 && ns_same(&own, &theirs))
			continue;
		if (rc == 0)
			fds[i] = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
		if (fds[i] < 0)
			return say_error(NSEXEC_FAILED, "cannot open the namespaces of process %s: "
					 "there is none, or they may not be read", pid);
	}
	return 0;
}

/* Moves into what is open; what is not permitted stays open. Returns the last such errno, or 0. */
static int move(int fds[TYPES], bool user)
{
	int rc = 0;

	for (size_t i = 0; i < TYPES; i++) {
		if (fds[i] < 0 || (types[i].flag == CLONE_NEWUSER) != user)
			continue;
		if (setns(fds[i], types[i].flag)) {
			rc = -errno;
			continue;
		}
		close(fds[i]);
		fds[i] = NONE;
	}
	return rc;
}

/* Root of the user namespace just joined; one without a root keeps the ids it gives. */
static int become_root(void)
{
	const struct user root = { 0, 0 };
	int rc;

	(void)drop_groups(); /* may be denied in there */
	rc = drop_ids(&root);
	return rc == -EINVAL ? 0 : rc;
}

int join_process(const char *pid, const char *list, bool *fork)
{
	int fds[TYPES];
	bool user = false;
	int rc;

	if (!*pid || pid[strspn(pid, "0123456789")] || strlen(pid) > 20)
		return say_error(NSEXEC_FAILED, "\"%s\" is not a pid", pid);
	if (!choose(list, fds))
		return say_error(NSEXEC_FAILED, "\"%s\" is not a list of cgroup, ipc, uts, net, "
				 "pid, time, mnt, user", list);
	if (open_types(pid, fds))
		return NSEXEC_FAILED;
	for (size_t i = 0; i < TYPES; i++) {
		*fork |= fds[i] >= 0 && types[i].flag == CLONE_NEWPID;
		user |= fds[i] >= 0 && types[i].flag == CLONE_NEWUSER;
	}
	/*
	 * Which may be joined depends on the user namespace one is in: those of the machine before
	 * giving up its privileges, those of a container only with the privileges inside it.
	 */
	rc = move(fds, false);
	if (user) {
		rc = move(fds, true);
		if (rc == 0)
			rc = move(fds, false);
		if (rc == 0)
			rc = become_root();
	}
	if (rc)
		return say_errno(NSEXEC_FAILED, rc, "cannot join namespaces of process %s", pid);
	return 0;
}

/* ---- A new user namespace ---------------------------------------------------------------- */

static int write_file(const char *path, const char *text)
{
	int fd = openat(AT_FDCWD, path, O_WRONLY | O_CLOEXEC);
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

/* One id, root's inside and the caller's outside. */
static int write_map(const char *path, unsigned id)
{
	char line[32], digits[OUT_DIGITS];

	return write_file(path, path_join(line, "0 ", out_digits(digits, id), " 1"));
}

int join_new_user(void)
{
	unsigned uid = getuid(), gid = getgid();
	int rc;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return say_errno(NSEXEC_FAILED, errno, "cannot make user and network namespaces");
	/* without giving up setgroups() nobody unprivileged may map a group (CVE-2014-8989); a
	 * kernel before 3.19 has no such file, and does not ask for it */
	rc = write_file("/proc/self/setgroups", "deny");
	if (rc == 0 || rc == -ENOENT)
		rc = write_map("/proc/self/uid_map", uid);
	if (rc == 0)
		rc = write_map("/proc/self/gid_map", gid);
	return rc ? say_errno(NSEXEC_FAILED, rc, "cannot map user %u and group %u", uid, gid) : 0;
}

/* ---- Mounts ------------------------------------------------------------------------------ */

static int mount_empty(const char *path, unsigned long flags, const char *mode)
{
	flags |= MS_NOSUID | MS_NODEV | MS_NOEXEC;
	return mount("none", path, "tmpfs", flags, mode) ? -errno : 0;
}

int mount_names(void)
{
	int rc = mount_empty(NS_DIR, 0, "mode=755");

	if (rc == -ENOENT)
		rc = mount_empty("/run", 0, "mode=755");
	return rc ? say_errno(NSEXEC_FAILED, rc, "cannot mount an empty " NS_DIR) : 0;
}

/*
 * Sockets by which libc's look-ups (nscd, nss-resolve, nss-mdns, and whoever asks over D-Bus) reach
 * a resolver that is in another network. They are files, so a network namespace hides none.
 */
static const char *const resolvers[] = {
	"/run/nscd",
	"/var/run/nscd",
	"/run/systemd/resolve/io.systemd.Resolve",
	"/run/systemd/resolve/io.systemd.Resolve.Monitor",
	"/run/systemd/resolve.hook",
	"/run/avahi-daemon",
	"/run/dbus/system_bus_socket",
	"/run/NetworkManager",
};

int mount_no_resolvers(void)
{
	struct stat st;
	int rc;

	for (size_t i = 0; i < sizeof(resolvers) / sizeof(*resolvers); i++) {
		if (stat(resolvers[i], &st))
			continue;
		if (S_ISDIR(st.st_mode))
			rc = mount_empty(resolvers[i], MS_RDONLY, "mode=555");
		else
			rc = mount("/dev/null", resolvers[i], NULL, MS_BIND, NULL) ? -errno : 0;
		if (rc)
			return say_errno(NSEXEC_FAILED, rc, "cannot hide %s", resolvers[i]);
	}
	return 0;
}

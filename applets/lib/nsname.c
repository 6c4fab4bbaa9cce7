/* SPDX-License-Identifier: 0BSD */
/*
 * Names are files in NS_DIR with a namespace mounted on each, as iproute2 makes them. Whoever adds
 * or removes one holds a lock on the directory meanwhile, so that a file on which nothing is
 * mounted cannot be one that another process is just about to mount on.
 */
#include "ns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dir.h"
#include "out.h"
#include "run.h"

/* The path of a name, which has been checked. */
struct name_path {
	char text[sizeof(NS_DIR "/") + NS_NAME_SIZE];
};

static const char *path_of(const char *name, struct name_path *path)
{
	return path_join(path->text, NS_DIR "/", name, "");
}

bool ns_exists(const char *name)
{
	struct name_path path;
	struct stat st;

	return ns_name_ok(name) && lstat(path_of(name, &path), &st) == 0;
}

int ns_open_name(const char *name)
{
	struct name_path path;

	return ns_name_ok(name) ? ns_open(path_of(name, &path)) : -EINVAL;
}

int ns_open_file(const char *name)
{
	struct name_path path;
	int fd = openat(AT_FDCWD, path_of(name, &path),
			O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	return fd < 0 ? -errno : fd;
}

bool ns_name_of(const struct ns_key *key, char name[NS_NAME_SIZE])
{
	struct ns_key one;
	struct dir dir;
	const char *entry;
	bool found = false;

	if (dir_open(&dir, AT_FDCWD, NS_DIR))
		return false;
	while ((entry = dir_next(&dir))) {
		if (ns_key_at(dir.fd, entry, &one) == 0 && ns_same(key, &one)) {
			strcpy(name, entry);
			found = true;
		}
	}
	dir_close(&dir);
	return found;
}

int ns_each(int (*each)(const char *name, void *arg), void *arg)
{
	const char *name;
	struct dir dir;
	int rc = dir_open(&dir, AT_FDCWD, NS_DIR);

	if (rc)
		return rc == -ENOENT ? 0 : rc;
	while (rc == 0 && (name = dir_next(&dir)))
		rc = each(name, arg);
	dir_close(&dir);
	return rc;
}

/* ---- The directory ----------------------------------------------------------------------- */

/* Opens NS_DIR, alone until it is closed. The lock is the directory's own, so it is the same below
 * and above the mount that dir_share() makes. */
static int dir_lock(void)
{
	int fd = openat(AT_FDCWD, NS_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	/* a file system without locks (or a full table of them) is no reason to fail, see ip(8) */
	while (flock(fd, LOCK_EX) && errno == EINTR)
		;
	return fd;
}

/* Makes NS_DIR where it is missing; /run too, which an early initramfs has not. */
static int dir_make(void)
{
	if (mkdir(NS_DIR, 0755) == 0 || errno == EEXIST)
		return 0;
	if (errno == ENOENT && (mkdir("/run", 0755) == 0 || errno == EEXIST) &&
	    (mkdir(NS_DIR, 0755) == 0 || errno == EEXIST))
		return 0;
	return -errno;
}

/*
 * Makes NS_DIR a shared mount of its own, which it is from the second time on. Names that are
 * mounted and unmounted then reach the mount namespaces made after it, so that none of them keeps a
 * namespace alive that was deleted here.
 */
static int dir_share(void)
{
	if (mount("", NS_DIR, NULL, MS_SHARED | MS_REC, NULL) == 0)
		return 0;
	if (errno != EINVAL) /* EINVAL: it is no mount yet */
		return -errno;
	if (mount(NS_DIR, NS_DIR, NULL, MS_BIND | MS_REC, NULL) ||
	    mount("", NS_DIR, NULL, MS_SHARED | MS_REC, NULL))
		return -errno;
	return 0;
}

static int dir_prepare(void)
{
	int dir = dir_lock();
	int rc;

	if (dir == -ENOENT) {
		rc = dir_make();
		if (rc)
			return rc;
		dir = dir_lock();
	}
	if (dir < 0)
		return dir;
	rc = dir_share();
	if (rc == 0)
		return dir;
	close(dir);
	return rc;
}

int ns_watch(void)
{
	int rc = dir_make();
	int fd;

	if (rc)
		return rc;
	fd = inotify_init1(IN_CLOEXEC);
	if (fd >= 0 && inotify_add_watch(fd, NS_DIR, IN_CREATE | IN_DELETE) < 0) {
		rc = -errno;
		close(fd);
		return rc;
	}
	return fd < 0 ? -errno : fd;
}

/* ---- Adding ------------------------------------------------------------------------------ */

/* A plain file where a name should be mounted: one that was killed between the two left it. A mount
 * lies on another device than the directory. Only under the lock can this be told. */
static bool is_leftover(const char *path)
{
	struct stat dir, file;

	return lstat(path, &file) == 0 && stat(NS_DIR, &dir) == 0 && S_ISREG(file.st_mode) &&
	       file.st_size == 0 && file.st_dev == dir.st_dev;
}

static int mount_name(const char *path, int fd)
{
	char from[sizeof("/proc/self/fd/") + OUT_DIGITS];
	char digits[OUT_DIGITS];
	int file = openat(AT_FDCWD, path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
	int rc = file < 0 ? -errno : 0;

	if (file >= 0)
		close(file);
	if (rc == -EEXIST && is_leftover(path))
		rc = 0;
	if (rc)
		return rc;
	path_join(from, "/proc/self/fd/", out_digits(digits, (unsigned)fd), "");
	if (mount(from, path, NULL, MS_BIND, NULL)) {
		rc = -errno;
		unlink(path);
	}
	return rc;
}

int ns_bind(const char *name, int fd)
{
	struct name_path path;
	sigset_t all, before;
	int dir, rc;

	if (!ns_name_ok(name))
		return -EINVAL;
	dir = dir_prepare();
	if (dir < 0)
		return dir;
	/* nothing but SIGKILL can end this between the file and its mount */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	rc = mount_name(path_of(name, &path), fd);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(dir);
	return rc;
}

int ns_add(const char *name)
{
	int fd = ns_make();
	int rc;

	if (fd < 0)
		return fd;
	rc = ns_bind(name, fd);
	close(fd);
	return rc;
}

int ns_attach(const char *name, pid_t pid)
{
	char digits[OUT_DIGITS];
	char path[sizeof("/proc//ns/net") + OUT_DIGITS];
	int fd, rc;

	fd = ns_open(path_join(path, "/proc/", out_digits(digits, (unsigned)pid), "/ns/net"));
	if (fd < 0)
		return fd;
	rc = ns_bind(name, fd);
	close(fd);
	return rc;
}

/* ---- Removing ---------------------------------------------------------------------------- */

/*
 * Removes a name on which something is mounted out of reach: NS_DIR has been mounted on itself once
 * more since (by tools that did so without a lock), and covers it. A file cannot be removed while
 * the remover's own mount namespace has a mount on it; when another one has, that mount goes too
 * (detach_mounts() in the kernel, since 3.18). So a child removes it, whose mount namespace has
 * lost all of NS_DIR.
 */
static int remove_covered(int dir, const char *name)
{
	pid_t child = run_fork();

	if (child < 0)
		return child;
	if (child == 0) {
		if (unshare(CLONE_NEWNS) || mount("", "/", NULL, MS_PRIVATE | MS_REC, NULL))
			_exit(errno);
		while (umount2(NS_DIR, MNT_DETACH) == 0)
			;
		/* where /var/run is no link to /run but a mount of it */
		while (umount2("/var/run/netns", MNT_DETACH) == 0)
			;
		_exit(unlinkat(dir, name, 0) ? errno : 0);
	}
	return -run_wait(child);
}

static int remove_locked(int dir, const char *name)
{
	struct name_path path;
	bool mounted = false;
	struct stat st;
	int rc = 0;

	path_of(name, &path);
	while (umount2(path.text, MNT_DETACH | UMOUNT_NOFOLLOW) == 0) {
		mounted = true;
		if (unlinkat(dir, name, 0) == 0)
			return 0;
		if (errno != EBUSY) /* mounted more than once, where two adds of other tools met */
			return -errno;
	}
	if (lstat(path.text, &st))
		return -errno;
	if (unlinkat(dir, name, 0))
		rc = -errno;
	if (rc == -EBUSY) {
		rc = remove_covered(dir, name);
		mounted = true;
	}
	if (rc)
		return rc;
	return mounted || S_ISLNK(st.st_mode) ? 0 : 1;
}

int ns_delete(const char *name)
{
	int dir, rc;

	if (!ns_name_ok(name))
		return -EINVAL;
	dir = dir_lock();
	if (dir < 0)
		return dir;
	rc = remove_locked(dir, name);
	close(dir);
	return rc;
}

int ns_rename(const char *old, const char *name)
{
	int fd = ns_open_name(old);
	int rc;

	if (fd < 0)
		return fd;
	/* a file on which something is mounted cannot be renamed: it gets a second name first */
	rc = ns_bind(name, fd);
	close(fd);
	if (rc == 0) {
		rc = ns_delete(old);
		if (rc < 0)
			(void)ns_delete(name);
	}
	return rc < 0 ? rc : 0;
}

/* SPDX-License-Identifier: 0BSD */
#include "ns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "applet.h"
#include "dir.h"
#include "out.h"
#include "say.h"

#define ETC_DIR "/etc/netns"

/*
 * /sys as the namespace that the caller is in sees it. The one that is there shows another
 * network, so it goes; where it cannot (it came from a more privileged mount namespace), the new
 * one lies over it, and has to be read-only if that is. A system without /sys goes without.
 */
static int mount_sys(void)
{
	struct statvfs fs;
	unsigned long flags = 0;

	if (umount2("/sys", MNT_DETACH) && statvfs("/sys", &fs) == 0 && fs.f_flag & ST_RDONLY)
		flags = MS_RDONLY;
	if (mount("sysfs", "/sys", "sysfs", flags, NULL) == 0 || errno == ENOENT || errno == ENODEV)
		return 0;
	if (errno != EPERM)
		return say_errno(EXIT_KERNEL, errno, "cannot mount /sys");
	/* a container that may not see all of it, may not mount it either */
	say_warning("/sys cannot be mounted, and shows another network");
	return 0;
}

/*
 * Binds over a symbolic link itself, by a descriptor that does not follow it: for one whose target
 * is missing (/etc/resolv.conf where the resolver's daemon does not run). What opens the link
 * then gets the file; nothing is made where the target would have been.
 */
static int bind_link(const char *from, const char *link)
{
	char path[sizeof("/proc/self/fd/") + OUT_DIGITS];
	char digits[OUT_DIGITS];
	int fd = open(link, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return -errno;
	path_join(path, "/proc/self/fd/", out_digits(digits, (unsigned)fd), "");
	rc = mount(from, path, NULL, MS_BIND, NULL) ? -errno : 0;
	close(fd);
	return rc;
}

/* Lays one file of /etc/netns/NAME over its namesake: a link's target is that seen in here. */
static void bind_one(const char *dir, const char *file)
{
	char from[sizeof(ETC_DIR) + 2 * NS_NAME_SIZE];
	char to[sizeof("/etc/") + NS_NAME_SIZE];
	int rc = 0;

	path_join(from, dir, "/", file);
	path_join(to, "/etc/", file, "");
	if (mount(from, to, NULL, MS_BIND, NULL))
		rc = -errno;
	if (rc == -ENOENT)
		rc = bind_link(from, to);
	/* the command may do without, and iproute2 goes on as well */
	if (rc)
		say_warning("cannot bind %s over %s: %s", from, to, say_reason(-rc));
}

static void bind_etc(const char *ns)
{
	char path[sizeof(ETC_DIR) + NS_NAME_SIZE];
	const char *file;
	struct dir dir;

	if (!ns_name_ok(ns))
		return; /* a path */
	if (dir_open(&dir, AT_FDCWD, path_join(path, ETC_DIR "/", ns, "")))
		return;
	/* a pid has no directory, even where there is one of that name */
	while (ns_exists(ns) && (file = dir_next(&dir)))
		bind_one(path, file);
	dir_close(&dir);
}

int ns_mounts_private(void)
{
	if (unshare(CLONE_NEWNS))
		return say_errno(EXIT_KERNEL, errno, "cannot make a mount namespace");
	/* what is mounted in the caller's goes on to show here, but not the other way */
	if (mount("", "/", NULL, MS_SLAVE | MS_REC, NULL))
		return say_errno(EXIT_KERNEL, errno, "cannot make the mounts private");
	return 0;
}

int ns_mounts(const char *ns)
{
	int rc = ns_mounts_private();

	if (rc == 0)
		rc = mount_sys();
	if (rc == 0 && ns)
		bind_etc(ns);
	return rc;
}

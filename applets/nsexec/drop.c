/* SPDX-License-Identifier: 0BSD */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dir.h"
#include "nsexec.h"
#include "say.h"
#include "users.h"
#include "words.h"

/* ---- Descriptors ------------------------------------------------------------------------- */

/* Since 5.9; with a libc that does not know it, as on a kernel without it. */
#ifndef SYS_close_range
#define SYS_close_range (-1)
#endif

static void keep_add(struct keep *keep, unsigned fd)
{
	size_t i = keep->count++;

	for (; i > 0 && keep->fds[i - 1] > fd; i--)
		keep->fds[i] = keep->fds[i - 1];
	keep->fds[i] = fd;
}

int keep_parse(const char *text, struct keep *keep)
{
	char digits[12];
	uint32_t fd;
	size_t len;

	for (;; text += len + 1) {
		len = strcspn(text, ",");
		if (keep->count == KEEP_MAX)
			return say_error(NSEXEC_FAILED, "more than %d descriptors", KEEP_MAX);
		digits[0] = 0;
		if (len < sizeof(digits)) {
			memcpy(digits, text, len);
			digits[len] = 0;
		}
		if (word_uint(digits, INT32_MAX, &fd))
			return say_error(NSEXEC_FAILED, "\"%s\" is no list of descriptors", text);
		if (fcntl((int)fd, F_GETFD) < 0)
			return say_errno(NSEXEC_FAILED, errno, "descriptor %u", fd);
		keep_add(keep, fd);
		if (!text[len])
			return 0;
	}
}

static bool is_kept(const struct keep *keep, unsigned fd)
{
	for (size_t i = 0; i < keep->count; i++)
		if (keep->fds[i] == fd)
			return true;
	return fd <= STDERR_FILENO;
}

/* Where the kernel cannot close a range. */
static int close_each(const struct keep *keep)
{
	struct dir dir;
	unsigned fd;
	int rc = dir_open(&dir, AT_FDCWD, "/proc/self/fd");

	if (rc)
		return say_errno(NSEXEC_FAILED, rc, "cannot close descriptors: /proc/self/fd");
	while (dir_next_number(&dir, &fd))
		if ((int)fd != dir.fd && !is_kept(keep, fd))
			close((int)fd);
	dir_close(&dir);
	return 0;
}

int close_others(const struct keep *keep)
{
	unsigned first = STDERR_FILENO + 1, last;

	for (size_t i = 0; i <= keep->count; i++) {
		last = i < keep->count ? keep->fds[i] - 1 : ~0u;
		if (i < keep->count && keep->fds[i] < first)
			continue; /* one of the first three, or named twice */
		if (last >= first && syscall(SYS_close_range, first, last, 0))
			return close_each(keep);
		first = last + 2;
	}
	return 0;
}

/* ---- Privileges -------------------------------------------------------------------------- */

/* What a program could gain by being executed by root, or with capabilities on its file. */
static int drop_bounding_set(void)
{
	for (unsigned long cap = 0; prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0; cap++)
		;
	return errno == EINVAL ? 0 : -errno; /* EINVAL: the kernel knows no more of them */
}

/* By system call, since libc's wrappers bring along what it takes to change all threads. Where ids
 * once had 16 bits, the calls that take 32 have names of their own. */
#ifdef SYS_setresuid32
#undef SYS_setgroups
#undef SYS_setresgid
#undef SYS_setresuid
#define SYS_setgroups SYS_setgroups32
#define SYS_setresgid SYS_setresgid32
#define SYS_setresuid SYS_setresuid32
#endif

int drop_groups(void)
{
	return syscall(SYS_setgroups, 0, NULL) ? -errno : 0;
}

int drop_ids(const struct user *user)
{
	if (syscall(SYS_setresgid, user->gid, user->gid, user->gid) ||
	    syscall(SYS_setresuid, user->uid, user->uid, user->uid))
		return -errno;
	return 0;
}

static int drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) && errno != EINVAL)
		return -errno; /* EINVAL: before 4.3 there is no such set */
	return syscall(SYS_capset, &header, none) ? -errno : 0;
}

int drop_to(const struct user *user)
{
	int rc = drop_bounding_set();

	if (rc == 0)
		rc = drop_groups();
	if (rc == 0)
		rc = drop_ids(user);
	if (rc == 0)
		rc = drop_capabilities();
	if (rc == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		rc = -errno;
	return rc ? say_errno(NSEXEC_FAILED, rc, "cannot drop privileges") : 0;
}

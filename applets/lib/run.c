/* SPDX-License-Identifier: 0BSD */
#include "run.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "out.h"
#include "say.h"

/* Where commands are when nobody says: an initramfs starts its first program without PATH. */
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* Executes DIR/NAME for each directory of PATH: the errno that says most about why none was. */
static int search(const char *name, char **argv)
{
	const char *dir = getenv("PATH");
	char path[PATH_MAX];
	bool denied = false;
	size_t len;

	if (!dir)
		dir = DEFAULT_PATH;
	for (;; dir += len + 1) {
		len = strcspn(dir, ":");
		if (len + 1 + strlen(name) < sizeof(path)) {
			memcpy(path, dir, len);
			/* an empty one is the working directory */
			strcpy(stpcpy(path + len, len ? "/" : ""), name);
			execve(path, argv, environ);
			if (errno == EACCES)
				denied = true;
			else if (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG)
				return errno;
		}
		if (!dir[len])
			return denied ? EACCES : ENOENT;
	}
}

int run_exec(char **argv)
{
	int err;

	(void)out_flush();
	if (!*argv[0]) {
		err = ENOENT;
	} else if (strchr(argv[0], '/')) {
		execve(argv[0], argv, environ);
		err = errno;
	} else {
		err = search(argv[0], argv);
	}
	return say_errno(err == ENOENT || err == ENOTDIR ? RUN_NOT_FOUND : RUN_NO_EXEC, err,
			 "cannot execute %s", argv[0]);
}

pid_t run_fork(void)
{
	pid_t child;

	(void)out_flush();
	/* fork() of musl first takes all its locks, 3 KiB of code: there are no threads here */
	child = _Fork();
	return child < 0 ? -errno : child;
}

int run_wait(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return RUN_SIGNAL; /* somebody else has waited for it */
	return WIFEXITED(status) ? WEXITSTATUS(status) : RUN_SIGNAL + WTERMSIG(status);
}

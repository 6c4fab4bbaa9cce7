/* SPDX-License-Identifier: 0BSD */
/*
 * Running a command: here, in place of this process, or in a child that is waited for.
 */
#ifndef RUN_H
#define RUN_H

#include <sys/types.h>

/* What a shell makes of a command that does not run. */
enum {
	RUN_NO_EXEC = 126,   /* found, but it cannot be executed */
	RUN_NOT_FOUND = 127,
	RUN_SIGNAL = 128,    /* + the signal that ended it */
};

/*
 * Executes argv in place of this process; a name without '/' is looked for in PATH. No shell ever:
 * a script without "#!" is not executed. Returns only when it fails: the exit status, after saying
 * why. What was on its way to stdout is written first.
 */
int run_exec(char **argv);

/* Forks, with nothing left in the output buffer: as fork(), or -errno. */
pid_t run_fork(void);

/* Waits for a child's end: the status it exited with, or RUN_SIGNAL + the signal that ended it. */
int run_wait(pid_t child);

#endif

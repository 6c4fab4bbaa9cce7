/* SPDX-License-Identifier: 0BSD */
/*
 * Warnings, errors, the kernel's own explanation; the only writer of stderr.
 *
 * One line: applet, what was asked, why. What is on its way to stdout is written before it, so
 * that both read in order on a terminal.
 */
#ifndef SAY_H
#define SAY_H

struct nl;

/* What is being done, for the lines to come: an applet's name and the words given to it. With a
 * batch's place in front ("FILE:LINE"), or NULL. The pointers stay in use. */
void say_about(const char *applet, int argc, char **argv);
void say_place(const char *file, unsigned line);

/* format knows %s, %d, %u, %c and %%. Returns status. */
int say_error(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A line as it is, without who speaks and about what. */
void say_plain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What the system refused: "WHAT: words for the errno". err may be negative. Returns status. */
int say_errno(int status, int err, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The words for an errno, those of glibc: the ones that iproute2, ping and nc have printed where
 * scripts were written that look for them. musl's differ, and take half as much again. */
const char *say_reason(int err);

/*
 * The newest failure of a socket, in the kernel's words where it gave some (extended ack).
 * Returns the exit status: EXIT_KERNEL; EXIT_DONE with a warning when a dump was only interrupted.
 */
int say_kernel(const struct nl *nl);

#endif

/* SPDX-License-Identifier: 0BSD */
/*
 * A text file, line by line, through a fixed buffer.
 */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>

struct lines {
	int fd;
	bool skip;  /* what comes next is the rest of a line that was too long */
	size_t len;
	size_t at;
	char buf[8 * 1024]; /* a line that is longer is left out */
};

/* Opens path, relative to the directory `at` (or AT_FDCWD): 0 or -errno. */
int lines_open(struct lines *lines, int at, const char *path);
void lines_close(struct lines *lines);

/* The next line without its end, the caller's to change until the next call; NULL at the end. */
char *lines_next(struct lines *lines);

/* Cuts the first field off *line at one of the characters of `ends`: that field; *line is the rest,
 * NULL after the last one. NULL when *line is NULL. */
char *lines_field(char **line, const char *ends);

#endif

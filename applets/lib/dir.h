/* SPDX-License-Identifier: 0BSD */
/*
 * Reading a directory without opendir(), which allocates; paths to what is in it.
 */
#ifndef DIR_H
#define DIR_H

#include <stddef.h>

/* A directory being read; on the caller's stack. 32 KiB hold 1,000 names of /proc or /run/netns. */
struct dir {
	int fd;
	size_t len;
	size_t at;
	_Alignas(8) char buf[32 * 1024];
};

/* Opens path, relative to the directory `at` (or AT_FDCWD). 0 or -errno. dir->fd serves the *at()
 * calls on its entries. */
int dir_open(struct dir *dir, int at, const char *path);
void dir_close(struct dir *dir);

/* The next name, but for "." and "..": good until the next call; NULL at the end. What makes a
 * directory unreadable halfway (its process is gone) ends it too. */
const char *dir_next(struct dir *dir);

/* The next name that is a number (in /proc: a process, a thread, a descriptor), and its value. */
const char *dir_next_number(struct dir *dir, unsigned *value);

/* Writes a, b and c behind each other; path has to be large enough for it. Returns path. */
char *path_join(char *path, const char *a, const char *b, const char *c);

#endif

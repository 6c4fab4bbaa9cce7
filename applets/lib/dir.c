/* SPDX-License-Identifier: 0BSD */
#include "dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What getdents64(2) gives; struct linux_dirent64 of the kernel's <linux/dirent.h>. */
struct entry {
	uint64_t ino;
	int64_t off;
	uint16_t len;
	uint8_t type;
	char name[];
};

int dir_open(struct dir *dir, int at, const char *path)
{
	dir->len = dir->at = 0;
	dir->fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir->fd < 0 ? -errno : 0;
}

void dir_close(struct dir *dir)
{
	close(dir->fd);
}

const char *dir_next(struct dir *dir)
{
	const struct entry *e;
	long n;

	for (;;) {
		if (dir->at == dir->len) {
			n = syscall(SYS_getdents64, dir->fd, dir->buf, sizeof(dir->buf));
			if (n <= 0)
				return NULL;
			dir->len = (size_t)n;
			dir->at = 0;
		}
		/* the kernel pads entries so that each is aligned to 8 bytes, as buf is */
		e = (const struct entry *)(const void *)(dir->buf + dir->at);
		dir->at += e->len;
		if (strcmp(e->name, ".") != 0 && strcmp(e->name, "..") != 0)
			return e->name;
	}
}

const char *dir_next_number(struct dir *dir, unsigned *value)
{
	const char *name, *c;

	while ((name = dir_next(dir))) {
		*value = 0;
		for (c = name; *c >= '0' && *c <= '9'; c++)
			*value = *value * 10 + (unsigned)(*c - '0');
		if (!*c)
			return name;
	}
	return NULL;
}

char *path_join(char *path, const char *a, const char *b, const char *c)
{
	strcpy(stpcpy(stpcpy(path, a), b), c);
	return path;
}

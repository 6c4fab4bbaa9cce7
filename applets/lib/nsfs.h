/* SPDX-License-Identifier: 0BSD */
/*
 * Namespaces that are mounted as files, from /proc/PID/mountinfo (proc(5)).
 */
#ifndef NSFS_H
#define NSFS_H

#include <stdbool.h>
#include <sys/types.h>

struct lines;

struct nsfs_mount {
	const char *type; /* "net", "mnt", … */
	dev_t dev;
	ino_t ino;
	const char *path; /* in the mount namespace of the process, good until the next call */
};

/* The next one in an open mountinfo: false at the end. */
bool nsfs_next(struct lines *mountinfo, struct nsfs_mount *mount);

#endif

/* SPDX-License-Identifier: 0BSD */
/*
 * Users and groups from /etc/passwd and /etc/group, without libc's getpwnam(), which allocates and
 * reads through stdio. No other source of users (NSS) is asked.
 */
#ifndef USERS_H
#define USERS_H

#include <stdbool.h>
#include <sys/types.h>

struct user {
	uid_t uid;
	gid_t gid;
};

/*
 * Reads USER[:GROUP], each a name or a number; a number needs no file. Without GROUP it is the one
 * that /etc/passwd has for the user, and the same number as USER's where it has none. False when
 * one of them is not known.
 */
bool user_parse(const char *text, struct user *user);

/* The name of a uid or a gid in buf: NULL when it has none, or one that does not fit. */
#define USER_NAME_SIZE 64
const char *user_known(uid_t uid, char buf[USER_NAME_SIZE]);
const char *group_known(gid_t gid, char buf[USER_NAME_SIZE]);

/* Likewise, but its number when it has none. */
const char *user_name(uid_t uid, char buf[USER_NAME_SIZE]);

#endif

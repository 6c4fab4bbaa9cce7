/* SPDX-License-Identifier: 0BSD */
/*
 * Waiting until the kernel says that something has become so; never a look every now and then.
 */
#ifndef AWAIT_H
#define AWAIT_H

struct nl;

#define AWAIT_MORE (-1)

/*
 * Calls reached(nl, arg) at once, and again whenever the kernel tells of a change in the group
 * (RTNLGRP_*), until it returns other than AWAIT_MORE: EXIT_DONE, what was waited for is so, or the exit
 * status after saying why it cannot be. seconds bounds the wait, NULL: without end. Returns what it
 * returned, or EXIT_WORD after saying that the time is up.
 */
int await(const char *seconds, const unsigned groups[2],
	       int (*reached)(struct nl *nl, void *arg), void *arg);

#endif

/* SPDX-License-Identifier: 0BSD */
/*
 * An array that grows, straight from the kernel's pages: for the few applets that have to remember
 * as much as a machine has processes or namespaces. It is never given back.
 */
#ifndef LIST_H
#define LIST_H

#include <stddef.h>

struct list {
	void *items;
	size_t count;
	size_t used; /* bytes */
	size_t room; /* bytes */
};

/* One more item of size bytes, zeroed, on a multiple of 8: NULL when there is no memory left. Items
 * may move. Where all have one size that is such a multiple, they are an array. */
void *list_add(struct list *list, size_t size);

#endif

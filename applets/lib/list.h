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

/*
 * One more item of size bytes, zeroed: NULL when there is no memory left. Items may move. They lie one
 * behind the other, so with one size for all, items is an array of them.
 */
void *list_add(struct list *list, size_t size);

/* For items of different sizes: one that lets the next begin on a multiple of 8. */
#define LIST_ALIGN(size) (((size) + 7) & ~(size_t)7)

/* Item i of a list whose items all have one size. */
static inline void *list_at(const struct list *list, size_t size, size_t i)
{
	return (char *)list->items + i * size;
}

#endif

/* SPDX-License-Identifier: 0BSD */
#include "list.h"

#include <sys/mman.h>

#define FIRST_ROOM (64 * 1024)

void *list_add(struct list *list, size_t size)
{
	size_t room = list->room ? 2 * list->room : FIRST_ROOM;
	void *items;

	while (room < list->used + size)
		room *= 2;
	if (list->used + size > list->room) {
		if (list->items)
			items = mremap(list->items, list->room, room, MREMAP_MAYMOVE);
		else
			items = mmap(NULL, room, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (items == MAP_FAILED)
			return NULL;
		list->items = items;
		list->room = room;
	}
	items = (char *)list->items + list->used;
	list->used += size;
	list->count++;
	return items;
}

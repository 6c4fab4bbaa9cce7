/* SPDX-License-Identifier: 0BSD */
/*
 * Which links are meant: the words that `link show` and `address show` have in common.
 */
#ifndef PICK_H
#define PICK_H

#include <stdbool.h>
#include <stdint.h>

#include "rt.h"

struct pick {
	const char *dev, *master, *vrf, *type; /* as given; NULL: any */
	uint32_t group;
	uint32_t group_given;
	uint32_t up;
	uint32_t nomaster;
	int32_t index;                   /* of dev, found by pick_resolve(); 0: any */
	uint32_t master_index;           /* UINT32_MAX: none may there be */
	const char *port_type;           /* of "TYPE_slave" */
};

/* Entries of a word table for member `pick` of a struct. */
#define PICK_WORDS(type_of, pick)                                                              \
	{ "up", WORD_SET, WORD_NOHAS, offsetof(struct type_of, pick.up), 1 },                  \
	{ "group GROUP", WORD_NAME, PICK_HAS_GROUP, offsetof(struct type_of, pick.group),      \
	  NAMES_GROUP },                                                                       \
	{ "master DEV", WORD_DEV, WORD_NOHAS, offsetof(struct type_of, pick.master), 0 },      \
	{ "vrf NAME", WORD_DEV, WORD_NOHAS, offsetof(struct type_of, pick.vrf), 0 },           \
	{ "nomaster", WORD_SET, WORD_NOHAS, offsetof(struct type_of, pick.nomaster), 1 },      \
	{ "type TYPE", WORD_TEXT, WORD_NOHAS, offsetof(struct type_of, pick.type), 0 },        \
	{ "dev DEV", WORD_DEV | WORD_BARE, WORD_NOHAS, offsetof(struct type_of, pick.dev), 0 }

#define PICK_HAS_GROUP 62 /* in the struct's `has` */

/* Looks the devices up. `type` may be cut short in place. Returns 0, or the exit status after
 * saying which is not there. */
int pick_resolve(struct nl *nl, struct pick *pick, uint64_t has);

/* What of it the kernel can do in a dump. */
struct link_filter pick_filter(const struct pick *pick);

bool pick_matches(const struct pick *pick, const struct link *link);

/* Looks a VRF up: 0, or EXIT_WORD after saying that there is none of that name. */
int vrf_get(struct nl *nl, const char *name, struct link *vrf);

/* Status EXIT_WORD after saying that there is no such device. */
int no_device(const char *name);

#endif

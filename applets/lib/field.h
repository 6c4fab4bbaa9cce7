/* SPDX-License-Identifier: 0BSD */
/*
 * Attributes <-> members of a struct, from one table.
 *
 * A table has an entry for each attribute number up to its length, so that reading an attribute is
 * one look-up. The struct begins with `uint64_t has`, whose bit N says that attribute N is there;
 * attributes from 64 on cannot be in a table.
 */
#ifndef FIELD_H
#define FIELD_H

#include <stddef.h>
#include <stdint.h>

#include "netlink.h"

/* What an attribute holds, and the type of its member. */
enum field_form {
	FIELD_NONE,   /* not in this table: skipped */
	FIELD_U8,     /* uint32_t */
	FIELD_U16,    /* uint32_t */
	FIELD_U32,    /* uint32_t */
	FIELD_BE16,   /* uint32_t, in network order on the wire */
	FIELD_BE32,   /* likewise */
	FIELD_U64,    /* uint64_t */
	FIELD_TEXT,   /* const char *, with its NUL; read: into the message */
	FIELD_CHARS,  /* likewise, written without its NUL */
	FIELD_BITS,   /* struct bits: value, then mask, 32 bits each */
	FIELD_INET,   /* struct inet; its length tells the family */
	FIELD_LLADDR, /* struct lladdr */
	FIELD_RAW,    /* struct nl_attr, into the message; read only */
	FIELD_EMPTY,  /* nothing: being there is all it says */
	FIELD_SWITCH, /* uint32_t; read: U8, whether it is on; written: EMPTY */
};

struct field {
	uint8_t form;
	uint16_t at; /* offset of the member */
};

#define FIELD_HAS(object, attr) ((object)->has >> (attr) & 1)

void field_read(const struct nl_attr *attr, uint8_t form, void *member);
void field_put(struct nl_req *req, uint16_t attr, uint8_t form, const void *member);

/* All attributes of a run into object; `has` gains their bits. */
void fields_read(struct nl_attrs attrs, const struct field *fields, size_t count, void *object);

/* All members whose bit is set in object's `has`, in the order of their numbers. */
void fields_put(struct nl_req *req, const struct field *fields, size_t count, const void *object);

#endif

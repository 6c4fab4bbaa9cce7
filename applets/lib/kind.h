/* SPDX-License-Identifier: 0BSD */
/*
 * Types of links that have arguments of their own (IFLA_INFO_DATA): words -> values -> attributes,
 * and back to text and JSON, from one table for each type.
 *
 * A type without a table can be made as well, when it needs no argument.
 */
#ifndef KIND_H
#define KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "field.h"
#include "inet.h"
#include "words.h"

struct call;
struct nl;

/* How a value is shown. NAME is the entry's word. */
enum kind_show {
	SHOW_NOTHING,
	SHOW_UINT,
	SHOW_NOT0,  /* a number, unless it is 0 */
	SHOW_HEX,
	SHOW_ONOFF, /* on or off; in JSON true or false */
	SHOW_TRUE,  /* its name, unless it is 0 */
	SHOW_NO,    /* its name, with "no" in front when it is 0; in JSON true or false */
	SHOW_UNLESS, /* likewise, but in text only when it is 0 */
	SHOW_NAMED, /* by a name of the set .names */
	SHOW_MAC,
	SHOW_DEV,   /* the name of the link with that index; nothing for 0 */
	SHOW_CENTI, /* hundredths of a second, as S.CC */
	SHOW_OWN,   /* by the type's own function */
};

/* Entries with the same attribute are several words for one value, which the first of them shows. */
struct kind_field {
	const char *word;   /* "NAME VALUE" as in struct word; without VALUE: a flag, or only shown */
	const char *key;    /* in JSON; NULL: NAME */
	const char *format; /* in text; NULL: "NAME % " */
	uint8_t attr;       /* IFLA_* of the type */
	uint8_t attr6;      /* of an address: the attribute that takes an IPv6 one */
	uint8_t form;       /* enum field_form: on the wire */
	uint8_t show;       /* enum kind_show */
	uint8_t names;      /* enum names, for SHOW_NAMED */
	uint8_t parse;      /* enum word_form; 0: cannot be set */
	uint32_t arg;       /* of that word */
};

union kind_value {
	uint32_t u32;
	uint64_t u64;
	const char *text; /* a device, resolved when it is put */
	struct bits bits;
	struct inet inet;
	struct lladdr lladdr;
	struct nl_attr raw;
};

#define KIND_FIELDS_MAX 56

struct kind_args {
	uint64_t has; /* by place in the table */
	union kind_value value[KIND_FIELDS_MAX];
};

struct kind {
	const char *name;
	const struct kind_field *fields;
	unsigned count;
	/* Shows a SHOW_OWN field; others of its type are at hand in args. */
	void (*own)(const struct kind_field *field, const struct kind_args *args,
		    const union kind_value *value);
	/* Fills in what the words imply for a new link, or (adding false) one that is there: returns 0,
	 * or the exit status after saying what is missing. NULL: nothing is. */
	int (*finish)(struct kind_args *args, bool adding);
};

/* An argument by its attribute: NULL when it is not there. kind_arg_set() adds it. */
const union kind_value *kind_arg(const struct kind *kind, const struct kind_args *args,
				 unsigned attr);
union kind_value *kind_arg_set(const struct kind *kind, struct kind_args *args, unsigned attr);
void kind_arg_drop(const struct kind *kind, struct kind_args *args, unsigned attr);

/* "bridge", "bridge_slave" (a port's), …: NULL when there is no table. */
const struct kind *kind_find(const char *name);

/* All the words left in call, for a new link or one that is there. Returns 0, or the exit status
 * after saying what is wrong. */
int kind_parse(struct call *call, const struct kind *kind, bool adding, struct kind_args *args);

/* Shows the words that a type takes: false when none are known. With NULL: the types that take some,
 * behind a line of help that was begun. */
bool kind_help(const char *name);

/* Devices named in args become indexes. Returns 0, or -errno with *missing at the name. */
int kind_resolve(struct nl *nl, const struct kind *kind, struct kind_args *args,
		 const char **missing);

void kind_put(struct nl_req *req, const struct kind *kind, const struct kind_args *args);

/* Prints the data of a link that nl has told of. */
void kind_show(struct nl *nl, const struct kind *kind, struct nl_attrs data);

extern const struct kind kind_bridge, kind_bridge_port;
extern const struct kind kind_macvlan, kind_macvtap, kind_vlan, kind_vxlan, kind_tun;

#endif

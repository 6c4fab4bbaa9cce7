/* SPDX-License-Identifier: 0BSD */
/*
 * Which addresses are meant, by the words of `show` and `flush`; and both verbs.
 */
#ifndef ADDR_SELECT_H
#define ADDR_SELECT_H

#include <linux/if_addr.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pick.h"
#include "words.h"

struct call;
struct nl;

struct select {
	uint64_t has;
	struct pick pick;
	struct inet to;
	const char *scope_name; /* "all": any */
	const char *label;      /* a pattern */
	struct bits flags;
	uint32_t scope;
	uint8_t family;
};

/* Flags by name: in `add` to be set, in `show` to be looked for. */
#define FLAG_WORDS(type, member)                                                             \
	{ "home", WORD_BITS, WORD_NOHAS, offsetof(struct type, member), IFA_F_HOMEADDRESS }, \
	{ "nodad", WORD_BITS, WORD_NOHAS, offsetof(struct type, member), IFA_F_NODAD },      \
	{ "optimistic", WORD_BITS, WORD_NOHAS, offsetof(struct type, member),                \
	  IFA_F_OPTIMISTIC },                                                                \
	{ "mngtmpaddr", WORD_BITS, WORD_NOHAS, offsetof(struct type, member),                \
	  IFA_F_MANAGETEMPADDR },                                                            \
	{ "noprefixroute", WORD_BITS, WORD_NOHAS, offsetof(struct type, member),             \
	  IFA_F_NOPREFIXROUTE },                                                             \
	{ "autojoin", WORD_BITS, WORD_NOHAS, offsetof(struct type, member), IFA_F_MCAUTOJOIN }

extern const struct word addr_select_words[];

/* Reads the words, opens nl and looks devices up. Returns 0, or the exit status after saying why. */
int select_parse(struct call *call, struct nl *nl, struct select *select);

/* nl: where a link's name is asked for when an address has no label. */
bool select_matches(struct nl *nl, const struct select *select, const struct addr *addr);

int addr_show_run(struct call *call);
int addr_flush_run(struct call *call);

#endif

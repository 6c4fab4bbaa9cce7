/* SPDX-License-Identifier: 0BSD */
/*
 * argv -> an options struct, and the help text, from one table of words.
 *
 * A verb's table says which words it knows, what follows each, and which member of its options
 * struct it fills. Nothing here asks the kernel: a device stays a name, a namespace a string.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inet.h"

struct call;

/* What follows a word, and into what it is turned. Members are uint32_t where no other is named. */
enum word_form {
	WORD_END,    /* ends the table */
	WORD_FLAG,   /* nothing follows, no member: its bit in `has` is all */
	WORD_SET,    /* nothing follows: the member becomes .arg */
	WORD_BITS,   /* nothing follows: struct bits, those of .arg are set */
	WORD_NOBITS, /* likewise cleared */
	WORD_ONOFF,  /* on|off: struct bits, those of .arg set or cleared */
	WORD_OFFON,  /* likewise the other way around */
	WORD_BOOL,   /* on|off (or 1|0): 1 or 0 */
	WORD_UINT,   /* a number up to .arg (0: no limit), decimal, 0x hexadecimal or 0 octal */
	WORD_INT,    /* int32_t, may be negative */
	WORD_SECS,   /* seconds, or `forever` */
	WORD_NAME,   /* one of the names of .arg, an enum names; or its number */
	WORD_TEXT,   /* const char *: any word */
	WORD_NEWDEV, /* const char *: a name for a device, checked */
	WORD_DEV,    /* const char *: a device that should be there, by name or alternative name */
	WORD_MAC,    /* struct lladdr: a link-layer address */
	WORD_ADDR,   /* struct inet: an address */
	WORD_PREFIX, /* struct inet: ADDR[/LEN], `default`, `any` */
	WORD_VIA,    /* struct inet: [inet|inet6] ADDR; with .arg 1 a prefix */
	WORD_METRIC, /* [lock] VALUE: struct metrics, the one of RTAX_* .arg */
	WORD_REALMS, /* [FROM/]TO: both realms in 16 bits each */
	WORD_TARGET, /* [TYPE] PREFIX: struct target */
	WORD_RANGE,  /* [root|match|exact] PREFIX: struct range */
	WORD_PORTS,  /* LOW HIGH: struct lladdr, of two ports in network order */
	WORD_REST,   /* const char *: its value, or itself; it ends what this table reads, the rest is
		      * the caller's */

	WORD_FORM = 0x1f,
	WORD_ABBR = 0x20,  /* beginnings of the word will do; the first in the table wins */
	WORD_BARE = 0x40,  /* its value may stand without the word */
	WORD_NEED = 0x80,  /* leaving it out is an error */
};

struct word {
	const char *text; /* "NAME|NAME… VALUE", as the help shows it */
	uint8_t form;
	uint8_t has;      /* which bit of the struct's `has` says that it was given; WORD_NOHAS: none */
	uint16_t at;      /* of the member in the options struct */
	uint32_t arg;
};

#define WORD_NOHAS 63

/* Bits to change: those of mask become what they are in value. */
struct bits {
	uint32_t value;
	uint32_t mask;
};

/* What a route tells TCP and others: by RTAX_* of <linux/rtnetlink.h>. */
#define METRICS_COUNT 18 /* RTAX_MAX + 1 */
struct metrics {
	uint32_t mask;       /* which are given: bits 1 << RTAX_* */
	uint32_t lock;       /* which the kernel may not replace by what it learns */
	uint32_t value[METRICS_COUNT];
	const char *congctl; /* the value of RTAX_CC_ALGO */
};

/* Where a route leads to. */
struct target {
	struct inet prefix;
	uint32_t type;       /* RTN_*; 0: not said */
};

/* Prefixes that lie in one (root), that hold one (match), or that are one (exact). */
struct range {
	struct inet prefix;
	enum { RANGE_EXACT, RANGE_ROOT, RANGE_MATCH } how;
};

/*
 * Reads call's words into opts, a struct whose first member is `uint64_t has`. It stops at the end
 * or behind a WORD_REST, with call->argc and argv at what is left. Returns 0, or the exit status
 * after saying what is wrong: an unknown, second, missing or senseless word.
 */
int words_parse(struct call *call, const struct word *words, void *opts);

/* Exit status after saying that call lacks `what`, or has a word too many. */
int words_missing(const char *what);
int words_unknown(const char *word);

/* Is word one of names ("show|list|lst"; a blank ends them)? Is it the beginning of one? */
bool word_is(const char *word, const char *names);
bool word_begins(const char *word, const char *names);

/* Values by themselves: 0, or -1 when text is none. */
int word_uint(const char *text, uint32_t max, uint32_t *value);
int word_onoff(const char *text, uint32_t *value);

/* One value of a form, behind a word that was just taken, into the member that word names. Returns
 * 0, or the exit status after saying what is wrong with it. */
int word_value(struct call *call, const struct word *word, char *value, void *member);

/* Can name be given to a device? 0, or the exit status after saying why not. */
int word_newdev(const char *name);

/* Takes the next word of call; NULL when there is none left. */
char *word_take(struct call *call);

void bits_set(struct bits *bits, uint32_t mask, bool on);

/* Prints how to call: one verb of the applet, or (NULL) all; those with the same words in one line.
 * To stdout. */
struct verb;
void words_help(const struct call *call, const struct verb *verb);

/* Likewise for words that no verb has: head, then those of the table, then `more` (may be NULL). */
void words_usage(const char *head, const struct word *words, const char *more);

/* Begins a line of help; adds a piece to it (len bytes of text, with what stands around it), which
 * goes to the next line where it does not fit. */
void words_line(const char *head);
void words_put(const char *before, const char *text, size_t len, const char *after);

#endif

/* SPDX-License-Identifier: 0BSD */
/*
 * argv -> an options struct, and the help text, from one table of words.
 *
 * A verb's table says which words it knows, what follows each, and which member of its options
 * struct it fills. Nothing here asks the kernel: a device stays a name, a namespace a string.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>
#include <stdint.h>

struct call;

/* What follows a word, and into what it is turned. Members are uint32_t where no other is named. */
enum word_form {
	WORD_END,    /* ends the table */
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
	WORD_VIA,    /* struct inet: [inet|inet6] ADDR */
	WORD_METRIC, /* [lock] NUMBER: struct metric */
	WORD_REST,   /* the word ends what this table reads; the rest is the caller's */

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

struct metric {
	uint32_t value;
	uint32_t lock; /* 1: the kernel may not learn another one */
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

/* Values by themselves: 0, or -1 when text is none. */
int word_uint(const char *text, uint32_t max, uint32_t *value);
int word_onoff(const char *text, uint32_t *value);

/* Prints how to call: the whole applet, or one verb of it. To stdout. */
struct applet;
struct verb;
void words_help(const struct applet *applet, const struct verb *verb);

#endif

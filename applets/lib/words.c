/* SPDX-License-Identifier: 0BSD */
#include "words.h"

#include <string.h>

#include "applet.h"
#include "say.h"

/* ---- Words ------------------------------------------------------------------------------- */

static size_t name_len(const char *names)
{
	return strcspn(names, " |");
}

/* Does one of names begin with word - and, if whole, is it the same? */
static bool match(const char *word, const char *names, bool whole)
{
	size_t len = strlen(word), n;

	for (;; names += n + 1) {
		n = name_len(names);
		if (len && (whole ? len == n : len <= n) && !strncmp(names, word, len))
			return true;
		if (names[n] != '|')
			return false;
	}
}

bool word_is(const char *word, const char *names)
{
	return match(word, names, true);
}

bool word_begins(const char *word, const char *names)
{
	return match(word, names, false);
}

int words_missing(const char *what)
{
	return say_error(EXIT_USAGE, "%s is missing", what);
}

int words_unknown(const char *word)
{
	return say_error(EXIT_USAGE, "\"%s\" is not a word of this command, or one too many", word);
}

char *word_take(struct call *call)
{
	if (call->argc == 0)
		return NULL;
	call->argc--;
	return *call->argv++;
}

void bits_set(struct bits *bits, uint32_t mask, bool on)
{
	bits->mask |= mask;
	bits->value = on ? bits->value | mask : bits->value & ~mask;
}

/* ---- A table ----------------------------------------------------------------------------- */

/* One bit a word of the table, set when it was given. */
struct seen {
	uint64_t bits[2];
};

static bool seen(const struct seen *s, size_t i)
{
	return s->bits[i / 64] >> i % 64 & 1;
}

/*
 * Which entry a word means: one that it spells whole, else the first that it begins and that may
 * be abbreviated, else (*bare) the first whose value may stand alone and has not been given.
 */
static const struct word *find(const struct word *words, const char *text, const struct seen *s,
			       bool *bare)
{
	const struct word *w;

	*bare = false;
	for (w = words; w->form; w++)
		if (word_is(text, w->text))
			return w;
	for (w = words; w->form; w++)
		if (w->form & WORD_ABBR && word_begins(text, w->text))
			return w;
	*bare = true;
	for (w = words; w->form; w++)
		if (w->form & WORD_BARE && !seen(s, (size_t)(w - words)))
			return w;
	return NULL;
}

/* The word's name alone, of those that it lists the first: for messages. */
static const char *first_name(const char *text, char buf[32])
{
	size_t n = name_len(text);

	if (n > 31)
		n = 31;
	memcpy(buf, text, n);
	buf[n] = 0;
	return buf;
}

static bool takes_value(const struct word *word)
{
	return strchr(word->text, ' ') != NULL;
}

/* Takes what stands behind word w, which was just taken, into opts. */
static int parse_word(struct call *call, const struct word *w, void *opts)
{
	void *member = (char *)opts + w->at;
	char *value, name[32];

	switch (w->form & WORD_FORM) {
	case WORD_SET:
		*(uint32_t *)member = w->arg;
		return 0;
	case WORD_BITS:
	case WORD_NOBITS:
		bits_set(member, w->arg, (w->form & WORD_FORM) == WORD_BITS);
		return 0;
	}
	if (!takes_value(w)) {
		if ((w->form & WORD_FORM) == WORD_REST)
			*(const char **)member = w->text; /* that it was given */
		return 0;
	}
	value = word_take(call);
	if (!value)
		return say_error(EXIT_USAGE, "the value of \"%s\" is missing",
				 first_name(w->text, name));
	return word_value(call, w, value, member);
}

int words_parse(struct call *call, const struct word *words, void *opts)
{
	struct seen s = { { 0 } };
	const struct word *w;
	char name[32];
	bool bare;
	int rc;

	while (call->argc > 0) {
		w = find(words, *call->argv, &s, &bare);
		if (!w)
			return words_unknown(*call->argv);
		if (seen(&s, (size_t)(w - words)))
			return say_error(EXIT_USAGE, "\"%s\" is given twice",
					 first_name(w->text, name));
		s.bits[(w - words) / 64] |= (uint64_t)1 << (w - words) % 64;
		if (w->has != WORD_NOHAS)
			*(uint64_t *)opts |= (uint64_t)1 << w->has;
		if (!bare)
			(void)word_take(call);
		rc = parse_word(call, w, opts);
		if (rc)
			return rc;
		if ((w->form & WORD_FORM) == WORD_REST)
			break;
	}
	for (w = words; w->form; w++)
		if (w->form & WORD_NEED && !seen(&s, (size_t)(w - words)))
			return say_error(EXIT_USAGE, "\"%s\" is missing", first_name(w->text, name));
	return 0;
}

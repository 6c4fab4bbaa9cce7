/* SPDX-License-Identifier: 0BSD */
/*
 * How to call: what the tables of words say, in lines.
 */
#include <string.h>

#include "applet.h"
#include "names.h"
#include "out.h"
#include "words.h"

#define HELP_WIDTH 78
#define HELP_INDENT 10

static size_t column; /* of the line that is being put out */

static void add(const char *text)
{
	out_text(text);
	column += strlen(text);
}

void words_line(const char *head)
{
	column = 0;
	add(head);
}

void words_put(const char *before, const char *text, size_t len, const char *after)
{
	char piece[80];

	if (len > sizeof(piece) - 1)
		len = sizeof(piece) - 1;
	memcpy(piece, text, len);
	piece[len] = 0;
	if (column + strlen(before) + len + strlen(after) > HELP_WIDTH) {
		out_text("\n");
		out_column(HELP_INDENT, "");
		column = HELP_INDENT;
	}
	add(before);
	add(piece);
	add(after);
}

/* Text that may be broken in front of each '['. */
static void help_more(const char *text)
{
	const char *next;

	for (; *text; text = next) {
		next = strstr(text + 1, " [");
		next = next ? next + 1 : text + strlen(text);
		words_put(" ", text, (size_t)(next - text) - (*next != 0), "");
	}
}

static void help_word(const struct word *w)
{
	const char *value = strchr(w->text, ' ');
	bool need = w->form & WORD_NEED;
	char name[64], *end;

	if (!(w->form & WORD_BARE)) {
		words_put(need ? " " : " [ ", w->text, strlen(w->text), need ? "" : " ]");
		return;
	}
	/* " [ [ dev ] DEV ]" */
	end = stpcpy(name, need ? " [ " : " [ [ ");
	end = stpncpy(end, w->text, (size_t)(value - w->text));
	strcpy(end, " ] ");
	words_put(name, value + 1, strlen(value + 1), need ? "" : " ]");
}

/* "SCOPE := global | link | …", the names that a value can have. */
static void help_names(const char *value, enum names set)
{
	const char *name = names_list(set), *end;

	if (!*name || *value < 'A' || *value > 'Z')
		return;
	words_line("       ");
	add(value);
	add(" :=");
	for (; *name; name = end + 1) {
		name = strchr(name, ' ') + 1;
		end = strchr(name, '\n');
		words_put(" ", name, (size_t)(end - name), " |");
	}
	add(" NUMBER\n");
}

/* What stands behind the head of a usage. The word that ends the table comes last there as well. */
static void help_words(const struct word *words, const char *more)
{
	const struct word *last = NULL;

	for (const struct word *w = words; w && w->form; w++) {
		if ((w->form & WORD_FORM) == WORD_REST)
			last = w;
		else
			help_word(w);
	}
	if (last && strchr(last->text, ' '))
		help_word(last); /* else `more` begins with it */
	if (more)
		help_more(more);
	out_text("\n");
	for (const struct word *w = words; w && w->form; w++) {
		if ((w->form & WORD_FORM) == WORD_NAME)
			help_names(strchr(w->text, ' ') + 1, w->arg);
		else if ((w->form & WORD_FORM) == WORD_TARGET)
			help_names("TYPE", NAMES_RTYPE);
	}
}

static bool same_words(const struct verb *a, const struct verb *b)
{
	return a == b || (a->words && a->words == b->words && a->more == b->more &&
			  a->front == b->front);
}

/* A verb; `all`: together with those behind it that take the same: "{ show|list | flush }". */
static void help_verb(const struct call *call, const struct verb *verb, bool all)
{
	const char *begin = " ", *end = "";

	add(call->opt->behind_ip ? "ip " : "");
	add(call->opt->behind_ip ? call->applet->object : call->applet->name);
	for (const struct verb *v = verb + 1; all && v->name; v++)
		if (same_words(verb, v)) {
			begin = " { ";
			end = " }";
		}
	for (const struct verb *v = verb; v == verb || (all && v->name); v++)
		if (*v->name && same_words(verb, v)) {
			words_put(begin, v->name, strlen(v->name), "");
			begin = " | ";
		}
	add(end);
	if (verb->front)
		help_more(verb->front);
	help_words(verb->words, verb->more);
}

void words_usage(const char *head, const struct word *words, const char *more)
{
	words_line(head);
	help_words(words, more);
}

static bool shown_before(const struct verb *verbs, const struct verb *verb)
{
	for (; verbs < verb; verbs++)
		if (same_words(verbs, verb))
			return true;
	return false;
}

void words_help(const struct call *call, const struct verb *verb)
{
	const struct verb *verbs = verb ? NULL : call->applet->verbs;

	words_line("Usage: ");
	if (verb)
		help_verb(call, verb, false);
	for (const struct verb *v = verbs; v && v->name; v++) {
		if (shown_before(verbs, v))
			continue;
		if (v != verbs)
			words_line("       ");
		help_verb(call, v, true);
	}
	if (!verb && call->applet->topic)
		(void)call->applet->topic(NULL);
}

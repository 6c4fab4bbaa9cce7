/* SPDX-License-Identifier: 0BSD */
#include "flags.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "applet.h"
#include "clock.h"
#include "inet.h"
#include "out.h"
#include "say.h"

/* ---- Values ------------------------------------------------------------------------------ */

static int read_number(const struct flag *f, const char *text, uint32_t *number)
{
	const uint32_t min = f->form == FLAG_NUMBER;
	const char *at = text;
	uint64_t value = 0;

	for (; *at >= '0' && *at <= '9' && value <= f->arg; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	if (*at || at == text || value < min || value > f->arg)
		return say_error(FLAGS_WRONG, "-%c: \"%s\" is not a number from %u to %u",
				 f->letter, text, min, f->arg);
	*number = (uint32_t)value;
	return FLAGS_DONE;
}

static int read_value(const struct flag *f, const char *text, void *member)
{
	const char **texts = member;
	struct inet addr;

	switch (f->form) {
	case FLAG_NUMBER:
	case FLAG_SIZE:
		return read_number(f, text, member);
	case FLAG_SECONDS:
		if (clock_parse(text, member))
			return say_error(FLAGS_WRONG, "-%c: \"%s\" is not a number of seconds",
					 f->letter, text);
		return FLAGS_DONE;
	case FLAG_VIA:
		if (!strchr(text, ':') && inet_addr_parse(text, AF_INET, &addr))
			texts++;
		break;
	}
	*texts = text;
	return FLAGS_DONE;
}

/* ---- Words ------------------------------------------------------------------------------- */

/* Could it be what ping and nc have behind a -n of theirs? */
static bool no_ns(const char *word)
{
	return *word == '-' || strchr(word, ':') || word[strspn(word, "0123456789.-")] == 0;
}

/* A word of letters; *ahead are the words behind it, of which a value is taken. */
static int read_letters(const struct flag *table, const char *word, char ***ahead, void *opts)
{
	const struct flag *f;
	const char *value;

	if (!strcmp(word, "n") && **ahead && !no_ns(**ahead)) {
		*(const char **)opts = *(*ahead)++;
		return FLAGS_DONE;
	}
	for (; *word; word++) {
		if (*word == 'n')
			continue;
		if (*word == 'h')
			return FLAGS_HELP;
		for (f = table; f->letter != *word; f++)
			if (!f->letter)
				return say_error(FLAGS_WRONG, "invalid option -- '%c'", *word);
		if (f->form == FLAG_SET) {
			*((uint8_t *)opts + f->at) = (uint8_t)f->arg;
			continue;
		}
		value = word[1] ? word + 1 : *(*ahead)++;
		if (!value)
			return say_error(FLAGS_WRONG, "option requires an argument -- '%c'", *word);
		return read_value(f, value, (uint8_t *)opts + f->at);
	}
	return FLAGS_DONE;
}

int flags_parse(struct call *call, const struct flag *table, const char *usage, void *opts)
{
	char **ahead = call->argv, *word;
	int rc = FLAGS_DONE;
	bool options = true;

	call->argc = 0;
	while (rc == FLAGS_DONE && (word = *ahead) != NULL) {
		ahead++;
		if (!options || word[0] != '-' || word[1] == 0)
			call->argv[call->argc++] = word; /* never overtakes what is read */
		else if (!strcmp(word, "--"))
			options = false;
		else if (!strcmp(word, "--help"))
			rc = FLAGS_HELP;
		else if (!strcmp(word, "--netns") && *ahead)
			*(const char **)opts = *ahead++;
		else
			rc = read_letters(table, word + 1, &ahead, opts);
	}
	if (rc == FLAGS_HELP)
		out_text(usage);
	return rc;
}

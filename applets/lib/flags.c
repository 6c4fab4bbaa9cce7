/* SPDX-License-Identifier: 0BSD */
#include "flags.h"

#include <stdbool.h>
#include <string.h>

#include "applet.h"
#include "clock.h"
#include "say.h"

void flags_init(struct flags *flags, const char *letters, struct call *call)
{
	*flags = (struct flags){
		.letters = letters,
		.ahead = call->argv,
		.joined = "",
		.words = call->argv, /* never overtakes what is read */
	};
}

/* Could it be what ping and nc have behind a -n of theirs? */
static bool no_ns(const char *word)
{
	return *word == '-' || strchr(word, ':') || word[strspn(word, "0123456789.-")] == 0;
}

/* A word that begins with "--". */
static int long_option(struct flags *flags, const char *name)
{
	if (!strcmp(name, "help"))
		return 'h';
	if (strcmp(name, "netns") != 0)
		return say_error(FLAGS_WRONG, "invalid option -- '--%s'", name);
	flags->ns = *flags->ahead;
	if (!flags->ns)
		return say_error(FLAGS_WRONG, "option requires an argument -- '--netns'");
	flags->ahead++;
	return 'n';
}

/* The next of the letters joined in a word. */
static int next_letter(struct flags *flags)
{
	bool alone = flags->joined[1] == 0;
	int c = *flags->joined++;
	const char *known = c == ':' ? NULL : strchr(flags->letters, c);

	if (c == 'n') {
		if (alone && flags->joined[-2] == '-' && *flags->ahead && !no_ns(*flags->ahead))
			flags->ns = *flags->ahead++;
		return c;
	}
	if (!known)
		return say_error(FLAGS_WRONG, "invalid option -- '%c'", c);
	if (known[1] != ':')
		return c;
	flags->value = alone ? *flags->ahead : flags->joined;
	flags->joined = "";
	if (!flags->value)
		return say_error(FLAGS_WRONG, "option requires an argument -- '%c'", c);
	if (alone)
		flags->ahead++;
	return c;
}

int flags_next(struct flags *flags)
{
	char *word;
	int c;

	for (;;) {
		if (*flags->joined) {
			c = next_letter(flags);
		} else {
			word = *flags->ahead;
			if (!word)
				return FLAGS_END;
			flags->ahead++;
			if (word[0] != '-' || word[1] == 0) {
				flags->words[flags->count++] = word;
				continue;
			}
			if (word[1] != '-') {
				flags->joined = word + 1;
				continue;
			}
			if (word[2] == 0)
				break;
			c = long_option(flags, word + 2);
		}
		if (c != 'n')
			return c;
	}
	while (*flags->ahead) /* behind "--" no word is an option */
		flags->words[flags->count++] = *flags->ahead++;
	return FLAGS_END;
}

int flags_number(const struct flags *flags, int letter, uint32_t min, uint32_t max,
		 uint32_t *number)
{
	const char *at = flags->value;
	uint64_t value = 0;

	do {
		if (*at < '0' || *at > '9')
			break;
		value = value * 10 + (uint64_t)(*at++ - '0');
	} while (*at && value <= max);
	if (at == flags->value || *at || value < min || value > max)
		return say_error(-1, "-%c: \"%s\" is not a number from %u to %u", letter,
				 flags->value, min, max);
	*number = (uint32_t)value;
	return 0;
}

int flags_seconds(const struct flags *flags, int letter, uint64_t *span)
{
	if (clock_parse(flags->value, span))
		return say_error(-1, "-%c: \"%s\" is not a number of seconds", letter,
				 flags->value);
	return 0;
}

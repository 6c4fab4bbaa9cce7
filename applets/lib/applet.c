/* SPDX-License-Identifier: 0BSD */
#include "applet.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "names.h"
#include "ns.h"
#include "out.h"
#include "say.h"
#include "words.h"

const struct applet *applet_find(const char *name)
{
	for (const struct applet *const *a = applets; *a; a++)
		if (!strcmp((*a)->name, name))
			return *a;
	return NULL;
}

/* ---- Options ----------------------------------------------------------------------------- */

enum option_form {
	OPTION_FLAG,     /* a bool of struct options */
	OPTION_COUNT,    /* a uint8_t, one more each time */
	OPTION_TEXT,     /* a const char *, the next word */
	OPTION_FAMILY,   /* a family's name, the next word */
	OPTION_IGNORE,   /* known to iproute2, nothing to do here */
	OPTION_IGNORE_1, /* likewise, with a value */
};

/* In iproute2's order, where the first that a word begins wins: -h is -human, -b is -batch. */
static const struct option {
	const char *name;
	uint8_t form;
	uint8_t at;
} option_table[] = {
	{ "loops N", OPTION_IGNORE_1, 0 },
	{ "family NAME", OPTION_FAMILY, 0 },
	{ "human-readable", OPTION_FLAG, offsetof(struct options, human) },
	{ "iec", OPTION_IGNORE, 0 },
	{ "statistics|stats", OPTION_COUNT, offsetof(struct options, statistics) },
	{ "details", OPTION_FLAG, offsetof(struct options, details) },
	{ "resolve", OPTION_IGNORE, 0 },
	{ "oneline", OPTION_FLAG, offsetof(struct options, oneline) },
	{ "timestamp", OPTION_IGNORE, 0 },
	{ "tshort", OPTION_IGNORE, 0 },
	{ "Version", OPTION_FLAG, offsetof(struct options, version) },
	{ "brief", OPTION_FLAG, offsetof(struct options, brief) },
	{ "json", OPTION_FLAG, offsetof(struct options, json) },
	{ "pretty", OPTION_FLAG, offsetof(struct options, pretty) },
	{ "rcvbuf SIZE", OPTION_IGNORE_1, 0 },
	{ "color", OPTION_IGNORE, 0 },
	{ "help", OPTION_FLAG, offsetof(struct options, help) },
	{ "netns NS", OPTION_TEXT, offsetof(struct options, ns) },
	{ "Numeric", OPTION_FLAG, offsetof(struct options, numeric) },
	{ "all", OPTION_FLAG, offsetof(struct options, all) },
};

static int family_value(const char *name, uint8_t *family)
{
	static const struct {
		const char *name;
		uint8_t family;
	} families[] = {
		{ "inet|4", AF_INET },
		{ "inet6|6", AF_INET6 },
		{ "link|0", AF_PACKET },
		{ "bridge", AF_BRIDGE },
	};

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		if (word_is(name, families[i].name)) {
			*family = families[i].family;
			return 0;
		}
	}
	return -1;
}

static int set_option(struct options *opt, const struct option *o, const char *value)
{
	char *at = (char *)opt + o->at;

	switch (o->form) {
	case OPTION_FLAG:
		*(bool *)at = true;
		break;
	case OPTION_COUNT:
		++*(uint8_t *)at;
		break;
	case OPTION_TEXT:
		*(const char **)at = value;
		break;
	case OPTION_FAMILY:
		if (family_value(value, &opt->family))
			return say_error(EXIT_WORD, "\"%s\" is not a family: inet, inet6, link, bridge",
					 value);
		break;
	}
	return 0;
}

static const struct option *find_option(const char *word)
{
	const size_t n = sizeof(option_table) / sizeof(*option_table);

	/* -color takes its argument, if any, behind an '=' */
	if (!strncmp(word, "color=", 6))
		word = "color";
	for (size_t i = 0; i < n; i++)
		if (word_begins(word, option_table[i].name))
			return &option_table[i];
	return NULL;
}

int applet_options(struct options *opt, int *argc, char ***argv)
{
	const struct option *o;
	const char *word, *value;
	int rc;

	for (; *argc > 0 && (*argv)[0][0] == '-' && (*argv)[0][1]; --*argc, ++*argv) {
		word = (*argv)[0] + 1;
		if (*word == '-')
			word++;
		if (!*word) { /* "--" ends the options */
			--*argc;
			++*argv;
			break;
		}
		if (word[1] == 0 && family_value(word, &opt->family) == 0)
			continue;
		o = find_option(word);
		if (!o)
			return say_error(EXIT_USAGE, "\"-%s\" is not an option", word);
		value = NULL;
		if (strchr(o->name, ' ')) {
			if (*argc == 1)
				return say_error(EXIT_USAGE, "the value of \"-%s\" is missing", word);
			--*argc;
			value = *++*argv;
		}
		rc = set_option(opt, o, value);
		if (rc)
			return rc;
	}
	if (opt->pretty && !opt->json)
		opt->pretty = false;
	return 0;
}

/* ---- Verbs ------------------------------------------------------------------------------- */

static bool asks_help(const char *word)
{
	return !strcmp(word, "help") || !strcmp(word, "--help");
}

static const struct verb *find_verb(const struct applet *applet, const char *word)
{
	const struct verb *v;

	for (v = applet->verbs; v->name; v++)
		if (word_is(word, v->name))
			return v;
	for (v = applet->verbs; v->name; v++)
		if (word_begins(word, v->name))
			return v;
	return NULL;
}

/* `help`, and what may follow it: a verb, or a topic. */
static int help(struct call *call)
{
	const char *word = call->argc > 1 ? call->argv[1] : NULL;
	const struct verb *verb = word ? find_verb(call->applet, word) : NULL;

	if (call->argc > 2)
		return words_unknown(call->argv[2]);
	if (!word || verb)
		words_help(call, verb);
	else if (!call->applet->topic || !call->applet->topic(word))
		return say_error(EXIT_USAGE, "there is no help about \"%s\"", word);
	return EXIT_DONE;
}

static int run_verb(struct call *call)
{
	const struct applet *applet = call->applet;
	int rc;

	call->verb = &applet->verbs[applet->bare];
	if (call->argc > 0) {
		if (asks_help(*call->argv))
			return help(call);
		call->verb = find_verb(applet, *call->argv);
		if (!call->verb)
			return say_error(EXIT_USAGE, "\"%s\" is not one of its commands, see help",
					 *call->argv);
		call->argc--;
		call->argv++;
		if (call->argc == 1 && asks_help(*call->argv)) {
			words_help(call, call->verb);
			return EXIT_DONE;
		}
	}
	if (call->opt->ns) {
		rc = ns_enter(call->opt->ns);
		if (rc)
			return rc;
	}
	return call->verb->run(call);
}

int applet_run(const struct applet *applet, struct options *opt, int argc, char **argv)
{
	struct call call = { .applet = applet, .opt = opt };
	int rc;

	if (!applet->verbs) {
		call.argc = argc;
		call.argv = argv;
		return applet->run(&call);
	}
	rc = applet_options(opt, &argc, &argv);
	if (rc)
		return rc;
	out_init(opt);
	names_numeric(opt->numeric);
	call.argc = argc;
	call.argv = argv;
	if (opt->help) {
		words_help(&call, NULL);
		return EXIT_DONE;
	}
	call.family = opt->family == AF_PACKET || opt->family == AF_BRIDGE ? AF_UNSPEC : opt->family;
	return run_verb(&call);
}

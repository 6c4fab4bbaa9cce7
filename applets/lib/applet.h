/* SPDX-License-Identifier: 0BSD */
/*
 * What an applet is: data types, the list of them, and the way from argv to a verb.
 *
 * Each applets/NAME.c defines exactly one `const struct applet`; make finds them by their file
 * names and lists them in `applets`.
 */
#ifndef APPLET_H
#define APPLET_H

#include <stdbool.h>
#include <stdint.h>

/* Exit statuses: iproute2's numbers, since scripts test them. */
enum {
	EXIT_DONE = 0,
	EXIT_WORD = 1,    /* a word that cannot be parsed, an object that is not there */
	EXIT_KERNEL = 2,  /* the kernel refused */
	EXIT_USAGE = 255, /* no such verb or word; a word too few or too many */
};

/* The options in front of a verb, the same for every applet that takes them. */
struct options {
	const char *ns;     /* -n NS: name, pid or path; NULL: the caller's own */
	uint8_t family;     /* -4, -6, -0, -f: AF_INET, AF_INET6, AF_PACKET; else AF_UNSPEC */
	uint8_t statistics; /* how many times -s */
	bool json;
	bool pretty;
	bool oneline;
	bool brief;
	bool details;
	bool numeric;
	bool all;
	bool human;
	bool version;       /* -V */
	bool help;          /* -help */
	bool behind_ip;     /* called as an object of `ip`: for the help */
};

struct verb;

/* One call of a verb: who is called, with which options, and the words that are left. */
struct call {
	const struct applet *applet;
	const struct verb *verb;
	const struct options *opt;
	uint8_t family; /* of its addresses: that of opt, else of the first address parsed */
	int argc;
	char **argv;
};

/*
 * A verb. Its name is an exact word or any beginning of it; `a|b|c` gives it several. Names are
 * tried in the order of the table.
 */
struct verb {
	const char *name;
	int (*run)(struct call *call); /* returns the exit status */
	const struct word *words;      /* what it takes, for the parser and the help; may be NULL */
	const char *more;              /* what the help shows behind the words; may be NULL */
	const char *front;             /* and in front of them */
};

struct applet {
	const char *name;          /* of the applet, and of links to it */
	const char *object;        /* its name behind `ip`; NULL: it stands alone */
	const char *summary;       /* what it does, in a line */
	const struct verb *verbs;  /* ended by one without a name; NULL: run takes all words */
	uint8_t bare;              /* place in verbs of what is done when no verb is given */
	int (*run)(struct call *call);
	/* Shows help that is no verb's (`ip link help vxlan`), or with NULL what there is: false when
	 * it knows of no such topic. May be NULL. */
	bool (*topic)(const char *topic);
};

/* Every applet that was built in, ended by NULL, in the order of their names. */
extern const struct applet *const applets[];

const struct applet *applet_find(const char *name);

/*
 * Runs an applet with the words behind its name: options, verb, arguments. opt holds what came
 * before (behind `ip -n NS` …) and is added to. Returns the exit status.
 */
int applet_run(const struct applet *applet, struct options *opt, int argc, char **argv);

/*
 * Reads options from the front of argv into opt, and moves argv and argc past them: 0, or an exit
 * status when one is unknown or lacks its value. They are those of struct
 * options and their long forms, as iproute2 abbreviates them.
 */
int applet_options(struct options *opt, int *argc, char ***argv);

#endif

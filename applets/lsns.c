/* SPDX-License-Identifier: 0BSD */
/*
 * lsns: the namespaces that processes of the machine are in, as util-linux's lsns lists them.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "applet.h"
#include "lsns/lsns.h"
#include "out.h"
#include "say.h"
#include "words.h"

/* ---- The table --------------------------------------------------------------------------- */

/* By inode: Shell's sort, since what comes from /proc is nearly sorted. */
static void sort(struct namespace **all, size_t count)
{
	struct namespace *one;
	size_t j;

	for (size_t gap = count / 2; gap > 0; gap /= 2) {
		for (size_t i = gap; i < count; i++) {
			one = all[i];
			for (j = i; j >= gap && all[j - gap]->ino > one->ino; j -= gap)
				all[j] = all[j - gap];
			all[j] = one;
		}
	}
}

/* The line of the parent of a line's process: the last of those that stand for one so far. */
static struct line *parent_line(const struct lsns *l, struct namespace *const *all, size_t i)
{
	if (!l->table.tree)
		return NULL;
	for (size_t j = i; j-- > 0;)
		if (all[j]->meant && all[j]->pid == all[i]->ppid)
			return &all[j]->line;
	return NULL;
}

static int print_table(struct lsns *l)
{
	struct namespace *items = l->namespaces.items, **all;
	struct list sorted = { 0 };
	struct line root = { 0 };
	size_t count = l->namespaces.count;

	for (size_t i = 0; i < count; i++) {
		all = list_add(&sorted, sizeof(*all));
		if (!all)
			return say_errno(EXIT_KERNEL, ENOMEM, "namespaces");
		*all = &items[i];
	}
	all = sorted.items;
	sort(all, count);
	for (size_t i = 0; i < count; i++) {
		if (l->pid && !all[i]->meant)
			continue;
		all[i]->meant = true;
		lsns_fill(l, all[i]);
		table_hang(&root, parent_line(l, all, i), &all[i]->line);
	}
	l->table.text = l->text.items;
	table_print(&l->table, &root);
	return EXIT_DONE;
}

/* ---- Words ------------------------------------------------------------------------------- */

enum form { FORM_FLAG, FORM_TEXT, FORM_TYPE, FORM_HELP };

/* As getopt_long(3) reads them: letters may share a '-', a value may follow its letter or a '='. */
static const struct choice {
	char letter;
	uint8_t form;
	uint16_t at; /* of the member of struct lsns */
	const char *name;
} choices[] = {
	{ 'J', FORM_FLAG, offsetof(struct lsns, table.json), "json" },
	{ 'j', FORM_FLAG, offsetof(struct lsns, table.json), "json" },
	{ 'l', FORM_FLAG, offsetof(struct lsns, list), "list" },
	{ 'n', FORM_FLAG, offsetof(struct lsns, table.no_headings), "noheadings" },
	{ 'o', FORM_TEXT, offsetof(struct lsns, output), "output" },
	{ 0, FORM_FLAG, offsetof(struct lsns, all_columns), "output-all" },
	{ 'p', FORM_TEXT, offsetof(struct lsns, task), "task" },
	{ 'r', FORM_FLAG, offsetof(struct lsns, table.raw), "raw" },
	{ 'u', FORM_FLAG, offsetof(struct lsns, table.no_truncate), "notruncate" },
	{ 'W', FORM_FLAG, offsetof(struct lsns, nowrap), "nowrap" },
	{ 't', FORM_TYPE, 0, "type" },
	{ 'h', FORM_HELP, 0, "help" },
};

#define HELP (-1) /* asked for, and given */

static int help(void)
{
	out_text("Usage: lsns [ -t TYPE ]... [ -p PID ] [ -o [+]COLUMN[,COLUMN...] ]\n"
		 "           [ --output-all ] [ -J | -r ] [ -l ] [ -n ] [ -u ] [ -W ]\n"
		 "       TYPE := mnt | net | pid | uts | ipc | user | cgroup | time\n");
	return HELP;
}

static int take_type(struct lsns *l, const char *value)
{
	for (size_t t = 0; t < TYPES; t++) {
		if (!strcmp(lsns_types[t], value)) {
			l->wanted[t] = true;
			return 0;
		}
	}
	return say_error(EXIT_WORD, "\"%s\" is not a type of namespace", value);
}

static int take_choice(struct lsns *l, const struct choice *c, const char *value)
{
	switch (c->form) {
	case FORM_FLAG:
		*(bool *)((char *)l + c->at) = true;
		return 0;
	case FORM_TEXT:
		*(const char **)(void *)((char *)l + c->at) = value;
		return 0;
	case FORM_TYPE:
		return take_type(l, value);
	default:
		return help();
	}
}

static const struct choice *find_choice(char letter, const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++)
		if (name ? strlen(choices[i].name) == len && !memcmp(choices[i].name, name, len)
			 : choices[i].letter == letter)
			return &choices[i];
	return NULL;
}

/* Reads the word at *call, and the next one where that is its value. */
static int take_word(struct lsns *l, struct call *call)
{
	const char *word = word_take(call), *at = word + 1, *value;
	const struct choice *c;
	bool takes;
	int rc = 0;

	if (word[0] != '-' || !word[1])
		return words_unknown(word);
	do {
		if (*at == '-') {
			at++;
			c = find_choice(0, at, strcspn(at, "="));
			at += strcspn(at, "=");
			value = *at ? at + 1 : NULL;
		} else {
			c = find_choice(*at, NULL, 0);
			value = *++at ? at : NULL;
		}
		takes = c && (c->form == FORM_TEXT || c->form == FORM_TYPE);
		if (!c || (*at == '=' && !takes))
			return words_unknown(word);
		if (takes) {
			at = "";
			value = value ? value : word_take(call);
			if (!value)
				return words_missing("the value of an option");
		}
		rc = take_choice(l, c, value);
	} while (rc == 0 && *at);
	return rc;
}

/* What is shown when no columns are named; and which, when they are. */
static int choose_columns(struct lsns *l)
{
	bool any = false, net = l->wanted[TYPE_NET];

	for (size_t t = 0; t < TYPES; t++)
		any |= l->wanted[t];
	for (size_t t = 0; t < TYPES && !any; t++)
		l->wanted[t] = true;
	if (l->all_columns)
		while (l->table.count < COLUMN_COUNT) {
			l->table.columns[l->table.count] = (uint8_t)l->table.count;
			l->table.count++;
		}
	else
		(void)table_columns(&l->table, net ? "NS,TYPE,NPROCS,PID,USER,NETNSID,NSFS,COMMAND"
						   : "NS,TYPE,NPROCS,PID,USER,COMMAND");
	if (l->output && !table_columns(&l->table, l->output))
		return say_error(EXIT_WORD, "\"%s\" is not a list of columns", l->output);
	/* the tree hangs on the command */
	l->table.tree = !l->list && !l->all_columns && table_has(&l->table, COLUMN_COMMAND);
	return 0;
}

static int lsns_run(struct call *call)
{
	static struct lsns l;
	struct options opt = { 0 };
	int rc = 0;

	while (rc == 0 && call->argc > 0)
		rc = take_word(&l, call);
	if (rc == 0 && l.table.json && l.table.raw)
		rc = say_error(EXIT_USAGE, "only one of --json and --raw can be");
	if (rc == 0 && l.task && (word_uint(l.task, INT32_MAX, &l.pid) || l.pid == 0))
		rc = say_error(EXIT_WORD, "\"%s\" is not a pid", l.task);
	if (rc == 0)
		rc = choose_columns(&l);
	if (rc)
		return rc == HELP ? EXIT_DONE : rc;
	opt.json = l.table.json;
	out_init(&opt);
	rc = lsns_gather(&l);
	return rc ? rc : print_table(&l);
}

const struct applet applet_lsns = {
	.name = "lsns",
	.summary = "the namespaces of the machine",
	.run = lsns_run,
};

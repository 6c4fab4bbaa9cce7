/* SPDX-License-Identifier: 0BSD */
/*
 * lsns: the namespaces that processes of the machine are in, as util-linux's lsns lists them.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "applet.h"
#include "dir.h"
#include "lines.h"
#include "list.h"
#include "lsns/table.h"
#include "netlink.h"
#include "ns.h"
#include "nsfs.h"
#include "nsid.h"
#include "out.h"
#include "say.h"
#include "users.h"
#include "words.h"

/* In the order in which a process's are looked at, which decides nothing that can be seen. */
static const char *const types[] = { "mnt", "net", "pid", "uts", "ipc", "user", "cgroup", "time" };

#define TYPES (sizeof(types) / sizeof(*types))
#define NET   1

struct namespace {
	struct line line;
	ino_t ino;
	uint32_t same;   /* the next with the same hash: its number + 1 */
	uint32_t nprocs;
	pid_t pid, ppid; /* of the first process in it, which stands for it */
	uint8_t type;
	bool meant;      /* with -p: the process is in it */
};

#define HASHES 1024

struct lsns {
	struct table table;
	bool wanted[TYPES];
	bool list;           /* no tree */
	bool nowrap;         /* several paths in one line */
	bool all_columns;
	const char *output;  /* -o */
	uint32_t pid;        /* -p; 0: any */
	bool found;          /* that process */
	int proc;            /* /proc */
	struct nl nl;        /* for NETNSID */
	struct list namespaces;
	uint32_t hash[HASHES];
	struct list text;    /* of the cells */
	struct list mounts;  /* struct mount */
};

/* A namespace that is mounted. */
struct mount {
	ino_t ino;
	size_t path; /* in `text` */
};

/* ---- Gathering --------------------------------------------------------------------------- */

/* Keeps text: where it is. 0 when there is no memory, which stands for an empty cell. */
static size_t keep(struct lsns *l, const char *text)
{
	size_t len = strlen(text) + 1;
	char *copy = list_add(&l->text, len);

	if (!copy)
		return 0;
	memcpy(copy, text, len);
	return (size_t)(copy - (char *)l->text.items);
}

static struct namespace *find_or_add(struct lsns *l, ino_t ino, uint8_t type)
{
	uint32_t *head = &l->hash[ino % HASHES];
	struct namespace *all = l->namespaces.items, *ns;

	for (uint32_t i = *head; i; i = all[i - 1].same)
		if (all[i - 1].ino == ino)
			return &all[i - 1];
	ns = list_add(&l->namespaces, sizeof(*ns));
	if (ns) {
		ns->ino = ino;
		ns->type = type;
		ns->same = *head;
		*head = (uint32_t)l->namespaces.count;
	}
	return ns;
}

/* "PID/what" in buf. */
static const char *below(const char *pid, const char *a, const char *b, char buf[64])
{
	strcpy(stpcpy(stpcpy(stpcpy(buf, pid), "/"), a), b);
	return buf;
}

static int add_process(struct lsns *l, const char *name, pid_t pid)
{
	struct namespace *ns;
	struct ns_key key;
	char path[64];

	for (uint8_t t = 0; t < TYPES; t++) {
		if (!l->wanted[t] || ns_key_at(l->proc, below(name, "ns/", types[t], path), &key))
			continue;
		ns = find_or_add(l, key.ino, t);
		if (!ns)
			return -ENOMEM;
		if (ns->nprocs++ == 0)
			ns->pid = pid; /* /proc lists them in ascending order */
		if ((uint32_t)pid == l->pid)
			ns->meant = true;
	}
	if ((uint32_t)pid == l->pid)
		l->found = true;
	return 0;
}

/* Namespaces mounted in the caller's mount namespace. */
static void read_mounts(struct lsns *l)
{
	struct nsfs_mount found;
	struct mount *mount;
	struct lines lines;

	if (lines_open(&lines, l->proc, "self/mountinfo"))
		return;
	while (nsfs_next(&lines, &found) && (mount = list_add(&l->mounts, sizeof(*mount)))) {
		mount->ino = found.ino;
		mount->path = keep(l, found.path);
	}
	lines_close(&lines);
}

/* ---- Cells ------------------------------------------------------------------------------- */

/* Reads a file of a process: how many bytes; the last one, an end of line or of string, is cut. */
static size_t read_file(struct lsns *l, const char *pid, const char *file, char *buf, size_t size)
{
	char path[64];
	int fd = openat(l->proc, below(pid, file, "", path), O_RDONLY | O_CLOEXEC);
	ssize_t n = 0;

	if (fd >= 0) {
		n = read(fd, buf, size);
		close(fd);
	}
	if (n <= 0)
		return 0;
	buf[n - 1] = 0;
	return (size_t)n;
}

static void command_cell(struct lsns *l, struct namespace *ns, const char *pid)
{
	static char command[8192];
	size_t n = read_file(l, pid, "cmdline", command, sizeof(command));

	if (n == 0 && read_file(l, pid, "comm", command, sizeof(command)) == 0)
		return;
	for (size_t i = 0; i + 1 < n; i++)
		if (!command[i])
			command[i] = ' ';
	ns->line.cells[COLUMN_COMMAND] = keep(l, command);
}

/* The parent, from /proc/PID/stat: "PID (COMMAND) STATE PPID …", where COMMAND may hold anything. */
static pid_t parent_of(struct lsns *l, const char *pid)
{
	char stat[512], *at;
	uint32_t ppid = 0;

	if (read_file(l, pid, "stat", stat, sizeof(stat)) == 0)
		return 0;
	at = strrchr(stat, ')');
	if (!at || strlen(at) < 5)
		return 0;
	at += 4;
	at[strcspn(at, " ")] = 0;
	(void)word_uint(at, INT32_MAX, &ppid);
	return (pid_t)ppid;
}

static void user_cells(struct lsns *l, struct namespace *ns, const char *pid)
{
	static char name[USER_NAME_SIZE];
	static uid_t known = (uid_t)-1;
	char digits[OUT_DIGITS];
	struct stat st;

	if (fstatat(l->proc, pid, &st, 0))
		return;
	ns->line.cells[COLUMN_UID] = keep(l, out_digits(digits, st.st_uid));
	/* lines of one user often follow each other */
	if (st.st_uid != known)
		user_name(st.st_uid, name);
	known = st.st_uid;
	ns->line.cells[COLUMN_USER] = keep(l, name);
}

static void nsid_cell(struct lsns *l, struct namespace *ns, const char *pid)
{
	char path[64], digits[OUT_DIGITS];
	int fd = openat(l->proc, below(pid, "ns/net", "", path), O_RDONLY | O_CLOEXEC);
	int nsid;

	if (fd >= 0 && nsid_of(&l->nl, fd, &nsid) == 0)
		ns->line.cells[COLUMN_NETNSID] =
			keep(l, nsid == NSID_NONE ? "unassigned" : out_digits(digits, (unsigned)nsid));
	if (fd >= 0)
		close(fd);
}

/* Is the path of mount i that of an earlier mount of the same namespace, which covers it? */
static bool is_repeated(const struct lsns *l, size_t i)
{
	const struct mount *mounts = l->mounts.items;
	const char *text = l->text.items;

	for (size_t j = 0; j < i; j++)
		if (mounts[j].ino == mounts[i].ino &&
		    !strcmp(text + mounts[j].path, text + mounts[i].path))
			return true;
	return false;
}

/* All paths at which it is mounted, parted by newlines or commas. */
static void nsfs_cell(struct lsns *l, struct namespace *ns)
{
	const struct mount *mounts = l->mounts.items;
	static char paths[16 * 1024];
	const char *path;
	char *at = paths;

	for (size_t i = 0; i < l->mounts.count; i++) {
		if (mounts[i].ino != ns->ino || is_repeated(l, i))
			continue;
		path = (const char *)l->text.items + mounts[i].path;
		if (strlen(path) + 2 > (size_t)(paths + sizeof(paths) - at))
			break;
		if (at != paths)
			*at++ = l->nowrap ? ',' : '\n';
		at = stpcpy(at, path);
	}
	if (at != paths)
		ns->line.cells[COLUMN_NSFS] = keep(l, paths);
}

/* The inode of the parent or owner of what fd holds: 0 where there is none, or none in sight. */
static ino_t related(int fd, bool parent)
{
	struct ns_key key = { 0 };
	int other = parent ? ioctl(fd, NS_GET_PARENT) : ioctl(fd, NS_GET_USERNS);

	if (other < 0)
		return 0;
	(void)ns_key(other, &key);
	close(other);
	return key.ino;
}

static void related_cells(struct lsns *l, struct namespace *ns, const char *path)
{
	int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	const char *type = types[ns->type];
	char digits[OUT_DIGITS];
	ino_t parent = 0;

	if (!strcmp(type, "pid") || !strcmp(type, "user"))
		parent = related(fd, true);
	ns->line.cells[COLUMN_PNS] = keep(l, out_digits(digits, parent));
	ns->line.cells[COLUMN_ONS] = keep(l, out_digits(digits, related(fd, false)));
	if (fd >= 0)
		close(fd);
}

static void fill_cells(struct lsns *l, struct namespace *ns)
{
	const struct table *t = &l->table;
	char digits[OUT_DIGITS], pid_digits[OUT_DIGITS], path[64];
	const char *pid = out_digits(pid_digits, (unsigned)ns->pid);
	size_t *cells = ns->line.cells;

	strcpy(stpcpy(stpcpy(stpcpy(path, "/proc/"), pid), "/ns/"), types[ns->type]);
	cells[COLUMN_NS] = keep(l, out_digits(digits, ns->ino));
	cells[COLUMN_TYPE] = keep(l, types[ns->type]);
	cells[COLUMN_PATH] = keep(l, path);
	cells[COLUMN_NPROCS] = keep(l, out_digits(digits, ns->nprocs));
	cells[COLUMN_PID] = keep(l, pid);
	if (t->tree || table_has(t, COLUMN_PPID)) {
		ns->ppid = parent_of(l, pid);
		cells[COLUMN_PPID] = keep(l, out_digits(digits, (unsigned)ns->ppid));
	}
	if (table_has(t, COLUMN_COMMAND))
		command_cell(l, ns, pid);
	if (table_has(t, COLUMN_UID) || table_has(t, COLUMN_USER))
		user_cells(l, ns, pid);
	if (table_has(t, COLUMN_NETNSID) && ns->type == NET)
		nsid_cell(l, ns, pid);
	if (table_has(t, COLUMN_NSFS))
		nsfs_cell(l, ns);
	if (table_has(t, COLUMN_PNS) || table_has(t, COLUMN_ONS))
		related_cells(l, ns, path);
}

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
		fill_cells(l, all[i]);
		table_hang(&root, parent_line(l, all, i), &all[i]->line);
	}
	l->table.text = l->text.items;
	table_print(&l->table, &root);
	return EXIT_DONE;
}

static int run(struct lsns *l)
{
	struct dir proc;
	const char *name;
	unsigned pid;
	int rc = dir_open(&proc, AT_FDCWD, "/proc");

	l->proc = proc.fd;
	(void)keep(l, ""); /* no cell's text is at 0 */
	while (rc == 0 && (name = dir_next_number(&proc, &pid)))
		rc = add_process(l, name, (pid_t)pid);
	if (rc)
		return say_errno(EXIT_KERNEL, rc, "/proc");
	if (l->pid && !l->found)
		return say_error(EXIT_WORD, "there is no process %u", l->pid);
	if (table_has(&l->table, COLUMN_NSFS))
		read_mounts(l);
	rc = table_has(&l->table, COLUMN_NETNSID) ? nl_open(&l->nl, NETLINK_ROUTE) : 0;
	if (rc)
		return say_errno(EXIT_KERNEL, rc, "netlink");
	return print_table(l);
}

/* ---- Words ------------------------------------------------------------------------------- */

/* As getopt_long(3) reads them: letters may share a '-', a value may follow its letter or a '='. */
static const struct choice {
	char letter;
	bool value;
	const char *name;
} choices[] = {
	{ 'J', false, "json" },       { 'j', false, "json" },   { 'l', false, "list" },
	{ 'n', false, "noheadings" }, { 'o', true, "output" },  { 'A', false, "output-all" },
	{ 'p', true, "task" },        { 'r', false, "raw" },    { 'u', false, "notruncate" },
	{ 'W', false, "nowrap" },     { 't', true, "type" },    { 'h', false, "help" },
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
		if (!strcmp(types[t], value)) {
			l->wanted[t] = true;
			return 0;
		}
	}
	return say_error(EXIT_WORD, "\"%s\" is not a type of namespace", value);
}

static int take_choice(struct lsns *l, char letter, const char *value)
{
	switch (letter) {
	case 'J':
	case 'j':
		l->table.json = true;
		break;
	case 'l':
		l->list = true;
		break;
	case 'n':
		l->table.no_headings = true;
		break;
	case 'o':
		l->output = value;
		break;
	case 'A':
		l->all_columns = true;
		break;
	case 'p':
		if (word_uint(value, INT32_MAX, &l->pid) || l->pid == 0)
			return say_error(EXIT_WORD, "\"%s\" is not a pid", value);
		break;
	case 'r':
		l->table.raw = l->nowrap = true;
		break;
	case 'u':
		l->table.no_truncate = true;
		break;
	case 'W':
		l->nowrap = true;
		break;
	case 't':
		return take_type(l, value);
	case 'h':
		return help();
	}
	return 0;
}

static const struct choice *find_choice(char letter, const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++)
		if (letter ? choices[i].letter == letter
			   : strlen(choices[i].name) == len && !strncmp(choices[i].name, name, len))
			return &choices[i];
	return NULL;
}

/* Reads the word at *call, and the next one where that is its value. */
static int take_word(struct lsns *l, struct call *call)
{
	const char *word = word_take(call), *at = word + 1, *value;
	const struct choice *o;
	int rc = 0;

	if (word[0] != '-' || !word[1])
		return words_unknown(word);
	do {
		if (*at == '-') {
			at++;
			o = find_choice(0, at, strcspn(at, "="));
			at += strcspn(at, "=");
			value = *at ? at + 1 : NULL;
		} else {
			o = find_choice(*at, NULL, 0);
			value = *++at ? at : NULL;
		}
		if (!o || (*at == '=' && !o->value))
			return words_unknown(word);
		if (o->value) {
			at = "";
			value = value ? value : word_take(call);
			if (!value)
				return say_error(EXIT_USAGE, "the value of \"%s\" is missing", word);
		}
		rc = take_choice(l, o->letter, value);
	} while (rc == 0 && *at);
	return rc;
}

/* What is shown when no columns are named; and which, when they are. */
static int choose_columns(struct lsns *l)
{
	bool any = false, net = l->wanted[NET];

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
	if (rc == 0)
		rc = choose_columns(&l);
	if (rc)
		return rc == HELP ? EXIT_DONE : rc;
	opt.json = l.table.json;
	out_init(&opt);
	return run(&l);
}

const struct applet applet_lsns = {
	.name = "lsns",
	.summary = "the namespaces of the machine",
	.run = lsns_run,
};

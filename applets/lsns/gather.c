/* SPDX-License-Identifier: 0BSD */
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
#include "lsns.h"
#include "ns.h"
#include "nsfs.h"
#include "nsid.h"
#include "out.h"
#include "say.h"
#include "users.h"
#include "words.h"

const char *const lsns_types[TYPES] = {
	"mnt", "net", "pid", "uts", "ipc", "user", "cgroup", "time",
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

static size_t keep_number(struct lsns *l, uint64_t value)
{
	char digits[OUT_DIGITS];

	return keep(l, out_digits(digits, value));
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

static int add_process(struct lsns *l, const char *name, pid_t pid)
{
	struct namespace *ns;
	struct ns_key key;
	char path[64];

	for (uint8_t t = 0; t < TYPES; t++) {
		path_join(path, name, "/ns/", lsns_types[t]);
		if (!l->wanted[t] || ns_key_at(l->proc, path, &key))
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

int lsns_gather(struct lsns *l)
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
	return rc ? say_errno(EXIT_KERNEL, rc, "netlink") : 0;
}

/* ---- Cells ------------------------------------------------------------------------------- */

/* Reads a file of a process: how many bytes; the last one, an end of line or of string, is cut. */
static size_t read_file(struct lsns *l, const char *pid, const char *file, char *buf, size_t size)
{
	char path[64];
	int fd = openat(l->proc, path_join(path, pid, "/", file), O_RDONLY | O_CLOEXEC);
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

/* The parent, from /proc/PID/stat: "PID (COMMAND) STATE PPID …", where COMMAND may hold
 * anything. */
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
	struct stat st;

	if (fstatat(l->proc, pid, &st, 0))
		return;
	ns->line.cells[COLUMN_UID] = keep_number(l, st.st_uid);
	/* lines of one user often follow each other */
	if (st.st_uid != known)
		user_name(st.st_uid, name);
	known = st.st_uid;
	ns->line.cells[COLUMN_USER] = keep(l, name);
}

static void nsid_cell(struct lsns *l, struct namespace *ns, const char *pid)
{
	char path[64];
	int fd = openat(l->proc, path_join(path, pid, "/ns/net", ""), O_RDONLY | O_CLOEXEC);
	int nsid;

	if (fd >= 0 && nsid_of(&l->nl, fd, &nsid) == 0)
		ns->line.cells[COLUMN_NETNSID] =
			nsid == NSID_NONE ? keep(l, "unassigned") : keep_number(l, (unsigned)nsid);
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
			*at++ = l->nowrap || l->table.raw ? ',' : '\n';
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
	const char *type = lsns_types[ns->type];
	ino_t parent = 0;

	if (!strcmp(type, "pid") || !strcmp(type, "user"))
		parent = related(fd, true);
	ns->line.cells[COLUMN_PNS] = keep_number(l, parent);
	ns->line.cells[COLUMN_ONS] = keep_number(l, related(fd, false));
	if (fd >= 0)
		close(fd);
}

void lsns_fill(struct lsns *l, struct namespace *ns)
{
	const struct table *t = &l->table;
	char digits[OUT_DIGITS], path[64];
	const char *pid = out_digits(digits, (unsigned)ns->pid);
	size_t *cells = ns->line.cells;

	strcat(path_join(path, "/proc/", pid, "/ns/"), lsns_types[ns->type]);
	cells[COLUMN_NS] = keep_number(l, ns->ino);
	cells[COLUMN_TYPE] = keep(l, lsns_types[ns->type]);
	cells[COLUMN_PATH] = keep(l, path);
	cells[COLUMN_NPROCS] = keep_number(l, ns->nprocs);
	cells[COLUMN_PID] = keep(l, pid);
	if (t->tree || table_has(t, COLUMN_PPID)) {
		ns->ppid = parent_of(l, pid);
		cells[COLUMN_PPID] = keep_number(l, (unsigned)ns->ppid);
	}
	if (table_has(t, COLUMN_COMMAND))
		command_cell(l, ns, pid);
	if (table_has(t, COLUMN_UID) || table_has(t, COLUMN_USER))
		user_cells(l, ns, pid);
	if (table_has(t, COLUMN_NETNSID) && ns->type == TYPE_NET)
		nsid_cell(l, ns, pid);
	if (table_has(t, COLUMN_NSFS))
		nsfs_cell(l, ns);
	if (table_has(t, COLUMN_PNS) || table_has(t, COLUMN_ONS))
		related_cells(l, ns, path);
}

/* SPDX-License-Identifier: 0BSD */
/*
 * Who keeps a namespace alive; and the namespaces that somebody keeps, without a name.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "applet.h"
#include "dir.h"
#include "list.h"
#include "netlink.h"
#include "netns.h"
#include "nsid.h"
#include "out.h"
#include "say.h"

static const char *const kinds[] = {
	[HOLDER_PROCESS] = "process",
	[HOLDER_THREAD] = "thread",
	[HOLDER_DESCRIPTOR] = "descriptor",
	[HOLDER_SOCKET] = "socket",
	[HOLDER_MOUNT] = "mount",
};

/* The fields of one holder; `kind` is the format for the first. */
static void put_holder(const struct holder *h, const char *kind)
{
	char command[COMMAND_SIZE];

	out_str("holder", kind, kinds[h->kind]);
	if (h->kind == HOLDER_MOUNT)
		out_str("path", " path %", h->path);
	if (h->pid == 0)
		return;
	out_int("pid", " pid %", h->pid);
	if (h->kind == HOLDER_THREAD)
		out_uint("tid", " tid %", h->number);
	if (h->kind == HOLDER_DESCRIPTOR || h->kind == HOLDER_SOCKET)
		out_uint("fd", " fd %", h->number);
	out_str("command", " command %", holder_command(h->pid, command));
}

static int who_one(const struct holder *h, void *arg)
{
	(void)arg;
	out_record(NULL);
	put_holder(h, "%");
	out_end();
	out_record_end();
	return 0;
}

int netns_who(struct call *call)
{
	struct ns_key key;
	int rc = netns_key(call, &key);

	if (rc)
		return rc;
	out_list(NULL);
	rc = holders_each(&key, who_one, NULL);
	out_list_end();
	return rc ? say_errno(EXIT_KERNEL, rc, "cannot read /proc") : EXIT_DONE;
}

/* ---- Without a name ---------------------------------------------------------------------- */

struct unnamed {
	struct list known; /* struct ns_key: those with a name, and those listed */
	struct nl nl;
};

static bool is_known(const struct list *known, const struct ns_key *key)
{
	const struct ns_key *keys = known->items;

	/* backwards, since processes that are in one namespace often follow each other */
	for (size_t i = known->count; i-- > 0;)
		if (ns_same(&keys[i], key))
			return true;
	return false;
}

static int know(struct list *known, const struct ns_key *key)
{
	struct ns_key *added = list_add(known, sizeof(*added));

	if (!added)
		return -ENOMEM;
	*added = *key;
	return 0;
}

static int know_name(const char *name, void *arg)
{
	struct list *known = arg;
	struct ns_key key;
	int fd = ns_open_name(name);
	int rc;

	if (fd < 0)
		return 0; /* a file that is no namespace */
	rc = ns_key(fd, &key);
	close(fd);
	return rc == 0 ? know(known, &key) : 0;
}

#define WAY_SIZE 4200 /* PATH_MAX and /proc/PID/root */

/* What serves as NS for what a holder holds; NULL: nothing leads to a socket's namespace. */
static const char *way_in(const struct holder *h, char way[WAY_SIZE])
{
	char pid[OUT_DIGITS], digits[OUT_DIGITS];
	const char *p = out_digits(pid, (unsigned)h->pid);
	const char *number = out_digits(digits, h->number);

	switch (h->kind) {
	case HOLDER_PROCESS:
		return strcpy(way, p);
	case HOLDER_THREAD: /* which /proc knows by its number as if it were a process */
		return strcpy(way, number);
	case HOLDER_DESCRIPTOR:
		return strcat(path_join(way, "/proc/", p, "/fd/"), number);
	case HOLDER_MOUNT:
		if (h->pid == 0)
			return h->path;
		if (strlen(h->path) > WAY_SIZE - 64)
			return NULL;
		return strcat(path_join(way, "/proc/", p, "/root"), h->path);
	default:
		return NULL;
	}
}

static int list_unnamed(const struct holder *h, void *arg)
{
	struct unnamed *u = arg;
	char buf[WAY_SIZE];
	const char *way;
	int fd, nsid = NSID_NONE, rc;

	if (is_known(&u->known, &h->key))
		return 0;
	rc = know(&u->known, &h->key);
	if (rc)
		return rc;
	way = way_in(h, buf);
	fd = way ? ns_open(way) : -1;
	if (fd >= 0) {
		(void)nsid_of(&u->nl, fd, &nsid);
		close(fd);
	}
	out_record(NULL);
	if (way)
		out_str("ns", "%", way);
	else
		out_text("-");
	if (nsid != NSID_NONE)
		out_int("id", " (id: %)", nsid);
	out_uint("inode", " inode %", h->key.ino);
	put_holder(h, " %");
	out_end();
	out_record_end();
	return 0;
}

int netns_list_unnamed(void)
{
	struct unnamed u = { .known = { 0 } };
	int rc = ns_each(know_name, &u.known);

	if (rc == 0)
		rc = nl_open(&u.nl, NETLINK_ROUTE);
	if (rc)
		return say_errno(EXIT_KERNEL, rc, "cannot look for namespaces without a name");
	rc = holders_each(NULL, list_unnamed, &u);
	nl_close(&u.nl);
	return rc ? say_errno(EXIT_KERNEL, rc, "cannot read /proc") : EXIT_DONE;
}

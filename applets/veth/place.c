/* SPDX-License-Identifier: 0BSD */
/*
 * Every network namespace that there is a way into.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "dir.h"
#include "list.h"
#include "out.h"
#include "veth.h"

struct walk {
	int (*each)(const struct place *place, void *arg);
	void *arg;
	struct list seen; /* struct ns_key */
};

/* Notes a namespace: 1 when it is new, 0 when it was seen before, -errno. */
static int note(struct list *seen, const struct ns_key *key)
{
	const struct ns_key *keys = seen->items;
	struct ns_key *added;

	/* backwards, since processes of one namespace often follow each other */
	for (size_t i = seen->count; i-- > 0;)
		if (ns_same(&keys[i], key))
			return 0;
	added = list_add(seen, sizeof(*added));
	if (!added)
		return -ENOMEM;
	*added = *key;
	return 1;
}

/* Tells of the namespace that place->fd holds, unless it was told before, and closes it. */
static int tell(struct walk *walk, struct place *place)
{
	struct ns_key key;
	int rc = ns_key(place->fd, &key);

	if (rc == 0)
		rc = note(&walk->seen, &key);
	if (rc > 0)
		rc = walk->each(place, walk->arg);
	close(place->fd);
	return rc;
}

static int tell_name(const char *name, void *arg)
{
	struct place place = { .fd = ns_open_name(name) };

	if (place.fd < 0)
		return 0; /* a file that is no namespace */
	strcpy(place.name, name);
	return tell(arg, &place);
}

/* Of each process, its namespace is looked at without being opened; and opened when it is new. */
static int tell_processes(struct walk *walk)
{
	char path[sizeof("/proc//ns/net") + OUT_DIGITS], digits[OUT_DIGITS];
	struct place place = { 0 };
	struct ns_key key;
	struct dir proc;
	unsigned pid;
	int rc = dir_open(&proc, AT_FDCWD, "/proc");

	if (rc)
		return rc;
	while (rc == 0 && dir_next_number(&proc, &pid)) {
		strcpy(stpcpy(stpcpy(path, "/proc/"), out_digits(digits, pid)), "/ns/net");
		if (ns_key_at(AT_FDCWD, path, &key))
			continue; /* gone, or not the caller's to see */
		rc = note(&walk->seen, &key);
		if (rc <= 0)
			continue;
		rc = 0;
		place.pid = (pid_t)pid;
		place.fd = ns_open(path);
		if (place.fd < 0)
			continue;
		rc = walk->each(&place, walk->arg);
		close(place.fd);
	}
	dir_close(&proc);
	return rc;
}

int place_each(int (*each)(const struct place *place, void *arg), void *arg)
{
	struct walk walk = { .each = each, .arg = arg };
	struct place own = { .fd = ns_open_self() };
	int rc = own.fd < 0 ? own.fd : tell(&walk, &own);

	if (rc == 0)
		rc = ns_each(tell_name, &walk);
	return rc ? rc : tell_processes(&walk);
}

/* SPDX-License-Identifier: 0BSD */
#include "wait.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <unistd.h>

#include "applet.h"
#include "clock.h"
#include "netns.h"
#include "nsid.h"
#include "out.h"
#include "say.h"

/* ---- The kernel's announcements ---------------------------------------------------------- */

/* An id for what fd holds, given if it has none: the kernel tells those who know a namespace by an
 * id when it ends. */
static int give_id(struct nl *nl, int fd, int *nsid)
{
	int rc = nsid_of(nl, fd, nsid);

	if (rc || *nsid != NSID_NONE)
		return rc;
	rc = nsid_set(nl, fd, NSID_NONE);
	return rc ? rc : nsid_of(nl, fd, nsid);
}

int wait_begin(struct wait *w, uint64_t span)
{
	int rc = nl_open(&w->nl, NETLINK_ROUTE);

	if (rc == 0)
		rc = nl_open(&w->events, NETLINK_ROUTE);
	if (rc == 0)
		rc = nl_join(&w->events, RTNLGRP_NSID);
	w->until = clock_now() + span;
	return rc ? say_errno(EXIT_KERNEL, rc, "cannot listen for the end") : 0;
}

int wait_for(struct wait *w, const char *name, int fd)
{
	struct waiting *one = &w->list[w->count];
	int rc = ns_key(fd, &one->key);

	if (rc == 0)
		rc = give_id(&w->nl, fd, &one->nsid);
	if (rc)
		return say_errno(EXIT_KERNEL, rc, "\"%s\" cannot be waited for", name);
	strcpy(one->name, name);
	one->gone = false;
	w->count++;
	return 0;
}

/* Looks again who is gone, after notifications were lost. */
static void ask_all(struct wait *w)
{
	struct nsid id;

	for (unsigned i = 0; i < w->count; i++)
		if (nsid_get(&w->nl, NSID_NONE, w->list[i].nsid, &id) == -ENOENT)
			w->list[i].gone = true;
}

/* Reads notifications until all are gone: 0, -ETIMEDOUT when the time is up, or -errno. */
static int wait_all(struct wait *w)
{
	struct pollfd p = { .fd = w->events.fd, .events = POLLIN };
	unsigned left = w->count;
	struct nsid id;
	int rc;

	while (left > 0) {
		/* what the socket has read and not given out yet is not announced again */
		if (w->events.at == w->events.len) {
			rc = clock_poll(&p, 1, w->until);
			if (rc < 0 && errno == EINTR)
				continue;
			if (rc <= 0)
				return rc == 0 ? -ETIMEDOUT : -errno;
		}
		rc = nsid_next(&w->events, &id);
		if (rc == -ENOBUFS)
			ask_all(w);
		else if (rc < 0)
			return rc;
		left = 0;
		for (unsigned i = 0; i < w->count; i++) {
			if (rc > 0 && id.gone && id.nsid == w->list[i].nsid)
				w->list[i].gone = true;
			left += !w->list[i].gone;
		}
	}
	return 0;
}

/*
 * The kernel announces the end of a namespace before it takes its links away (whose peers vanish
 * with them). It ends namespaces one batch after the other, so when one that was made after the
 * announcement is announced itself, the batch before is done.
 */
static int wait_links(struct wait *w)
{
	int fd = ns_make();
	int rc;

	if (fd < 0)
		return fd;
	w->count = 1;
	w->list[0].gone = false;
	rc = give_id(&w->nl, fd, &w->list[0].nsid);
	close(fd);
	return rc ? rc : wait_all(w);
}

/* ---- Saying who is left ------------------------------------------------------------------ */

struct names {
	size_t len;
	char text[700];
};

static void add_text(struct names *names, const char *text)
{
	size_t len = strlen(text);

	if (len < sizeof(names->text) - names->len) {
		strcpy(names->text + names->len, text);
		names->len += len;
	}
}

static int add_holder(const struct holder *h, void *arg)
{
	struct names *names = arg;
	char command[COMMAND_SIZE], digits[OUT_DIGITS];

	if (names->len > sizeof(names->text) - 220) {
		add_text(names, ", ...");
		return 1;
	}
	add_text(names, names->len ? ", " : "");
	if (h->kind == HOLDER_MOUNT) {
		add_text(names, "mount ");
		add_text(names, strlen(h->path) < 100 ? h->path : "...");
	} else if (h->kind != HOLDER_PROCESS) {
		add_text(names, h->kind == HOLDER_THREAD ? "thread " : "descriptor ");
		add_text(names, out_digits(digits, h->number));
	}
	if (h->pid) {
		add_text(names, h->kind == HOLDER_PROCESS ? "process " : " of process ");
		add_text(names, out_digits(digits, (unsigned)h->pid));
		add_text(names, " (");
		add_text(names, holder_command(h->pid, command));
		add_text(names, ")");
	}
	return 0;
}

/* Names what still holds those that are not gone: the exit status. */
static int say_holders(const struct wait *w)
{
	struct names names;

	for (unsigned i = 0; i < w->count; i++) {
		if (w->list[i].gone)
			continue;
		names.len = 0;
		names.text[0] = 0;
		(void)holders_each(&w->list[i].key, add_holder, &names);
		say_error(EXIT_WORD, "the name \"%s\" is gone, its network namespace is held by %s",
			  w->list[i].name, names.len ? names.text : "what cannot be seen here");
	}
	return EXIT_WORD;
}

int wait_end(struct wait *w)
{
	int rc = wait_all(w);

	if (rc == -ETIMEDOUT) {
		rc = say_holders(w);
	} else {
		if (rc == 0)
			rc = wait_links(w);
		if (rc)
			rc = say_errno(EXIT_KERNEL, rc, "cannot wait for the end");
	}
	w->count = 0;
	return rc;
}

/* SPDX-License-Identifier: 0BSD */
/*
 * delete: devices out, the name away, and if asked, waiting until the namespace itself is gone.
 */
#include <errno.h>
#include <linux/if.h>
#include <string.h>
#include <unistd.h>

#include "applet.h"
#include "clock.h"
#include "netlink.h"
#include "netns.h"
#include "nsid.h"
#include "ns.h"
#include "out.h"
#include "rt.h"
#include "say.h"
#include "words.h"

/* ---- Devices ----------------------------------------------------------------------------- */

/*
 * Would the kernel hand the link to the first namespace of the machine when this one ends, under
 * another name if its own is taken there? That is what it does with hardware: what no type made,
 * and CAN adapters, whose type is only for their settings (netns_refund in the kernel).
 */
static bool is_hardware(const struct link *link)
{
	const char *type = link_type(link);

	return !(link->flags.value & IFF_LOOPBACK) && (!*type || !strcmp(type, "can"));
}

/* Finds the first piece of hardware behind *index in nl's namespace: 1 and its index and name, 0, or
 * -errno. */
static int next_hardware(struct nl *nl, int32_t *index, char name[IFNAMSIZ])
{
	const struct link_filter all = { 0 };
	const int32_t behind = *index;
	struct link link;
	int rc = link_dump(nl, &all);
	bool found = false;

	while (rc == 0 && (rc = link_next(nl, &link)) > 0) {
		rc = 0;
		if (link.index <= behind || (found && link.index > *index) || !is_hardware(&link) ||
		    strlen(link.name) >= IFNAMSIZ)
			continue;
		*index = link.index;
		strcpy(name, link.name);
		found = true;
	}
	return rc ? rc : found;
}

/* Moves all hardware from the namespace that fd holds to the caller's, and says which. */
static int move_hardware(const char *ns, int fd, int self)
{
	struct link link = { .has = (uint64_t)1 << LINK_NETNS, .netns = (uint32_t)self };
	char name[IFNAMSIZ] = "?"; /* until one is found */
	struct nl nl;
	int rc = ns_socket_fd(&nl, NETLINK_ROUTE, fd);

	if (rc)
		return say_errno(EXIT_KERNEL, rc, "cannot look into network namespace \"%s\"", ns);
	while ((rc = next_hardware(&nl, &link.index, name)) > 0) {
		rc = link_set(&nl, &link, 0);
		/* EINVAL: what never leaves its namespace (a multicast router's register), or not on this
		 * way (Wi-Fi, which the kernel moves itself) */
		if (rc && rc != -EINVAL)
			break;
		if (rc == 0)
			say_warning("device %s has been moved here out of network namespace \"%s\"", name,
				    ns);
	}
	if (rc)
		rc = say_errno(EXIT_KERNEL, rc, "device %s cannot be moved out of network namespace "
			       "\"%s\", which stays", name, ns);
	nl_close(&nl);
	return rc;
}

/* ---- Waiting ----------------------------------------------------------------------------- */

#define WAIT_SPAN (10 * CLOCK_SECOND) /* when nobody says how long */
#define WAIT_MANY 64                  /* namespaces that are waited for at a time */

struct waiting {
	char name[NS_NAME_SIZE];
	struct ns_key key;
	int nsid;
	bool gone;
};

struct wait {
	struct nl nl;     /* where requests go */
	struct nl events; /* listens to RTNLGRP_NSID */
	uint64_t until;
	unsigned count;
	struct waiting list[WAIT_MANY];
};

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

static int wait_begin(struct wait *w, uint64_t span)
{
	int rc = nl_open(&w->nl, NETLINK_ROUTE);

	if (rc == 0)
		rc = nl_open(&w->events, NETLINK_ROUTE);
	if (rc == 0)
		rc = nl_join(&w->events, RTNLGRP_NSID);
	w->until = clock_now() + span;
	return rc ? say_errno(EXIT_KERNEL, rc, "cannot listen for the end") : 0;
}

/* Before fd is closed and its name removed. */
static int wait_for(struct wait *w, const char *name, int fd)
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
		if (!w->list[i].gone && nsid_get(&w->nl, NSID_NONE, w->list[i].nsid, &id) == -ENOENT)
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

	if (names->len > sizeof(names->text) - 160) {
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
			  w->list[i].name, names.len ? names.text : "what cannot be seen from here");
	}
	return EXIT_WORD;
}

static int wait_end(struct wait *w)
{
	int rc;

	rc = wait_all(w);
	if (rc == -ETIMEDOUT)
		return say_holders(w);
	if (rc == 0)
		rc = wait_links(w);
	w->count = 0;
	return rc ? say_errno(EXIT_KERNEL, rc, "cannot wait for the end") : 0;
}

/* ---- The verb ---------------------------------------------------------------------------- */

struct delete {
	bool waits;        /* --wait */
	int self;          /* the caller's namespace */
	struct ns_key key; /* of that */
	int status;        /* the first failure's */
	struct wait wait;
};

static int refuse(const char *name, int err)
{
	if (err == -EINVAL || err == -ENOENT)
		return ns_refuse(name, err);
	return say_errno(EXIT_KERNEL, err, "cannot remove network namespace \"%s\"", name);
}

/*
 * The first of two passes over all names, in which nothing is deleted: the kernel is busy for a
 * while with what is gone, and answers no questions about links meanwhile.
 */
static int prepare_one(const char *name, void *arg)
{
	struct delete *d = arg;
	struct ns_key key;
	int fd = ns_open_name(name);
	int rc = 0;

	if (fd == -EINVAL || (fd < 0 && !ns_exists(name)))
		return refuse(name, fd);
	if (fd < 0) /* a leftover file, a mount that is covered: no device is in reach */
		return 0;
	if (ns_key(fd, &key) == 0 && !ns_same(&key, &d->key))
		rc = move_hardware(name, fd, d->self);
	close(fd);
	return rc;
}

/* The second. What fails does not keep the others from being deleted. */
static int delete_one(const char *name, void *arg)
{
	struct delete *d = arg;
	unsigned waits = d->wait.count;
	int fd = d->waits ? ns_open_name(name) : -1;
	int rc = 0;

	if (fd >= 0) {
		rc = wait_for(&d->wait, name, fd);
		close(fd);
	}
	if (rc == 0) {
		rc = ns_delete(name);
		if (rc < 0)
			d->wait.count = waits;
		if (rc == 1)
			say_warning("\"%s\" was a file without a network namespace, now removed", name);
		rc = rc < 0 ? refuse(name, rc) : 0;
	}
	if (rc == 0 && d->wait.count == WAIT_MANY)
		rc = wait_end(&d->wait);
	if (d->status == 0)
		d->status = rc;
	return 0;
}

static int each_name(const struct call *call, bool all, int (*each)(const char *name, void *arg),
		     struct delete *d)
{
	int rc = 0;

	if (all) {
		rc = ns_each(each, d);
		return rc < 0 ? say_errno(EXIT_KERNEL, rc, "cannot read " NS_DIR) : rc;
	}
	for (int i = 0; i < call->argc && rc == 0; i++)
		rc = each(call->argv[i], d);
	return rc;
}

static int delete_all(const struct call *call, bool all, struct delete *d)
{
	int rc;

	d->status = 0;
	d->self = ns_open_self();
	if (d->self < 0 || ns_key(d->self, &d->key))
		return say_errno(EXIT_KERNEL, d->self, "/proc/self/ns/net");
	rc = each_name(call, all, prepare_one, d);
	if (rc == 0)
		rc = each_name(call, all, delete_one, d);
	close(d->self);
	nsid_forget();
	if (rc == 0 && d->wait.count > 0)
		rc = wait_end(&d->wait);
	return d->status ? d->status : rc;
}

/* Takes "--wait [SECONDS]" from the front; the last word is a name, also when it is a number. */
static bool take_wait(struct call *call, uint64_t *span)
{
	if (call->argc == 0 || strcmp(*call->argv, "--wait") != 0)
		return false;
	(void)word_take(call);
	*span = WAIT_SPAN;
	if (call->argc > (call->opt->all ? 0 : 1) && clock_parse(*call->argv, span) == 0)
		(void)word_take(call);
	return true;
}

int netns_delete(struct call *call)
{
	struct delete d;
	uint64_t span;
	bool all;
	int rc;

	d.waits = take_wait(call, &span);
	all = netns_takes_all(call);
	if (call->argc == 0 && !all)
		return words_missing("the name");
	if (call->argc > 0 && all)
		return words_unknown(*call->argv);
	d.wait.count = 0;
	rc = d.waits ? wait_begin(&d.wait, span) : 0;
	return rc ? rc : delete_all(call, all, &d);
}

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
#include "ns.h"
#include "nsid.h"
#include "out.h"
#include "rt.h"
#include "say.h"
#include "wait.h"
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

/* Finds the first piece of hardware behind *index in nl's namespace: 1 and its index and name, 0,
 * or -errno. */
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

	if (rc == -EINVAL)
		return 0; /* a leftover file, or a mount that is covered: no device is in reach */
	if (rc)
		return say_errno(EXIT_KERNEL, rc, "cannot look into network namespace \"%s\"", ns);
	while ((rc = next_hardware(&nl, &link.index, name)) > 0) {
		rc = link_set(&nl, &link, 0);
		/* EINVAL: what never leaves its namespace (a multicast router's register), or not
		 * on this way (Wi-Fi, which the kernel moves itself) */
		if (rc && rc != -EINVAL)
			break;
		if (rc == 0)
			say_warning("device %s has been moved here out of network namespace \"%s\"",
				    name, ns);
	}
	if (rc)
		rc = say_errno(EXIT_KERNEL, rc, "network namespace \"%s\" stays: "
			       "device %s cannot be moved out", ns, name);
	nl_close(&nl);
	return rc;
}

/* ---- The verb ---------------------------------------------------------------------------- */

#define WAIT_SPAN (10 * CLOCK_SECOND) /* when nobody says how long */

struct deletion {
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
	struct deletion *d = arg;
	struct ns_key key;
	int fd = ns_name_ok(name) ? ns_open_file(name) : -EINVAL;
	int rc = 0;

	if (fd < 0)
		return fd == -EINVAL || !ns_exists(name) ? refuse(name, fd) : 0;
	if (ns_key(fd, &key) == 0 && !ns_same(&key, &d->key))
		rc = move_hardware(name, fd, d->self);
	close(fd);
	return rc;
}

/* The second. What fails does not keep the others from being deleted. */
static int delete_one(const char *name, void *arg)
{
	struct deletion *d = arg;
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
			say_warning("\"%s\" was a file without a network namespace, now removed",
				    name);
		rc = rc < 0 ? refuse(name, rc) : 0;
	}
	if (rc == 0 && d->wait.count == WAIT_MANY)
		rc = wait_end(&d->wait);
	if (d->status == 0)
		d->status = rc;
	return 0;
}

static int each_name(const struct call *call, bool all, int (*each)(const char *name, void *arg),
		     struct deletion *d)
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

static int delete_all(const struct call *call, bool all, struct deletion *d)
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
	struct deletion d;
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

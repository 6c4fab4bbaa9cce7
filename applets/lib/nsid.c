/* SPDX-License-Identifier: 0BSD */
#include "nsid.h"

#include <errno.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "netlink.h"
#include "ns.h"

/* ---- Messages ---------------------------------------------------------------------------- */

static void begin(struct nl_req *req, uint16_t type, uint16_t flags)
{
	struct rtgenmsg h = { .rtgen_family = 0 };

	nl_begin(req, type, flags, &h, sizeof(h));
}

static void ask_by_fd(struct nl_req *req, int fd)
{
	begin(req, RTM_GETNSID, 0);
	nl_put_u32(req, NETNSA_FD, (uint32_t)fd);
	nl_quiet(req);
}

static void decode(const struct nl_msg *msg, struct nsid *id)
{
	struct nl_attrs attrs = nl_attrs(msg, sizeof(struct rtgenmsg));
	struct nl_attr a;

	*id = (struct nsid){ .nsid = NSID_NONE, .current = NSID_NONE,
			     .gone = msg->type == RTM_DELNSID };
	while (nl_attr_next(&attrs, &a)) {
		if (a.type == NETNSA_NSID)
			id->nsid = (int)nl_u32(&a);
		if (a.type == NETNSA_CURRENT_NSID) {
			id->current = (int)nl_u32(&a);
			id->translated = true;
		}
	}
}

int nsid_of(struct nl *nl, int fd, int *nsid)
{
	struct nl_req req;
	struct nl_msg msg;
	struct nsid id;
	int rc;

	nl_req_init(&req);
	ask_by_fd(&req, fd);
	rc = nl_ask(nl, &req, &msg);
	if (rc)
		return rc;
	decode(&msg, &id);
	*nsid = id.nsid;
	return 0;
}

int nsid_set(struct nl *nl, int fd, int nsid)
{
	struct nl_req req;

	nl_req_init(&req);
	begin(&req, RTM_NEWNSID, 0);
	nl_put_u32(&req, NETNSA_FD, (uint32_t)fd);
	nl_put_u32(&req, NETNSA_NSID, (uint32_t)nsid);
	return nl_talk(nl, &req);
}

int nsid_list(struct nl *nl, int target)
{
	struct nl_req req;

	nl_req_init(&req);
	begin(&req, RTM_GETNSID, NLM_F_DUMP);
	if (target != NSID_NONE)
		nl_put_u32(&req, NETNSA_TARGET_NSID, (uint32_t)target);
	return nl_send(nl, &req);
}

int nsid_next(struct nl *nl, struct nsid *id)
{
	struct nl_msg msg;
	int rc;

	while ((rc = nl_next(nl, &msg)) > 0) {
		if (msg.type != RTM_NEWNSID && msg.type != RTM_DELNSID)
			continue;
		decode(&msg, id);
		return 1;
	}
	return rc;
}

int nsid_get(struct nl *nl, int target, int nsid, struct nsid *id)
{
	struct nl_req req;
	struct nl_msg msg;
	int rc;

	nl_req_init(&req);
	begin(&req, RTM_GETNSID, 0);
	nl_put_u32(&req, NETNSA_NSID, (uint32_t)nsid);
	if (target != NSID_NONE)
		nl_put_u32(&req, NETNSA_TARGET_NSID, (uint32_t)target);
	rc = nl_ask(nl, &req, &msg);
	if (rc == 0)
		decode(&msg, id);
	return rc;
}

/* ---- All names with their ids ------------------------------------------------------------ */

/* Names whose ids are asked for in one send: their descriptors are open meanwhile. */
#define BATCH 32

struct batch {
	struct nl *nl;
	bool any; /* ids are given here at all */
	int (*each)(const char *name, int nsid, void *arg);
	void *arg;
	unsigned count;
	char names[BATCH][NS_NAME_SIZE];
	int fds[BATCH]; /* -1: a file that is no namespace, or that may not be read */
	int ids[BATCH];
};

/* Fills in ids of what lies in the batch. One that the kernel does not tell is none. */
static void ask_ids(struct batch *b)
{
	struct nl_req req;
	struct nl_msg msg;
	struct nsid id;
	bool asked;

	nl_req_init(&req);
	for (unsigned i = 0; i < b->count; i++)
		if (b->fds[i] >= 0)
			ask_by_fd(&req, b->fds[i]);
	asked = req.count > 0 && nl_send(b->nl, &req) == 0;
	for (unsigned i = 0; i < b->count; i++) {
		b->ids[i] = NSID_NONE;
		if (b->fds[i] < 0)
			continue;
		if (asked && nl_answer(b->nl, &msg) == 0) {
			decode(&msg, &id);
			b->ids[i] = id.nsid;
		}
		close(b->fds[i]);
	}
}

static int flush(struct batch *b)
{
	int rc = 0;

	ask_ids(b);
	for (unsigned i = 0; i < b->count && rc == 0; i++)
		rc = b->each(b->names[i], b->ids[i], b->arg);
	b->count = 0;
	return rc;
}

static int add_name(const char *name, void *arg)
{
	struct batch *b = arg;

	if (!b->any)
		return b->each(name, NSID_NONE, b->arg);
	strcpy(b->names[b->count], name);
	b->fds[b->count] = ns_open_file(name);
	return ++b->count == BATCH ? flush(b) : 0;
}

int nsid_each_name(struct nl *nl, int (*each)(const char *name, int nsid, void *arg), void *arg)
{
	struct batch b;
	struct nsid id;
	int rc;

	b.nl = nl;
	b.each = each;
	b.arg = arg;
	b.count = 0;
	b.any = false;
	rc = nsid_list(nl, NSID_NONE);
	while (rc == 0 && nsid_next(nl, &id) > 0)
		b.any = true;
	rc = ns_each(add_name, &b);
	return rc == 0 && b.count ? flush(&b) : rc;
}

/* ---- Names by id ------------------------------------------------------------------------- */

/*
 * Entries follow each other in `text`: a struct entry, the name, its NUL. A full cache answers for
 * what it holds, and the rest is looked up by reading all names again.
 */
struct entry {
	int nsid;
	uint16_t next; /* in the list of those with the same hash; 0 ends it */
};

#define HASHES 256

static struct {
	bool read;
	bool full;
	uint16_t first[HASHES]; /* offset + 1 */
	size_t len;
	char text[48 * 1024];
	char found[NS_NAME_SIZE]; /* what did not fit */
} cache;

static const char *cache_find(int nsid)
{
	struct entry e;

	for (size_t at = cache.first[(unsigned)nsid % HASHES]; at; at = e.next) {
		memcpy(&e, cache.text + at - 1, sizeof(e));
		if (e.nsid == nsid)
			return cache.text + at - 1 + sizeof(e);
	}
	return NULL;
}

static int cache_add(const char *name, int nsid, void *arg)
{
	uint16_t *first = &cache.first[(unsigned)nsid % HASHES];
	struct entry e = { nsid, *first };
	size_t len = strlen(name) + 1;

	(void)arg;
	if (nsid == NSID_NONE || cache_find(nsid))
		return 0;
	if (sizeof(e) + len > sizeof(cache.text) - cache.len) {
		cache.full = true;
		return 0;
	}
	*first = (uint16_t)(cache.len + 1);
	memcpy(cache.text + cache.len, &e, sizeof(e));
	memcpy(cache.text + cache.len + sizeof(e), name, len);
	cache.len += sizeof(e) + len;
	return 0;
}

static int match(const char *name, int nsid, void *arg)
{
	if (nsid != *(int *)arg)
		return 0;
	strcpy(cache.found, name);
	return 1;
}

const char *nsid_name(int nsid)
{
	const char *name;
	struct nl nl;
	bool found;

	if (nsid < 0)
		return NULL;
	name = cache.read ? cache_find(nsid) : NULL;
	if (name || (cache.read && !cache.full) || nl_open(&nl, NETLINK_ROUTE))
		return name;
	if (!cache.read) {
		cache.read = true;
		(void)nsid_each_name(&nl, cache_add, NULL);
		name = cache_find(nsid);
	}
	found = !name && cache.full && nsid_each_name(&nl, match, &nsid) == 1;
	nl_close(&nl);
	return found ? cache.found : name;
}

void nsid_forget(void)
{
	cache.read = cache.full = false;
	cache.len = 0;
	memset(cache.first, 0, sizeof(cache.first));
}

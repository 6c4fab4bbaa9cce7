/* SPDX-License-Identifier: 0BSD */
/*
 * veth: pairs of virtual Ethernet devices, both ends at once, wherever they are.
 */
#include <errno.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "applet.h"
#include "field.h"
#include "inet.h"
#include "nsid.h"
#include "out.h"
#include "pick.h"
#include "rt.h"
#include "say.h"
#include "veth/veth.h"
#include "words.h"

int end_parse(const char *word, struct end *end)
{
	char *colon;

	if (strlen(word) >= sizeof(end->text))
		return say_error(EXIT_WORD, "a path this long cannot be a namespace");
	strcpy(end->text, word);
	colon = strrchr(end->text, ':');
	end->ns = NULL;
	end->dev = end->text;
	if (!colon)
		return 0;
	*colon = 0;
	end->ns = end->text;
	end->dev = colon + 1;
	if (!*end->ns || !*end->dev)
		return say_error(EXIT_WORD, "\"%s\" is not [NS:]DEV", word);
	return 0;
}

/* ---- add --------------------------------------------------------------------------------- */

#define PREFIXES_MAX 32

/* One end as it is to be. */
struct new_end {
	struct end at;
	struct inet prefixes[PREFIXES_MAX];
	unsigned count;
	struct nl nl; /* in its namespace */
};

struct add_words {
	uint64_t has;
	uint32_t mtu;
	uint32_t queues;
	uint32_t down;
	uint32_t nodad;
};

static const struct word add_words[] = {
	{ "mtu MTU", WORD_UINT, LINK_MTU, offsetof(struct add_words, mtu), 0x7fffffff },
	{ "queues N", WORD_UINT, LINK_TXQUEUES, offsetof(struct add_words, queues), 4096 },
	{ "nodad", WORD_SET, WORD_NOHAS, offsetof(struct add_words, nodad), 1 },
	{ "down", WORD_SET, WORD_NOHAS, offsetof(struct add_words, down), 1 },
	{ 0 },
};

/* An address, or something with "/LENGTH" at its end, right or wrong: no device can be called so. */
static bool is_prefix(const char *word)
{
	const char *slash = strrchr(word, '/');
	struct inet addr;

	if (slash)
		return slash[1 + strspn(slash + 1, "0123456789.")] == 0;
	return inet_addr_parse(word, AF_UNSPEC, &addr) == 0 && addr.family;
}

/* An end: its name, and the prefixes that follow it. */
static int parse_end(struct call *call, struct new_end *end, const char *which)
{
	char *text = word_take(call);
	int rc;

	if (!text)
		return words_missing(which);
	end->count = 0; /* a process may make several */
	rc = end_parse(text, &end->at);
	if (rc == 0)
		rc = word_newdev(end->at.dev);
	while (rc == 0 && call->argc > 0 && is_prefix(*call->argv)) {
		text = word_take(call);
		if (inet_prefix_parse(text, AF_UNSPEC, &end->prefixes[end->count]))
			rc = say_error(EXIT_WORD, "\"%s\" is not an address or prefix", text);
		else if (++end->count == PREFIXES_MAX)
			rc = say_error(EXIT_WORD, "more than %d addresses", PREFIXES_MAX - 1);
	}
	return rc;
}

/* The pair, with one message from A's namespace that puts B into its own. */
static int make_pair(struct new_end *a, struct new_end *b, const struct add_words *words)
{
	struct link peer = { .has = words->has | (uint64_t)1 << LINK_NAME,
			     .name = b->at.dev,
			     .mtu = words->mtu,
			     .txqueues = words->queues,
			     .rxqueues = words->queues };
	struct link link = peer;
	int fd, rc;

	link.name = a->at.dev;
	link.type = "veth";
	link.peer = &peer;
	fd = b->at.ns ? ns_open(b->at.ns) : ns_open_self();
	if (fd < 0)
		return ns_refuse(b->at.ns ? b->at.ns : "self", fd);
	peer.netns = (uint32_t)fd;
	peer.has |= (uint64_t)1 << LINK_NETNS;
	rc = link_set(&a->nl, &link, NLM_F_CREATE | NLM_F_EXCL) ? say_kernel(&a->nl) : 0;
	close(fd);
	return rc;
}

static int give_address(struct new_end *end, uint32_t index, const struct inet *prefix, bool nodad)
{
	struct addr addr = {
		.has = (uint64_t)1 << ADDR_LOCAL | (uint64_t)1 << ADDR_ADDRESS,
		.family = prefix->family,
		.index = index,
		.prefixlen = prefix->bits,
		.local = *prefix,
		.address = *prefix,
		.flags.value = nodad && prefix->family == AF_INET6 ? IFA_F_NODAD : 0,
	};

	return addr_set(&end->nl, &addr, NLM_F_CREATE | NLM_F_EXCL) ? say_kernel(&end->nl) : 0;
}

static int finish_end(struct new_end *end, const struct add_words *words)
{
	struct link link = { .flags = { words->down ? 0 : IFF_UP, IFF_UP } };
	int rc = 0;

	link.index = link_index(&end->nl, end->at.dev);
	if (link.index <= 0)
		return no_device(end->at.dev); /* somebody took it away meanwhile */
	for (unsigned i = 0; rc == 0 && i < end->count; i++)
		rc = give_address(end, (uint32_t)link.index, &end->prefixes[i], words->nodad);
	if (rc == 0 && !words->down && link_set(&end->nl, &link, 0))
		rc = say_kernel(&end->nl);
	return rc;
}

static int veth_add_run(struct call *call)
{
	static struct new_end a, b;
	struct add_words words = { 0 };
	struct link link = { 0 };
	int rc = parse_end(call, &a, "the first end");

	if (rc == 0)
		rc = parse_end(call, &b, "the second end");
	if (rc == 0)
		rc = words_parse(call, add_words, &words);
	if (rc == 0)
		rc = ns_socket(&a.nl, NETLINK_ROUTE, a.at.ns);
	if (rc == 0)
		rc = ns_socket(&b.nl, NETLINK_ROUTE, b.at.ns);
	if (rc)
		return rc;
	if (words.has >> LINK_TXQUEUES & 1)
		words.has |= (uint64_t)1 << LINK_RXQUEUES;
	rc = make_pair(&a, &b, &words);
	if (rc)
		return rc;
	rc = finish_end(&a, &words);
	if (rc == 0)
		rc = finish_end(&b, &words);
	if (rc) {
		/* one end takes the other with it */
		link.index = link_index(&a.nl, a.at.dev);
		if (link.index > 0 && link_delete(&a.nl, &link))
			say_warning("%s is left behind", a.at.dev);
	}
	return rc;
}

/* ---- peer, delete ------------------------------------------------------------------------ */

/* One existing end, and nothing else, among the words: its link, from a socket in its namespace. */
static int find_end(struct call *call, struct nl *nl, struct link *link)
{
	char *text = word_take(call);
	struct end end;
	int32_t index;
	int rc;

	if (!text)
		return words_missing("[NS:]DEV");
	if (call->argc > 0)
		return words_unknown(*call->argv);
	rc = end_parse(text, &end);
	if (rc == 0)
		rc = ns_socket(nl, NETLINK_ROUTE, end.ns);
	if (rc)
		return rc;
	index = link_index(nl, end.dev);
	if (index <= 0)
		return no_device(end.dev);
	if (link_get(nl, index, NULL, link))
		return say_kernel(nl);
	if (strcmp(link_type(link), "veth") != 0)
		return say_error(EXIT_WORD, "%s is not a veth device", end.dev);
	return 0;
}

static int veth_delete_run(struct call *call)
{
	struct link link, gone = { 0 };
	struct nl nl;
	int rc = find_end(call, &nl, &link);

	if (rc)
		return rc;
	gone.index = link.index;
	return link_delete(&nl, &gone) ? say_kernel(&nl) : EXIT_DONE;
}

/* The namespace with the id that a link gives its peer's. */
struct peer_search {
	struct nl *nl; /* where the id means something */
	int nsid;
	uint32_t index;
	bool found;
};

static void show_peer(const struct place *place, const char *dev, uint32_t index)
{
	if (*place->name)
		out_str("netns", "netns % ", place->name);
	else if (place->pid)
		out_int("pid", "pid % ", place->pid);
	out_str("dev", "dev % ", dev);
	out_uint("index", "index %", index);
	out_end();
}

static int try_place(const struct place *place, void *arg)
{
	struct peer_search *search = arg;
	struct link link;
	struct nl nl;
	int id;

	if (nsid_of(search->nl, place->fd, &id) || id != search->nsid)
		return 0;
	if (ns_socket_fd(&nl, NETLINK_ROUTE, place->fd))
		return 0;
	if (link_get(&nl, (int32_t)search->index, NULL, &link) == 0) {
		show_peer(place, link.name, search->index);
		search->found = true;
	}
	nl_close(&nl);
	return search->found;
}

static int veth_peer_run(struct call *call)
{
	static const struct place own;
	static struct nl nl;
	struct peer_search search = { .nl = &nl };
	struct link link;
	int rc = find_end(call, &nl, &link);

	if (rc)
		return rc;
	if (!FIELD_HAS(&link, LINK_LINK) || !link.link)
		return say_error(EXIT_WORD, "%s has no peer", link.name);
	search.nsid = (int)link.nsid;
	search.index = link.link;
	out_list(NULL);
	out_record(NULL);
	if (!FIELD_HAS(&link, LINK_NSID)) {
		show_peer(&own, link_name(&nl, link.link), link.link);
	} else {
		rc = place_each(try_place, &search);
		if (!search.found) {
			out_int("nsid", "nsid % ", search.nsid);
			out_uint("index", "index %", search.index);
			out_end();
		}
	}
	out_record_end();
	out_list_end();
	return rc < 0 ? say_errno(EXIT_KERNEL, rc, "cannot look into every namespace") : EXIT_DONE;
}

/* ------------------------------------------------------------------------------------------ */

static const struct verb verbs[] = {
	{ "add", veth_add_run, add_words, NULL, "[NS:]A [ PREFIX... ] [NS:]B [ PREFIX... ]" },
	{ "list|show", veth_list_run, NULL, NULL },
	{ "peer", veth_peer_run, NULL, "[NS:]DEV" },
	{ "delete", veth_delete_run, NULL, "[NS:]DEV" },
	{ 0 },
};

const struct applet applet_veth = {
	.name = "veth",
	.summary = "veth pairs: both ends made in place, listed across namespaces",
	.verbs = verbs,
	.bare = 1,
};

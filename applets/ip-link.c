/* SPDX-License-Identifier: 0BSD */
/*
 * ip-link: links made, changed, removed and shown.
 */
#include <linux/if.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "applet.h"
#include "field.h"
#include "ip-link/wait.h"
#include "kind.h"
#include "names.h"
#include "ns.h"
#include "nsid.h"
#include "out.h"
#include "pick.h"
#include "say.h"
#include "show.h"

/* ---- Words of add and set ---------------------------------------------------------------- */

/* A link as it is to be, with what names others still as words. */
struct wish {
	struct link link;      /* first: its `has` is the table's */
	const char *dev;       /* the link meant; adding, its name */
	const char *lower;     /* what it is to stand on */
	const char *master;    /* "": none */
	const char *vrf;
	const char *netns;
	const char *link_netns;
	uint32_t index;        /* adding: its number */
};

#define AT(member) offsetof(struct wish, member)
#define FLAGS AT(link.flags)

static const struct word wish_words[] = {
	{ "up", WORD_BITS, WORD_NOHAS, FLAGS, IFF_UP },
	{ "down", WORD_NOBITS, WORD_NOHAS, FLAGS, IFF_UP },
	{ "name NAME", WORD_NEWDEV, LINK_NAME, AT(link.name), 0 },
	{ "index N", WORD_UINT, WORD_NOHAS, AT(index), 0x7fffffff },
	{ "link DEV", WORD_DEV | WORD_ABBR, WORD_NOHAS, AT(lower), 0 },
	{ "address LLADDR", WORD_MAC | WORD_ABBR, LINK_ADDRESS, AT(link.address), 0 },
	{ "broadcast|brd LLADDR", WORD_MAC | WORD_ABBR, LINK_BROADCAST, AT(link.broadcast), 0 },
	{ "txqueuelen|txqlen|qlen N", WORD_UINT | WORD_ABBR, LINK_TXQLEN, AT(link.txqlen), 0 },
	{ "mtu MTU", WORD_UINT, LINK_MTU, AT(link.mtu), 0x7fffffff },
	{ "netns NS", WORD_TEXT, WORD_NOHAS, AT(netns), 0 },
	{ "multicast on|off", WORD_ONOFF, WORD_NOHAS, FLAGS, IFF_MULTICAST },
	{ "allmulticast on|off", WORD_ONOFF, WORD_NOHAS, FLAGS, IFF_ALLMULTI },
	{ "promisc on|off", WORD_ONOFF, WORD_NOHAS, FLAGS, IFF_PROMISC },
	{ "trailers on|off", WORD_OFFON, WORD_NOHAS, FLAGS, IFF_NOTRAILERS },
	{ "arp on|off", WORD_OFFON, WORD_NOHAS, FLAGS, IFF_NOARP },
	{ "carrier on|off", WORD_BOOL, LINK_CARRIER, AT(link.carrier), 0 },
	{ "master DEV", WORD_DEV | WORD_ABBR, WORD_NOHAS, AT(master), 0 },
	{ "vrf NAME", WORD_DEV, WORD_NOHAS, AT(vrf), 0 },
	{ "nomaster", WORD_FLAG | WORD_ABBR, LINK_MASTER, AT(link.master), 0 },
	{ "dynamic on|off", WORD_ONOFF | WORD_ABBR, WORD_NOHAS, FLAGS, IFF_DYNAMIC },
	{ "type TYPE [ ARGUMENT... ]", WORD_REST | WORD_ABBR, WORD_NOHAS, AT(link.type), 0 },
	{ "alias TEXT", WORD_TEXT | WORD_ABBR, LINK_ALIAS, AT(link.alias), 0 },
	{ "group GROUP", WORD_NAME, LINK_GROUP, AT(link.group), NAMES_GROUP },
	{ "mode MODE", WORD_NAME, LINK_MODE, AT(link.mode), NAMES_LINKMODE },
	{ "state STATE", WORD_NAME, LINK_OPERSTATE, AT(link.operstate), NAMES_OPERSTATE },
	{ "numtxqueues N", WORD_UINT | WORD_ABBR, LINK_TXQUEUES, AT(link.txqueues), 0 },
	{ "numrxqueues N", WORD_UINT | WORD_ABBR, LINK_RXQUEUES, AT(link.rxqueues), 0 },
	{ "addrgenmode GENMODE", WORD_NAME | WORD_ABBR, LINK_GENMODE, AT(link.genmode),
	  NAMES_GENMODE },
	{ "link-netns NS", WORD_TEXT | WORD_ABBR, WORD_NOHAS, AT(link_netns), 0 },
	{ "link-netnsid ID", WORD_UINT | WORD_ABBR, LINK_NSID, AT(link.nsid), 0x7fffffff },
	{ "protodown on|off", WORD_BOOL, LINK_PROTO_DOWN, AT(link.proto_down), 0 },
	{ "gso_max_size N", WORD_UINT, LINK_GSO_SIZE, AT(link.gso_size), 0 },
	{ "gso_max_segs N", WORD_UINT, LINK_GSO_SEGS, AT(link.gso_segs), 65535 },
	{ "gro_max_size N", WORD_UINT, LINK_GRO_SIZE, AT(link.gro_size), 0 },
	{ "parentdev NAME", WORD_TEXT, LINK_PARENT_DEV, AT(link.parent_dev), 0 },
	{ "dev DEV", WORD_DEV | WORD_BARE, WORD_NOHAS, AT(dev), 0 },
	{ 0 },
};

/* Looks one device up: its index into *index and bit `has`. Returns 0 or the exit status. */
static int resolve(struct nl *nl, struct wish *wish, const char *name, uint32_t *index, unsigned has)
{
	int32_t found;

	if (!name)
		return 0;
	found = link_index(nl, name);
	if (found <= 0)
		return no_device(name);
	*index = (uint32_t)found;
	wish->link.has |= (uint64_t)1 << has;
	return 0;
}

static int resolve_vrf(struct nl *nl, struct wish *wish)
{
	struct link vrf;

	if (!wish->vrf)
		return 0;
	if (vrf_get(nl, wish->vrf, &vrf))
		return EXIT_WORD;
	wish->link.master = (uint32_t)vrf.index;
	wish->link.has |= (uint64_t)1 << LINK_MASTER;
	return 0;
}

/* The descriptor stays open until the process ends: the request that follows needs it. */
static int resolve_netns(struct wish *wish)
{
	int fd;

	if (!wish->netns)
		return 0;
	fd = ns_open(wish->netns);
	if (fd < 0)
		return ns_refuse(wish->netns, fd);
	wish->link.netns = (uint32_t)fd;
	wish->link.has |= (uint64_t)1 << LINK_NETNS;
	return 0;
}

/* An id for the namespace of the lower link: the one that it has, else one that it gets. */
static int resolve_link_netns(struct nl *nl, struct wish *wish)
{
	int fd, id, rc;

	if (!wish->link_netns)
		return 0;
	fd = ns_open(wish->link_netns);
	if (fd < 0)
		return ns_refuse(wish->link_netns, fd);
	rc = nsid_of(nl, fd, &id);
	if (rc == 0 && id == NSID_NONE) {
		rc = nsid_set(nl, fd, NSID_NONE);
		if (rc == 0)
			rc = nsid_of(nl, fd, &id);
	}
	close(fd);
	if (rc)
		return say_kernel(nl);
	wish->link.nsid = (uint32_t)id;
	wish->link.has |= (uint64_t)1 << LINK_NSID;
	return 0;
}

static int resolve_all(struct nl *nl, struct wish *wish)
{
	int rc = resolve(nl, wish, wish->master, &wish->link.master, LINK_MASTER);

	if (rc == 0)
		rc = resolve_vrf(nl, wish);
	if (rc == 0)
		rc = resolve(nl, wish, wish->lower, &wish->link.link, LINK_LINK);
	if (rc == 0)
		rc = resolve_netns(wish);
	if (rc == 0)
		rc = resolve_link_netns(nl, wish);
	return rc;
}

/* The name of a new link, whether it stands behind `name`, `dev` or alone. */
static int take_name(struct wish *wish)
{
	if (wish->dev && wish->link.name && strcmp(wish->dev, wish->link.name) != 0)
		return say_error(EXIT_USAGE, "a new link has one name, not both \"%s\" and \"%s\"",
				 wish->dev, wish->link.name);
	if (wish->dev) {
		wish->link.name = wish->dev;
		wish->link.has |= (uint64_t)1 << LINK_NAME;
	}
	return wish->link.name ? word_newdev(wish->link.name) : 0;
}

/* ---- Arguments of a type ----------------------------------------------------------------- */

/* What a wish's link points to. */
struct type_args {
	struct kind_args args;
	struct wish peer;
};

/* `peer [name] NAME WORD…`: the other end of a veth, with everything that a link can have. */
static int parse_peer(struct call *call, struct nl *nl, struct wish *wish, struct wish *peer)
{
	int rc;

	if (call->argc == 0)
		return 0;
	if (!word_is(*call->argv, "peer"))
		return words_unknown(*call->argv);
	call->argc--;
	call->argv++;
	rc = words_parse(call, wish_words, peer);
	if (rc)
		return rc;
	if (peer->link.type)
		return words_unknown("type");
	rc = take_name(peer);
	if (rc)
		return rc;
	peer->link.index = (int32_t)peer->index;
	wish->link.peer = &peer->link;
	return resolve_all(nl, peer);
}

/* The words behind `type TYPE`. "TYPE_slave" means the port of a link of that type. */
static int parse_type(struct call *call, struct nl *nl, bool adding, struct wish *wish,
		      struct type_args *more)
{
	static const char suffix[] = "_slave";
	static char type[32]; /* what wish->link.type points to, when it is cut short */
	size_t len = strlen(wish->link.type);
	const char *missing;
	int rc;

	if (!strcmp(wish->link.type, "veth"))
		return parse_peer(call, nl, wish, &more->peer);
	wish->link.kind = kind_find(wish->link.type);
	if (len > sizeof(suffix) - 1 && len < sizeof(type) &&
	    !strcmp(wish->link.type + len - (sizeof(suffix) - 1), suffix)) {
		memcpy(type, wish->link.type, len - (sizeof(suffix) - 1));
		wish->link.type = type;
		wish->link.port = true;
	}
	if (!wish->link.kind)
		return call->argc ? words_unknown(*call->argv) : 0;
	rc = kind_parse(call, wish->link.kind, adding, &more->args);
	if (rc)
		return rc;
	if (kind_resolve(nl, wish->link.kind, &more->args, &missing))
		return no_device(missing);
	if (more->args.has)
		wish->link.args = &more->args;
	return 0;
}

/* ---- add, replace, set, delete ----------------------------------------------------------- */

static int parse_wish(struct call *call, struct nl *nl, bool adding, struct wish *wish,
		      struct type_args *more)
{
	int rc = words_parse(call, wish_words, wish);

	if (rc == 0)
		rc = ns_socket(nl, NETLINK_ROUTE, NULL);
	if (rc == 0 && wish->link.type)
		rc = parse_type(call, nl, adding, wish, more);
	return rc ? rc : resolve_all(nl, wish);
}

static int make(struct call *call, uint16_t flags)
{
	struct wish wish = { 0 };
	struct type_args more = { 0 };
	struct nl nl;
	int rc = parse_wish(call, &nl, true, &wish, &more);

	if (rc)
		return rc;
	if (!wish.link.type)
		return words_missing("\"type\"");
	rc = take_name(&wish);
	if (rc)
		return rc;
	wish.link.index = (int32_t)wish.index;
	return link_set(&nl, &wish.link, flags) ? say_kernel(&nl) : EXIT_DONE;
}

static int link_add_run(struct call *call)
{
	return make(call, NLM_F_CREATE | NLM_F_EXCL);
}

static int link_replace_run(struct call *call)
{
	return make(call, NLM_F_CREATE | NLM_F_REPLACE);
}

/* Which link a wish is about: its index; or, of a group, none. */
static int find_link(struct nl *nl, struct wish *wish)
{
	const char *dev = wish->dev ? wish->dev : wish->link.name;

	if (!dev)
		return FIELD_HAS(&wish->link, LINK_GROUP) ? 0 : words_missing("\"dev\"");
	wish->link.index = link_index(nl, dev);
	if (wish->link.index <= 0)
		return no_device(dev);
	/* `set name B` alone names the link itself; a link that is up cannot even get its own name */
	if (!wish->dev || (wish->link.name && !strcmp(wish->dev, wish->link.name)))
		wish->link.has &= ~((uint64_t)1 << LINK_NAME);
	return 0;
}

/* The kernel would cut off what is longer than the link's addresses are. */
static int check_address(struct nl *nl, const struct wish *wish)
{
	struct link link;

	if (!FIELD_HAS(&wish->link, LINK_ADDRESS) || !wish->link.index)
		return 0;
	if (link_get(nl, wish->link.index, NULL, &link))
		return say_kernel(nl);
	if (!FIELD_HAS(&link, LINK_ADDRESS) || link.address.len == wish->link.address.len)
		return 0;
	return say_error(EXIT_WORD, "addresses of this link have %u bytes, not %u", link.address.len,
			 wish->link.address.len);
}

static int link_set_run(struct call *call)
{
	struct wish wish = { 0 };
	struct type_args more = { 0 };
	struct nl nl;
	int rc = parse_wish(call, &nl, false, &wish, &more);

	if (rc == 0)
		rc = find_link(&nl, &wish);
	if (rc == 0)
		rc = check_address(&nl, &wish);
	if (rc)
		return rc;
	if (wish.index) {
		if (!wish.netns)
			return say_error(EXIT_USAGE,
					 "an index is for a new link, or one moved with \"netns\"");
		wish.link.new_index = wish.index;
		wish.link.has |= (uint64_t)1 << LINK_NEW_INDEX;
	}
	return link_set(&nl, &wish.link, 0) ? say_kernel(&nl) : EXIT_DONE;
}

static int link_delete_run(struct call *call)
{
	struct wish wish = { 0 };
	struct type_args more = { 0 };
	struct nl nl;
	int rc = parse_wish(call, &nl, false, &wish, &more);

	if (rc == 0)
		rc = find_link(&nl, &wish);
	if (rc)
		return rc;
	return link_delete(&nl, &wish.link) ? say_kernel(&nl) : EXIT_DONE;
}

/* ---- show -------------------------------------------------------------------------------- */

struct show_words {
	uint64_t has;
	struct pick pick;
};

static const struct word show_words[] = {
	PICK_WORDS(show_words, pick),
	{ 0 },
};

static void show_one(const struct show *show, const struct pick *pick, const struct link *link)
{
	/* what is not meant leaves an empty record in JSON, as it does in iproute2 */
	out_record(NULL);
	if (pick_matches(pick, link)) {
		if (show->opt->brief)
			show_link_brief(show, link);
		else
			show_link(show, link);
		out_end();
	}
	out_record_end();
}

static int link_show_run(struct call *call)
{
	struct show_words words = { 0 };
	struct link_filter filter;
	struct link link;
	struct nl nl;
	struct show show = { .nl = &nl, .opt = call->opt, .link_only = true };
	int rc = words_parse(call, show_words, &words);

	if (rc == 0)
		rc = ns_socket(&nl, NETLINK_ROUTE, NULL);
	if (rc == 0)
		rc = pick_resolve(&nl, &words.pick, words.has);
	if (rc)
		return rc;
	out_list(NULL);
	if (words.pick.index) {
		rc = link_get(&nl, words.pick.index, NULL, &link);
		if (rc == 0)
			show_one(&show, &words.pick, &link);
	} else {
		filter = pick_filter(&words.pick);
		filter.stats = call->opt->statistics > 0;
		rc = link_dump(&nl, &filter);
		while (rc == 0 && (rc = link_next(&nl, &link)) > 0) {
			show_one(&show, &words.pick, &link);
			rc = 0;
		}
	}
	out_list_end();
	return rc ? say_kernel(&nl) : EXIT_DONE;
}

/* ------------------------------------------------------------------------------------------ */

/* `help TYPE`. */
static bool link_topic(const char *topic)
{
	if (topic && !strcmp(topic, "veth")) {
		words_usage("Usage: ... type veth", NULL,
			    "[ peer [ [ name ] NAME ] [ WORD-OF-ADD... ] ]");
		return true;
	}
	if (topic)
		return kind_help(topic);
	words_line("       TYPE := veth");
	(void)kind_help(NULL);
	out_text("\n       (or any other that needs no argument; help TYPE shows those of a type)\n");
	return true;
}

static const struct verb verbs[] = {
	{ "add", link_add_run, wish_words, NULL },
	{ "set|change", link_set_run, wish_words, NULL },
	{ "replace", link_replace_run, wish_words, NULL },
	{ "delete", link_delete_run, wish_words, NULL },
	{ "show|list|lst", link_show_run, show_words, NULL },
	{ "wait", link_wait_run, link_wait_words, NULL },
	{ 0 },
};

const struct applet applet_ip_link = {
	.name = "ip-link",
	.object = "link",
	.summary = "links: made, changed, moved, removed, shown",
	.verbs = verbs,
	.bare = 4,
	.topic = link_topic,
};

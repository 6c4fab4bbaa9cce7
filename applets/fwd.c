/* SPDX-License-Identifier: 0BSD */
/*
 * fwd: forwarding, and address translation for what is forwarded.
 */
#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "applet.h"
#include "fwd/forward.h"
#include "netlink.h"
#include "nft.h"
#include "ns.h"
#include "out.h"
#include "pick.h"
#include "rt.h"
#include "say.h"
#include "words.h"

#define TCP 6 /* IPPROTO_* of <netinet/in.h>, which the kernel's own headers do not go with */
#define UDP 17

/* ---- Words ------------------------------------------------------------------------------- */

struct fwd_words {
	uint64_t has;
	struct bits families; /* FORWARD_* */
	const char *dev;
	struct inet from;
	const char *proto, *port, *to;
	uint32_t handle;
};

#define AT(member) offsetof(struct fwd_words, member)

static const struct word no_words[] = {
	{ 0 },
};

static const struct word forward_words[] = {
	{ "4", WORD_BITS, WORD_NOHAS, AT(families), FORWARD_INET },
	{ "6", WORD_BITS, WORD_NOHAS, AT(families), FORWARD_INET6 },
	{ "dev DEV", WORD_DEV, WORD_NOHAS, AT(dev), 0 },
	{ 0 },
};

static const struct word masq_words[] = {
	{ "dev OUT", WORD_DEV | WORD_NEED, WORD_NOHAS, AT(dev), 0 },
	{ "from PREFIX", WORD_PREFIX, WORD_NOHAS, AT(from), 0 },
	{ 0 },
};

static const struct word port_words[] = {
	{ "proto tcp|udp", WORD_TEXT | WORD_BARE | WORD_NEED, WORD_NOHAS, AT(proto), 0 },
	{ "port PORT[-PORT]", WORD_TEXT | WORD_BARE | WORD_NEED, WORD_NOHAS, AT(port), 0 },
	{ "to ADDR[:PORT]", WORD_TEXT | WORD_NEED, WORD_NOHAS, AT(to), 0 },
	{ "dev IN", WORD_DEV, WORD_NOHAS, AT(dev), 0 },
	{ "from PREFIX", WORD_PREFIX, WORD_NOHAS, AT(from), 0 },
	{ 0 },
};

static const struct word delete_words[] = {
	{ "handle HANDLE", WORD_UINT | WORD_BARE | WORD_NEED, WORD_NOHAS, AT(handle), 0 },
	{ 0 },
};

/*
 * The name of a device that is there, known by this or by an alternative name, into dev, which
 * should be zero. It is not "all" nor "default", which the kernel gives to no device: below
 * /proc/sys they mean others.
 */
static int find_dev(const char *name, char dev[NFT_DEV_LEN])
{
	struct link link;
	struct nl nl;
	int rc = ns_socket(&nl, NETLINK_ROUTE, NULL);

	if (rc)
		return rc;
	rc = link_get(&nl, 0, name, &link);
	if (rc == -ENODEV)
		rc = no_device(name);
	else if (rc)
		rc = say_kernel(&nl);
	else
		memccpy(dev, link.name, 0, NFT_DEV_LEN); /* at most 15 characters and the NUL */
	nl_close(&nl);
	return rc;
}

/* Reads a port, in network order; returns what stands behind it, or NULL. */
static const char *parse_port(const char *text, uint16_t *port)
{
	uint32_t value = 0;

	if (*text < '1' || *text > '9') /* 0 is no port, and a leading one no octal number */
		return NULL;
	for (; *text >= '0' && *text <= '9'; text++) {
		value = value * 10 + (uint32_t)(*text - '0');
		if (value > UINT16_MAX)
			return NULL;
	}
	*port = htobe16((uint16_t)value);
	return text;
}

/* PORT or PORT-PORT */
static int parse_ports(const char *text, struct nft_what *what)
{
	const char *rest = parse_port(text, &what->first);

	what->last = what->first;
	if (rest && *rest == '-')
		rest = parse_port(rest + 1, &what->last);
	if (!rest || *rest || be16toh(what->last) < be16toh(what->first))
		return say_error(EXIT_WORD, "\"%s\" is not a port or a range of ports", text);
	return 0;
}

/* Can packets be sent on to it? Not to this machine's loopback, a group, nobody, or an address that
 * means something else on every link. */
static bool is_host(const struct inet *addr)
{
	static const uint8_t zero[15];
	const uint8_t *b = addr->bytes;

	if (addr->family == AF_INET)
		return b[0] != 0 && b[0] != 127 && b[0] < 224;
	return b[0] != 0xff && memcmp(b, zero, sizeof(zero)) != 0 &&
	       (b[0] != 0xfe || (b[1] & 0xc0) != 0x80);
}

/* ADDR, ADDR:PORT or, of IPv6, [ADDR]:PORT */
static int parse_to(struct call *call, const char *text, struct nft_what *what)
{
	char addr[INET_TEXT];
	const char *start = text, *end = text + strlen(text), *port = strchr(text, ':');

	if (*text == '[') {
		start++;
		end = strchr(text, ']');
		port = end && end[1] ? end + 1 : NULL;
	} else if (port && strchr(port + 1, ':')) {
		port = NULL; /* several colons: an IPv6 address alone */
	} else if (port) {
		end = port;
	}
	if (!end || (size_t)(end - start) >= sizeof(addr))
		goto wrong;
	memcpy(addr, start, (size_t)(end - start));
	addr[end - start] = 0;
	if (port) {
		port = *port == ':' ? parse_port(port + 1, &what->to_port) : NULL;
		if (!port || *port)
			goto wrong;
	}
	if (inet_addr_parse(addr, call->family, &what->to) || !is_host(&what->to))
		goto wrong;
	what->family = what->to.family;
	return 0;
wrong:
	return say_error(EXIT_WORD, "\"%s\" is not an address to send to, nor one with a port",
			 text);
}

/* Where packets come from: `any` says nothing, 0.0.0.0/0 and ::/0 only the family. */
static void take_prefix(struct nft_what *what, const struct inet *prefix)
{
	if (prefix->family == AF_UNSPEC)
		return;
	what->family = prefix->family;
	if (prefix->bits == 0)
		return;
	what->from = *prefix;
	nft_trim(&what->from);
}

/* ---- Rules ------------------------------------------------------------------------------- */

static int add(const struct nft_what *what)
{
	struct nl nl;
	int rc = nft_open(&nl);

	if (rc)
		return nft_refuse(rc);
	rc = nft_add(&nl, what);
	nl_close(&nl);
	return rc;
}

static int fwd_masq(struct call *call)
{
	struct fwd_words w = { 0 };
	struct nft_what what;
	int rc = words_parse(call, masq_words, &w);

	memset(&what, 0, sizeof(what));
	if (rc == 0)
		rc = find_dev(w.dev, what.dev);
	if (rc)
		return rc;
	what.kind = NFT_KIND_MASQ;
	what.family = call->family;
	take_prefix(&what, &w.from);
	return add(&what);
}

static int fwd_port(struct call *call)
{
	struct fwd_words w = { 0 };
	struct nft_what what;
	int rc = words_parse(call, port_words, &w);

	memset(&what, 0, sizeof(what));
	what.kind = NFT_KIND_PORT;
	if (rc)
		return rc;
	if (word_is(w.proto, "tcp"))
		what.proto = TCP;
	else if (word_is(w.proto, "udp"))
		what.proto = UDP;
	else
		return say_error(EXIT_WORD, "\"%s\" is neither tcp nor udp", w.proto);
	rc = parse_ports(w.port, &what);
	if (rc == 0)
		rc = parse_to(call, w.to, &what);
	if (rc == 0 && w.dev)
		rc = find_dev(w.dev, what.dev);
	if (rc)
		return rc;
	take_prefix(&what, &w.from);
	return add(&what);
}

static int fwd_delete(struct call *call)
{
	struct fwd_words w = { 0 };
	struct nl nl;
	int rc = words_parse(call, delete_words, &w);

	if (rc)
		return rc;
	rc = nft_open(&nl);
	if (rc)
		return nft_refuse(rc);
	rc = nft_delete(&nl, w.handle);
	nl_close(&nl);
	return rc;
}

static int fwd_flush(struct call *call)
{
	struct nl nl;
	int rc = words_parse(call, no_words, &(uint64_t){ 0 });

	if (rc)
		return rc;
	if (call->family)
		return say_error(EXIT_USAGE, "takes the rules of both families");
	rc = nft_open(&nl);
	if (rc == -EOPNOTSUPP) /* no rules are there */
		return EXIT_DONE;
	if (rc)
		return nft_refuse(rc);
	rc = nft_flush(&nl);
	nl_close(&nl);
	return rc;
}

/* ---- Show -------------------------------------------------------------------------------- */

static void show_port(const struct nft_what *what)
{
	char text[INET_TEXT];

	out_str("proto", " %", what->proto == TCP ? "tcp" : "udp");
	out_uint("port", " %", be16toh(what->first));
	if (what->last != what->first)
		out_uint("last", "-%", be16toh(what->last));
	inet_text(&what->to, text);
	out_str("to", what->to_port && what->family == AF_INET6 ? " to [%]" : " to %", text);
	if (what->to_port)
		out_uint("to_port", ":%", be16toh(what->to_port));
}

static void show_rule(const struct nft_rule *rule)
{
	static const char *const types[] = { "other", "masq", "port" };
	const struct nft_what *what = &rule->what;
	char text[PREFIX_TEXT];

	out_record(NULL);
	out_str("type", "%", types[what->kind]);
	if (what->kind == NFT_KIND_OTHER) {
		out_str("chain", " chain %", rule->chain);
	} else {
		if (what->kind == NFT_KIND_PORT)
			show_port(what);
		if (*what->dev)
			out_str("dev", " dev %", what->dev);
		if (what->from.family != AF_UNSPEC)
			out_str("from", " from %", prefix_text(&what->from, text));
		if (what->family != AF_UNSPEC)
			out_str("family", " family %", what->family == AF_INET ? "inet" : "inet6");
	}
	out_uint("handle", " handle %", rule->handle);
	out_uint("packets", " packets %", rule->packets);
	out_uint("bytes", " bytes %", rule->bytes);
	out_end();
	out_record_end();
}

static int show_rules(uint8_t family)
{
	struct nft_rule rule;
	struct nl nl;
	int rc = nft_open(&nl);

	if (rc == -EOPNOTSUPP) /* no rules are there */
		return EXIT_DONE;
	if (rc)
		return nft_refuse(rc);
	rc = nft_dump(&nl);
	while (rc == 0 && (rc = nft_next(&nl, &rule)) > 0) {
		rc = 0;
		if (!family || !rule.what.family || rule.what.family == family)
			show_rule(&rule);
	}
	nl_close(&nl);
	return rc ? say_kernel(&nl) : EXIT_DONE;
}

static void show_forward(const struct forward *f, uint8_t family)
{
	out_record(NULL);
	out_str("type", "%", "forward");
	out_str("dev", " dev %", f->dev);
	if (f->inet >= 0 && family != AF_INET6)
		out_bool("inet", " inet %", f->inet);
	if (f->inet6 >= 0 && family != AF_INET) {
		out_bool("inet6", " inet6 %", f->inet6);
		out_bool("router", " router %", f->router);
		out_int("accept_ra", " accept_ra %", f->accept_ra);
	}
	out_end();
	out_record_end();
}

static int fwd_show(struct call *call)
{
	struct forward_list list;
	struct forward f;
	int rc = words_parse(call, no_words, &(uint64_t){ 0 });

	if (rc)
		return rc;
	rc = forward_list(&list);
	if (rc)
		return say_errno(EXIT_KERNEL, rc, "/proc/sys/net/ipv4");
	out_list(NULL);
	while (forward_next(&list, &f))
		show_forward(&f, call->family);
	forward_end(&list);
	rc = show_rules(call->family);
	out_list_end();
	return rc;
}

/* ---- Forwarding -------------------------------------------------------------------------- */

static int forward(struct call *call, bool on)
{
	struct fwd_words w = { 0 };
	char dev[NFT_DEV_LEN] = "";
	int rc = words_parse(call, forward_words, &w);

	if (rc == 0 && w.dev)
		rc = find_dev(w.dev, dev);
	if (rc)
		return rc;
	if (!w.families.mask && call->family)
		w.families.mask = call->family == AF_INET ? FORWARD_INET : FORWARD_INET6;
	return forward_set(on, w.families.mask ? w.families.mask : FORWARD_INET | FORWARD_INET6,
			   w.dev ? dev : NULL);
}

static int fwd_on(struct call *call)
{
	return forward(call, true);
}

static int fwd_off(struct call *call)
{
	return forward(call, false);
}

static const struct verb verbs[] = {
	{ .name = "show|list|lst", .run = fwd_show, .words = no_words },
	{ .name = "on", .run = fwd_on, .words = forward_words },
	{ .name = "off", .run = fwd_off, .words = forward_words },
	{ .name = "masq", .run = fwd_masq, .words = masq_words },
	{ .name = "port", .run = fwd_port, .words = port_words },
	{ .name = "delete", .run = fwd_delete, .words = delete_words },
	{ .name = "flush", .run = fwd_flush, .words = no_words },
	{ 0 },
};

const struct applet applet_fwd = {
	.name = "fwd",
	.summary = "forwarding on and off; masquerading and port forwarding",
	.verbs = verbs,
};

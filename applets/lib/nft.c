/* SPDX-License-Identifier: 0BSD */
#include "nft.h"

#include <endian.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "applet.h"
#include "netlink.h"
#include "nft_rule.h"
#include "out.h"
#include "say.h"

#define TABLE "nsbox"
#define CHAIN_MASQ "postrouting"
#define CHAIN_PORT "port"
#define CHAIN_IN "prerouting"
#define CHAIN_OUT "output"

/* Priorities at which every NAT sits: NF_IP_PRI_NAT_* of <linux/netfilter_ipv4.h>. */
#define PRIORITY_DST (-100)
#define PRIORITY_SRC 100

/* How often a command is decided anew because the rules changed meanwhile. */
#define ATTEMPTS 100

/* ---- Messages ---------------------------------------------------------------------------- */

/* A message about the table or what is in it: they all have its name as their attribute 1. */
static void begin(struct nl_req *req, unsigned msg, uint16_t flags, uint8_t family)
{
	struct nfgenmsg h = { .nfgen_family = family, .version = NFNETLINK_V0 };

	nl_begin(req, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | msg), flags, &h, sizeof(h));
	nl_put_str(req, NFTA_TABLE_NAME, TABLE);
}

/* The messages between the two marks of a batch are one transaction. The marks themselves are
 * acknowledged by newer kernels only, so no ack is asked for. */
static void batch_mark(struct nl_req *req, uint16_t type)
{
	struct nfgenmsg h = { .res_id = htobe16(NFNL_SUBSYS_NFTABLES) };

	nl_begin(req, type, 0, &h, sizeof(h));
	nl_quiet(req);
}

/* With a generation, the kernel refuses (ERESTART) when the rules are of another by now. */
static void batch_begin(struct nl_req *req, uint32_t generation)
{
	nl_req_init(req);
	batch_mark(req, NFNL_MSG_BATCH_BEGIN);
	if (generation)
		nl_put_u32(req, NFNL_BATCH_GENID, generation);
}

static int batch_talk(struct nl *nl, struct nl_req *req)
{
	batch_mark(req, NFNL_MSG_BATCH_END);
	return nl_talk(nl, req);
}

/* A chain to be jumped to. One that is there stays as it is. */
static void put_chain(struct nl_req *req, uint8_t family, const char *name)
{
	begin(req, NFT_MSG_NEWCHAIN, NLM_F_CREATE, family);
	nl_put_str(req, NFTA_CHAIN_NAME, name);
}

/* A nat chain at a hook, likewise. */
static void put_nat_chain(struct nl_req *req, uint8_t family, const char *name, uint32_t hook,
			  int priority)
{
	size_t nest;

	put_chain(req, family, name);
	nest = nl_nest(req, NFTA_CHAIN_HOOK | NLA_F_NESTED);
	nl_put_u32(req, NFTA_HOOK_HOOKNUM, htobe32(hook));
	nl_put_u32(req, NFTA_HOOK_PRIORITY, htobe32((uint32_t)priority));
	nl_nest_end(req, nest);
	nl_put_str(req, NFTA_CHAIN_TYPE, "nat");
}

/* Up to the expressions of a new rule; returns their nest. */
static size_t begin_rule(struct nl_req *req, uint8_t family, const char *chain)
{
	begin(req, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND, family);
	nl_put_str(req, NFTA_RULE_CHAIN, chain);
	return nl_nest(req, NFTA_RULE_EXPRESSIONS | NLA_F_NESTED);
}

/* Removes a rule of a chain; with handle 0 all of them. */
static void put_delete(struct nl_req *req, uint8_t family, const char *chain, uint64_t handle)
{
	begin(req, NFT_MSG_DELRULE, 0, family);
	nl_put_str(req, NFTA_RULE_CHAIN, chain);
	if (handle)
		nl_put_u64(req, NFTA_RULE_HANDLE, htobe64(handle));
}

/* Removes the table, of whatever family, with all that is in it; none there is no error. */
static void put_delete_table(struct nl_req *req)
{
	begin(req, NFT_MSG_DELTABLE, 0, NFPROTO_UNSPEC);
}

/*
 * A chain that leads to the port rules. Its rules are laid anew each time, so that whatever became
 * of them they are right afterwards; a packet meets the old or the new ones, never none.
 */
static void put_way_to_ports(struct nl_req *req, uint8_t family, const char *chain, uint32_t hook)
{
	size_t nest;

	put_nat_chain(req, family, chain, hook, PRIORITY_DST);
	put_delete(req, family, chain, 0);
	if (hook == NF_INET_LOCAL_OUT) {
		nest = begin_rule(req, family, chain);
		nft_put_loopback_return(req, family, AF_INET);
		nl_nest_end(req, nest);
	}
	if (hook == NF_INET_LOCAL_OUT && family == NFPROTO_INET) {
		nest = begin_rule(req, family, chain);
		nft_put_loopback_return(req, family, AF_INET6);
		nl_nest_end(req, nest);
	}
	nest = begin_rule(req, family, chain);
	nft_put_local_jump(req, CHAIN_PORT);
	nl_nest_end(req, nest);
}

/* The message of put_add()'s batch that makes the table; the first is the batch's mark. */
#define ADD_TABLE 1

static void put_add(struct nl_req *req, uint8_t family, const struct nft_what *what)
{
	const char *chain = CHAIN_MASQ;
	size_t nest;

	begin(req, NFT_MSG_NEWTABLE, NLM_F_CREATE, family);
	if (what->kind == NFT_KIND_MASQ) {
		put_nat_chain(req, family, chain, NF_INET_POST_ROUTING, PRIORITY_SRC);
	} else {
		chain = CHAIN_PORT;
		put_chain(req, family, chain);
		put_way_to_ports(req, family, CHAIN_IN, NF_INET_PRE_ROUTING);
		put_way_to_ports(req, family, CHAIN_OUT, NF_INET_LOCAL_OUT);
	}
	nest = begin_rule(req, family, chain);
	nft_put_what(req, family, what);
	nl_nest_end(req, nest);
}

/* ---- What the kernel lacks --------------------------------------------------------------- */

/* Where the message that was refused starts in the request; at least a header lies there. */
static const unsigned char *refused_msg(const struct nl *nl, const struct nl_req *req,
					struct nlmsghdr *h)
{
	size_t at = 0;

	memcpy(h, req->buf, sizeof(*h));
	for (unsigned i = 0; i < nl->error.request; i++) {
		at += NLMSG_ALIGN(h->nlmsg_len);
		if (at + sizeof(*h) > req->len)
			return NULL;
		memcpy(h, req->buf + at, sizeof(*h));
	}
	return req->buf + at;
}

/* The name of the expression that the kernel's error points at; "" when it points at none. */
static const char *refused_expr(const struct nl *nl, const unsigned char *msg, uint32_t len)
{
	struct nl_attrs run = { msg + nl->error.offset, msg + len };
	struct nl_attr a;

	if (nl->error.offset < NLMSG_HDRLEN || nl->error.offset >= len || !nl_attr_next(&run, &a))
		return "";
	run = nl_nested(&a);
	if (!nl_attr_next(&run, &a) || a.type != NFTA_EXPR_NAME)
		return "";
	return nl_str(&a);
}

static int say_missing(const char *option)
{
	return say_error(EXIT_KERNEL, "this kernel is built without CONFIG_%s", option);
}

/* An expression's option is named after it: masq is CONFIG_NFT_MASQ. */
static int say_missing_expr(const char *name)
{
	char option[32] = "NFT_";
	size_t n = 4;

	while (*name && n < sizeof(option) - 1)
		option[n++] = (char)(*name++ & ~0x20);
	/* but that of fib has one for each family of tables */
	return say_missing(!strcmp(option, "NFT_FIB") ? "NFT_FIB_INET" : option);
}

/*
 * A refused transaction: names the option that the kernel was built without, where its answer
 * tells: the table (its family), a chain (its type), or the expression that it stumbled over.
 * Else the answer in its own words. Returns the exit status.
 */
static int say_refused(const struct nl *nl, const struct nl_req *req)
{
	int code = nl->error.code;
	bool unknown = code == ENOENT || code == EOPNOTSUPP || code == EAFNOSUPPORT;
	const unsigned char *msg;
	struct nlmsghdr h;
	const char *expr;

	msg = unknown ? refused_msg(nl, req, &h) : NULL;
	if (!msg)
		return say_kernel(nl);
	switch (h.nlmsg_type) {
	case NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWTABLE:
		return say_missing("NF_TABLES_INET");
	case NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN:
		return say_missing("NFT_NAT, or older than Linux 5.2");
	case NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE:
		expr = refused_expr(nl, msg, h.nlmsg_len);
		if (*expr)
			return say_missing_expr(expr);
		break;
	}
	return say_kernel(nl);
}

/* ---- Reading ----------------------------------------------------------------------------- */

/* The number that grows with every change of any table. */
static int read_generation(struct nl *nl, uint32_t *generation)
{
	struct nl_req req;
	struct nl_msg msg;
	struct nl_attrs attrs;
	struct nl_attr a;
	int rc;

	nl_req_init(&req);
	begin(&req, NFT_MSG_GETGEN, 0, NFPROTO_UNSPEC);
	rc = nl_ask(nl, &req, &msg);
	if (rc)
		return rc;
	attrs = nl_attrs(&msg, sizeof(struct nfgenmsg));
	while (nl_attr_next(&attrs, &a))
		if (a.type == NFTA_GEN_ID)
			*generation = nl_u32(&a);
	return 0;
}

int nft_open(struct nl *nl)
{
	uint32_t generation;
	int rc = nl_open(nl, NETLINK_NETFILTER);

	if (rc == -EPROTONOSUPPORT)
		return -EOPNOTSUPP;
	if (rc)
		return rc;
	rc = read_generation(nl, &generation);
	if (rc)
		nl_close(nl);
	/* EINVAL is netfilter's answer to a message of a part that it does not have */
	return rc == -EINVAL ? -EOPNOTSUPP : rc;
}

int nft_refuse(int err)
{
	if (err == -EOPNOTSUPP)
		return say_missing("NF_TABLES");
	return say_errno(EXIT_KERNEL, err, "cannot read or change the rules of nf_tables");
}

int nft_dump(struct nl *nl)
{
	struct nl_req req;

	nl_req_init(&req);
	begin(&req, NFT_MSG_GETRULE, NLM_F_DUMP, NFPROTO_UNSPEC);
	return nl_send(nl, &req);
}

/* A rule of the two chains that are listed: fills *rule. */
static bool read_rule(const struct nl_msg *msg, struct nft_rule *rule)
{
	struct nl_attrs attrs = nl_attrs(msg, sizeof(struct nfgenmsg));
	struct nl_attr a, exprs = { 0 };
	const char *table = "", *chain = "";
	struct nfgenmsg h;

	memset(rule, 0, sizeof(*rule));
	(void)nl_header(msg, &h, sizeof(h));
	while (nl_attr_next(&attrs, &a)) {
		switch (a.type) {
		case NFTA_RULE_TABLE:
			table = nl_str(&a);
			break;
		case NFTA_RULE_CHAIN:
			chain = nl_str(&a);
			break;
		case NFTA_RULE_HANDLE:
			rule->handle = be64toh(nl_u64(&a));
			break;
		case NFTA_RULE_EXPRESSIONS:
			exprs = a;
			break;
		default:
			break;
		}
	}
	rule->table = h.nfgen_family;
	rule->chain = CHAIN_MASQ;
	rule->what.kind = NFT_KIND_MASQ;
	if (!strcmp(chain, CHAIN_PORT)) {
		rule->chain = CHAIN_PORT;
		rule->what.kind = NFT_KIND_PORT;
	}
	if ((rule->table != NFPROTO_INET && rule->table != NFPROTO_IPV4) ||
	    strcmp(table, TABLE) != 0 || strcmp(chain, rule->chain) != 0)
		return false;
	if (!nft_read_what(&exprs, rule))
		rule->what.kind = NFT_KIND_OTHER;
	return true;
}

int nft_next(struct nl *nl, struct nft_rule *rule)
{
	struct nl_msg msg;
	int rc;

	while ((rc = nl_next(nl, &msg)) > 0)
		if (msg.type == (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE) &&
		    read_rule(&msg, rule))
			return 1;
	return rc;
}

/* ---- Commands ---------------------------------------------------------------------------- */

/* What there is, as far as a command is concerned. */
struct survey {
	uint32_t generation; /* at which it was so */
	unsigned rules;
	uint64_t found;      /* handle of the rule asked for; 0: there is none, likewise below */
	uint64_t before;     /* handle of one that takes its packets before it */
	uint8_t table;       /* where `found` is */
	const char *chain;
};

/* Does the rule do this? In a table of one family, both are that one. */
static bool does(const struct nft_rule *rule, const struct nft_what *what)
{
	struct nft_what own = *what;

	if (own.family == AF_UNSPEC && rule->table != NFPROTO_INET)
		own.family = rule->table;
	return !memcmp(&rule->what, &own, sizeof(own));
}

/* Would b, standing behind a, never be reached? Only what the two have to the letter counts. */
static bool covers(const struct nft_what *a, const struct nft_what *b)
{
	return a->kind == NFT_KIND_PORT && b->kind == NFT_KIND_PORT && a->family == b->family &&
	       a->proto == b->proto && be16toh(a->first) <= be16toh(b->last) &&
	       be16toh(b->first) <= be16toh(a->last) &&
	       !memcmp(a->dev, b->dev, sizeof(a->dev)) &&
	       !memcmp(&a->from, &b->from, sizeof(a->from));
}

/* Looks for a rule by what it does or (NULL) by its handle. 0; the exit status after saying why
 * not; -EAGAIN when the rules changed meanwhile. */
static int survey(struct nl *nl, const struct nft_what *what, uint64_t handle, struct survey *s)
{
	struct nft_rule rule;
	int rc;

	memset(s, 0, sizeof(*s));
	rc = read_generation(nl, &s->generation);
	if (rc == 0)
		rc = nft_dump(nl);
	while (rc == 0 && (rc = nft_next(nl, &rule)) > 0) {
		rc = 0;
		s->rules++;
		if (what ? does(&rule, what) : rule.handle == handle) {
			s->found = rule.handle;
			s->table = rule.table;
			s->chain = rule.chain;
		} else if (what && covers(&rule.what, what)) {
			s->before = rule.handle;
		}
	}
	if (rc == -EINTR)
		return -EAGAIN;
	return rc ? say_kernel(nl) : 0;
}

/* After the batch: 0, the exit status after saying why it was refused, or -EAGAIN. */
static int judge(const struct nl *nl, const struct nl_req *req, int rc)
{
	if (rc == -ERESTART)
		return -EAGAIN;
	return rc ? say_refused(nl, req) : EXIT_DONE;
}

static int try_add(struct nl *nl, const struct nft_what *what)
{
	char digits[OUT_DIGITS];
	struct survey s;
	struct nl_req req;
	int rc = survey(nl, what, 0, &s);

	if (rc || s.found)
		return rc;
	if (s.before)
		return say_error(EXIT_KERNEL, "the rule with handle %s takes these packets already",
				 out_digits(digits, s.before));
	batch_begin(&req, s.generation);
	put_add(&req, NFPROTO_INET, what);
	rc = batch_talk(nl, &req);
	if (rc == -EOPNOTSUPP && nl->error.request == ADD_TABLE && what->family != AF_INET6) {
		/* a kernel without IPv6 knows no family inet */
		batch_begin(&req, s.generation);
		put_add(&req, NFPROTO_IPV4, what);
		rc = batch_talk(nl, &req);
	}
	return judge(nl, &req, rc);
}

static int try_delete(struct nl *nl, uint64_t handle)
{
	char digits[OUT_DIGITS];
	struct survey s;
	struct nl_req req;
	int rc = survey(nl, NULL, handle, &s);

	if (rc)
		return rc;
	if (!s.found)
		return say_error(EXIT_WORD, "there is no rule with handle %s",
				 out_digits(digits, handle));
	batch_begin(&req, s.generation);
	/* the last rule takes the table with it, whose chains would go on looking at packets */
	if (s.rules > 1)
		put_delete(&req, s.table, s.chain, handle);
	else
		put_delete_table(&req);
	return judge(nl, &req, batch_talk(nl, &req));
}

/* Attempts until the rules hold still. */
static int settle(struct nl *nl, const struct nft_what *what, uint64_t handle)
{
	int rc;

	for (int i = 0; i < ATTEMPTS; i++) {
		rc = what ? try_add(nl, what) : try_delete(nl, handle);
		if (rc != -EAGAIN)
			return rc;
	}
	return say_errno(EXIT_KERNEL, EBUSY, "the rules change too fast");
}

int nft_add(struct nl *nl, const struct nft_what *what)
{
	return settle(nl, what, 0);
}

int nft_delete(struct nl *nl, uint64_t handle)
{
	return settle(nl, NULL, handle);
}

int nft_flush(struct nl *nl)
{
	struct nl_req req;

	batch_begin(&req, 0);
	put_delete_table(&req);
	return batch_talk(nl, &req) ? say_kernel(nl) : EXIT_DONE;
}

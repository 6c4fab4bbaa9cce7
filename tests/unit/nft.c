/* SPDX-License-Identifier: 0BSD */
/* nft.c, nft_rule.c: rules to expressions and back, and what is made of the kernel's refusals. */
#include "fake.h"

#include <endian.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "applet.h"
#include "nft.h"
#include "nft_rule.h"

#define TCP 6
#define UDP 17

static struct nft_what what;

/* ---- Rules and expressions --------------------------------------------------------------- */

static void begin_what(uint8_t kind, const char *dev, const char *from)
{
	memset(&what, 0, sizeof(what));
	what.kind = kind;
	memcpy(what.dev, dev, strlen(dev));
	if (!*from)
		return;
	assert_int_equal(inet_prefix_parse(from, AF_UNSPEC, &what.from), 0);
	what.family = what.from.family;
}

static void end_port(uint8_t proto, unsigned first, unsigned last, const char *to, unsigned to_port)
{
	assert_int_equal(inet_addr_parse(to, AF_UNSPEC, &what.to), 0);
	what.family = what.to.family;
	what.proto = proto;
	what.first = htobe16((uint16_t)first);
	what.last = htobe16((uint16_t)last);
	what.to_port = htobe16((uint16_t)to_port);
}

static struct nl_req req;

static void begin_exprs(void)
{
	nl_req_init(&req);
	nl_begin(&req, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE, 0, NULL, 0);
}

/* What was put since, as an attribute. */
static struct nl_attr end_exprs(void)
{
	assert_int_equal(req.err, 0);
	return (struct nl_attr){ NFTA_RULE_EXPRESSIONS, (uint16_t)(req.len - NLMSG_HDRLEN),
				 req.buf + NLMSG_HDRLEN };
}

static uint8_t table = NFPROTO_INET;

static struct nl_attr put(void)
{
	begin_exprs();
	nft_put_what(&req, table, &what);
	return end_exprs();
}

static bool read_as(uint8_t kind, const struct nl_attr *exprs, struct nft_rule *rule)
{
	memset(rule, 0, sizeof(*rule));
	rule->table = table;
	rule->what.kind = kind;
	return nft_read_what(exprs, rule);
}

static void assert_reads_back(void)
{
	struct nl_attr exprs = put();
	struct nft_rule rule;

	assert_true(read_as(what.kind, &exprs, &rule));
	assert_memory_equal(&rule.what, &what, sizeof(what));
	/* nor is it taken for one of the other chain */
	assert_false(read_as(what.kind == NFT_KIND_MASQ ? NFT_KIND_PORT : NFT_KIND_MASQ, &exprs,
			     &rule));
}

static void a_rule_reads_back_as_it_was_put(void **state)
{
	static const char *const froms4[] = { "", "10.0.0.0/8", "192.0.2.1", "128.0.0.0/1",
					      "10.1.2.128/25", "0.0.0.0/8" };
	static const char *const froms6[] = { "", "fd00::/8", "2001:db8::1", "8000::/1",
					      "2001:db8::/63", "::/96" };
	static const char *const devs[] = { "", "wan", "fifteenletters0" };

	(void)state;
	for (unsigned i = 0; i < 6 * 3 * 2; i++) {
		bool v6 = i % 2;
		const char *from = v6 ? froms6[i / 2 % 6] : froms4[i / 2 % 6];
		const char *dev = devs[i / 12];

		begin_what(NFT_KIND_MASQ, dev, from);
		assert_reads_back();
		what.family = v6 ? AF_INET6 : AF_INET;
		assert_reads_back();
		for (unsigned j = 0; j < 8; j++) {
			begin_what(NFT_KIND_PORT, dev, from);
			end_port(j & 1 ? TCP : UDP, 256, j & 2 ? 65535 : 256, v6 ? "fd00::2" : "10.0.0.2",
				 j & 4 ? 1 : 0);
			assert_reads_back();
		}
	}
}

static void a_table_of_ipv4_alone_needs_no_family(void **state)
{
	struct nl_attr exprs;
	struct nft_rule rule;

	(void)state;
	begin_what(NFT_KIND_MASQ, "wan", "10.0.0.0/8");
	exprs = put();
	table = NFPROTO_IPV4;
	assert_true(put().len < exprs.len);
	assert_reads_back();
	begin_what(NFT_KIND_MASQ, "wan", "");
	exprs = put();
	assert_true(read_as(NFT_KIND_MASQ, &exprs, &rule));
	assert_int_equal(rule.what.family, AF_INET);
	table = NFPROTO_INET;
}

static void a_rule_with_something_else_is_another(void **state)
{
	struct nl_attr exprs;
	struct nft_rule rule;

	(void)state;
	begin_what(NFT_KIND_MASQ, "wan", "");
	exprs = put();
	assert_true(read_as(NFT_KIND_MASQ, &exprs, &rule));
	exprs.len--; /* no action */
	assert_false(read_as(NFT_KIND_MASQ, &exprs, &rule));
	exprs.len = 0;
	assert_false(read_as(NFT_KIND_MASQ, &exprs, &rule));

	begin_exprs(); /* something behind the action */
	nft_put_what(&req, table, &what);
	nft_put_loopback_return(&req, table, AF_INET);
	exprs = end_exprs();
	assert_false(read_as(NFT_KIND_MASQ, &exprs, &rule));

	begin_exprs(); /* something in front */
	nft_put_local_jump(&req, "port");
	nft_put_what(&req, table, &what);
	exprs = end_exprs();
	assert_false(read_as(NFT_KIND_MASQ, &exprs, &rule));
}

/* Whatever arrives, nothing outside of it is looked at: the sanitizers see to that. */
static void broken_expressions_are_read_safely(void **state)
{
	static unsigned char whole[4096], broken[4096];
	struct nl_attr exprs;
	struct nft_rule rule;
	uint32_t random = 1;
	size_t len;

	(void)state;
	begin_what(NFT_KIND_PORT, "wan", "10.0.0.0/9");
	end_port(TCP, 80, 90, "10.0.0.2", 8080);
	exprs = put();
	len = exprs.len;
	assert_in_range(len, 1, sizeof(whole));
	memcpy(whole, exprs.data, len);
	for (unsigned i = 0; i < 50000; i++) {
		exprs.len = (uint16_t)(i % 8 ? len : (random >> 16) % len);
		/* at the end of its room, where a byte too much is seen */
		exprs.data = broken + sizeof(broken) - exprs.len;
		memcpy(broken + sizeof(broken) - exprs.len, whole, exprs.len);
		for (unsigned flips = i % 4; flips < 4; flips++) {
			random = random * 1664525 + 1013904223;
			broken[sizeof(broken) - 1 - (random >> 8) % len] = (unsigned char)random;
		}
		(void)read_as(NFT_KIND_PORT, &exprs, &rule);
	}
}

static void bits_behind_a_prefix_are_cleared(void **state)
{
	struct inet prefix, want;

	(void)state;
	for (unsigned bits = 0; bits <= 128; bits++) {
		memset(&prefix, 0xff, sizeof(prefix));
		prefix.family = AF_INET6;
		prefix.bits = (uint8_t)bits;
		want = prefix;
		for (unsigned bit = bits; bit < 128; bit++)
			want.bytes[bit / 8] &= (uint8_t)~(1u << (7 - bit % 8));
		nft_trim(&prefix);
		assert_memory_equal(&prefix, &want, sizeof(want));
	}
}

/* ---- Transactions ------------------------------------------------------------------------ */

static struct nl nl;
static int said = -1, own_stderr = -1;

/* Once for all: close() is the fake's. */
static int open_said(void **state)
{
	FILE *file = tmpfile();

	(void)state;
	if (!file)
		return -1;
	said = fileno(file);
	own_stderr = dup(STDERR_FILENO);
	return own_stderr < 0 ? -1 : 0;
}

static int setup(void **state)
{
	fake_reset(state);
	begin_what(NFT_KIND_MASQ, "wan", "");
	return nl_open(&nl, NETLINK_NETFILTER);
}

/* The messages of the batch that adds a masq rule, by their place in it. */
enum { BATCH_BEGIN, BATCH_TABLE, BATCH_CHAIN, BATCH_RULE, BATCH_END, BATCH_COUNT };

/* The script up to the batch: the generation, and no rules. `seq`: of the newest message before;
 * returns that of the batch's first. */
static uint32_t script_survey(uint32_t seq)
{
	struct nfgenmsg h = { .version = NFNETLINK_V0 };
	uint32_t generation = htobe32(77);
	struct datagram *d = datagram();

	send_works();
	add_message(d, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN, 0, ++seq, &h, sizeof(h));
	add_attr(d, NFTA_GEN_ID, &generation, sizeof(generation));
	arrives(d);
	send_works();
	d = datagram();
	add_done(d, 0, ++seq, 0);
	arrives(d);
	send_works();
	return ++seq;
}

static void script_acks(uint32_t batch)
{
	struct datagram *d = datagram();

	for (unsigned i = BATCH_TABLE; i <= BATCH_RULE; i++)
		add_ack(d, batch + i);
	arrives(d);
}

static int add(void)
{
	int rc;

	assert_int_equal(ftruncate(said, 0), 0);
	lseek(said, 0, SEEK_SET);
	dup2(said, STDERR_FILENO);
	rc = nft_add(&nl, &what);
	dup2(own_stderr, STDERR_FILENO);
	return rc;
}

static void assert_said(const char *want)
{
	char text[1024] = "";
	const char *found;
	ssize_t n = pread(said, text, sizeof(text) - 1, 0);

	assert_true(n > 1 && text[n - 1] == '\n');
	text[n - 1] = 0;
	assert_null(strchr(text, '\n'));
	found = strstr(text, want);
	if (!found || strcmp(found, want) != 0)
		fail_msg("\"%s\" does not end in \"%s\"", text, want);
}

/* A message of the newest batch: its bytes; the family in its header. */
static const unsigned char *sent_message(unsigned n)
{
	const unsigned char *at = fake.sent;

	for (unsigned i = 0; i < n; i++)
		at += sent_header(i).nlmsg_len;
	return at;
}

static uint8_t sent_family(unsigned n)
{
	return sent_message(n)[NLMSG_HDRLEN];
}

static void a_batch_names_its_generation_and_asks_acks_of_commands(void **state)
{
	uint32_t generation;

	(void)state;
	script_acks(script_survey(0));
	assert_int_equal(add(), EXIT_DONE);
	memcpy(&generation, sent_message(BATCH_BEGIN) + NLMSG_HDRLEN + 4 + 4, sizeof(generation));
	assert_int_equal(be32toh(generation), 77);
	for (unsigned i = 0; i < BATCH_COUNT; i++)
		assert_int_equal(!(sent_header(i).nlmsg_flags & NLM_F_ACK),
				 i == BATCH_BEGIN || i == BATCH_END);
	assert_int_equal(sent_header(BATCH_BEGIN).nlmsg_type, NFNL_MSG_BATCH_BEGIN);
	assert_int_equal(sent_header(BATCH_END).nlmsg_type, NFNL_MSG_BATCH_END);
	assert_int_equal(sent_family(BATCH_TABLE), NFPROTO_INET);
	assert_int_equal(sent_family(BATCH_RULE), NFPROTO_INET);
}

static void a_change_by_others_means_to_decide_anew(void **state)
{
	struct datagram *d = datagram();
	uint32_t batch;

	(void)state;
	batch = script_survey(0);
	add_short_refusal(d, batch, -ERESTART, 0);
	arrives(d);
	script_acks(script_survey(batch + BATCH_COUNT - 1));
	assert_int_equal(add(), EXIT_DONE);
	assert_int_equal(fake.sends, 6);
}

/* The batch is refused at a message, with the attribute at `offset` of it. */
static void script_refusal(uint32_t batch, unsigned message, int code, uint32_t offset)
{
	struct nlmsghdr h = { .nlmsg_len = sizeof(h), .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK };
	struct datagram *d = datagram();

	add_refusal(d, NLM_F_CAPPED | NLM_F_ACK_TLVS, batch + message, code, &h);
	if (offset)
		add_attr(d, NLMSGERR_ATTR_OFFS, &offset, sizeof(offset));
	arrives(d);
}

static void without_the_family_inet_it_is_ip(void **state)
{
	uint32_t batch;

	(void)state;
	batch = script_survey(0);
	script_refusal(batch, BATCH_TABLE, -EOPNOTSUPP, 0);
	send_works();
	script_acks(batch + BATCH_COUNT);
	assert_int_equal(add(), EXIT_DONE);
	assert_int_equal(sent_family(BATCH_TABLE), NFPROTO_IPV4);
	assert_int_equal(sent_family(BATCH_RULE), NFPROTO_IPV4);
}

static void without_the_family_inet_there_is_no_ipv6(void **state)
{
	(void)state;
	what.family = AF_INET6;
	script_refusal(script_survey(0), BATCH_TABLE, -EOPNOTSUPP, 0);
	assert_int_equal(add(), EXIT_KERNEL);
	assert_said("CONFIG_NF_TABLES_INET");
}

static void without_nat_it_is_named(void **state)
{
	(void)state;
	script_refusal(script_survey(0), BATCH_CHAIN, -ENOENT, 0);
	assert_int_equal(add(), EXIT_KERNEL);
	assert_said("CONFIG_NFT_NAT, or older than Linux 5.2");
}

/* Where the expression of this name starts in the rule of the newest batch. */
static uint32_t sent_expr(const char *name)
{
	const unsigned char *rule = sent_message(BATCH_RULE);

	/* behind the headers of the list's element and of the name */
	for (uint32_t at = NLMSG_HDRLEN; at < sent_header(BATCH_RULE).nlmsg_len - 16; at += 4)
		if (!strcmp((const char *)rule + at + 8, name))
			return at;
	fail_msg("no expression %s was sent", name);
	return 0;
}

static void an_expression_that_is_missing_is_named(void **state)
{
	uint32_t batch;

	(void)state;
	batch = script_survey(0);
	script_acks(batch);
	assert_int_equal(add(), EXIT_DONE);
	batch = script_survey(batch + BATCH_COUNT - 1);
	script_refusal(batch, BATCH_RULE, -ENOENT, sent_expr("masq"));
	assert_int_equal(add(), EXIT_KERNEL);
	assert_said("CONFIG_NFT_MASQ");
	batch = script_survey(batch + BATCH_COUNT - 1);
	script_refusal(batch, BATCH_RULE, -ENOENT, sent_expr("counter"));
	assert_int_equal(add(), EXIT_KERNEL);
	assert_said("CONFIG_NFT_COUNTER");
	/* an offset that leads to nothing names nothing */
	batch = script_survey(batch + BATCH_COUNT - 1);
	script_refusal(batch, BATCH_RULE, -ENOENT, 100000);
	assert_int_equal(add(), EXIT_KERNEL);
	assert_said(strerror(ENOENT));
}

static void other_refusals_are_the_kernels_own_words(void **state)
{
	(void)state;
	script_refusal(script_survey(0), BATCH_TABLE, -EPERM, 0);
	assert_int_equal(add(), EXIT_KERNEL);
	assert_said(strerror(EPERM));
}

static void without_netfilter_there_is_no_socket(void **state)
{
	(void)state;
	fake.socket_error = EPROTONOSUPPORT;
	assert_int_equal(nft_open(&nl), -EOPNOTSUPP);
}

static void without_nf_tables_nobody_knows_a_generation(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	nl_close(&nl);
	fake.options = 0;
	send_works();
	add_short_refusal(d, 1, -EINVAL, 0);
	arrives(d);
	assert_int_equal(nft_open(&nl), -EOPNOTSUPP);
	assert_int_equal(fake.closes, 2);
}

#define scripted(test) cmocka_unit_test_setup(test, setup)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_reads_back_as_it_was_put),
		cmocka_unit_test(a_table_of_ipv4_alone_needs_no_family),
		cmocka_unit_test(a_rule_with_something_else_is_another),
		cmocka_unit_test(broken_expressions_are_read_safely),
		cmocka_unit_test(bits_behind_a_prefix_are_cleared),
		scripted(a_batch_names_its_generation_and_asks_acks_of_commands),
		scripted(a_change_by_others_means_to_decide_anew),
		scripted(without_the_family_inet_it_is_ip),
		scripted(without_the_family_inet_there_is_no_ipv6),
		scripted(without_nat_it_is_named),
		scripted(an_expression_that_is_missing_is_named),
		scripted(other_refusals_are_the_kernels_own_words),
		scripted(without_netfilter_there_is_no_socket),
		scripted(without_nf_tables_nobody_knows_a_generation),
	};

	return cmocka_run_group_tests(tests, open_said, NULL);
}

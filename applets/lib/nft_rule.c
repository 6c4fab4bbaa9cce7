/* SPDX-License-Identifier: 0BSD */
#include "nft_rule.h"

#include <endian.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

/* ---- What packets are compared with ------------------------------------------------------ */

/* How register 1 is loaded: with what is known about the packet besides its bytes (NFT_META_*), or
 * with bytes of one of its headers (NFT_PAYLOAD_*_HEADER, offset, length). */
#define META(key) (1u << 24 | (key))
#define PAYLOAD(base, offset, len) ((base) << 16 | (offset) << 8 | (len))
#define IS_META(load) ((load) >> 24)

/* Offsets: RFC 791 and 8200 for the addresses, 9293 and 768 for the port, which TCP and UDP have
 * at the same place. */
#define IP4_SRC PAYLOAD(NFT_PAYLOAD_NETWORK_HEADER, 12u, 4u)
#define IP4_DST PAYLOAD(NFT_PAYLOAD_NETWORK_HEADER, 16u, 4u)
#define IP6_SRC PAYLOAD(NFT_PAYLOAD_NETWORK_HEADER, 8u, 16u)
#define IP6_DST PAYLOAD(NFT_PAYLOAD_NETWORK_HEADER, 24u, 16u)
#define L4_DPORT PAYLOAD(NFT_PAYLOAD_TRANSPORT_HEADER, 2u, 2u)

/* Which member of struct nft_what goes with what was loaded. */
static const struct member {
	uint32_t load;
	uint8_t at, len;
} members[] = {
#define MEMBER(m) offsetof(struct nft_what, m), sizeof(((struct nft_what *)0)->m)
	{ META(NFT_META_NFPROTO), MEMBER(family) },
	{ META(NFT_META_L4PROTO), MEMBER(proto) },
	{ META(NFT_META_OIFNAME), MEMBER(dev) },
	{ META(NFT_META_IIFNAME), MEMBER(dev) },
	{ IP4_SRC, offsetof(struct nft_what, from.bytes), 4 },
	{ IP6_SRC, offsetof(struct nft_what, from.bytes), 16 },
	{ L4_DPORT, MEMBER(first) },
#undef MEMBER
};

/* ---- struct -> message ------------------------------------------------------------------- */

/* Two nests, one inside the other. */
struct expr {
	size_t elem, data;
};

/* Opens an expression that has numbers: pairs of an attribute and its value, 0 ends them. */
static struct expr begin(struct nl_req *req, const char *name, ...)
{
	struct expr e;
	va_list numbers;
	unsigned attr;

	e.elem = nl_nest(req, NFTA_LIST_ELEM | NLA_F_NESTED);
	nl_put_str(req, NFTA_EXPR_NAME, name);
	e.data = nl_nest(req, NFTA_EXPR_DATA | NLA_F_NESTED);
	va_start(numbers, name);
	while ((attr = va_arg(numbers, unsigned)) != 0)
		nl_put_u32(req, (uint16_t)attr, htobe32(va_arg(numbers, unsigned)));
	va_end(numbers);
	return e;
}

static void end(struct nl_req *req, struct expr e)
{
	nl_nest_end(req, e.data);
	nl_nest_end(req, e.elem);
}

static void put_data(struct nl_req *req, uint16_t attr, const void *data, size_t len)
{
	size_t nest = nl_nest(req, attr | NLA_F_NESTED);

	nl_put(req, NFTA_DATA_VALUE, data, len);
	nl_nest_end(req, nest);
}

static void put_load(struct nl_req *req, uint32_t load)
{
	end(req, IS_META(load) ? begin(req, "meta", NFTA_META_DREG, NFT_REG_1, NFTA_META_KEY,
				       load & 0xffff, 0)
			       : begin(req, "payload", NFTA_PAYLOAD_DREG, NFT_REG_1,
				       NFTA_PAYLOAD_BASE, load >> 16, NFTA_PAYLOAD_OFFSET,
				       load >> 8 & 0xff, NFTA_PAYLOAD_LEN, load & 0xff, 0));
}

static void put_cmp(struct nl_req *req, unsigned op, const void *data, size_t len)
{
	struct expr e = begin(req, "cmp", NFTA_CMP_SREG, NFT_REG_1, NFTA_CMP_OP, op, 0);

	put_data(req, NFTA_CMP_DATA, data, len);
	end(req, e);
}

static void put_is(struct nl_req *req, uint32_t load, const void *data, size_t len)
{
	put_load(req, load);
	put_cmp(req, NFT_CMP_EQ, data, len);
}

static void put_mask(struct nl_req *req, const struct inet *prefix)
{
	unsigned len = inet_len(prefix->family);
	struct inet mask = *prefix, zero = { 0 };
	struct expr e = begin(req, "bitwise", NFTA_BITWISE_SREG, NFT_REG_1, NFTA_BITWISE_DREG,
			      NFT_REG_1, NFTA_BITWISE_LEN, len, 0);

	memset(mask.bytes, 0xff, len);
	nft_trim(&mask);
	put_data(req, NFTA_BITWISE_MASK, mask.bytes, len);
	put_data(req, NFTA_BITWISE_XOR, zero.bytes, len);
	end(req, e);
}

static void put_within(struct nl_req *req, uint32_t load, const struct inet *prefix)
{
	unsigned len = inet_len(prefix->family);

	put_load(req, load);
	if (prefix->bits < len * 8)
		put_mask(req, prefix);
	put_cmp(req, NFT_CMP_EQ, prefix->bytes, len);
}

static void put_port_is(struct nl_req *req, const struct nft_what *what)
{
	bool range = what->first != what->last;

	put_load(req, L4_DPORT);
	put_cmp(req, range ? NFT_CMP_GTE : NFT_CMP_EQ, &what->first, sizeof(what->first));
	if (range)
		put_cmp(req, NFT_CMP_LTE, &what->last, sizeof(what->last));
}

static void put_immediate(struct nl_req *req, unsigned reg, const void *data, size_t len)
{
	struct expr e = begin(req, "immediate", NFTA_IMMEDIATE_DREG, reg, 0);

	put_data(req, NFTA_IMMEDIATE_DATA, data, len);
	end(req, e);
}

static void put_verdict(struct nl_req *req, int code, const char *chain)
{
	struct expr e = begin(req, "immediate", NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT, 0);
	size_t data = nl_nest(req, NFTA_IMMEDIATE_DATA | NLA_F_NESTED);
	size_t verdict = nl_nest(req, NFTA_DATA_VERDICT | NLA_F_NESTED);

	nl_put_u32(req, NFTA_VERDICT_CODE, htobe32((uint32_t)code));
	if (chain)
		nl_put_str(req, NFTA_VERDICT_CHAIN, chain);
	nl_nest_end(req, verdict);
	nl_nest_end(req, data);
	end(req, e);
}

/* To what->to: its address in register 1, the port, if there is one, in register 2. */
static void put_dnat(struct nl_req *req, const struct nft_what *what)
{
	put_immediate(req, NFT_REG_1, what->to.bytes, inet_len(what->to.family));
	if (what->to_port)
		put_immediate(req, NFT_REG_2, &what->to_port, sizeof(what->to_port));
	end(req, begin(req, "nat", NFTA_NAT_TYPE, NFT_NAT_DNAT, NFTA_NAT_FAMILY,
		       (unsigned)what->to.family, NFTA_NAT_REG_ADDR_MIN, NFT_REG_1,
		       what->to_port ? NFTA_NAT_REG_PROTO_MIN : 0, NFT_REG_2, 0));
}

/* NFPROTO_IPV4 and _IPV6 are the numbers of AF_INET and AF_INET6. */
static void put_family(struct nl_req *req, uint8_t table, uint8_t family)
{
	if (table == NFPROTO_INET && family != AF_UNSPEC)
		put_is(req, META(NFT_META_NFPROTO), &family, sizeof(family));
}

void nft_put_what(struct nl_req *req, uint8_t table, const struct nft_what *what)
{
	bool masq = what->kind == NFT_KIND_MASQ;

	put_family(req, table, what->family);
	if (*what->dev)
		put_is(req, masq ? META(NFT_META_OIFNAME) : META(NFT_META_IIFNAME), what->dev,
		       sizeof(what->dev));
	if (what->from.family != AF_UNSPEC)
		put_within(req, what->from.family == AF_INET ? IP4_SRC : IP6_SRC, &what->from);
	if (!masq) {
		put_is(req, META(NFT_META_L4PROTO), &what->proto, sizeof(what->proto));
		put_port_is(req, what);
	}
	end(req, begin(req, "counter", 0));
	if (masq)
		end(req, begin(req, "masq", 0));
	else
		put_dnat(req, what);
}

void nft_put_local_jump(struct nl_req *req, const char *chain)
{
	uint32_t local = RTN_LOCAL;

	end(req, begin(req, "fib", NFTA_FIB_DREG, NFT_REG_1, NFTA_FIB_RESULT,
		       NFT_FIB_RESULT_ADDRTYPE, NFTA_FIB_FLAGS, NFTA_FIB_F_DADDR, 0));
	put_cmp(req, NFT_CMP_EQ, &local, sizeof(local));
	put_verdict(req, NFT_JUMP, chain);
}

void nft_put_loopback_return(struct nl_req *req, uint8_t table, uint8_t family)
{
	static const struct inet loopback4 = { AF_INET, 8, { 127 } };
	static const struct inet loopback6 = { AF_INET6, 128, { [15] = 1 } };

	put_family(req, table, family);
	if (family == AF_INET)
		put_within(req, IP4_DST, &loopback4);
	else
		put_within(req, IP6_DST, &loopback6);
	put_verdict(req, NFT_RETURN, NULL);
}

void nft_trim(struct inet *prefix)
{
	for (unsigned bit = prefix->bits; bit < inet_len(prefix->family) * 8; bit++)
		prefix->bytes[bit / 8] &= (uint8_t)~(0x80 >> bit % 8);
}

/* ---- message -> struct ------------------------------------------------------------------- */

struct reader {
	struct nft_rule *rule;
	uint32_t load; /* what register 1 holds */
	uint8_t bits;  /* length of the prefix that a mask left of it; 0: no mask */
	bool done;     /* the action is behind us */
};

/* An expression's attributes by their type; one that is not there is empty. */
#define EXPR_ATTRS 6
struct numbered {
	struct nl_attr at[EXPR_ATTRS];
};

static uint32_t number(const struct numbered *e, unsigned type)
{
	return be32toh(nl_u32(&e->at[type]));
}

/* The bytes inside an attribute's NFTA_DATA_VALUE; none where there are none. */
static struct nl_attr value(const struct numbered *e, unsigned type)
{
	struct nl_attrs run = nl_nested(&e->at[type]);
	struct nl_attr a;

	if (nl_attr_next(&run, &a) && a.type == NFTA_DATA_VALUE)
		return a;
	return (struct nl_attr){ 0 };
}

static bool copy(void *to, size_t len, const struct nl_attr *from)
{
	if (from->len == len)
		memcpy(to, from->data, len);
	return from->len == len;
}

static bool read_meta(struct reader *r, const struct numbered *e)
{
	r->load = META(number(e, NFTA_META_KEY));
	r->bits = 0;
	return number(e, NFTA_META_DREG) == NFT_REG_1;
}

static bool read_payload(struct reader *r, const struct numbered *e)
{
	r->load = PAYLOAD(number(e, NFTA_PAYLOAD_BASE), number(e, NFTA_PAYLOAD_OFFSET),
			  number(e, NFTA_PAYLOAD_LEN));
	r->bits = 0;
	return number(e, NFTA_PAYLOAD_DREG) == NFT_REG_1;
}

static bool read_mask(struct reader *r, const struct numbered *e)
{
	struct nl_attr mask = value(e, NFTA_BITWISE_MASK);
	unsigned bits = 0, len = mask.len * 8u;

	while (bits < len && mask.data[bits / 8] & 0x80 >> bits % 8)
		bits++;
	r->bits = (uint8_t)bits;
	while (bits < len && !(mask.data[bits / 8] & 0x80 >> bits % 8))
		bits++;
	return r->bits != 0 && bits == len;
}

static bool read_cmp(struct reader *r, const struct numbered *e)
{
	struct nft_what *what = &r->rule->what;
	struct nl_attr data = value(e, NFTA_CMP_DATA);
	uint32_t op = number(e, NFTA_CMP_OP);

	if (r->load == L4_DPORT && op == NFT_CMP_LTE)
		return copy(&what->last, sizeof(what->last), &data);
	if (op != NFT_CMP_EQ && (r->load != L4_DPORT || op != NFT_CMP_GTE))
		return false;
	if (r->load == META(what->kind == NFT_KIND_MASQ ? NFT_META_IIFNAME : NFT_META_OIFNAME))
		return false;
	if (r->load == IP4_SRC || r->load == IP6_SRC) {
		what->from.family = r->load == IP4_SRC ? AF_INET : AF_INET6;
		what->from.bits = (uint8_t)(r->bits ? r->bits : data.len * 8);
	}
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (members[i].load == r->load)
			return copy((char *)what + members[i].at, members[i].len, &data);
	return false;
}

static bool read_immediate(struct reader *r, const struct numbered *e)
{
	struct nft_what *what = &r->rule->what;
	struct nl_attr data = value(e, NFTA_IMMEDIATE_DATA);

	switch (number(e, NFTA_IMMEDIATE_DREG)) {
	case NFT_REG_1:
		what->to.family = data.len == 4 ? AF_INET : AF_INET6;
		what->to.bits = (uint8_t)(data.len * 8);
		return copy(what->to.bytes, inet_len(what->to.family), &data);
	case NFT_REG_2:
		return copy(&what->to_port, sizeof(what->to_port), &data);
	default:
		return false;
	}
}

static bool read_counter(struct reader *r, const struct numbered *e)
{
	r->rule->packets = be64toh(nl_u64(&e->at[NFTA_COUNTER_PACKETS]));
	r->rule->bytes = be64toh(nl_u64(&e->at[NFTA_COUNTER_BYTES]));
	return true;
}

static bool read_masq(struct reader *r, const struct numbered *e)
{
	r->done = true;
	return r->rule->what.kind == NFT_KIND_MASQ && number(e, NFTA_MASQ_FLAGS) == 0;
}

static bool read_nat(struct reader *r, const struct numbered *e)
{
	const struct nft_what *what = &r->rule->what;

	r->done = true;
	return what->kind == NFT_KIND_PORT && number(e, NFTA_NAT_TYPE) == NFT_NAT_DNAT &&
	       number(e, NFTA_NAT_FAMILY) == what->to.family &&
	       number(e, NFTA_NAT_REG_ADDR_MIN) == NFT_REG_1 && what->family == what->to.family &&
	       number(e, NFTA_NAT_REG_PROTO_MIN) == (what->to_port ? NFT_REG_2 : 0u);
}

static const struct {
	const char *name;
	bool (*read)(struct reader *r, const struct numbered *e);
} expressions[] = {
	{ "meta", read_meta },
	{ "payload", read_payload },
	{ "bitwise", read_mask },
	{ "cmp", read_cmp },
	{ "counter", read_counter },
	{ "immediate", read_immediate },
	{ "masq", read_masq },
	{ "nat", read_nat },
};

static bool read_expr(struct reader *r, const struct nl_attr *elem)
{
	struct nl_attrs run = nl_nested(elem);
	struct nl_attr a, data = { 0 };
	struct numbered e = { 0 };
	const char *name = "";

	while (nl_attr_next(&run, &a)) {
		if (a.type == NFTA_EXPR_NAME)
			name = nl_str(&a);
		else if (a.type == NFTA_EXPR_DATA)
			data = a;
	}
	run = nl_nested(&data);
	while (nl_attr_next(&run, &a))
		if (a.type < EXPR_ATTRS)
			e.at[a.type] = a;
	for (size_t i = 0; i < sizeof(expressions) / sizeof(*expressions); i++)
		if (!strcmp(name, expressions[i].name))
			return expressions[i].read(r, &e);
	return false;
}

bool nft_read_what(const struct nl_attr *exprs, struct nft_rule *rule)
{
	struct nl_attrs run = nl_nested(exprs);
	struct reader r = { .rule = rule };
	struct nl_attr elem;
	bool known = true;

	if (rule->table != NFPROTO_INET)
		rule->what.family = rule->table;
	while (nl_attr_next(&run, &elem))
		if (r.done || !read_expr(&r, &elem))
			known = false;
	if (rule->what.last == 0)
		rule->what.last = rule->what.first;
	return known && r.done;
}

/* SPDX-License-Identifier: 0BSD */
/*
 * Address translation through nf_tables: the rules of nsbox's own table <-> netlink messages.
 *
 * Everything lies in one table `nsbox`, which is there as long as it holds a rule; the tables of
 * others are neither read nor written. It is of the family inet: so one table, one rule for both
 * families, one sequence of handles. That takes Linux 5.2 (nat chains in inet); a kernel built
 * without IPv6 has no inet, there the table is of the family ip.
 *
 *	chain postrouting	nat, after routing: the masquerading rules
 *	chain port		the port rules; it is jumped to for packets to an address of this
 *				machine, from:
 *	chain prerouting	nat, for what comes in
 *	chain output		nat, for what starts here, but not to a loopback address: a packet
 *				from 127.0.0.1 cannot leave the machine unless route_localnet is on
 *
 * A command is one transaction: it happens whole or not at all. It names the generation of the
 * rules that it was decided upon, so that two at the same time do not both add the same rule.
 * Layouts: <linux/netfilter/nf_tables.h>.
 */
#ifndef NFT_H
#define NFT_H

#include <stdint.h>

#include "inet.h"

struct nl;

enum nft_kind {
	NFT_KIND_OTHER, /* a rule in one of the two chains that nsbox did not write */
	NFT_KIND_MASQ,  /* what leaves through `dev` gets its address as the source */
	NFT_KIND_PORT,  /* what comes to this machine's ports is sent on to another address */
};

#define NFT_DEV_LEN 16 /* IFNAMSIZ of <linux/if.h> */

/* What a rule does. To be zeroed whole before it is filled: rules are compared by their bytes. */
struct nft_what {
	uint8_t kind;
	uint8_t family;        /* AF_INET, AF_INET6; AF_UNSPEC: both (masq only) */
	uint8_t proto;         /* port: IPPROTO_TCP, IPPROTO_UDP */
	char dev[NFT_DEV_LEN]; /* masq: out of it; port: in through it, "": any; padded with 0 */
	struct inet from;      /* sources; its family AF_UNSPEC: any. No bit set behind its length */
	struct inet to;        /* port: the new destination */
	uint16_t first, last;  /* port: the ports, both included; in network order, as below */
	uint16_t to_port;      /* port: the new one; 0: as it was */
};

/* Clears the bits behind a prefix's length. */
void nft_trim(struct inet *prefix);

struct nft_rule {
	struct nft_what what;
	uint8_t table;     /* family of the table that it is in: NFPROTO_INET, NFPROTO_IPV4 */
	const char *chain; /* static */
	uint64_t handle;
	uint64_t packets; /* first ones of connections: later ones pass no nat chain */
	uint64_t bytes;
};

/*
 * Opens a socket for what follows, in the namespace that the caller is in: 0, or -errno and no
 * socket, -EOPNOTSUPP when the kernel has no nf_tables (and so no rules). nft_refuse() says so,
 * and returns the exit status.
 */
int nft_open(struct nl *nl);
int nft_refuse(int err);

/*
 * The rules there are, chain by chain: nft_dump() asks; nft_next() is 1 and *rule filled, 0 at the
 * end, or -errno, as nl_next().
 */
int nft_dump(struct nl *nl);
int nft_next(struct nl *nl, struct nft_rule *rule);

/*
 * Each returns the exit status, after saying why when it is not 0: which option the kernel was
 * built without, among others. A rule that is there already is not added again.
 */
int nft_add(struct nl *nl, const struct nft_what *what);
int nft_delete(struct nl *nl, uint64_t handle);
int nft_flush(struct nl *nl);

#endif

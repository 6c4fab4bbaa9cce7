/* SPDX-License-Identifier: 0BSD */
/*
 * What a rule does <-> nf_tables' expressions. Between nft.c and nft_rule.c only.
 *
 * An expression loads, compares, or acts; a rule is their sequence, left at the first comparison
 * that fails. What passes between them lies in registers, of which 1 and 2 do here.
 */
#ifndef NFT_RULE_H
#define NFT_RULE_H

#include <stdbool.h>

#include "netlink.h"
#include "nft.h"

/*
 * Put the expressions of a rule behind each other, into its nest NFTA_RULE_EXPRESSIONS. `table` is
 * the family of its table (NFPROTO_*): one that is not inet has no other to be told apart, and
 * nft(8) takes that for a mistake.
 */
void nft_put_what(struct nl_req *req, uint8_t table, const struct nft_what *what);

/* To an address of this machine: go on in chain. */
void nft_put_local_jump(struct nl_req *req, const char *chain);

/* To a loopback address of family: leave the chain. */
void nft_put_loopback_return(struct nl_req *req, uint8_t table, uint8_t family);

/*
 * Reads the expressions into rule's what and counters; its kind says for which chain, its table for
 * which families. False when they are none that nft_put_what() puts: then only the counters are
 * good.
 */
bool nft_read_what(const struct nl_attr *exprs, struct nft_rule *rule);

#endif

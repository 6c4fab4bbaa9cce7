/* SPDX-License-Identifier: 0BSD */
/*
 * ip-addr wait: until every address of a link may be used.
 */
#ifndef ADDR_WAIT_H
#define ADDR_WAIT_H

#include "words.h"

struct call;

extern const struct word addr_wait_words[];
int addr_wait_run(struct call *call);

#endif

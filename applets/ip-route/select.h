/* SPDX-License-Identifier: 0BSD */
/*
 * Which routes are meant, by the words of `show` and `flush`; and both verbs.
 */
#ifndef SELECT_H
#define SELECT_H

#include "words.h"

struct call;

extern const struct word route_select_words[];

int route_show_run(struct call *call);
int route_flush_run(struct call *call);

#endif

/* SPDX-License-Identifier: 0BSD */
/*
 * ip-link wait: until a link is up, has a carrier, or is gone.
 */
#ifndef LINK_WAIT_H
#define LINK_WAIT_H

#include "words.h"

struct call;

extern const struct word link_wait_words[];
int link_wait_run(struct call *call);

#endif

/* SPDX-License-Identifier: 0BSD */
#include "wait.h"

#include <errno.h>
#include <linux/if.h>
#include <stddef.h>

#include "applet.h"
#include "await.h"
#include "rt.h"
#include "say.h"
#include "words.h"

struct wait_words {
	uint64_t has;
	const char *dev, *timeout;
	uint32_t up, carrier, gone;
};

#define AT(member) offsetof(struct wait_words, member)

const struct word link_wait_words[] = {
	{ "dev DEV", WORD_DEV | WORD_BARE | WORD_NEED, WORD_NOHAS, AT(dev), 0 },
	{ "up", WORD_SET, WORD_NOHAS, AT(up), 1 },
	{ "carrier", WORD_SET, WORD_NOHAS, AT(carrier), 1 },
	{ "gone", WORD_SET, WORD_NOHAS, AT(gone), 1 },
	{ "timeout SECONDS", WORD_TEXT, WORD_NOHAS, AT(timeout), 0 },
	{ 0 },
};

/* A link that is not there yet may still come. */
static int reached(struct nl *nl, void *arg)
{
	const struct wait_words *words = arg;
	struct link link;
	int rc = link_get(nl, 0, words->dev, &link);

	if (rc == -ENODEV)
		return words->gone ? EXIT_DONE : AWAIT_MORE;
	if (rc)
		return say_kernel(nl);
	if (words->gone)
		return AWAIT_MORE;
	return link.flags.value & (words->up ? IFF_UP : IFF_LOWER_UP) ? EXIT_DONE : AWAIT_MORE;
}

int link_wait_run(struct call *call)
{
	const unsigned groups[2] = { RTNLGRP_LINK };
	struct wait_words words = { 0 };
	int rc = words_parse(call, link_wait_words, &words);

	if (rc)
		return rc;
	if (words.up + words.carrier + words.gone != 1)
		return say_error(EXIT_USAGE, "one of up, carrier, gone is to be waited for");
	return await(words.timeout, groups, reached, &words);
}

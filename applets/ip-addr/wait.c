/* SPDX-License-Identifier: 0BSD */
#include "wait.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <stddef.h>
#include <sys/socket.h>

#include "applet.h"
#include "await.h"
#include "pick.h"
#include "rt.h"
#include "say.h"
#include "words.h"

struct wait_words {
	uint64_t has;
	const char *dev, *timeout;
};

const struct word addr_wait_words[] = {
	{ "dev DEV", WORD_DEV | WORD_BARE | WORD_NEED, WORD_NOHAS, offsetof(struct wait_words, dev), 0 },
	{ "timeout SECONDS", WORD_TEXT, WORD_NOHAS, offsetof(struct wait_words, timeout), 0 },
	{ 0 },
};

/* An IPv6 address is tentative until nobody else was heard to have it (RFC 4862, 5.4); one that
 * somebody has stays so for ever. */
static int reached(struct nl *nl, void *arg)
{
	const struct wait_words *words = arg;
	int32_t index = link_index(nl, words->dev);
	char text[INET_TEXT];
	struct addr addr;
	bool tentative = false;
	int rc;

	if (index <= 0)
		return no_device(words->dev);
	rc = addr_dump(nl, (uint32_t)index, AF_INET6);
	while (rc == 0 && (rc = addr_next(nl, &addr)) > 0) {
		rc = 0;
		if (addr.index != (uint32_t)index)
			continue;
		if (addr.flags.value & IFA_F_DADFAILED)
			return say_error(EXIT_WORD, "%s is somebody else's as well",
					 inet_text(&addr.local, text));
		tentative |= (addr.flags.value & IFA_F_TENTATIVE) != 0;
	}
	if (rc && rc != -EINTR)
		return say_kernel(nl);
	/* a list that changed while it was read is read again: a message tells of the change */
	return tentative || rc ? AWAIT_MORE : EXIT_DONE;
}

int addr_wait_run(struct call *call)
{
	const unsigned groups[2] = { RTNLGRP_IPV6_IFADDR, RTNLGRP_LINK };
	struct wait_words words = { 0 };
	int rc = words_parse(call, addr_wait_words, &words);

	return rc ? rc : await(words.timeout, groups, reached, &words);
}

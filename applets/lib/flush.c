/* SPDX-License-Identifier: 0BSD */
#include "flush.h"

#include <errno.h>

#include "applet.h"
#include "netlink.h"
#include "out.h"
#include "say.h"

#define ROUNDS 10 /* iproute2's */

int flush_result(const struct flush *flush, int rc, int gone)
{
	if (rc == -gone)
		return 0;
	if (rc)
		flush->list->error = flush->change->error;
	return rc;
}

static void tell_round(const struct flush *flush, int round, int count)
{
	if (!flush->opt->statistics)
		return;
	out_int(NULL, "\n*** Round %", round);
	out_int(NULL, ", deleting % ", count);
	out_text(flush->what);
	out_text(" ***\n");
}

static void tell_end(const struct flush *flush, int rounds)
{
	if (!flush->opt->statistics)
		return;
	if (rounds == 0) {
		out_text("Nothing to flush.\n");
		return;
	}
	out_int(NULL, "*** Flush is complete after % round", rounds);
	out_text(rounds > 1 ? "s ***\n" : " ***\n");
}

int flush_all(const struct flush *flush, const void *select)
{
	for (int rounds = 0; rounds < ROUNDS; rounds++) {
		int count = flush->round(flush, select);

		/* a list that changed while it was read, by this very flush maybe, is read again */
		if (count == -EINTR)
			continue;
		if (count < 0)
			return say_kernel(flush->list);
		if (count > 0)
			tell_round(flush, rounds + 1, count);
		if (count == 0 || flush->once) {
			tell_end(flush, rounds + (count > 0));
			return EXIT_DONE;
		}
	}
	return say_error(EXIT_WORD, "%s are left after %d rounds", flush->what, ROUNDS);
}

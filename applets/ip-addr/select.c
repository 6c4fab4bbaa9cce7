/* SPDX-License-Identifier: 0BSD */
#include "select.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "applet.h"
#include "field.h"
#include "flush.h"
#include "names.h"
#include "ns.h"
#include "out.h"
#include "say.h"
#include "show.h"

#define SELECT_TO 1 /* in `has` */

#define WITH(name, bit) \
	{ name, WORD_BITS, WORD_NOHAS, offsetof(struct select, flags), bit }
#define WITHOUT(name, bit) \
	{ name, WORD_NOBITS, WORD_NOHAS, offsetof(struct select, flags), bit }

const struct word addr_select_words[] = {
	{ "to PREFIX", WORD_PREFIX, SELECT_TO, offsetof(struct select, to), 0 },
	{ "scope SCOPE", WORD_TEXT, WORD_NOHAS, offsetof(struct select, scope_name), 0 },
	{ "label PATTERN", WORD_TEXT, WORD_NOHAS, offsetof(struct select, label), 0 },
	WITH("permanent|-dynamic", IFA_F_PERMANENT),
	WITHOUT("dynamic|-permanent", IFA_F_PERMANENT),
	WITH("secondary|temporary|-primary", IFA_F_SECONDARY),
	WITHOUT("primary|-secondary|-temporary", IFA_F_SECONDARY),
	WITH("tentative", IFA_F_TENTATIVE),
	WITHOUT("-tentative", IFA_F_TENTATIVE),
	WITH("deprecated", IFA_F_DEPRECATED),
	WITHOUT("-deprecated", IFA_F_DEPRECATED),
	WITH("dadfailed", IFA_F_DADFAILED),
	WITHOUT("-dadfailed", IFA_F_DADFAILED),
	WITH("stable-privacy", IFA_F_STABLE_PRIVACY),
	WITHOUT("-stable-privacy", IFA_F_STABLE_PRIVACY),
	FLAG_WORDS(select, flags),
	WITHOUT("-home", IFA_F_HOMEADDRESS),
	WITHOUT("-nodad", IFA_F_NODAD),
	WITHOUT("-optimistic", IFA_F_OPTIMISTIC),
	WITHOUT("-mngtmpaddr", IFA_F_MANAGETEMPADDR),
	WITHOUT("-noprefixroute", IFA_F_NOPREFIXROUTE),
	WITHOUT("-autojoin", IFA_F_MCAUTOJOIN),
	PICK_WORDS(select, pick),
	{ 0 },
};

int select_parse(struct call *call, struct nl *nl, struct select *select)
{
	int rc = words_parse(call, addr_select_words, select);

	if (rc)
		return rc;
	if (select->scope_name && !strcmp(select->scope_name, "all"))
		select->scope_name = NULL;
	if (select->scope_name && name_value(NAMES_SCOPE, select->scope_name, &select->scope))
		return say_error(EXIT_WORD, "\"%s\" is not a scope", select->scope_name);
	/* `to` a prefix of one family leaves the other out */
	select->family = call->opt->family ? call->opt->family : select->to.family;
	rc = ns_socket(nl, NETLINK_ROUTE, NULL);
	return rc ? rc : pick_resolve(nl, &select->pick, select->has);
}

/* Does text match a pattern of `*`, `?` and characters? fnmatch(3) would bring musl's wide
 * characters along. */
static bool glob(const char *pattern, const char *text)
{
	for (; *pattern; pattern++, text++) {
		if (*pattern == '*') {
			for (;; text++) {
				if (glob(pattern + 1, text))
					return true;
				if (!*text)
					return false;
			}
		}
		if (!*text || (*pattern != '?' && *pattern != *text))
			return false;
	}
	return !*text;
}

bool select_matches(struct nl *nl, const struct select *select, const struct addr *addr)
{
	if (select->pick.index && addr->index != (uint32_t)select->pick.index)
		return false;
	if (select->family && select->family != AF_PACKET && addr->family != select->family)
		return false;
	if (select->scope_name && addr->scope != select->scope)
		return false;
	if ((addr->flags.value ^ select->flags.value) & select->flags.mask)
		return false;
	if (select->label &&
	    !glob(select->label,
		  FIELD_HAS(addr, ADDR_LABEL) ? addr->label : link_name(nl, addr->index)))
		return false;
	return !(select->has >> SELECT_TO & 1) || inet_within(&addr->local, &select->to);
}

/* ---- flush ------------------------------------------------------------------------------- */

static int flush_round(const struct flush *flush, const void *arg)
{
	struct show show = { .nl = flush->list, .opt = flush->opt };
	const struct select *select = arg;
	struct nl *list = flush->list;
	struct addr addr;
	int rc = addr_dump(list, (uint32_t)select->pick.index, select->family), count = 0;

	while (rc == 0 && (rc = addr_next(list, &addr)) > 0) {
		rc = 0;
		if (!select_matches(list, select, &addr))
			continue;
		count++;
		if (flush->opt->statistics > 1)
			show_addr(&show, &addr, link_name(list, addr.index));
		addr.has &= (uint64_t)1 << ADDR_LOCAL | (uint64_t)1 << ADDR_ADDRESS |
			    (uint64_t)1 << ADDR_LABEL;
		/* one may go together with its primary address */
		rc = flush_result(flush, addr_delete(flush->change, &addr), EADDRNOTAVAIL);
	}
	return rc && (rc != -EINTR || count == 0) ? rc : count;
}

int addr_flush_run(struct call *call)
{
	static struct nl list, change;
	struct select select = { 0 };
	struct flush flush = { &list, &change, call->opt, "addresses", false, flush_round };
	int rc;

	if (call->argc == 0)
		return words_missing("what to flush");
	rc = select_parse(call, &list, &select);
	if (rc == 0)
		rc = ns_socket(&change, NETLINK_ROUTE, NULL);
	if (rc)
		return rc;
	/* secondary addresses become primary when those go: the next round would take them too */
	flush.once = !(select.flags.value & IFA_F_SECONDARY) && select.flags.mask & IFA_F_SECONDARY;
	return flush_all(&flush, &select);
}

/* SPDX-License-Identifier: 0BSD */
/*
 * Ids: listed and given.
 */
#include <string.h>
#include <unistd.h>

#include "applet.h"
#include "netlink.h"
#include "netns.h"
#include "nsid.h"
#include "out.h"
#include "say.h"
#include "words.h"

struct list_id {
	uint64_t has;
	uint32_t target;
	uint32_t nsid;
};

enum { HAS_TARGET, HAS_NSID };

const struct word netns_list_id_words[] = {
	{ "target-nsid NSID", WORD_UINT, HAS_TARGET, offsetof(struct list_id, target), INT32_MAX },
	{ "nsid NSID", WORD_UINT, HAS_NSID, offsetof(struct list_id, nsid), INT32_MAX },
	{ 0 },
};

static void print_id(const struct nsid *id)
{
	const char *name = nsid_name(id->translated ? id->current : id->nsid);

	out_record(NULL);
	if (id->nsid < 0)
		out_text("nsid unassigned ");
	else
		out_int("nsid", "nsid % ", id->nsid);
	if (id->translated && id->current < 0)
		out_text("current-nsid unassigned ");
	else if (id->translated)
		out_int("current-nsid", "current-nsid % ", id->current);
	if (name)
		out_str("name", "(iproute2 netns name: %)", name);
	out_end();
	out_record_end();
}

int netns_list_id(struct call *call)
{
	struct list_id words = { 0 };
	struct nsid id;
	struct nl nl;
	int target, rc = words_parse(call, netns_list_id_words, &words);

	if (rc == 0)
		rc = ns_socket(&nl, NETLINK_ROUTE, NULL);
	if (rc)
		return rc;
	target = words.has & 1 << HAS_TARGET ? (int)words.target : NSID_NONE;
	if (words.has & 1 << HAS_NSID) {
		rc = nsid_get(&nl, target, (int)words.nsid, &id);
		if (rc == 0) {
			out_list(NULL);
			print_id(&id);
			out_list_end();
		}
	} else {
		rc = nsid_list(&nl, target);
		out_list(NULL);
		while (rc == 0 && (rc = nsid_next(&nl, &id)) > 0) {
			print_id(&id);
			rc = 0;
		}
		out_list_end();
	}
	rc = rc ? say_kernel(&nl) : EXIT_DONE;
	nl_close(&nl);
	return rc;
}

int netns_set(struct call *call)
{
	uint32_t nsid = (uint32_t)NSID_NONE;
	struct nl nl;
	int fd, rc;

	rc = netns_words(call, 2, "the network namespace or the id");
	if (rc)
		return rc;
	if (strcmp(call->argv[1], "auto") != 0 && word_uint(call->argv[1], INT32_MAX, &nsid))
		return say_error(EXIT_WORD, "\"%s\" is not an id: a number from 0 on, or auto",
				 call->argv[1]);
	rc = ns_socket(&nl, NETLINK_ROUTE, NULL);
	if (rc)
		return rc;
	fd = ns_open(*call->argv);
	if (fd < 0)
		return ns_refuse(*call->argv, fd);
	rc = nsid_set(&nl, fd, (int)nsid);
	nsid_forget();
	close(fd);
	rc = rc ? say_kernel(&nl) : EXIT_DONE;
	nl_close(&nl);
	return rc;
}

/* SPDX-License-Identifier: 0BSD */
#include "reader.h"

#include <linux/rtnetlink.h>
#include <string.h>

struct nl nl;
struct nl_msg msg;

int reader_setup(void **state)
{
	fake_reset(state);
	memset(&nl, 0xa5, sizeof(nl));
	memset(&msg, 0, sizeof(msg));
	return nl_open(&nl, NETLINK_ROUTE);
}

uint32_t ask_for_dump(void)
{
	struct ifinfomsg ifi = { 0 };
	struct nl_req req;

	nl_req_init(&req);
	nl_begin(&req, RTM_GETLINK, NLM_F_DUMP, &ifi, sizeof(ifi));
	send_works();
	assert_int_equal(nl_send(&nl, &req), 0);
	return sent_header(0).nlmsg_seq;
}

void add_link(struct datagram *d, uint32_t seq, int index)
{
	struct ifinfomsg ifi = { .ifi_index = index };

	add_message(d, RTM_NEWLINK, NLM_F_MULTI, seq, &ifi, sizeof(ifi));
}

void assert_link(int index)
{
	struct ifinfomsg ifi;

	assert_int_equal(nl_next(&nl, &msg), 1);
	assert_int_equal(msg.type, RTM_NEWLINK);
	assert_true(nl_header(&msg, &ifi, sizeof(ifi)));
	assert_int_equal(ifi.ifi_index, index);
}

void assert_end(void)
{
	unsigned receives;

	assert_int_equal(nl_next(&nl, &msg), 0);
	receives = fake.receives;
	assert_int_equal(nl_next(&nl, &msg), 0);
	assert_int_equal(fake.receives, receives);
}

void assert_failure(int error)
{
	assert_int_equal(nl_next(&nl, &msg), -error);
	assert_int_equal(nl.error.code, error);
}

/* SPDX-License-Identifier: 0BSD */
/* netlink.c's sockets: what is asked of the sockets API, and what a failure of it becomes. */
#include "fake.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#define SOL_NETLINK_ 270 /* include/linux/socket.h in the kernel; a libc may not have it */

static struct nl nl;

static int setup(void **state)
{
	fake_reset(state);
	/* whatever was there before, nl_open() does not rely on it */
	memset(&nl, 1, sizeof(nl));
	nl.at = 0;
	return 0;
}

static bool option_was_set(int name, uint32_t value)
{
	for (unsigned i = 0; i < fake.options; i++)
		if (fake.option_level[i] == SOL_NETLINK_ && fake.option_name[i] == name &&
		    fake.option_value[i] == value)
			return true;
	return false;
}

static void open_takes_any_family(void **state)
{
	static const int families[] = { NETLINK_ROUTE, NETLINK_NETFILTER, NETLINK_GENERIC };

	(void)state;
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		fake_reset(state);
		assert_int_equal(nl_open(&nl, families[i]), 0);
		assert_int_equal(nl.fd, FAKE_FD);
		assert_int_equal(fake.domain, AF_NETLINK);
		assert_int_equal(fake.type, SOCK_RAW | SOCK_CLOEXEC);
		assert_int_equal(fake.family, families[i]);
	}
}

static void open_asks_for_extended_acks_and_strict_checking(void **state)
{
	(void)state;
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	assert_true(option_was_set(NETLINK_EXT_ACK, 1));
	assert_true(option_was_set(NETLINK_GET_STRICT_CHK, 1));
}

static void open_goes_on_where_the_kernel_has_neither(void **state)
{
	(void)state;
	fake.option_error = ENOPROTOOPT;
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	assert_int_equal(nl.fd, FAKE_FD);
	assert_int_equal(fake.options, 2); /* the first refusal does not spare the second question */
}

static void open_starts_with_a_clean_slate(void **state)
{
	struct nl_msg msg;

	(void)state;
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	assert_int_equal(nl.pending, 0);
	assert_false(nl.listening);
	assert_false(nl.interrupted);
	assert_int_equal(nl.error.code, 0);
	assert_null(nl.error.text);
	assert_int_equal(nl_next(&nl, &msg), 0); /* nothing sent, nothing to wait for */
	assert_int_equal(fake.receives, 0);
}

static void open_says_why_there_is_no_socket(void **state)
{
	(void)state;
	fake.socket_error = EMFILE;
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), -EMFILE);
	assert_int_equal(nl.fd, -1);
	assert_int_equal(fake.options, 0);
	nl_close(&nl);
	assert_int_equal(fake.closes, 0);
}

static void close_closes_once(void **state)
{
	(void)state;
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	nl_close(&nl);
	assert_int_equal(nl.fd, -1);
	nl_close(&nl);
	assert_int_equal(fake.closes, 1);
}

static void join_subscribes_and_listens(void **state)
{
	(void)state;
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	assert_int_equal(nl_join(&nl, RTNLGRP_NSID), 0);
	assert_int_equal(fake.binds, 1); /* without a port of its own it would hear nothing */
	assert_true(option_was_set(NETLINK_ADD_MEMBERSHIP, RTNLGRP_NSID));
	assert_true(nl.listening);
}

static void join_takes_a_socket_that_has_its_port(void **state)
{
	(void)state;
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	fake.bind_error = EINVAL;
	assert_int_equal(nl_join(&nl, RTNLGRP_NSID), 0);
	assert_true(nl.listening);
}

static void a_socket_that_gets_no_port_joins_nothing(void **state)
{
	(void)state;
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	fake.bind_error = ENOMEM;
	assert_int_equal(nl_join(&nl, RTNLGRP_NSID), -ENOMEM);
	assert_false(nl.listening);
	assert_false(option_was_set(NETLINK_ADD_MEMBERSHIP, RTNLGRP_NSID));
}

static void a_fresh_socket_has_nothing_to_read(void **state)
{
	struct datagram *d = datagram();
	struct nl_msg msg;

	(void)state;
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	assert_int_equal(nl_join(&nl, RTNLGRP_LINK), 0);
	add_message(d, RTM_NEWLINK, 0, 0, "abcd", 4);
	arrives(d);
	assert_int_equal(nl_next(&nl, &msg), 1);
	assert_memory_equal(msg.data, "abcd", 4);
}

static void a_group_that_cannot_be_joined_changes_nothing(void **state)
{
	struct nl_msg msg;

	(void)state;
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	fake.option_error = EINVAL;
	assert_int_equal(nl_join(&nl, 9999), -EINVAL);
	assert_false(nl.listening);
	assert_int_equal(nl_next(&nl, &msg), 0);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(open_takes_any_family),
		TEST(open_asks_for_extended_acks_and_strict_checking),
		TEST(open_goes_on_where_the_kernel_has_neither),
		TEST(open_starts_with_a_clean_slate),
		TEST(open_says_why_there_is_no_socket),
		TEST(close_closes_once),
		TEST(join_subscribes_and_listens),
		TEST(join_takes_a_socket_that_has_its_port),
		TEST(a_socket_that_gets_no_port_joins_nothing),
		TEST(a_fresh_socket_has_nothing_to_read),
		TEST(a_group_that_cannot_be_joined_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

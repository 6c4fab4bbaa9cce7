/* SPDX-License-Identifier: 0BSD */
/* netlink.c's stream of answers: dumps, what interrupts them, and what is no answer. */
#include "reader.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

/* ---- Dumps ------------------------------------------------------------------------------- */

static void a_message_comes_with_its_header_and_data(void **state)
{
	struct datagram *d = datagram();
	uint32_t seq = ask_for_dump();

	(void)state;
	add_message(d, RTM_NEWLINK, NLM_F_MULTI | NLM_F_DUMP_FILTERED, seq, "abcdefgh", 8);
	add_done(d, 0, seq, 0);
	arrives(d);
	assert_int_equal(nl_next(&nl, &msg), 1);
	assert_int_equal(msg.type, RTM_NEWLINK);
	assert_int_equal(msg.flags, NLM_F_MULTI | NLM_F_DUMP_FILTERED);
	assert_int_equal(msg.seq, seq);
	assert_int_equal(msg.len, 8);
	assert_memory_equal(msg.data, "abcdefgh", 8);
	assert_int_equal(fake.receive_flags, MSG_TRUNC); /* it waits, and learns the true length */
	assert_end();
}

static void a_dump_goes_over_several_datagrams_of_several_messages(void **state)
{
	struct datagram *d[3] = { datagram(), datagram(), datagram() };
	uint32_t seq = ask_for_dump();

	(void)state;
	for (int i = 0; i < 9; i++)
		add_link(d[i / 4], seq, i + 1);
	add_done(d[2], 0, seq, 0);
	for (int i = 0; i < 3; i++)
		arrives(d[i]);
	for (int i = 0; i < 9; i++) {
		assert_link(i + 1);
		assert_int_equal(fake.receives, i / 4 + 1); /* streamed: none is read ahead */
	}
	assert_end();
}

static void a_dump_may_be_empty(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	add_done(d, 0, ask_for_dump(), 0);
	arrives(d);
	assert_end();
}

static void the_end_of_a_dump_may_come_without_payload(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	add_message(d, NLMSG_DONE, NLM_F_MULTI, ask_for_dump(), NULL, 0);
	arrives(d);
	assert_end();
}

static void the_end_of_a_dump_may_bring_its_failure(void **state)
{
	struct datagram *d = datagram();
	uint32_t seq = ask_for_dump();

	(void)state;
	add_link(d, seq, 1);
	add_done(d, 0, seq, -ENOMEM);
	arrives(d);
	assert_link(1);
	assert_failure(ENOMEM);
	assert_int_equal(nl.error.seq, seq);
	assert_end();
}

static void a_dump_may_be_refused_whole(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	ask_for_dump();
	add_refusal(d, 0, nl.seq, -EOPNOTSUPP, fake.sent);
	arrives(d);
	assert_failure(EOPNOTSUPP);
	assert_end();
}

static void an_interrupted_dump_is_read_to_its_end_and_then_told(void **state)
{
	struct datagram *d = datagram();
	uint32_t seq = ask_for_dump();

	(void)state;
	add_message(d, RTM_NEWLINK, NLM_F_MULTI | NLM_F_DUMP_INTR, seq, NULL, 0);
	add_link(d, seq, 2);
	add_done(d, 0, seq, 0);
	arrives(d);
	assert_int_equal(nl_next(&nl, &msg), 1);
	assert_link(2);
	assert_failure(EINTR);
	assert_true(nl.interrupted);
	assert_end();
}

static void the_last_message_may_be_what_says_interrupted(void **state)
{
	struct datagram *d = datagram();
	uint32_t seq = ask_for_dump();

	(void)state;
	add_link(d, seq, 1);
	add_done(d, NLM_F_DUMP_INTR, seq, 0);
	arrives(d);
	assert_link(1);
	assert_failure(EINTR);
	assert_end();
}

static void a_failure_outranks_an_interruption(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	add_done(d, NLM_F_DUMP_INTR, ask_for_dump(), -EMSGSIZE);
	arrives(d);
	assert_failure(EMSGSIZE);
	assert_end();
}

static void an_interruption_is_over_with_the_next_send(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	add_done(d, NLM_F_DUMP_INTR, ask_for_dump(), 0);
	arrives(d);
	assert_failure(EINTR);
	d = datagram();
	add_done(d, 0, ask_for_dump(), 0);
	arrives(d);
	assert_end();
	assert_false(nl.interrupted);
}

/* ---- What is no answer ------------------------------------------------------------------- */

static void noop_is_passed_over(void **state)
{
	struct datagram *d = datagram();
	uint32_t seq = ask_for_dump();

	(void)state;
	add_message(d, NLMSG_NOOP, 0, seq, "abcd", 4);
	add_link(d, seq, 1);
	add_message(d, NLMSG_NOOP, 0, seq, NULL, 0);
	add_done(d, 0, seq, 0);
	arrives(d);
	assert_link(1);
	assert_end();
}

static void overrun_means_that_messages_were_lost(void **state)
{
	struct datagram *d = datagram();
	uint32_t seq = ask_for_dump();

	(void)state;
	add_message(d, NLMSG_OVERRUN, 0, seq, NULL, 0);
	add_link(d, seq, 7);
	add_done(d, 0, seq, 0);
	arrives(d);
	assert_failure(ENOBUFS);
	assert_link(7);
	assert_end();
}

static void a_sender_other_than_the_kernel_is_not_heard(void **state)
{
	struct datagram *stranger = datagram(), *long_one = datagram(), *d = datagram();
	uint32_t seq = ask_for_dump();

	(void)state;
	stranger->from = 4711;
	add_link(stranger, seq, 66);
	add_done(stranger, NLM_F_DUMP_INTR, seq, -EPERM);
	long_one->from = 1;
	long_one->len = NL_RECV_SIZE + 4; /* does not fit, but that is not our loss */
	add_link(d, seq, 1);
	add_done(d, 0, seq, 0);
	arrives(stranger);
	arrives(d);
	arrives(stranger);
	assert_link(1);
	assert_end();
	assert_int_equal(fake.receives, 2);

	/* the second copy of it comes up in the next exchange */
	arrives(long_one);
	d = datagram();
	seq = ask_for_dump();
	add_done(d, 0, seq, 0);
	arrives(d);
	assert_end();
	assert_int_equal(fake.receives, 5);
}

static void stale_answers_are_dropped_before_and_between(void **state)
{
	struct datagram *d = datagram();
	uint32_t old = ask_for_dump(), seq = ask_for_dump();

	(void)state;
	assert_int_equal(seq, old + 1);
	add_message(d, RTM_NEWLINK, NLM_F_DUMP_INTR, old, NULL, 0);
	add_done(d, 0, old, -EBUSY);
	add_link(d, seq, 1);
	add_short_refusal(d, old, -EPERM, NLM_F_ACK);
	add_message(d, NLMSG_OVERRUN, 0, old, NULL, 0);
	add_message(d, RTM_NEWLINK, 0, 0, NULL, 0);       /* a notification's number */
	add_message(d, RTM_NEWLINK, 0, seq + 1, NULL, 0); /* of a send yet to come */
	add_link(d, seq, 2);
	add_done(d, 0, seq, 0);
	arrives(d);
	assert_link(1);
	assert_link(2);
	assert_end();
	assert_false(nl.interrupted);
}

static void an_answer_left_half_read_is_dropped(void **state)
{
	struct datagram *d[3] = { datagram(), datagram(), datagram() };
	uint32_t old = ask_for_dump(), seq;

	(void)state;
	add_link(d[0], old, 1);
	add_link(d[0], old, 2);
	add_link(d[1], old, 3);
	add_done(d[1], 0, old, 0);
	arrives(d[0]);
	assert_link(1); /* and 2 is left in the buffer, 3 in the socket */
	arrives(d[1]);
	seq = ask_for_dump();
	add_link(d[2], seq, 4);
	add_done(d[2], 0, seq, 0);
	arrives(d[2]);
	assert_link(4);
	assert_end();
}

/* ---- Listening --------------------------------------------------------------------------- */

static void a_listener_hears_whatever_comes(void **state)
{
	struct datagram *d = datagram(), *stranger = datagram();

	(void)state;
	assert_int_equal(nl_join(&nl, RTNLGRP_LINK), 0);
	stranger->from = 99;
	add_link(stranger, 0, 66);
	add_link(d, 0, 1); /* caused by the kernel itself */
	add_link(d, 4711, 2); /* caused by somebody's request */
	arrives(stranger);
	arrives(d);
	assert_link(1);
	assert_link(2);
	receive_fails(ENOBUFS);
	assert_failure(ENOBUFS);
	d = datagram();
	add_link(d, 0, 3);
	arrives(d);
	assert_link(3);
}

#define TEST(name) cmocka_unit_test_setup(name, reader_setup)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_message_comes_with_its_header_and_data),
		TEST(a_dump_goes_over_several_datagrams_of_several_messages),
		TEST(a_dump_may_be_empty),
		TEST(the_end_of_a_dump_may_come_without_payload),
		TEST(the_end_of_a_dump_may_bring_its_failure),
		TEST(a_dump_may_be_refused_whole),
		TEST(an_interrupted_dump_is_read_to_its_end_and_then_told),
		TEST(the_last_message_may_be_what_says_interrupted),
		TEST(a_failure_outranks_an_interruption),
		TEST(an_interruption_is_over_with_the_next_send),
		TEST(noop_is_passed_over),
		TEST(overrun_means_that_messages_were_lost),
		TEST(a_sender_other_than_the_kernel_is_not_heard),
		TEST(stale_answers_are_dropped_before_and_between),
		TEST(an_answer_left_half_read_is_dropped),
		TEST(a_listener_hears_whatever_comes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: 0BSD */
/* netlink.c's requests without acks: questions, and quiet ones whose refusals are collected. */
#include "reader.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

static struct nl_req req;

static int setup(void **state)
{
	nl_req_init(&req);
	return reader_setup(state);
}

/* Sends it; returns the number of its first message. */
static uint32_t sent(void)
{
	send_works();
	assert_int_equal(nl_send(&nl, &req), 0);
	return sent_header(0).nlmsg_seq;
}

static void assert_refusal(int error, unsigned request)
{
	assert_failure(error);
	assert_int_equal(nl.error.request, request);
	assert_int_equal(nl.error.seq, sent_header(request).nlmsg_seq);
}

/* ---- Questions ---------------------------------------------------------------------------- */

static void a_question_wants_no_ack(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	nl_begin(&req, RTM_GETLINK, 0, NULL, 0);
	send_works();
	add_message(d, RTM_NEWLINK, 0, nl.seq + 1, "abcd", 4);
	arrives(d);
	assert_int_equal(nl_ask(&nl, &req, &msg), 0);
	assert_int_equal(sent_header(0).nlmsg_flags, NLM_F_REQUEST);
	assert_int_equal(msg.type, RTM_NEWLINK);
	assert_memory_equal(msg.data, "abcd", 4);
	assert_end();
	assert_int_equal(fake.receives, 1);
}

static void a_question_passes_over_stale_answers(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	nl_begin(&req, RTM_GETLINK, 0, NULL, 0);
	nl.seq = 6;
	send_works();
	add_link(d, 6, 66);
	add_short_refusal(d, 5, -EPERM, NLM_F_ACK);
	add_message(d, RTM_NEWLINK, 0, 7, "abcd", 4);
	arrives(d);
	assert_int_equal(nl_ask(&nl, &req, &msg), 0);
	assert_memory_equal(msg.data, "abcd", 4);
}

static void a_question_may_be_refused(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	nl_begin(&req, RTM_GETLINK, 0, NULL, 0);
	send_works();
	add_short_refusal(d, nl.seq + 1, -ENODEV, 0);
	arrives(d);
	assert_int_equal(nl_ask(&nl, &req, &msg), -ENODEV);
	assert_int_equal(nl.error.code, ENODEV);
	assert_int_equal(nl.error.request, 0);
	assert_end();
}

static void an_ack_answers_no_question(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	nl_begin(&req, RTM_GETLINK, 0, NULL, 0);
	send_works();
	add_ack(d, nl.seq + 1);
	arrives(d);
	assert_int_equal(nl_ask(&nl, &req, &msg), -EBADMSG);
	assert_int_equal(nl.error.code, EBADMSG);
	assert_end();
}

static void a_question_that_cannot_be_sent_fails(void **state)
{
	(void)state;
	nl_begin(&req, RTM_GETLINK, 0, NULL, 0);
	send_fails(ENOBUFS);
	assert_int_equal(nl_ask(&nl, &req, &msg), -ENOBUFS);
	assert_int_equal(nl.error.code, ENOBUFS);
	assert_end();
	assert_int_equal(fake.receives, 0);
}

/* Several questions in one send: their answers come in order, a refusal in its place. */
static void questions_sent_together_are_answered_one_by_one(void **state)
{
	struct datagram *d[3] = { datagram(), datagram(), datagram() };
	uint32_t first;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		nl_begin(&req, RTM_GETLINK, 0, NULL, 0);
		nl_quiet(&req);
	}
	first = sent();
	add_link(d[0], first - 1, 66); /* an earlier send's */
	add_message(d[0], RTM_NEWLINK, 0, first, "abcd", 4);
	add_short_refusal(d[1], first + 1, -ENODEV, 0);
	add_message(d[2], RTM_NEWLINK, 0, first + 2, "efgh", 4);
	for (unsigned i = 0; i < 3; i++)
		arrives(d[i]);
	assert_int_equal(nl_answer(&nl, &msg), 0);
	assert_memory_equal(msg.data, "abcd", 4);
	assert_int_equal(nl_answer(&nl, &msg), -ENODEV);
	assert_int_equal(nl.error.request, 1);
	assert_int_equal(nl_answer(&nl, &msg), 0);
	assert_memory_equal(msg.data, "efgh", 4);
	assert_end();
}

/* ---- Quiet requests ------------------------------------------------------------------------ */

static void begin_quiet(unsigned n)
{
	nl_req_init(&req);
	while (n-- > 0) {
		nl_begin(&req, RTM_NEWADDR, NLM_F_CREATE, "abcdefgh", 8);
		nl_quiet(&req);
	}
}

static void quiet_requests_are_not_waited_for(void **state)
{
	(void)state;
	begin_quiet(2);
	sent();
	assert_end();
	send_works();
	assert_int_equal(nl_talk(&nl, &req), 0);
	assert_int_equal(fake.receives, 0);
}

static void a_refused_quiet_request_hides_no_ack_of_another(void **state)
{
	struct datagram *d[3] = { datagram(), datagram(), datagram() };
	uint32_t first;

	(void)state;
	begin_quiet(1);
	nl_begin(&req, RTM_NEWADDR, NLM_F_CREATE, NULL, 0);
	nl_begin(&req, RTM_NEWADDR, NLM_F_CREATE, NULL, 0);
	first = sent();
	add_short_refusal(d[0], first, -EEXIST, NLM_F_CREATE);
	add_ack(d[1], first + 1);
	add_short_refusal(d[2], first + 2, -EPERM, NLM_F_ACK);
	for (unsigned i = 0; i < 3; i++)
		arrives(d[i]);
	assert_refusal(EEXIST, 0);
	assert_refusal(EPERM, 2);
	assert_end();
}

static void collecting_waits_for_nothing(void **state)
{
	(void)state;
	begin_quiet(3);
	sent();
	receive_fails(EAGAIN);
	assert_int_equal(nl_collect(&nl), 0);
	assert_true(fake.receive_flags & MSG_DONTWAIT);
}

static void collecting_gives_one_refusal_after_the_other(void **state)
{
	struct datagram *d[2] = { datagram(), datagram() };
	uint32_t first;

	(void)state;
	begin_quiet(5);
	first = sent();
	add_short_refusal(d[0], first - 1, -EPERM, 0); /* an earlier send's */
	add_short_refusal(d[0], first, -EEXIST, 0);
	add_ack(d[0], first + 1);
	add_short_refusal(d[0], first + 2, -ENODEV, 0);
	add_short_refusal(d[1], first + 4, -EINVAL, 0);
	arrives(d[0]);
	arrives(d[1]);
	receive_fails(EAGAIN);
	assert_int_equal(nl_collect(&nl), -EEXIST);
	assert_int_equal(nl.error.request, 0);
	assert_int_equal(nl_collect(&nl), -ENODEV);
	assert_int_equal(nl.error.request, 2);
	assert_int_equal(nl_collect(&nl), -EINVAL);
	assert_int_equal(nl.error.code, EINVAL);
	assert_int_equal(nl.error.request, 4);
	assert_int_equal(nl_collect(&nl), 0);
	assert_end(); /* and none is waited for */
}

/* The refusal's own errno is EAGAIN: not the socket's, which means that none is left. */
static void collecting_tells_a_refusal_with_eagain_from_the_end(void **state)
{
	struct datagram *d = datagram();
	uint32_t first;

	(void)state;
	begin_quiet(2);
	first = sent();
	add_short_refusal(d, first, -EAGAIN, 0);
	add_short_refusal(d, first + 1, -EPERM, 0);
	arrives(d);
	receive_fails(EAGAIN);
	assert_int_equal(nl_collect(&nl), -EAGAIN);
	assert_int_equal(nl.error.code, EAGAIN);
	assert_int_equal(nl_collect(&nl), -EPERM);
	assert_int_equal(nl_collect(&nl), 0);
}

static void collecting_tells_that_refusals_were_lost(void **state)
{
	(void)state;
	begin_quiet(1);
	sent();
	receive_fails(ENOBUFS);
	receive_fails(EAGAIN);
	assert_int_equal(nl_collect(&nl), -ENOBUFS);
	assert_int_equal(nl.error.code, ENOBUFS);
	assert_int_equal(nl_collect(&nl), 0);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_question_wants_no_ack),
		TEST(a_question_passes_over_stale_answers),
		TEST(a_question_may_be_refused),
		TEST(an_ack_answers_no_question),
		TEST(a_question_that_cannot_be_sent_fails),
		TEST(questions_sent_together_are_answered_one_by_one),
		TEST(quiet_requests_are_not_waited_for),
		TEST(a_refused_quiet_request_hides_no_ack_of_another),
		TEST(collecting_waits_for_nothing),
		TEST(collecting_gives_one_refusal_after_the_other),
		TEST(collecting_tells_a_refusal_with_eagain_from_the_end),
		TEST(collecting_tells_that_refusals_were_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

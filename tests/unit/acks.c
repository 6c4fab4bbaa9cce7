/* SPDX-License-Identifier: 0BSD */
/* netlink.c's requests and their acks: numbered, matched, waited for. */
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

/* A request of n messages that each want an ack. */
static void begin(unsigned n)
{
	nl_req_init(&req);
	while (n-- > 0)
		nl_begin(&req, RTM_NEWADDR, NLM_F_CREATE, "abcdefgh", 8);
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

/* ---- Sending ----------------------------------------------------------------------------- */

static void messages_are_numbered_in_order_over_all_sends(void **state)
{
	uint32_t first;

	(void)state;
	begin(3);
	nl_put_str(&req, IFA_LABEL, "a"); /* of another length than the others */
	nl_begin(&req, RTM_GETADDR, NLM_F_DUMP, NULL, 0);
	first = sent();
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(sent_header(i).nlmsg_seq, first + i);
	assert_int_equal(sent_header(3).nlmsg_type, RTM_GETADDR);
	assert_int_equal(fake.sent_len, req.len);
	assert_int_equal(fake.sends, 1);
	begin(1);
	assert_int_equal(sent(), first + 4);
}

static void a_request_can_be_sent_again(void **state)
{
	uint32_t first;

	(void)state;
	begin(2);
	first = sent();
	assert_int_equal(sent(), first + 2);
	assert_int_equal(sent_header(1).nlmsg_seq, first + 3);
}

static void a_signal_does_not_disturb_a_send(void **state)
{
	(void)state;
	begin(1);
	send_fails(EINTR);
	send_fails(EINTR);
	sent();
	assert_int_equal(fake.sends, 3);
}

static void a_failed_send_leaves_nothing_to_wait_for(void **state)
{
	(void)state;
	begin(2);
	send_fails(ENOBUFS);
	assert_int_equal(nl_send(&nl, &req), -ENOBUFS);
	assert_int_equal(nl.error.code, ENOBUFS);
	assert_end();
	assert_int_equal(fake.receives, 0);
}

/* ---- Acks -------------------------------------------------------------------------------- */

static void acks_in_order(void **state)
{
	struct datagram *d[3] = { datagram(), datagram(), datagram() };
	uint32_t first;

	(void)state;
	begin(3);
	first = sent();
	for (unsigned i = 0; i < 3; i++) {
		add_ack(d[i], first + i);
		arrives(d[i]);
	}
	assert_end();
	assert_int_equal(fake.receives, 3);
}

static void acks_out_of_order_in_one_datagram(void **state)
{
	struct datagram *d = datagram();
	uint32_t first;

	(void)state;
	begin(3);
	first = sent();
	add_ack(d, first + 2);
	add_ack(d, first);
	add_ack(d, first + 1);
	arrives(d);
	assert_end();
}

static void a_refusal_in_the_middle_has_its_number_and_hides_no_ack(void **state)
{
	struct datagram *d[3] = { datagram(), datagram(), datagram() };
	uint32_t first;

	(void)state;
	begin(3);
	first = sent();
	add_ack(d[0], first);
	add_short_refusal(d[1], first + 1, -EEXIST, NLM_F_ACK);
	add_ack(d[2], first + 2);
	for (unsigned i = 0; i < 3; i++)
		arrives(d[i]);
	assert_refusal(EEXIST, 1);
	assert_end();
	assert_int_equal(fake.receives, 3);
}

static void every_refusal_is_told(void **state)
{
	struct datagram *d = datagram();
	uint32_t first;

	(void)state;
	begin(3);
	first = sent();
	add_short_refusal(d, first + 1, -EEXIST, NLM_F_ACK);
	add_short_refusal(d, first + 2, -ENODEV, NLM_F_ACK);
	add_short_refusal(d, first, -EPERM, NLM_F_ACK);
	arrives(d);
	assert_refusal(EEXIST, 1);
	assert_refusal(ENODEV, 2);
	assert_refusal(EPERM, 0);
	assert_end();
}

static void numbers_may_wrap(void **state)
{
	struct datagram *d = datagram();
	uint32_t first;

	(void)state;
	nl.seq = UINT32_MAX - 2;
	begin(3);
	first = sent();
	assert_int_equal(first, UINT32_MAX - 1);
	assert_int_equal(sent_header(2).nlmsg_seq, 0);
	add_ack(d, first - 1); /* of an earlier send */
	add_ack(d, 1);         /* of a later one */
	add_ack(d, first);
	add_ack(d, UINT32_MAX);
	add_short_refusal(d, 0, -EEXIST, NLM_F_ACK);
	arrives(d);
	assert_refusal(EEXIST, 2);
	assert_end();
}

static void objects_come_before_their_acks(void **state)
{
	struct datagram *d = datagram();
	uint32_t first;

	(void)state;
	nl_begin(&req, RTM_NEWLINK, NLM_F_ECHO, NULL, 0);
	nl_begin(&req, RTM_GETLINK, NLM_F_DUMP, NULL, 0);
	first = sent();
	add_link(d, first, 1);
	add_ack(d, first);
	add_link(d, first + 1, 2);
	add_done(d, 0, first + 1, 0);
	arrives(d);
	assert_link(1);
	assert_int_equal(msg.seq, first);
	assert_link(2);
	assert_int_equal(msg.seq, first + 1);
	assert_end();
}

static void an_error_without_a_code_is_malformed(void **state)
{
	struct datagram *d = datagram();
	uint32_t first;

	(void)state;
	begin(2);
	first = sent();
	add_message(d, NLMSG_ERROR, NLM_F_ACK_TLVS, first, NULL, 0);
	add_ack(d, first + 1);
	arrives(d);
	assert_refusal(EBADMSG, 0);
	assert_end();
}

/* Errno numbers end at 4095, and INT32_MIN has no positive counterpart. */
static void a_code_that_is_no_errno_is_malformed(void **state)
{
	static const int32_t codes[] = { -4096, INT32_MIN, INT32_MIN + 1 };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct datagram *d;

		setup(state);
		d = datagram();
		begin(1);
		add_short_refusal(d, sent(), codes[i], NLM_F_ACK);
		arrives(d);
		assert_refusal(EBADMSG, 0);
		assert_end();
	}
}

static void the_largest_errno_is_one(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	begin(1);
	add_short_refusal(d, sent(), -4095, NLM_F_ACK);
	arrives(d);
	assert_refusal(4095, 0);
	assert_end();
}

/* ---- Talks -------------------------------------------------------------------------------- */

static void a_talk_ends_with_the_last_ack(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	begin(2);
	send_works();
	add_ack(d, nl.seq + 2);
	add_ack(d, nl.seq + 1);
	arrives(d);
	assert_int_equal(nl_talk(&nl, &req), 0);
	assert_end();
}

static void a_talk_passes_over_objects(void **state)
{
	struct datagram *d = datagram();

	(void)state;
	nl_begin(&req, RTM_GETLINK, NLM_F_DUMP, NULL, 0);
	send_works();
	add_link(d, nl.seq + 1, 1);
	add_done(d, 0, nl.seq + 1, 0);
	arrives(d);
	assert_int_equal(nl_talk(&nl, &req), 0);
}

static void a_talk_gives_the_first_refusal(void **state)
{
	struct datagram *d = datagram();
	uint32_t first = nl.seq + 1;

	(void)state;
	begin(3);
	send_works();
	add_ack(d, first);
	add_short_refusal(d, first + 1, -EEXIST, NLM_F_ACK);
	add_short_refusal(d, first + 2, -EPERM, NLM_F_ACK);
	arrives(d);
	assert_int_equal(nl_talk(&nl, &req), -EEXIST);
	assert_int_equal(nl.error.code, EEXIST);
	assert_int_equal(nl.error.request, 1);

	/* what it did not read is not mistaken for the next talk's */
	d = datagram();
	begin(1);
	send_works();
	add_short_refusal(d, first + 2, -EPERM, NLM_F_ACK);
	add_ack(d, first + 3);
	arrives(d);
	assert_int_equal(nl_talk(&nl, &req), 0);
}

static void a_talk_that_cannot_be_sent_fails(void **state)
{
	(void)state;
	begin(1);
	send_fails(EPERM);
	assert_int_equal(nl_talk(&nl, &req), -EPERM);
	assert_int_equal(nl.error.code, EPERM);
	req.err = -EMSGSIZE;
	assert_int_equal(nl_talk(&nl, &req), -EMSGSIZE);
	assert_int_equal(nl.error.code, EMSGSIZE);
	assert_int_equal(fake.receives, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(messages_are_numbered_in_order_over_all_sends),
		TEST(a_request_can_be_sent_again),
		TEST(a_signal_does_not_disturb_a_send),
		TEST(a_failed_send_leaves_nothing_to_wait_for),
		TEST(acks_in_order),
		TEST(acks_out_of_order_in_one_datagram),
		TEST(a_refusal_in_the_middle_has_its_number_and_hides_no_ack),
		TEST(every_refusal_is_told),
		TEST(numbers_may_wrap),
		TEST(objects_come_before_their_acks),
		TEST(an_error_without_a_code_is_malformed),
		TEST(a_code_that_is_no_errno_is_malformed),
		TEST(the_largest_errno_is_one),
		TEST(a_talk_ends_with_the_last_ack),
		TEST(a_talk_passes_over_objects),
		TEST(a_talk_gives_the_first_refusal),
		TEST(a_talk_that_cannot_be_sent_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

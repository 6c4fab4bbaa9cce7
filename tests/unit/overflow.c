/* SPDX-License-Identifier: 0BSD */
/* netlink.c's requests where their room ends: what fits to the last byte, what is refused. */
#include "fake.h"

#include <errno.h>
#include <string.h>

/* As in use: whatever was on the stack before. And a guard, for builds without ASan. */
static struct {
	struct nl_req req;
	unsigned char guard[16];
} room;
#define req (&room.req)

static int setup(void **state)
{
	memset(&room, 0xa5, sizeof(room));
	nl_req_init(req);
	return fake_reset(state);
}

static int guard_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(room.guard); i++)
		if (room.guard[i] != 0xa5)
			return -1;
	return 0;
}

static struct nlmsghdr header_at(size_t at)
{
	struct nlmsghdr h;

	memcpy(&h, req->buf + at, sizeof(h));
	return h;
}

/* A message, filled up but for `left` bytes. */
static void leave(size_t left)
{
	static const unsigned char filler[NL_REQ_SIZE];

	assert_int_equal(guard_is_whole(NULL), 0);
	setup(NULL);
	nl_begin(req, 1, 0, NULL, 0);
	nl_put_raw(req, filler, NL_REQ_SIZE - req->len - left);
	assert_int_equal(req->err, 0);
	assert_int_equal(NL_REQ_SIZE - req->len, left);
}

static void assert_full(void)
{
	assert_int_equal(req->err, 0);
	assert_int_equal(req->len, NL_REQ_SIZE);
	assert_int_equal(header_at(0).nlmsg_len, NL_REQ_SIZE);
}

/* Refused, and so is everything after it, however small; nothing of it was written. */
static void assert_overflow(size_t left)
{
	struct nl nl = { .fd = FAKE_FD };

	assert_int_equal(req->err, -EMSGSIZE);
	nl_put_u8(req, 1, 1);
	nl_put_raw(req, "a", 1);
	nl_nest_end(req, nl_nest(req, 1));
	nl_begin(req, 1, 0, NULL, 0);
	assert_int_equal(req->err, -EMSGSIZE);
	assert_int_equal(NL_REQ_SIZE - req->len, left);
	assert_int_equal(req->count, 1);
	for (size_t i = req->len; i < NL_REQ_SIZE; i++)
		assert_int_equal(req->buf[i], 0xa5);
	assert_int_equal(nl_send(&nl, req), -EMSGSIZE);
	assert_int_equal(nl.error.code, EMSGSIZE);
	assert_int_equal(fake.sends, 0);
}

static void put_nothing(void) { nl_put(req, 1, NULL, 0); }
static void put_5(void) { nl_put(req, 1, "12345", 5); }
static void put_u8(void) { nl_put_u8(req, 1, 1); }
static void put_u16(void) { nl_put_u16(req, 1, 1); }
static void put_u32(void) { nl_put_u32(req, 1, 1); }
static void put_u64(void) { nl_put_u64(req, 1, 1); }
static void put_str(void) { nl_put_str(req, 1, "abc"); }
static void put_raw(void) { nl_put_raw(req, "a", 1); }
static void put_nest(void) { nl_nest_end(req, nl_nest(req, 1)); }

static void every_put_fits_to_the_last_byte_and_not_beyond(void **state)
{
	static const struct {
		void (*put)(void);
		size_t takes;
	} puts[] = {
		{ put_nothing, 4 }, { put_5, 12 },  { put_u8, 8 },   { put_u16, 8 },  { put_u32, 8 },
		{ put_u64, 12 },    { put_str, 8 }, { put_raw, 4 },  { put_nest, 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(puts) / sizeof(puts[0]); i++) {
		leave(puts[i].takes);
		puts[i].put();
		assert_full();
		for (size_t left = 0; left < puts[i].takes; left += 4) {
			leave(left);
			puts[i].put();
			assert_overflow(left);
		}
	}
}

static void a_message_fits_to_the_last_byte_and_not_beyond(void **state)
{
	(void)state;
	leave(20);
	nl_begin(req, 2, 0, "abcd", 4);
	assert_int_equal(req->err, 0);
	assert_int_equal(req->count, 2);
	assert_int_equal(req->len, NL_REQ_SIZE);
	assert_int_equal(header_at(NL_REQ_SIZE - 20).nlmsg_len, 20);
	for (size_t left = 0; left < 16; left += 4) {
		leave(left);
		nl_begin(req, 2, 0, NULL, 0);
		assert_overflow(left);
	}
}

static void a_message_whose_family_header_does_not_fit_is_refused(void **state)
{
	struct nl nl = { .fd = FAKE_FD };

	(void)state;
	leave(16);
	nl_begin(req, 2, 0, "abcd", 4);
	assert_int_equal(req->err, -EMSGSIZE);
	nl_quiet(req);
	nl_put_u8(req, 1, 1);
	assert_int_equal(nl_send(&nl, req), -EMSGSIZE);
}

static void a_nest_that_overflows_inside_is_refused(void **state)
{
	size_t nest, inner;

	(void)state;
	leave(12);
	nest = nl_nest(req, 1);
	inner = nl_nest(req, 2);
	nl_put_u32(req, 3, 1);
	nl_nest_end(req, inner);
	nl_nest_end(req, nest);
	assert_int_equal(req->err, -EMSGSIZE);
	assert_int_equal(req->len, NL_REQ_SIZE - 4);
}

static void absurd_lengths_are_refused(void **state)
{
	static const size_t lengths[] = { NL_REQ_SIZE, UINT16_MAX - 4, UINT16_MAX - 3, UINT16_MAX,
					  UINT32_MAX, SIZE_MAX - 7, SIZE_MAX - 4, SIZE_MAX - 3,
					  SIZE_MAX - 2, SIZE_MAX };

	(void)state;
	/* one byte is there to read: a put that believed the length would not get far */
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		leave(64);
		nl_put(req, 1, "", lengths[i]);
		assert_overflow(64);
		leave(64);
		nl_put_raw(req, "", lengths[i]);
		assert_overflow(64);
	}
}

static void a_request_used_anew_forgets_its_overflow(void **state)
{
	(void)state;
	leave(0);
	put_u8();
	assert_int_equal(req->err, -EMSGSIZE);
	nl_req_init(req);
	nl_begin(req, 1, 0, NULL, 0);
	assert_int_equal(req->err, 0);
	assert_int_equal(req->len, NLMSG_HDRLEN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, guard_is_whole)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(every_put_fits_to_the_last_byte_and_not_beyond),
		TEST(a_message_fits_to_the_last_byte_and_not_beyond),
		TEST(a_message_whose_family_header_does_not_fit_is_refused),
		TEST(a_nest_that_overflows_inside_is_refused),
		TEST(absurd_lengths_are_refused),
		TEST(a_request_used_anew_forgets_its_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

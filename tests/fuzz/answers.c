/* SPDX-License-Identifier: 0BSD */
/*
 * Any datagrams as answers: every message and attribute that netlink.c gives lies inside its
 * datagram, every walk ends, every failure is explained. The input's first two bytes say what is
 * sent and how the answers are read; then come the datagrams, as kernel.h has them.
 */
#include <errno.h>
#include <string.h>

#include "kernel.h"
#include "netlink.h"

/* Bits of the input's second byte. */
enum {
	HOW_LISTEN = 1,
	HOW_ASK = 2,
	HOW_COLLECT = 4,
};

static struct nl *nl;
static volatile unsigned sink; /* what is only looked at, so that ASan sees the look */

static void look_at(const unsigned char *data, size_t len)
{
	while (len--)
		sink += *data++;
}

static void walk(struct nl_attrs attrs, unsigned depth)
{
	const unsigned char *at = attrs.at;
	struct nl_attr a;

	while (nl_attr_next(&attrs, &a)) {
		FUZZ_CHECK(attrs.at > at && attrs.at <= attrs.end);
		FUZZ_CHECK(a.data > at && a.data + a.len <= attrs.end);
		at = attrs.at;
		look_at(a.data, a.len);
		sink += nl_u8(&a) + nl_u16(&a) + nl_u32(&a) + (unsigned)nl_u64(&a);
		sink += (unsigned)strlen(nl_str(&a));
		if (depth)
			walk(nl_nested(&a), depth - 1);
	}
	FUZZ_CHECK(!nl_attr_next(&attrs, &a));
}

static void check_message(const struct nl_msg *msg)
{
	unsigned char header[20];

	FUZZ_CHECK(msg->data >= nl->buf && msg->data + msg->len <= nl->buf + nl->len);
	look_at(msg->data, msg->len);
	FUZZ_CHECK(nl_header(msg, header, sizeof(header)) == (msg->len >= sizeof(header)));
	walk(nl_attrs(msg, 0), 3);
	walk(nl_attrs(msg, sizeof(header)), 3);
}

static void check_error(int rc)
{
	const struct nl_error *e = &nl->error;

	FUZZ_CHECK(rc < 0 && rc >= -4095 && e->code == -rc);
	FUZZ_CHECK(!e->text || *e->text);
	if (e->text)
		look_at((const unsigned char *)e->text, strlen(e->text));
}

/* Sends up to eight messages, some of them quiet, some dumps. */
static void send_some(unsigned what)
{
	struct nl_req req;

	nl_req_init(&req);
	for (unsigned i = 0; i <= (what & 7); i++) {
		nl_begin(&req, 18, what & 8 ? NLM_F_DUMP : 0, "abcdefgh", 8);
		nl_put_str(&req, 3, "veth0");
		if (what & 16 && i % 2)
			nl_quiet(&req);
	}
	FUZZ_CHECK(nl_send(nl, &req) == 0);
}

static void ask(void)
{
	struct nl_req req;
	struct nl_msg msg;
	int rc;

	nl_req_init(&req);
	nl_begin(&req, 18, 0, "abcdefgh", 8);
	rc = nl_ask(nl, &req, &msg);
	if (rc == 0)
		check_message(&msg);
	else
		check_error(rc);
	FUZZ_CHECK(nl->pending == 0);
}

static void read_all(bool collect)
{
	struct nl_msg msg;
	uint32_t pending;
	int rc = 1;

	while (rc != 0 && !kernel_silent()) {
		pending = nl->pending;
		rc = collect ? nl_collect(nl) : nl_next(nl, &msg);
		FUZZ_CHECK(nl->pending <= pending);
		if (rc > 0)
			check_message(&msg);
		else if (rc < 0)
			check_error(rc);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz in = { data, size };
	unsigned what = fuzz_u8(&in), how = fuzz_u8(&in);

	kernel_begin(&in);
	nl = malloc(sizeof(*nl)); /* of its own block: ASan knows where it ends */
	FUZZ_CHECK(nl_open(nl, 0) == 0);
	if (how & HOW_LISTEN)
		FUZZ_CHECK(nl_join(nl, 1) == 0);
	if (how & HOW_ASK)
		ask();
	send_some(what);
	read_all(how & HOW_COLLECT);
	kernel_end();
	free(nl);
	return 0;
}

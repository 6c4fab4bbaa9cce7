/* SPDX-License-Identifier: 0BSD */
/*
 * Any sequence of puts: nothing is written outside the request, what does not fit is refused for
 * good, and what was put can be read back. The input is read as operations: a byte that says which
 * one, and two bytes of type or length. What is put is a pattern, so that a short input fills up
 * the request.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"
#include "netlink.h"

/* A model of the request: what it should hold, by the rules of netlink.h alone. */
struct model {
	size_t len;
	unsigned messages;
	bool full;
};

static bool model_take(struct model *m, size_t len)
{
	size_t padded = (len + 3) / 4 * 4;

	if (padded > NL_REQ_SIZE - m->len)
		m->full = true;
	if (m->full)
		return false;
	m->len += padded;
	return true;
}

/* Walks the messages of a request that was not refused: they are as many as were begun. */
static void check_messages(const struct nl_req *req, unsigned messages)
{
	struct nlmsghdr h;
	size_t at = 0;

	while (at < req->len) {
		FUZZ_CHECK(req->len - at >= sizeof(h));
		memcpy(&h, req->buf + at, sizeof(h));
		FUZZ_CHECK(h.nlmsg_len >= sizeof(h) && h.nlmsg_len <= req->len - at);
		FUZZ_CHECK(h.nlmsg_flags & NLM_F_REQUEST);
		at += h.nlmsg_len;
		messages--;
	}
	FUZZ_CHECK(messages == 0);
}

/* What is put: no byte of it is 0, and it changes with every call. */
static const unsigned char *pattern(size_t len)
{
	static unsigned char bytes[UINT16_MAX + 1];
	static unsigned char step;

	step++;
	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)(step + i) | 1;
	bytes[len] = 0;
	return bytes;
}

/* Puts an attribute and checks it where it lies. */
static void put(struct nl_req *req, struct model *m, uint16_t type, size_t len)
{
	const unsigned char *data = pattern(len);
	struct nlattr a;
	size_t at = req->len;

	nl_put(req, type, data, len);
	if (!model_take(m, sizeof(a) + len))
		return;
	memcpy(&a, req->buf + at, sizeof(a));
	FUZZ_CHECK(a.nla_type == type && a.nla_len == sizeof(a) + len);
	FUZZ_CHECK(memcmp(req->buf + at + sizeof(a), data, len) == 0);
}

/* One operation. Nests that are open belong to the message begun last. */
struct nests {
	size_t at[8];
	size_t open;
};

static void operate(struct nl_req *req, struct model *m, struct nests *nests, unsigned op,
		    uint16_t arg)
{
	size_t len = op & 0x80 ? arg : arg % 64;

	switch (op % 11) {
	case 0:
		put(req, m, arg, len);
		break;
	case 1:
		nl_put_str(req, arg, (const char *)pattern(len));
		model_take(m, 4 + len + 1);
		break;
	case 2:
		nl_put_u8(req, arg, 1);
		model_take(m, 5);
		break;
	case 3:
		nl_put_u16(req, arg, 1);
		model_take(m, 6);
		break;
	case 4:
		nl_put_u32(req, arg, 1);
		model_take(m, 8);
		break;
	case 5:
		nl_put_u64(req, arg, 1);
		model_take(m, 12);
		break;
	case 6:
		if (nests->open == sizeof(nests->at) / sizeof(nests->at[0]))
			break;
		nests->at[nests->open++] = nl_nest(req, arg);
		model_take(m, 4);
		break;
	case 7:
		if (nests->open)
			nl_nest_end(req, nests->at[--nests->open]);
		break;
	case 8:
		nl_put_raw(req, pattern(len), len);
		model_take(m, len);
		break;
	case 9:
		nests->open = 0;
		nl_begin(req, arg, op & 0x40 ? NLM_F_DUMP : 0, pattern(len), len);
		if (model_take(m, NLMSG_HDRLEN) && model_take(m, len))
			m->messages++;
		break;
	default:
		nl_quiet(req);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz in = { data, size };
	struct nl_req *req = malloc(sizeof(*req)); /* of its own block: ASan knows where it ends */
	struct model m = { .len = NLMSG_HDRLEN, .messages = 1 };
	struct nests nests = { .open = 0 };

	nl_req_init(req);
	nl_begin(req, 16, 0, NULL, 0);
	while (in.left) {
		unsigned op = fuzz_u8(&in);

		operate(req, &m, &nests, op, fuzz_u16(&in));
		FUZZ_CHECK(req->err == (m.full ? -EMSGSIZE : 0));
		FUZZ_CHECK(m.full || req->len == m.len);
	}
	if (!m.full)
		check_messages(req, m.messages);
	free(req);
	return 0;
}

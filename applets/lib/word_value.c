/* SPDX-License-Identifier: 0BSD */
/*
 * The forms of values that words take: text -> number, name, address, …
 */
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "applet.h"
#include "inet.h"
#include "names.h"
#include "say.h"
#include "words.h"

#define DEV_NAME_MAX 15  /* IFNAMSIZ of <linux/if.h>, less the NUL */
#define ALT_NAME_MAX 127 /* ALTIFNAMSIZ, likewise */

/* ---- Numbers ----------------------------------------------------------------------------- */

int word_uint(const char *text, uint32_t max, uint32_t *value)
{
	uint64_t v = 0;
	unsigned base = 10, digit;

	if (text[0] == '0' && (text[1] | 0x20) == 'x') {
		base = 16;
		text += 2;
	} else if (text[0] == '0' && text[1]) {
		base = 8;
		text++;
	}
	if (!*text)
		return -1;
	for (; *text; text++) {
		unsigned c = (unsigned char)*text | 0x20;

		digit = *text >= '0' && *text <= '9' ? (unsigned)(*text - '0')
			: c >= 'a' && c <= 'f'       ? c - 'a' + 10
						     : 16;
		if (digit >= base)
			return -1;
		v = v * base + digit;
		if (v > (max ? max : UINT32_MAX))
			return -1;
	}
	*value = (uint32_t)v;
	return 0;
}

int word_onoff(const char *text, uint32_t *value)
{
	if (!strcmp(text, "on") || !strcmp(text, "1"))
		*value = 1;
	else if (!strcmp(text, "off") || !strcmp(text, "0"))
		*value = 0;
	else
		return -1;
	return 0;
}

/* ---- Values ------------------------------------------------------------------------------ */

/* A device's name may hold anything but '/', white space and NUL (dev_valid_name() of the kernel),
 * nor be "." or "..". */
static int dev_name_check(const char *name, size_t max)
{
	if (strlen(name) > max)
		return say_error(EXIT_WORD, "\"%s\" is longer than the %u characters of a device's name",
				 name, (unsigned)max);
	for (const char *c = name; *c; c++)
		if (*c == '/' || *c == ' ' || (*c >= '\t' && *c <= '\r'))
			return say_error(EXIT_WORD, "\"%s\" cannot be a device's name", name);
	if (!*name || !strcmp(name, ".") || !strcmp(name, ".."))
		return say_error(EXIT_WORD, "\"%s\" cannot be a device's name", name);
	return 0;
}

int word_newdev(const char *name)
{
	return dev_name_check(name, DEV_NAME_MAX);
}

static int wrong(const char *value, const char *what)
{
	return say_error(EXIT_WORD, "\"%s\" is not %s", value, what);
}

static int parse_int(const char *text, int32_t *value)
{
	uint32_t v;

	if (word_uint(*text == '-' ? text + 1 : text, *text == '-' ? 0x80000000u : 0x7fffffff, &v))
		return -1;
	*value = (int32_t)(*text == '-' ? 0u - v : v);
	return 0;
}

static const char *family_article(uint8_t family)
{
	return family == 0 ? "an" : family == AF_INET ? "an IPv4" : "an IPv6";
}

static int parse_inet(struct call *call, const char *text, bool prefix, struct inet *addr)
{
	int rc = prefix ? inet_prefix_parse(text, call->family, addr)
			: inet_addr_parse(text, call->family, addr);

	if (rc)
		return say_error(EXIT_WORD, "\"%s\" is not %s %s", text, family_article(call->family),
				 prefix ? "address or prefix" : "address");
	if (call->family == 0)
		call->family = addr->family;
	return 0;
}

/* Words that may stand in front of a value: `inet6` of a gateway, `lock` of a metric. */
static char *take_past(struct call *call, char *value, const char *word, bool *found)
{
	*found = word_is(value, word) && call->argc > 0;
	return *found ? word_take(call) : value;
}

static int parse_via(struct call *call, char *value, bool prefix, struct inet *via)
{
	struct call own = *call;
	bool v4, v6;
	int rc;

	value = take_past(call, value, "inet", &v4);
	value = take_past(call, value, "inet6", &v6);
	if (!v4 && !v6)
		return parse_inet(call, value, prefix, via);
	/* a family of its own says nothing about the other addresses */
	own.family = v4 ? AF_INET : AF_INET6;
	rc = parse_inet(&own, value, prefix, via);
	return rc;
}

static int parse_ports(struct call *call, const char *low_text, struct lladdr *ports)
{
	const char *high_text = word_take(call);
	uint32_t low, high;

	if (!high_text)
		return words_missing("the upper port");
	if (word_uint(low_text, 65535, &low))
		return wrong(low_text, "a port");
	if (word_uint(high_text, 65535, &high))
		return wrong(high_text, "a port");
	*ports = (struct lladdr){ 4, { (uint8_t)(low >> 8), (uint8_t)low, (uint8_t)(high >> 8),
				       (uint8_t)high } };
	return 0;
}

/* ---- Of routes --------------------------------------------------------------------------- */

/* A time in milliseconds: "1.5s", "300ms". A bare number is what the kernel keeps: *raw. */
static int parse_time(const char *text, uint32_t *ms, bool *raw)
{
	char whole[11];
	uint32_t seconds, thousandths = 0, scale = 100;
	size_t len = strspn(text, "0123456789");
	const char *unit = text + len;

	if (len >= sizeof(whole))
		return -1;
	memcpy(whole, text, len);
	whole[len] = 0;
	if (len == 0 || word_uint(whole, 0, &seconds))
		return -1;
	if (*unit == '.')
		for (unit++; *unit >= '0' && *unit <= '9'; unit++, scale /= 10)
			thousandths += (uint32_t)(*unit - '0') * scale;
	*raw = !*unit;
	if (!*unit || word_is(unit, "ms|msec|msecs"))
		*ms = seconds;
	else if (word_is(unit, "s|sec|secs") && seconds < UINT32_MAX / 1000)
		*ms = seconds * 1000 + thousandths;
	else
		return -1;
	return 0;
}

/* One metric: its value as the kernel wants it. */
static int metric_value(unsigned metric, const char *text, uint32_t *value)
{
	/* round trip times are kept in eighths and fourths of a millisecond */
	uint32_t parts = metric == RTAX_RTT ? 8 : metric == RTAX_RTTVAR ? 4 : 1;
	bool raw;

	switch (metric) {
	case RTAX_RTT:
	case RTAX_RTTVAR:
	case RTAX_RTO_MIN:
		if (parse_time(text, value, &raw) || (!raw && *value > UINT32_MAX / parts))
			return -1;
		*value *= raw ? 1 : parts;
		return 0;
	case RTAX_FEATURES:
		*value = RTAX_FEATURE_ECN;
		return strcmp(text, "ecn") ? -1 : 0;
	case RTAX_HOPLIMIT:
		return word_uint(text, 255, value);
	case RTAX_QUICKACK:
	case RTAX_FASTOPEN_NO_COOKIE:
		return word_uint(text, 1, value);
	default:
		return word_uint(text, 0, value);
	}
}

static int parse_metric(struct call *call, unsigned metric, char *value, struct metrics *metrics)
{
	bool lock;

	value = take_past(call, value, "lock", &lock);
	metrics->mask |= 1u << metric;
	/* the kernel heeds a minimal timeout only when it is locked */
	if (lock || metric == RTAX_RTO_MIN)
		metrics->lock |= 1u << metric;
	if (metric == RTAX_CC_ALGO) {
		metrics->congctl = value;
		return 0;
	}
	return metric_value(metric, value, &metrics->value[metric]) ? wrong(value, "a value for that")
								    : 0;
}

static int parse_realms(char *text, uint32_t *realms)
{
	char *slash = strchr(text, '/');
	uint32_t from = 0, to = 0;
	int rc = 0;

	if (slash) {
		*slash = 0;
		rc = *text ? name_value(NAMES_REALM, text, &from) : 0;
		*slash = '/';
	}
	if (rc == 0 && (!slash || slash[1]))
		rc = name_value(NAMES_REALM, slash ? slash + 1 : text, &to);
	if (rc || from > 0xffff || (slash && to > 0xffff))
		return wrong(text, "a realm, or two with a slash");
	*realms = from << 16 | to;
	return 0;
}

/* A type stands before the prefix; no type's name begins with a digit, as addresses may. */
static int parse_target(struct call *call, char *value, struct target *target)
{
	bool named = *value < '0' || *value > '9';

	if (named && call->argc > 0 && name_value(NAMES_RTYPE, value, &target->type) == 0)
		value = word_take(call);
	return parse_inet(call, value, true, &target->prefix);
}

static int parse_range(struct call *call, char *value, struct range *range)
{
	static const char *const how[] = { "exact", "root", "match" };
	int rc;

	range->how = RANGE_EXACT;
	for (unsigned i = 0; i < sizeof(how) / sizeof(*how); i++) {
		if (word_begins(value, how[i])) {
			range->how = i;
			value = word_take(call);
			if (!value)
				return words_missing("the prefix");
			break;
		}
	}
	rc = parse_inet(call, value, true, &range->prefix);
	/* of no family, `any` is whatever there is, and `default` a prefix of its own */
	if (rc == 0 && range->prefix.family == AF_UNSPEC && strcmp(value, "default") != 0)
		range->how = RANGE_ROOT;
	return rc;
}

/* ------------------------------------------------------------------------------------------ */

int word_value(struct call *call, const struct word *word, char *value, void *member)
{
	uint32_t on;

	switch (word->form & WORD_FORM) {
	case WORD_ONOFF:
	case WORD_OFFON:
		if (word_onoff(value, &on))
			return wrong(value, "on or off");
		bits_set(member, word->arg, on == ((word->form & WORD_FORM) == WORD_ONOFF));
		return 0;
	case WORD_BOOL:
		return word_onoff(value, member) ? wrong(value, "on or off") : 0;
	case WORD_UINT:
		if (word_uint(value, word->arg, member) == 0)
			return 0;
		if (word->arg)
			return say_error(EXIT_WORD, "\"%s\" is not a number from 0 to %u", value,
					 word->arg);
		return wrong(value, "a number");
	case WORD_INT:
		return parse_int(value, member) ? wrong(value, "a number") : 0;
	case WORD_SECS:
		if (!strcmp(value, "forever")) {
			*(uint32_t *)member = UINT32_MAX;
			return 0;
		}
		return word_uint(value, 0, member) ? wrong(value, "a number of seconds, nor forever") : 0;
	case WORD_NAME:
		return name_value(word->arg, value, member) ? wrong(value, "a name or number known here")
							    : 0;
	case WORD_TEXT:
	case WORD_REST:
		*(const char **)member = value;
		return 0;
	case WORD_NEWDEV:
		*(const char **)member = value;
		return dev_name_check(value, DEV_NAME_MAX);
	case WORD_DEV:
		*(const char **)member = value;
		return dev_name_check(value, ALT_NAME_MAX);
	case WORD_MAC:
		return lladdr_parse(value, member) ? wrong(value, "a link-layer address") : 0;
	case WORD_ADDR:
		return parse_inet(call, value, false, member);
	case WORD_PREFIX:
		return parse_inet(call, value, true, member);
	case WORD_VIA:
		return parse_via(call, value, word->arg, member);
	case WORD_PORTS:
		return parse_ports(call, value, member);
	case WORD_METRIC:
		return parse_metric(call, word->arg, value, member);
	case WORD_REALMS:
		return parse_realms(value, member);
	case WORD_TARGET:
		return parse_target(call, value, member);
	case WORD_RANGE:
		return parse_range(call, value, member);
	}
	return 0;
}


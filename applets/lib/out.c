/* SPDX-License-Identifier: 0BSD */
#include "out.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "applet.h"

/*
 * stdio is left out on purpose: musl's printf costs 16 KiB, and a third of a microsecond a field,
 * where a table of a million routes has seven million of them.
 */
static char buf[64 * 1024];
static size_t used;
static int failed; /* -errno of the first failing write */

static bool json, pretty, oneline;
static unsigned depth;  /* of lists and records that are open */
static bool separate;   /* a JSON value stands before the next one: a comma is due */

void out_init(const struct options *opt)
{
	json = opt->json;
	pretty = opt->pretty;
	oneline = opt->oneline;
	/* an earlier command of the same process may have failed in the middle of a list */
	depth = 0;
	separate = false;
}

int out_flush(void)
{
	size_t at = 0;
	ssize_t n;

	while (at < used) {
		n = write(STDOUT_FILENO, buf + at, used - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			if (failed == 0)
				failed = -errno;
			break;
		}
		at += (size_t)n;
	}
	used = 0;
	return failed;
}

static void put(const char *text, size_t len)
{
	size_t n;

	while (len > 0) {
		if (used == sizeof(buf))
			(void)out_flush(); /* remembered, and told by the last flush */
		n = len < sizeof(buf) - used ? len : sizeof(buf) - used;
		memcpy(buf + used, text, n);
		used += n;
		text += n;
		len -= n;
	}
}

static void put_char(char c)
{
	put(&c, 1);
}

static void put_text(const char *text)
{
	put(text, strlen(text));
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void json_newline(void)
{
	if (!pretty)
		return;
	put_char('\n');
	for (unsigned i = 0; i < depth; i++)
		put_text("    ");
}

static void json_separate(void)
{
	if (separate)
		put_char(',');
	separate = true;
}

static void json_string(const char *text)
{
	static const char hex[] = "0123456789abcdef";
	static const char escapes[] = "\t\n\r\f\b\\\"";
	static const char letters[] = "tnrfb\\\"";
	const char *e;

	put_char('"');
	for (; *text; text++) {
		e = strchr(escapes, *text);
		if (e) {
			put_char('\\');
			put_char(letters[e - escapes]);
		} else if ((unsigned char)*text < ' ') {
			put_text("\\u00");
			put_char(hex[*text >> 4]);
			put_char(hex[*text & 15]);
		} else {
			put_char(*text);
		}
	}
	put_char('"');
}

/* Up to where the value goes: the comma, and the key unless it is an element of a list. */
static void json_key(const char *key)
{
	json_separate();
	if (!*key)
		return;
	json_newline();
	json_string(key);
	put_char(':');
	if (pretty)
		put_char(' ');
}

static void json_open(const char *key, char bracket)
{
	json_key(key ? key : "");
	put_char(bracket);
	depth++;
	separate = false;
}

static void json_close(char bracket)
{
	depth--;
	if (separate)
		json_newline();
	put_char(bracket);
	separate = depth > 0;
	if (!separate)
		put_char('\n');
}

void out_list(const char *key)
{
	if (!json)
		return;
	json_open(key, '[');
	if (pretty)
		put_char(' ');
}

void out_list_end(void)
{
	if (!json)
		return;
	if (pretty && separate)
		put_char(' ');
	separate = false;
	json_close(']');
}

void out_record(const char *key)
{
	if (json)
		json_open(key, '{');
}

void out_record_end(void)
{
	if (json)
		json_close('}');
}

/* ---- Fields ------------------------------------------------------------------------------ */

/* A value that stands as it is in JSON (a number, true) and in the text's format. */
static void field(const char *key, const char *format, const char *value)
{
	const char *place;

	if (json) {
		if (!key)
			return;
		json_key(key);
		put_text(value);
	} else if (format) {
		place = strchr(format, '%');
		if (!place) {
			put_text(format);
			return;
		}
		put(format, (size_t)(place - format));
		put_text(value);
		put_text(place + 1);
	}
}

void out_str(const char *key, const char *format, const char *value)
{
	if (!json) {
		field(key, format, value);
	} else if (key) {
		json_key(key);
		json_string(value);
	}
}

char *out_digits(char digits[OUT_DIGITS], uint64_t value)
{
	char *at = digits + OUT_DIGITS - 1;

	*at = 0;
	do
		*--at = (char)('0' + value % 10);
	while ((value /= 10) != 0);
	return at;
}

void out_uint(const char *key, const char *format, uint64_t value)
{
	char digits[OUT_DIGITS];

	field(key, format, out_digits(digits, value));
}

void out_int(const char *key, const char *format, int64_t value)
{
	char digits[OUT_DIGITS];
	char *at = out_digits(digits, value < 0 ? 0u - (uint64_t)value : (uint64_t)value);

	if (value < 0)
		*--at = '-'; /* there is room: no int64_t has 20 digits */
	field(key, format, at);
}

void out_hex(const char *key, const char *format, uint64_t value)
{
	char digits[2 + 16 + 1];
	char *at = digits + sizeof(digits) - 1;

	*at = 0;
	if (value == 0)
		*--at = '0';
	else {
		for (; value; value >>= 4)
			*--at = "0123456789abcdef"[value & 15];
		*--at = 'x';
		*--at = '0';
	}
	out_str(key, format, at);
}

void out_xdigits(const char *key, const char *format, uint32_t value)
{
	char digits[8 + 1];
	char *at = digits + sizeof(digits) - 1;

	*at = 0;
	do
		*--at = "0123456789abcdef"[value & 15];
	while (value >>= 4);
	out_str(key, format, at);
}

void out_centi(const char *key, const char *format, uint64_t value)
{
	char digits[OUT_DIGITS], text[OUT_DIGITS + 8], *at = text;
	char *whole = out_digits(digits, value / 100);

	if (!json) /* text has them in columns of four */
		for (size_t len = strlen(whole); len < 4; len++)
			*at++ = ' ';
	at = stpcpy(at, whole);
	*at++ = '.';
	*at++ = (char)('0' + value / 10 % 10);
	*at++ = (char)('0' + value % 10);
	*at = 0;
	field(key, format, text);
}

void out_true(const char *key, const char *text)
{
	field(key, text, "true");
}

void out_bool(const char *key, const char *format, bool value)
{
	if (json)
		field(key, format, value ? "true" : "false");
	else
		field(key, format, value ? "on" : "off");
}

void out_null(const char *key, const char *text)
{
	field(key, text, "null");
}

/* ---- Text -------------------------------------------------------------------------------- */

void out_text(const char *text)
{
	if (!json)
		put_text(text);
}

static void pad(unsigned width, size_t len)
{
	for (; len < width; len++)
		put_char(' ');
}

void out_column(unsigned width, const char *text)
{
	if (json)
		return;
	put_text(text);
	pad(width, strlen(text));
}

void out_padded(unsigned width, const char *text)
{
	if (json)
		return;
	pad(width, strlen(text));
	put_text(text);
}

void out_number(unsigned width, uint64_t value)
{
	char digits[OUT_DIGITS];

	out_padded(width, out_digits(digits, value));
}

void out_break(void)
{
	out_text(oneline ? "\\" : "\n");
}

void out_end(void)
{
	out_text("\n");
}

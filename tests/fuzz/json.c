/* SPDX-License-Identifier: 0BSD */
#include "json.h"

#include <string.h>

struct json {
	const char *at;
	const char *end;
};

static bool value(struct json *j, unsigned depth);

static void space(struct json *j)
{
	while (j->at < j->end && strchr(" \t\r\n", *j->at) && *j->at)
		j->at++;
}

static bool take(struct json *j, char c)
{
	space(j);
	if (j->at == j->end || *j->at != c)
		return false;
	j->at++;
	return true;
}

static bool digits(struct json *j)
{
	const char *from = j->at;

	while (j->at < j->end && *j->at >= '0' && *j->at <= '9')
		j->at++;
	return j->at > from;
}

static bool number(struct json *j)
{
	if (j->at < j->end && *j->at == '-')
		j->at++;
	if (j->at < j->end && *j->at == '0')
		j->at++;
	else if (!digits(j))
		return false;
	if (j->at < j->end && *j->at == '.') {
		j->at++;
		if (!digits(j))
			return false;
	}
	return true;
}

static bool escape(struct json *j)
{
	if (j->at == j->end)
		return false;
	if (*j->at != 'u')
		return strchr("\"\\/bfnrt", *j->at++) != NULL;
	j->at++;
	for (int i = 0; i < 4; i++)
		if (j->at == j->end || !*j->at || !strchr("0123456789abcdefABCDEF", *j->at++))
			return false;
	return true;
}

static bool string(struct json *j)
{
	if (!take(j, '"'))
		return false;
	while (j->at < j->end && *j->at != '"') {
		if ((unsigned char)*j->at < ' ')
			return false;
		if (*j->at++ == '\\' && !escape(j))
			return false;
	}
	return take(j, '"');
}

static bool member(struct json *j, unsigned depth)
{
	return string(j) && take(j, ':') && value(j, depth);
}

/* Elements or members up to the closing bracket. */
static bool several(struct json *j, char close, unsigned depth)
{
	if (take(j, close))
		return true;
	do
		if (close == '}' ? !member(j, depth) : !value(j, depth))
			return false;
	while (take(j, ','));
	return take(j, close);
}

static bool word(struct json *j, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(j->end - j->at) < len || memcmp(j->at, text, len) != 0)
		return false;
	j->at += len;
	return true;
}

static bool value(struct json *j, unsigned depth)
{
	space(j);
	if (depth == 0 || j->at == j->end)
		return false;
	switch (*j->at) {
	case '[':
		j->at++;
		return several(j, ']', depth - 1);
	case '{':
		j->at++;
		return several(j, '}', depth - 1);
	case '"':
		return string(j);
	case 't':
		return word(j, "true");
	case 'f':
		return word(j, "false");
	case 'n':
		return word(j, "null");
	default:
		return number(j);
	}
}

bool json_ok(const char *text, size_t len)
{
	struct json j = { text, text + len };

	do {
		if (!value(&j, 64))
			return false;
		space(&j);
	} while (j.at < j.end);
	return true;
}

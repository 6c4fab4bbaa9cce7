/* SPDX-License-Identifier: 0BSD */
#include "users.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>

#include "lines.h"
#include "out.h"
#include "words.h"

/* An id in decimal; the largest, (uid_t)-1, means "leave as it is" to the kernel and is none. */
static bool parse_id(const char *text, uint32_t *id)
{
	return text[strspn(text, "0123456789")] == 0 && (text[0] != '0' || !text[1]) &&
	       word_uint(text, UINT32_MAX - 1, id) == 0;
}

/* The fields that both files have in common: NAME:PASSWORD:ID, and of passwd the next, a GID. */
struct record {
	const char *name;
	uint32_t id;
	uint32_t gid;
};

static bool read_record(char *line, struct record *r)
{
	const char *id, *gid;

	r->name = lines_field(&line, ":");
	lines_field(&line, ":");
	id = lines_field(&line, ":");
	gid = lines_field(&line, ":");
	r->gid = 0;
	if (gid)
		(void)parse_id(gid, &r->gid);
	return id && parse_id(id, &r->id);
}

/* Finds a name, or (name NULL) r->id, in one of the files; r->name points into lines. */
static bool find(const char *file, const char *name, struct lines *lines, struct record *r)
{
	uint32_t id = r->id;
	bool found = false;
	char *line;

	if (lines_open(lines, AT_FDCWD, file))
		return false;
	while (!found && (line = lines_next(lines)))
		found = read_record(line, r) && (name ? !strcmp(r->name, name) : r->id == id);
	lines_close(lines);
	return found;
}

bool user_parse(const char *text, struct user *user)
{
	const char *group = strchr(text, ':');
	size_t len = group ? (size_t)(group++ - text) : strlen(text);
	struct record r = { 0 };
	struct lines lines;
	char name[256];

	if (len == 0 || len >= sizeof(name))
		return false;
	memcpy(name, text, len);
	name[len] = 0;
	if (parse_id(name, &r.id)) {
		user->uid = user->gid = r.id;
		if (!group && find("/etc/passwd", NULL, &lines, &r))
			user->gid = r.gid;
	} else if (find("/etc/passwd", name, &lines, &r)) {
		user->uid = r.id;
		user->gid = r.gid;
	} else {
		return false;
	}
	if (!group || parse_id(group, &user->gid))
		return true;
	if (!find("/etc/group", group, &lines, &r))
		return false;
	user->gid = r.id;
	return true;
}

static const char *known(const char *file, uint32_t id, char buf[USER_NAME_SIZE])
{
	struct record r = { .id = id };
	struct lines lines;

	if (find(file, NULL, &lines, &r) && strlen(r.name) < USER_NAME_SIZE)
		return strcpy(buf, r.name);
	return NULL;
}

const char *user_known(uid_t uid, char buf[USER_NAME_SIZE])
{
	return known("/etc/passwd", uid, buf);
}

const char *group_known(gid_t gid, char buf[USER_NAME_SIZE])
{
	return known("/etc/group", gid, buf);
}

const char *user_name(uid_t uid, char buf[USER_NAME_SIZE])
{
	char digits[OUT_DIGITS];

	return user_known(uid, buf) ? buf : strcpy(buf, out_digits(digits, uid));
}

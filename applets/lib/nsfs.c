/* SPDX-License-Identifier: 0BSD */
#include "nsfs.h"

#include <stdint.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "lines.h"

static uint64_t number(const char **text)
{
	uint64_t value = 0;

	for (; **text >= '0' && **text <= '9'; ++*text)
		value = value * 10 + (unsigned)(**text - '0');
	return value;
}

/* Takes back how mountinfo writes a blank, a tab, a newline and a backslash: \ and three octal
 * digits. */
static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (text[0] == '\\' && text[1] && text[2] && text[3]) {
			*to++ = (char)((text[1] - '0') << 6 | (text[2] - '0') << 3 |
				       (text[3] - '0'));
			text += 3;
		} else {
			*to++ = *text;
		}
	}
	*to = 0;
}

/* A line is "ID PARENT MAJOR:MINOR ROOT PATH …"; a namespace's ROOT is "TYPE:[INODE]", where that
 * of any other file system begins with '/'. */
static bool read_line(char *line, struct nsfs_mount *mount)
{
	const char *device, *inode;
	unsigned major, minor;
	char *root, *path;

	lines_field(&line, " ");
	lines_field(&line, " ");
	device = lines_field(&line, " ");
	root = lines_field(&line, " ");
	path = lines_field(&line, " ");
	if (!path || *root == '/')
		return false;
	inode = strstr(root, ":[");
	if (!inode)
		return false;
	root[inode - root] = 0;
	inode += 2;
	major = (unsigned)number(&device);
	device++;
	minor = (unsigned)number(&device);
	unescape(path);
	mount->type = root;
	mount->ino = number(&inode);
	mount->dev = makedev(major, minor);
	mount->path = path;
	return true;
}

bool nsfs_next(struct lines *mountinfo, struct nsfs_mount *mount)
{
	char *line;

	while ((line = lines_next(mountinfo)))
		if (read_line(line, mount))
			return true;
	return false;
}

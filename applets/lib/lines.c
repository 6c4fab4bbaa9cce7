/* SPDX-License-Identifier: 0BSD */
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int lines_open(struct lines *lines, int at, const char *path)
{
	lines->skip = false;
	lines->len = lines->at = 0;
	lines->fd = openat(at, path, O_RDONLY | O_CLOEXEC);
	return lines->fd < 0 ? -errno : 0;
}

void lines_close(struct lines *lines)
{
	close(lines->fd);
}

/* Reads on behind what is left in the buffer, which moves to its beginning: false at the end. */
static bool refill(struct lines *lines)
{
	ssize_t n;

	lines->len -= lines->at;
	memmove(lines->buf, lines->buf + lines->at, lines->len);
	lines->at = 0;
	if (lines->len == sizeof(lines->buf) - 1) {
		lines->skip = true;
		lines->len = 0;
	}
	do
		n = read(lines->fd, lines->buf + lines->len, sizeof(lines->buf) - 1 - lines->len);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	lines->len += (size_t)n;
	return true;
}

char *lines_next(struct lines *lines)
{
	char *line, *end;

	for (;;) {
		line = lines->buf + lines->at;
		end = memchr(line, '\n', lines->len - lines->at);
		if (!end) {
			if (refill(lines))
				continue;
			if (lines->len == lines->at)
				return NULL;
			end = lines->buf + lines->len++; /* the last one has no end of its own */
			line = lines->buf + lines->at;
		}
		*end = 0;
		lines->at = (size_t)(end + 1 - lines->buf);
		if (!lines->skip)
			return line;
		lines->skip = false;
	}
}

char *lines_field(char **line, const char *ends)
{
	char *field = *line;
	size_t len;

	if (!field)
		return NULL;
	len = strcspn(field, ends);
	*line = field[len] ? field + len + 1 : NULL;
	field[len] = 0;
	return field;
}

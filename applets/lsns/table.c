/* SPDX-License-Identifier: 0BSD */
#include "table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "out.h"

static const struct {
	const char *name;
	uint8_t width;  /* as wide as this, when what is in it is wider than the heading */
	bool right;     /* aligned to the right */
	bool number;    /* in JSON */
} columns[] = {
	[COLUMN_NS] = { "NS", 10, true, true },
	[COLUMN_TYPE] = { "TYPE", 5, false, false },
	[COLUMN_PATH] = { "PATH", 0, false, false },
	[COLUMN_NPROCS] = { "NPROCS", 5, true, true },
	[COLUMN_PID] = { "PID", 5, true, true },
	[COLUMN_PPID] = { "PPID", 5, true, true },
	[COLUMN_COMMAND] = { "COMMAND", 0, false, false },
	[COLUMN_UID] = { "UID", 0, true, true },
	[COLUMN_USER] = { "USER", 0, false, false },
	[COLUMN_NETNSID] = { "NETNSID", 0, true, false },
	[COLUMN_NSFS] = { "NSFS", 0, false, false },
	[COLUMN_PNS] = { "PNS", 10, true, true },
	[COLUMN_ONS] = { "ONS", 10, true, true },
};

bool table_columns(struct table *table, const char *list)
{
	size_t len, c;

	if (*list == '+')
		list++;
	else
		table->count = 0;
	for (;; list += len + 1) {
		len = strcspn(list, ",");
		for (c = 0; c < COLUMN_COUNT; c++)
			if (strlen(columns[c].name) == len &&
			    !strncasecmp(list, columns[c].name, len))
				break;
		if (c == COLUMN_COUNT || table->count == TABLE_MAX)
			return false;
		table->columns[table->count++] = (uint8_t)c;
		if (!list[len])
			return true;
	}
}

bool table_has(const struct table *table, enum column column)
{
	return memchr(table->columns, (int)column, table->count) != NULL;
}

void table_hang(struct line *root, struct line *parent, struct line *line)
{
	line->parent = parent;
	if (!parent)
		parent = root;
	if (parent->last)
		parent->last->next = line;
	else
		parent->child = line;
	parent->last = line;
}

/* The line to be printed after line: its first child, else what follows it or one above it. */
static const struct line *next_line(const struct line *line)
{
	if (line->child)
		return line->child;
	while (line && !line->next)
		line = line->parent;
	return line ? line->next : NULL;
}

/* ---- Characters -------------------------------------------------------------------------- */

/* Does the locale say that the terminal takes UTF-8? */
static bool is_utf8(void)
{
	const char *names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = "";

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !*value; i++) {
		value = getenv(names[i]);
		if (!value)
			value = "";
	}
	value = strchr(value, '.');
	return value && (!strncasecmp(value + 1, "UTF-8", 5) || !strncasecmp(value + 1, "UTF8", 4));
}

static void put(char c)
{
	char text[2] = { c, 0 };

	out_text(text);
}

static void pad(size_t used, size_t width)
{
	for (; used < width; used++)
		put(' ');
}

#define HEX_SIZE sizeof("\\xNN")

static const char *hex(unsigned char c, char buf[HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	buf[0] = '\\';
	buf[1] = 'x';
	buf[2] = digits[c >> 4];
	buf[3] = digits[c & 15];
	buf[4] = 0;
	return buf;
}

/* Bytes of the UTF-8 character at text; 0 when there is none, or one that controls the terminal. */
static size_t utf8_len(const char *text)
{
	const unsigned char *c = (const unsigned char *)text;
	size_t len = *c >= 0xf0 && *c < 0xf5 ? 4 : *c >= 0xe0 ? 3 : 2;

	if (*c < 0xc2 || *c >= 0xf5 || (*c == 0xc2 && c[1] < 0xa0))
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((c[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

/*
 * Puts what fits of text (up to its end or a newline) into `room` places of the terminal, or
 * (show false) only counts them. What could do harm there is written \xNN; every other character
 * takes one place. Returns how many were used.
 */
static size_t put_places(const char *text, size_t room, bool utf8, bool show)
{
	char escape[HEX_SIZE];
	size_t used = 0, len;

	while (*text && *text != '\n' && used < room) {
		unsigned char c = (unsigned char)*text;

		len = utf8 ? utf8_len(text) : 0;
		if (len == 0 && (c < ' ' || c >= 0x7f || (c == '\\' && text[1] == 'x'))) {
			hex(c, escape);
			for (size_t i = 0; escape[i] && used < room; i++, used++)
				if (show)
					put(escape[i]);
			text++;
			continue;
		}
		for (len += len == 0; len > 0; len--, text++)
			if (show)
				put(*text);
		used++;
	}
	return used;
}

/* Blanks and what is not plain ASCII as \xNN, so that blanks part the columns. */
static void put_raw(const char *text)
{
	char escape[HEX_SIZE];

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c <= ' ' || c >= 0x7f || c == '\\')
			out_text(hex(c, escape));
		else
			put(*text);
	}
}

/* ---- Text -------------------------------------------------------------------------------- */

#define CELL_SIZE (16 * 1024)

struct layout {
	const struct table *table;
	bool utf8;
	size_t widths[TABLE_MAX];
	char cell[CELL_SIZE];
};

/* Writes the tree's lines in front of what hangs on line to `at`: where they end. What is too deep
 * for the cell stands further left than it should. */
static char *put_stems(struct layout *l, const struct line *line, char *at)
{
	if (!line->parent)
		return at;
	at = put_stems(l, line->parent, at);
	if (at - l->cell > CELL_SIZE / 4)
		return at;
	return stpcpy(at, !line->next ? "  " : l->utf8 ? "│ " : "| ");
}

static bool is_tree(const struct layout *l, size_t i)
{
	return l->table->tree && l->table->columns[i] == COLUMN_COMMAND;
}

/* A cell's text, with the tree in front of it where it hangs there. */
static const char *cell_text(struct layout *l, size_t i, const struct line *line)
{
	const char *text = line->cells[l->table->columns[i]] + l->table->text;
	char *at = l->cell;

	if (!is_tree(l, i) || !line->parent)
		return text;
	at = put_stems(l, line->parent, at);
	if (line->next)
		at = stpcpy(at, l->utf8 ? "├─" : "|-");
	else
		at = stpcpy(at, l->utf8 ? "└─" : "`-");
	strcpy(at, text);
	return l->cell;
}

static void put_cell(const struct layout *l, size_t i, const char *text)
{
	enum column column = l->table->columns[i];
	size_t width = l->widths[i], used;
	bool last = i + 1 == l->table->count;
	/* only commands are cut, and only where a terminal asks for it */
	size_t room = column == COLUMN_COMMAND ? width : SIZE_MAX;

	if (columns[column].right)
		pad(put_places(text, room, l->utf8, false), width);
	used = put_places(text, room, l->utf8, true);
	if (!last && !columns[column].right)
		pad(used, width);
	if (!last)
		put(' ');
}

/* The further lines of a line, one for each path in NSFS behind the first. The tree goes on beside
 * them as long as there are paths to come. */
static void put_rest(struct layout *l, const struct line *line)
{
	const char *path = l->table->text + line->cells[COLUMN_NSFS];
	bool more;
	char *at;

	while (table_has(l->table, COLUMN_NSFS) && (path = strchr(path, '\n'))) {
		path++;
		more = true;
		for (size_t i = 0; i < l->table->count; i++) {
			at = l->cell;
			if (is_tree(l, i))
				at = put_stems(l, line, at);
			if (is_tree(l, i) && line->child && more)
				at = stpcpy(at, l->utf8 ? "│ " : "| ");
			*at = 0;
			if (l->table->columns[i] == COLUMN_NSFS) {
				put_cell(l, i, path);
				more = strchr(path, '\n');
			} else if (*l->cell || i + 1 < l->table->count) {
				put_cell(l, i, l->cell);
			}
		}
		out_end();
	}
}

/* How wide a cell is: of several lines in it, the widest. */
static size_t text_width(const struct layout *l, const char *text)
{
	size_t width, widest = 0;

	for (;; text++) {
		width = put_places(text, SIZE_MAX, l->utf8, false);
		if (width > widest)
			widest = width;
		text = strchr(text, '\n');
		if (!text)
			return widest;
	}
}

static size_t column_width(struct layout *l, size_t i, const struct line *root)
{
	enum column column = l->table->columns[i];
	size_t heading = strlen(columns[column].name), width = 0, one;

	for (const struct line *line = root->child; line; line = next_line(line)) {
		one = text_width(l, cell_text(l, i, line));
		if (one > width)
			width = one;
	}
	if (width < heading)
		return heading;
	if (width < columns[column].width && heading < columns[column].width)
		return columns[column].width;
	return width;
}

/* On a terminal the command gives way, down to its heading's width, so that a line takes one. */
static void fit(struct layout *l)
{
	struct winsize size;
	size_t total = l->table->count - 1, i;

	if (l->table->no_truncate || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_col == 0)
		return;
	for (i = 0; i < l->table->count; i++)
		total += l->widths[i];
	for (i = 0; i < l->table->count; i++)
		while (l->table->columns[i] == COLUMN_COMMAND && total > size.ws_col &&
		       l->widths[i] > strlen("COMMAND")) {
			l->widths[i]--;
			total--;
		}
}

static void put_any(const struct layout *l, size_t i, const char *text)
{
	if (!l->table->raw) {
		put_cell(l, i, text);
		return;
	}
	put_raw(text);
	out_text(i + 1 < l->table->count ? " " : "");
}

static void print_text(const struct table *table, const struct line *root)
{
	static struct layout l;
	size_t i;

	l.table = table;
	l.utf8 = is_utf8();
	for (i = 0; i < table->count; i++)
		l.widths[i] = column_width(&l, i, root);
	fit(&l);
	for (i = 0; i < table->count && !table->no_headings; i++)
		put_any(&l, i, columns[table->columns[i]].name);
	if (!table->no_headings)
		out_end();
	for (const struct line *line = root->child; line; line = next_line(line)) {
		for (i = 0; i < table->count; i++)
			put_any(&l, i, cell_text(&l, i, line));
		out_end();
		if (!table->raw)
			put_rest(&l, line);
	}
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void json_cell(enum column column, const char *text)
{
	char key[16];
	size_t i = 0;
	uint64_t value = 0;

	for (; columns[column].name[i]; i++)
		key[i] = (char)(columns[column].name[i] | 0x20);
	key[i] = 0;
	if (!*text) {
		out_null(key, NULL);
	} else if (!columns[column].number) {
		out_str(key, NULL, text);
	} else {
		for (; *text; text++)
			value = value * 10 + (unsigned)(*text - '0');
		out_uint(key, NULL, value);
	}
}

/* Lines that are siblings, each with its children as a list of its own. */
static void json_lines(const char *key, const struct table *table, const struct line *line)
{
	out_list(key);
	for (; line; line = line->next) {
		out_record(NULL);
		for (size_t i = 0; i < table->count; i++)
			json_cell(table->columns[i], table->text + line->cells[table->columns[i]]);
		if (line->child)
			json_lines("children", table, line->child);
		out_record_end();
	}
	out_list_end();
}

void table_print(const struct table *table, const struct line *root)
{
	out_record(NULL);
	json_lines("namespaces", table, root->child);
	out_record_end();
	if (root->child && !table->json)
		print_text(table, root);
}

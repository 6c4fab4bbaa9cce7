/* SPDX-License-Identifier: 0BSD */
#include "table.h"

#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "names.h"

const struct word table[] = {
	{ "flag", WORD_FLAG, HAS_FLAG, 0, 0 },
	{ "one|first", WORD_SET, HAS_SET, AT(set), 1 },
	{ "two", WORD_SET, WORD_NOHAS, AT(set), 2 },
	{ "up", WORD_BITS, WORD_NOHAS, AT(bits), 1 },
	{ "down", WORD_NOBITS, WORD_NOHAS, AT(bits), 1 },
	{ "arp on|off", WORD_ONOFF, WORD_NOHAS, AT(bits), 2 },
	{ "noarp on|off", WORD_OFFON, WORD_NOHAS, AT(bits), 4 },
	{ "bool on|off", WORD_BOOL, WORD_NOHAS, AT(boolean), 0 },
	{ "number N", WORD_UINT | WORD_ABBR, HAS_NUMBER, AT(number), 0 },
	{ "small N", WORD_UINT, WORD_NOHAS, AT(small), 10 },
	{ "integer N", WORD_INT, WORD_NOHAS, AT(integer), 0 },
	{ "seconds N", WORD_SECS, WORD_NOHAS, AT(seconds), 0 },
	{ "name NAME", WORD_NAME, WORD_NOHAS, AT(name), NAMES_SCOPE },
	{ "text TEXT", WORD_TEXT, WORD_NOHAS, AT(text), 0 },
	{ "newdev NAME", WORD_NEWDEV, WORD_NOHAS, AT(newdev), 0 },
	{ "mac MAC", WORD_MAC, WORD_NOHAS, AT(mac), 0 },
	{ "addr ADDR", WORD_ADDR, WORD_NOHAS, AT(addr), 0 },
	{ "prefix PREFIX", WORD_PREFIX, WORD_NOHAS, AT(prefix), 0 },
	{ "via ADDR", WORD_VIA, WORD_NOHAS, AT(via), 0 },
	{ "mtu N", WORD_METRIC, WORD_NOHAS, AT(metrics), RTAX_MTU },
	{ "rtt TIME", WORD_METRIC, WORD_NOHAS, AT(metrics), RTAX_RTT },
	{ "hoplimit N", WORD_METRIC, WORD_NOHAS, AT(metrics), RTAX_HOPLIMIT },
	{ "rto_min TIME", WORD_METRIC, WORD_NOHAS, AT(metrics), RTAX_RTO_MIN },
	{ "congctl NAME", WORD_METRIC, WORD_NOHAS, AT(metrics), RTAX_CC_ALGO },
	{ "realms REALMS", WORD_REALMS, WORD_NOHAS, AT(realms), 0 },
	{ "target PREFIX", WORD_TARGET, WORD_NOHAS, AT(target), 0 },
	{ "range PREFIX", WORD_RANGE, WORD_NOHAS, AT(range), 0 },
	{ "ports LOW HIGH", WORD_PORTS, WORD_NOHAS, AT(ports), 0 },
	{ "rest NAME", WORD_REST, WORD_NOHAS, AT(rest), 0 },
	{ "dev NAME", WORD_DEV | WORD_BARE, HAS_DEV, AT(dev), 0 },
	{ "last N", WORD_UINT | WORD_BARE, HAS_LAST, AT(set), 0 },
	{ NULL, WORD_END, 0, 0, 0 },
};

/* ---- Calls ------------------------------------------------------------------------------- */

struct opts opts;
struct call call;
static char *argv[32];

/* What parsing says goes into a file; cmocka's own words do not. */
static int said = -1, own_stderr = -1;

int table_setup(void **state)
{
	FILE *file = tmpfile();

	(void)state;
	if (!file)
		return -1;
	said = dup(fileno(file));
	fclose(file);
	own_stderr = dup(STDERR_FILENO);
	memset(&call, 0, sizeof(call));
	return said < 0 || own_stderr < 0 ? -1 : 0;
}

int table_teardown(void **state)
{
	(void)state;
	close(own_stderr);
	close(said);
	for (size_t i = 0; i < COUNT(argv); i++) {
		free(argv[i]);
		argv[i] = NULL;
	}
	return 0;
}

int parse_with(const struct word *words, const char *line)
{
	char copy[256], *word;
	int rc;

	assert_in_range(strlen(line), 0, sizeof(copy) - 1);
	strcpy(copy, line);
	memset(&opts, 0, sizeof(opts));
	call.argc = 0;
	call.argv = argv;
	for (word = strtok(copy, " "); word; word = strtok(NULL, " ")) {
		assert_in_range(call.argc, 0, COUNT(argv) - 2);
		free(argv[call.argc]);
		argv[call.argc++] = strdup(strcmp(word, "''") ? word : "");
	}
	free(argv[call.argc]);
	argv[call.argc] = NULL;
	dup2(said, STDERR_FILENO);
	rc = words_parse(&call, words, &opts);
	dup2(own_stderr, STDERR_FILENO);
	return rc;
}

int parse(const char *line)
{
	call.family = AF_UNSPEC;
	return parse_with(table, line);
}

void assert_wrong(const char *line, int status)
{
	char text[1024] = "";
	ssize_t n;

	assert_int_equal(ftruncate(said, 0), 0);
	lseek(said, 0, SEEK_SET);
	if (parse(line) != status)
		fail_msg("\"%s\" should have status %d", line, status);
	n = pread(said, text, sizeof(text) - 1, 0);
	if (n <= 1 || strchr(text, '\n') != text + n - 1)
		fail_msg("\"%s\" should give one line on stderr, not: %s", line, text);
}

void assert_right(const char *line)
{
	if (parse(line) != 0)
		fail_msg("\"%s\" was refused", line);
}

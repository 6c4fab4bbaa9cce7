/* SPDX-License-Identifier: 0BSD */
/*
 * Any command line of ip-link, ip-addr, ip-route, veth and fwd. The input is the line, words
 * between blanks, up to a NUL; what comes behind it are datagrams (kernel.h).
 */
#include <string.h>

#include "box.h"

#define WORDS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = memchr(data, 0, size);
	size_t len = nul ? (size_t)(nul - data) : size;
	struct fuzz in = { data + len, size - len };
	char *argv[WORDS_MAX + 1], *line = malloc(len + 1), *rest, *word;
	int argc = 0;

	(void)fuzz_u8(&in); /* the NUL */
	memcpy(line, data, len);
	line[len] = 0;
	/* a block for each word: ASan sees a look behind its end */
	for (rest = line; argc < WORDS_MAX && (word = strsep(&rest, " ")) != NULL;)
		argv[argc++] = strdup(word);
	argv[argc] = NULL;
	/* netns may make and enter namespaces, which is not for here */
	if (strcmp(argv[0], "netns") != 0)
		box_run(argc, argv, &in);
	while (argc-- > 0)
		free(argv[argc]);
	free(line);
	return 0;
}

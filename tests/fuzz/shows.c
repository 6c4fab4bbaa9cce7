/* SPDX-License-Identifier: 0BSD */
/*
 * What is shown of any kernel's answers: links, addresses, routes, ids of namespaces and rules of
 * nf_tables, decoded and printed as text and as JSON. The input's first byte chooses the command
 * line, the rest are datagrams (kernel.h).
 */
#include <string.h>

#include "box.h"

static const char *const lines[] = {
	"ip-link",
	"ip-link -d -s -s",
	"ip-link -j -d -s",
	"ip-link -j -p -d -s -s -h",
	"ip-link -br",
	"ip-link -br -j",
	"ip-link -o -d -s show type bridge_slave",
	"ip-link -d show dev d1",
	"ip-link show master d1 up group 7",
	"ip-addr",
	"ip-addr -d -s",
	"ip-addr -j -d -s",
	"ip-addr -j -p -4",
	"ip-addr -br",
	"ip-addr -br -j -6",
	"ip-addr -o show to 10.0.0.0/8 scope global",
	"ip-addr show dev d1 dynamic tentative permanent",
	"ip-addr flush dev d1",
	"ip-route",
	"ip-route -d show table all",
	"ip-route -j -d show table all",
	"ip-route -6 -j -p -d -N",
	"ip-route -4 show root 10.0.0.0/8 match 10.1.0.0/16",
	"ip-route show exact default via 10.0.0.1 dev d1",
	"ip-route -s show cache",
	"ip-route get 10.0.0.1",
	"ip-route -j -d get fd00::1",
	"ip-route flush table 7",
	"veth list",
	"veth -j list",
	"netns list-id",
	"netns -j list-id",
	"fwd",
	"fwd -j",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz in = { data, size };
	char line[80], *argv[12];
	int argc = 0;

	strcpy(line, lines[fuzz_u8(&in) % (sizeof(lines) / sizeof(*lines))]);
	for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	box_run(argc, argv, &in);
	return 0;
}

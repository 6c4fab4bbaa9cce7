/* SPDX-License-Identifier: 0BSD */
#include "box.h"

#include <stdbool.h>
#include <string.h>

#include "applet.h"
#include "json.h"
#include "kernel.h"
#include "out.h"
#include "say.h"

extern const struct applet applet_fwd, applet_ip_addr, applet_ip_link, applet_ip_route,
	applet_netns, applet_veth;

const struct applet *const applets[] = {
	&applet_fwd, &applet_ip_addr, &applet_ip_link, &applet_ip_route, &applet_netns, &applet_veth,
	NULL,
};

void box_run(int argc, char **argv, const struct fuzz *input)
{
	const struct applet *applet = argc ? applet_find(argv[0]) : NULL;
	struct options opt = { 0 };
	const char *text;
	size_t len;
	int status;

	if (!applet)
		return;
	kernel_begin(input);
	say_about(applet->name, argc - 1, argv + 1);
	status = applet_run(applet, &opt, argc - 1, argv + 1);
	FUZZ_CHECK(out_flush() == 0);
	kernel_end();
	text = kernel_output(&len);
	FUZZ_CHECK(status == EXIT_DONE || status == EXIT_WORD || status == EXIT_KERNEL ||
		   status == EXIT_USAGE);
	FUZZ_CHECK(status == EXIT_DONE || kernel_lines() > 0);
	FUZZ_CHECK(kernel_lines() - kernel_warnings() <= (status != EXIT_DONE));
	if (status == EXIT_DONE && opt.json && len && (*text == '[' || *text == '{'))
		FUZZ_CHECK(json_ok(text, len));
}

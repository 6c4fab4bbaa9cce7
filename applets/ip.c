/* SPDX-License-Identifier: 0BSD */
/*
 * ip: the front door. Options, then an object, which is an applet of its own.
 */
#include <string.h>

#include "applet.h"
#include "out.h"
#include "say.h"
#include "words.h"

#define APPLET(name)
#include "applets.h" /* VERSION */
#undef APPLET

/* In iproute2's order, where the first that a word begins wins: `ip a` is address. */
static const char *const objects[] = {
	"address",
	"addrlabel",
	"maddress",
	"route",
	"rule",
	"neighbour|neighbor",
	"link",
	"tuntap",
	"token",
	"monitor",
	"netns",
	"netconf",
	"nexthop",
};

static const char *find_object(const char *word)
{
	for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++)
		if (word_begins(word, objects[i]))
			return objects[i];
	return NULL;
}

static const struct applet *applet_of(const char *object)
{
	for (const struct applet *const *a = applets; *a; a++)
		if ((*a)->object && word_is((*a)->object, object))
			return *a;
	return NULL;
}

static int help(void)
{
	out_text("Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n"
		 "where OBJECT is one of");
	for (const struct applet *const *a = applets; *a; a++) {
		if ((*a)->object) {
			out_text(" ");
			out_text((*a)->object);
		}
	}
	out_text("\n      OPTIONS are -n[etns] NS  -4  -6  -0  -f[amily] FAMILY  -j[son]  -p[retty]\n"
		 "              -o[neline]  -br[ief]  -s[tatistics]  -d[etails]  -N[umeric]\n"
		 "              -h[uman]  -a[ll]  -V[ersion]\n");
	return EXIT_DONE;
}

static int ip_run(struct call *call)
{
	struct options opt = { 0 };
	const struct applet *applet;
	const char *object;
	int rc;

	rc = applet_options(&opt, &call->argc, &call->argv);
	if (rc)
		return rc;
	if (opt.version) {
		/* scripts parse iproute2's version from where it has it */
		out_text("ip utility, iproute2-6.1.0 as nsbox " VERSION " knows it\n");
		return EXIT_DONE;
	}
	if (opt.help || (call->argc > 0 && !strcmp(*call->argv, "help")))
		return help();
	if (call->argc == 0)
		return say_error(EXIT_USAGE, "an object is missing, see ip help");
	object = find_object(*call->argv);
	applet = object ? applet_of(object) : NULL;
	if (!applet)
		return say_error(EXIT_WORD, "\"%s\" is not an object known here, see ip help",
				 *call->argv);
	say_about("ip", call->argc, call->argv);
	opt.behind_ip = true;
	return applet_run(applet, &opt, call->argc - 1, call->argv + 1);
}

const struct applet applet_ip = {
	.name = "ip",
	.summary = "iproute2's ip: link, address, route, netns",
	.run = ip_run,
};

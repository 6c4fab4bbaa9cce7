/* SPDX-License-Identifier: 0BSD */
/*
 * nsbox: a link's name, or the first word, chooses the applet.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* rename(2) */
#include <string.h>
#include <unistd.h>

#include "applet.h"
#include "out.h"
#include "say.h"

/* build/applets.h holds VERSION and a line APPLET(name) for each file in applets/. */
#define APPLET(name) extern const struct applet applet_##name;
#include "applets.h"
#undef APPLET

const struct applet *const applets[] = {
#define APPLET(name) &applet_##name,
#include "applets.h"
#undef APPLET
	NULL,
};

static const char version[] = "nsbox " VERSION "\n";

/* ---- nsbox itself ------------------------------------------------------------------------ */

static int list(bool summaries)
{
	for (const struct applet *const *a = applets; *a; a++) {
		out_column(summaries ? 12 : 0, (*a)->name);
		if (summaries)
			out_text((*a)->summary);
		out_text("\n");
	}
	return EXIT_DONE;
}

static int usage(void)
{
	out_text("nsbox " VERSION ": network namespaces, links, addresses, routes, forwarding\n"
		 "Usage: nsbox APPLET [ ARGUMENTS ]    or a link to nsbox named after an applet\n"
		 "       nsbox --list | --version\n"
		 "       nsbox --install [ -s ] DIR    hard (-s: symbolic) links for all applets\n"
		 "\n");
	return list(true);
}

/* Makes DIR/NAME a link to the binary: under another name first, so that NAME is never missing. */
static int install_one(const char *self, const char *dir, const char *name, bool symbolic)
{
	char path[4096], temporary[sizeof(path)];
	int rc;

	if (strlen(dir) + strlen(name) + 8 > sizeof(path))
		return say_errno(EXIT_KERNEL, ENAMETOOLONG, "%s", dir);
	strcpy(stpcpy(stpcpy(path, dir), "/"), name);
	strcpy(stpcpy(temporary, path), ".new");
	(void)unlink(temporary);
	rc = symbolic ? symlink(self, temporary) : link(self, temporary);
	if (rc == 0)
		rc = rename(temporary, path);
	if (rc == 0)
		/* a link to the same file is not renamed over it, but left: rename(2) */
		(void)unlink(temporary);
	else {
		rc = errno;
		(void)unlink(temporary);
		return say_errno(EXIT_KERNEL, rc, "%s", path);
	}
	return EXIT_DONE;
}

static int install(int argc, char **argv)
{
	char self[4096];
	bool symbolic = argc > 0 && !strcmp(argv[0], "-s");
	ssize_t len;
	int rc = EXIT_DONE;

	if (argc - symbolic != 1)
		return say_error(EXIT_USAGE, "a directory is wanted, with or without -s before it");
	len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (len < 0)
		return say_errno(EXIT_KERNEL, errno, "/proc/self/exe");
	self[len] = 0;
	for (const struct applet *const *a = applets; *a && rc == EXIT_DONE; a++)
		rc = install_one(self, argv[symbolic], (*a)->name, symbolic);
	return rc;
}

static int run(int argc, char **argv);

static int run_self(int argc, char **argv)
{
	if (argc == 0 || !strcmp(argv[0], "--help") || !strcmp(argv[0], "help"))
		return usage();
	if (!strcmp(argv[0], "--list"))
		return list(false);
	if (!strcmp(argv[0], "--version") || !strcmp(argv[0], "-V")) {
		out_text(version);
		return EXIT_DONE;
	}
	if (!strcmp(argv[0], "--install"))
		return install(argc - 1, argv + 1);
	if (!applet_find(argv[0]))
		return say_error(EXIT_USAGE, "no such applet, see --list");
	return run(argc, argv);
}

/* ---- Any name ---------------------------------------------------------------------------- */

/* Directories before a name say nothing, nor does the '-' that marks a login shell. */
static const char *name_of_call(const char *argv0)
{
	const char *slash = strrchr(argv0, '/');

	if (slash)
		argv0 = slash + 1;
	return *argv0 == '-' ? argv0 + 1 : argv0;
}

static int run(int argc, char **argv)
{
	const char *name = name_of_call(argv[0]);
	const struct applet *applet = applet_find(name);
	struct options opt = { 0 };

	say_about(applet ? applet->name : "nsbox", argc - 1, argv + 1);
	if (!applet)
		return run_self(argc - 1, argv + 1);
	return applet_run(applet, &opt, argc - 1, argv + 1);
}

/*
 * A standard descriptor that the caller has closed would be that of the first socket, and what is
 * meant for the output would go to the kernel. "/" takes its place: neither read nor written, and
 * closed again in what is executed.
 */
static void hold_standard(void)
{
	int fd;

	do
		fd = open("/", O_PATH | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	int status, rc;

	hold_standard();
	status = argc > 0 ? run(argc, argv) : EXIT_USAGE;
	rc = out_flush();

	if (rc != 0 && status == EXIT_DONE)
		status = say_errno(EXIT_KERNEL, rc, "standard output");
	return status;
}

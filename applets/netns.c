/* SPDX-License-Identifier: 0BSD */
/*
 * netns: network namespaces with a name, as `ip netns` has them.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "applet.h"
#include "dir.h"
#include "netlink.h"
#include "netns/netns.h"
#include "ns.h"
#include "nsid.h"
#include "out.h"
#include "run.h"
#include "say.h"
#include "words.h"

bool netns_takes_all(struct call *call)
{
	const char *word = call->argc ? *call->argv : "";

	if (call->opt->all)
		return true;
	if (strcmp(word, "-a") != 0 && strcmp(word, "-all") != 0 && strcmp(word, "--all") != 0)
		return false;
	(void)word_take(call);
	return true;
}

int netns_words(const struct call *call, int count, const char *what)
{
	if (call->argc < count)
		return words_missing(what);
	return call->argc > count ? words_unknown(call->argv[count]) : 0;
}

static bool is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == 0;
}

/* ---- Listing ----------------------------------------------------------------------------- */

static int list_one(const char *name, int nsid, void *arg)
{
	(void)arg;
	out_record(NULL);
	out_str("name", "%", name);
	if (nsid != NSID_NONE)
		out_int("id", " (id: %)", nsid);
	out_end();
	out_record_end();
	return 0;
}

static int netns_list(struct call *call)
{
	bool all = netns_takes_all(call);
	struct nl nl;
	int rc = ns_socket(&nl, NETLINK_ROUTE, NULL);

	if (rc)
		return rc;
	out_list(NULL);
	rc = nsid_each_name(&nl, list_one, NULL);
	nl_close(&nl);
	if (rc)
		rc = say_errno(EXIT_KERNEL, rc, "cannot read " NS_DIR);
	else if (all)
		rc = netns_list_unnamed();
	out_list_end();
	return rc;
}

/* identify, pids and monitor print plain lines also with -j, as iproute2 does. */
static void put_line(const char *a, const char *b)
{
	static const struct options plain;

	out_init(&plain);
	out_text(a);
	out_text(b);
	out_end();
}

static int netns_identify(struct call *call)
{
	const char *pid = call->argc ? *call->argv : "self";
	char path[64], name[NS_NAME_SIZE];
	struct ns_key key;

	if (call->argc > 1)
		return words_unknown(call->argv[1]);
	if (call->argc && (!is_number(pid) || strlen(pid) > 20))
		return say_error(EXIT_WORD, "\"%s\" is not a pid", pid);
	if (ns_key_at(AT_FDCWD, path_join(path, "/proc/", pid, "/ns/net"), &key))
		return ns_refuse(pid, -ENOENT);
	put_line("", ns_name_of(&key, name) ? name : "");
	return EXIT_DONE;
}

int netns_key(const struct call *call, struct ns_key *key)
{
	int fd, rc = netns_words(call, 1, "the network namespace");

	if (rc)
		return rc;
	fd = ns_open(*call->argv);
	if (fd < 0)
		return ns_refuse(*call->argv, fd);
	rc = ns_key(fd, key);
	close(fd);
	return rc ? say_errno(EXIT_KERNEL, rc, "\"%s\"", *call->argv) : 0;
}

static int print_pid(pid_t pid, void *arg)
{
	char digits[OUT_DIGITS];

	(void)arg;
	put_line("", out_digits(digits, (unsigned)pid));
	return 0;
}

static int netns_pids(struct call *call)
{
	struct ns_key key;
	int rc = netns_key(call, &key);

	if (rc)
		return rc;
	rc = ns_processes(&key, print_pid, NULL);
	return rc ? say_errno(EXIT_KERNEL, rc, "cannot read /proc") : EXIT_DONE;
}

static int netns_monitor(struct call *call)
{
	_Alignas(struct inotify_event) char buf[4096];
	const struct inotify_event *event;
	int fd = ns_watch();
	ssize_t n;

	(void)call;
	if (fd < 0)
		return say_errno(EXIT_KERNEL, fd, "cannot watch " NS_DIR);
	while (out_flush() == 0) {
		n = read(fd, buf, sizeof(buf));
		if (n < 0 && errno != EINTR)
			return say_errno(EXIT_KERNEL, errno, "cannot watch " NS_DIR);
		for (ssize_t at = 0; at < n; at += (ssize_t)(sizeof(*event) + event->len)) {
			event = (const struct inotify_event *)(const void *)(buf + at);
			if (event->mask & (IN_CREATE | IN_DELETE))
				put_line(event->mask & IN_CREATE ? "add " : "delete ", event->name);
		}
	}
	return EXIT_DONE; /* main() says why nothing more can be written */
}

/* ---- Names ------------------------------------------------------------------------------- */

/* Says why a name cannot be given: the exit status. */
static int refuse_new(const char *name, int err)
{
	if (err == -EINVAL)
		return ns_refuse(name, err);
	if (err == -EEXIST)
		return say_error(EXIT_WORD, "there is a \"%s\" already", name);
	return say_errno(EXIT_KERNEL, err, "cannot make network namespace \"%s\"", name);
}

static int check_new(const char *name)
{
	if (!ns_name_ok(name))
		return refuse_new(name, -EINVAL);
	return 0;
}

static int add_one(const char *name, bool up)
{
	int fd = ns_make();
	int rc;

	if (fd < 0)
		return refuse_new(name, fd == -EINVAL ? -ENOSYS : fd);
	/* up before it has a name: whoever sees it finds it as it was asked for */
	rc = up ? ns_lo_up(fd) : 0;
	if (rc == 0)
		rc = ns_bind(name, fd);
	close(fd);
	return rc ? refuse_new(name, rc) : 0;
}

struct add {
	uint64_t has;
	uint32_t up;
	const char *name;
};

static const struct word add_words[] = {
	{ "--up", WORD_SET, WORD_NOHAS, offsetof(struct add, up), 1 },
	{ "-- NAME...", WORD_REST | WORD_BARE, WORD_NOHAS, offsetof(struct add, name), 0 },
	{ 0 },
};

static int netns_add(struct call *call)
{
	struct add words = { 0 };
	int made = 0, rc = words_parse(call, add_words, &words);

	if (rc)
		return rc;
	if (!words.name)
		return words_missing("a name");
	/* the first name was taken with the words */
	call->argc++;
	call->argv--;
	if (*words.name == '-' && strcmp(call->argv[-1], "--") != 0)
		return words_unknown(words.name);
	for (int i = 0; i < call->argc && rc == 0; i++)
		rc = check_new(call->argv[i]);
	while (rc == 0 && made < call->argc) {
		rc = add_one(call->argv[made], words.up);
		made += rc == 0;
	}
	nsid_forget();
	while (rc && made > 0)
		(void)ns_delete(call->argv[--made]);
	return rc;
}

static int netns_attach(struct call *call)
{
	uint32_t pid;
	int rc = netns_words(call, 2, "the name or the pid");

	if (rc)
		return rc;
	if (word_uint(call->argv[1], INT32_MAX, &pid) || pid == 0)
		return say_error(EXIT_WORD, "\"%s\" is not a pid", call->argv[1]);
	rc = check_new(*call->argv);
	if (rc)
		return rc;
	rc = ns_attach(*call->argv, (pid_t)pid);
	nsid_forget();
	if (rc == -ENOENT || rc == -ESRCH || rc == -EACCES)
		return ns_refuse(call->argv[1], rc);
	return rc ? refuse_new(*call->argv, rc) : EXIT_DONE;
}

static int netns_rename(struct call *call)
{
	int rc = netns_words(call, 2, "the old or the new name");

	if (rc == 0)
		rc = check_new(call->argv[1]);
	if (rc)
		return rc;
	rc = ns_rename(call->argv[0], call->argv[1]);
	nsid_forget();
	if (rc == -ENOENT || rc == -EACCES || rc == -EINVAL || rc == -ENOTTY)
		return ns_refuse(call->argv[0], rc);
	return rc ? refuse_new(call->argv[1], rc) : EXIT_DONE;
}

/* ---- Commands ---------------------------------------------------------------------------- */

static int exec_in(const char *ns, char **argv)
{
	int rc = ns_enter(ns);

	if (rc == 0)
		rc = ns_mounts(ns);
	return rc ? rc : run_exec(argv);
}

static int exec_each(const char *name, void *arg)
{
	pid_t child;

	out_text("\nnetns: ");
	out_text(name);
	out_end();
	child = run_fork();
	if (child < 0)
		return say_errno(EXIT_KERNEL, child, "cannot fork");
	if (child == 0)
		_exit(exec_in(name, arg));
	(void)run_wait(child); /* as with iproute2, one that fails does not tell */
	return 0;
}

static int netns_exec(struct call *call)
{
	bool all = netns_takes_all(call);
	int rc;

	if (call->argc < 2 - all)
		return words_missing(!all && call->argc == 0 ? "the network namespace"
							     : "the command");
	if (!all)
		return exec_in(call->argv[0], call->argv + 1);
	rc = ns_each(exec_each, call->argv);
	return rc < 0 ? say_errno(EXIT_KERNEL, rc, "cannot read " NS_DIR) : rc;
}

/* In iproute2's order, which decides what an abbreviation means. */
static const struct verb netns_verbs[] = {
	{ "list|show|lst", netns_list, NULL, "[ -a ]", NULL },
	{ "list-id", netns_list_id, netns_list_id_words, NULL, NULL },
	{ "add", netns_add, add_words, NULL, NULL },
	{ "set", netns_set, NULL, "NS { auto | NSID }", NULL },
	{ "delete", netns_delete, NULL, "[ --wait [ SECONDS ] ] { -a | NAME... }", NULL },
	{ "identify", netns_identify, NULL, "[ PID ]", NULL },
	{ "pids", netns_pids, NULL, "NS", NULL },
	{ "exec", netns_exec, NULL, "{ -a | NS } COMMAND [ ARGUMENT... ]", NULL },
	{ "monitor", netns_monitor, NULL, NULL, NULL },
	{ "attach", netns_attach, NULL, "NAME PID", NULL },
	{ "rename", netns_rename, NULL, "OLD NEW", NULL },
	{ "who", netns_who, NULL, "NS", NULL },
	{ 0 },
};

const struct applet applet_netns = {
	.name = "netns",
	.object = "netns",
	.summary = "network namespaces: list, add, delete, enter, who keeps them",
	.verbs = netns_verbs,
};

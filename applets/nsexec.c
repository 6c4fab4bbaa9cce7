/* SPDX-License-Identifier: 0BSD */
/*
 * nsexec: executes a command in a network namespace, with as little else as is asked for.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "applet.h"
#include "ns.h"
#include "nsexec/nsexec.h"
#include "out.h"
#include "run.h"
#include "say.h"
#include "users.h"
#include "words.h"

struct nsexec {
	uint64_t has;
	uint32_t new, all, keep_mounts, new_user, dns_isolate;
	const char *user, *pid, *types, *keep_fds;
	const char *first; /* the first word behind the options: NS, or the command */
};

static const struct word nsexec_words[] = {
	{ "-N|--new", WORD_SET, WORD_NOHAS, offsetof(struct nsexec, new), 1 },
	{ "-a|-all|--all", WORD_SET, WORD_NOHAS, offsetof(struct nsexec, all), 1 },
	{ "-U|--new-user", WORD_SET, WORD_NOHAS, offsetof(struct nsexec, new_user), 1 },
	{ "--pid-of PID", WORD_TEXT, WORD_NOHAS, offsetof(struct nsexec, pid), 0 },
	{ "--types TYPE[,TYPE...]", WORD_TEXT, WORD_NOHAS, offsetof(struct nsexec, types), 0 },
	{ "-k|--keep-mounts", WORD_SET, WORD_NOHAS, offsetof(struct nsexec, keep_mounts), 1 },
	{ "--dns-isolate", WORD_SET, WORD_NOHAS, offsetof(struct nsexec, dns_isolate), 1 },
	{ "--keep-fd FD[,FD...]", WORD_TEXT, WORD_NOHAS, offsetof(struct nsexec, keep_fds), 0 },
	{ "-u|--user USER[:GROUP]", WORD_TEXT, WORD_NOHAS, offsetof(struct nsexec, user), 0 },
	{ "-- NS", WORD_REST | WORD_BARE, WORD_NOHAS, offsetof(struct nsexec, first), 0 },
	{ 0 },
};

/* What is to be done, made from the words. */
struct plan {
	const struct nsexec *words;
	const char *ns;      /* NULL: one of the other ways in */
	char **command;
	struct user user;
	struct keep keep;
	char cwd[PATH_MAX];  /* "" when it was nowhere already */
	int status;          /* of -a: the first that was not 0 */
};

/* ---- One command ------------------------------------------------------------------------- */

static int lo_up(void)
{
	int rc = ns_lo_up(NS_HERE);

	return rc ? say_errno(NSEXEC_FAILED, rc, "cannot bring lo up") : 0;
}

/* The namespaces. */
static int enter(const struct plan *plan, bool *fork)
{
	const struct nsexec *words = plan->words;
	int rc;

	if (words->pid)
		return join_process(words->pid, words->types, fork);
	if (plan->ns)
		return ns_enter(plan->ns);
	if (words->new_user) {
		rc = join_new_user();
	} else {
		rc = ns_unshare();
		if (rc)
			say_errno(NSEXEC_FAILED, rc, "cannot make a network namespace");
	}
	return rc ? rc : lo_up();
}

/* The mounts. A process's namespaces have theirs. */
static int mounts(const struct plan *plan)
{
	const struct nsexec *words = plan->words;
	int rc = 0;

	if (!words->keep_mounts && (!words->pid || words->dns_isolate))
		rc = words->pid ? ns_mounts_private() : ns_mounts(plan->ns);
	if (rc == 0 && words->new_user && !words->keep_mounts)
		rc = mount_names();
	if (rc == 0 && words->dns_isolate)
		rc = mount_no_resolvers();
	return rc;
}

/* Where the caller is: false when that is out of its sight, where the kernel says
 * "(unreachable)…". libc's getcwd() may allocate, and so brings malloc() along. */
static bool find_cwd(char cwd[PATH_MAX])
{
	return syscall(SYS_getcwd, cwd, PATH_MAX) > 0 && cwd[0] == '/';
}

/*
 * The working directory may be one that the process no longer sees: below the /sys that was taken
 * away, or in the mounts of another namespace, from where ".." leads out of what it should be in.
 */
static int check_cwd(const struct plan *plan)
{
	char cwd[PATH_MAX];

	if (find_cwd(cwd))
		return 0;
	if (plan->cwd[0] && chdir(plan->cwd) == 0)
		return 0;
	return chdir("/") ? say_errno(NSEXEC_FAILED, errno, "cannot change to /") : 0;
}

/* The last step: returns only when the command was not executed. */
static int execute_here(const struct plan *plan)
{
	if (plan->words->user && drop_to(&plan->user))
		return NSEXEC_FAILED;
	return run_exec(plan->command);
}

/* Returns when the command was not executed; when it runs in a child, with that one's status. */
static int execute(const struct plan *plan)
{
	bool fork = false;
	pid_t child;

	if (enter(plan, &fork) || mounts(plan) || check_cwd(plan) || close_others(&plan->keep))
		return NSEXEC_FAILED;
	if (!fork)
		return execute_here(plan);
	child = run_fork();
	if (child < 0)
		return say_errno(NSEXEC_FAILED, child, "cannot fork");
	if (child == 0)
		_exit(execute_here(plan));
	return run_wait(child);
}

static int execute_each(const char *name, void *arg)
{
	struct plan *plan = arg;
	pid_t child;
	int status;

	out_text("\nnetns: ");
	out_text(name);
	out_end();
	child = run_fork();
	if (child < 0)
		return say_errno(NSEXEC_FAILED, child, "cannot fork");
	if (child == 0) {
		plan->ns = name;
		_exit(execute(plan));
	}
	status = run_wait(child);
	if (plan->status == 0)
		plan->status = status;
	return 0;
}

/* ---- Words ------------------------------------------------------------------------------- */

/* How many ways in were named; without one, NS is the first word. */
static int ways(const struct nsexec *words)
{
	return (int)(words->new + words->all + words->new_user + (words->pid != NULL));
}

static int check_words(const struct nsexec *words)
{
	if (ways(words) > 1)
		return say_error(NSEXEC_FAILED,
				 "only one of --new, --all, --new-user, --pid-of can be");
	if (words->keep_mounts && words->dns_isolate)
		return say_error(NSEXEC_FAILED, "--dns-isolate is not possible with --keep-mounts");
	if (words->new_user && words->user)
		return say_error(NSEXEC_FAILED, "--user is not possible with --new-user");
	if (words->types && !words->pid)
		return say_error(NSEXEC_FAILED, "--types is of use with --pid-of only");
	return 0;
}

/* Splits what is behind the options into NS, where one is due, and the command. */
static int take_command(struct call *call, struct plan *plan)
{
	const struct nsexec *words = plan->words;

	plan->command = call->argv;
	if (words->first) {
		/* the first word, which was parsed, is right before what is left */
		if (*words->first == '-' && strcmp(call->argv[-2], "--") != 0)
			return words_unknown(words->first);
		if (ways(words) > 0)
			plan->command--;
		else
			plan->ns = words->first;
	}
	if (ways(words) == 0 && !plan->ns)
		return words_missing("the network namespace");
	return *plan->command ? 0 : words_missing("the command");
}

static int nsexec_parse(struct call *call, struct nsexec *words, struct plan *plan)
{
	plan->words = words;
	if (words_parse(call, nsexec_words, words) || check_words(words) ||
	    take_command(call, plan))
		return NSEXEC_FAILED;
	/* users are those of the files seen here, not there */
	if (words->user && !user_parse(words->user, &plan->user))
		return say_error(NSEXEC_FAILED, "there is no user or group \"%s\"", words->user);
	if (words->keep_fds && keep_parse(words->keep_fds, &plan->keep))
		return NSEXEC_FAILED;
	if (!find_cwd(plan->cwd))
		plan->cwd[0] = 0;
	return 0;
}

static bool asks_help(const struct call *call)
{
	return call->argc == 1 && (!strcmp(*call->argv, "help") || !strcmp(*call->argv, "--help") ||
				   !strcmp(*call->argv, "-h"));
}

static int nsexec_run(struct call *call)
{
	struct nsexec words = { 0 };
	struct plan plan = { 0 };
	int rc;

	/* one that enters namespaces for anybody is an open door */
	if (getauxval(AT_UID) != getauxval(AT_EUID) || getauxval(AT_GID) != getauxval(AT_EGID))
		return say_error(NSEXEC_FAILED, "refuses to run set-user-id or set-group-id");
	if (asks_help(call)) {
		words_usage("Usage: nsexec", nsexec_words, "COMMAND [ ARGUMENT... ]");
		return EXIT_DONE;
	}
	if (nsexec_parse(call, &words, &plan))
		return NSEXEC_FAILED;
	if (!words.all)
		return execute(&plan);
	rc = ns_each(execute_each, &plan);
	if (rc < 0)
		return say_errno(NSEXEC_FAILED, rc, "cannot read " NS_DIR);
	return rc ? rc : plan.status;
}

const struct applet applet_nsexec = {
	.name = "nsexec",
	.summary = "a command in a network namespace, and in nothing else",
	.run = nsexec_run,
};

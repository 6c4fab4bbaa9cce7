/* SPDX-License-Identifier: 0BSD */
/*
 * PID 1 of a root filesystem that holds this, nsbox and a kernel module, and no shell: runs the
 * calls below, and says in TAP which of them ended as they should.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each call: its exit status, its words. */
static const struct {
	int status;
	const char *words;
} calls[] = {
	{ 0, "nsbox --list" },
	{ 0, "netns add client router server" },
	{ 1, "netns add client" },
	{ 0, "veth add client:a 192.0.2.1/25 2001:db8:1::1/64 router:b 192.0.2.2/25 2001:db8:1::2/64" },
	{ 0, "veth add router:c 192.0.2.129/25 server:d 192.0.2.130/25" },
	{ 0, "ip-link -n client set lo up" },
	{ 0, "ip-link -n server set dev d mtu 1400" },
	{ 0, "ip-addr -n server add 198.51.100.1/32 dev d" },
	{ 0, "ip-route -n client add default via 192.0.2.2" },
	{ 0, "ip-route -n server add default via 192.0.2.129" },
	{ 0, "ip-route -n router add 198.51.100.1 via 192.0.2.130" },
	{ 0, "fwd -n router on" },
	{ 0, "ip-link -n router show" },
	{ 0, "ip-addr -n client -j show" },
	{ 0, "ip-route -n client get 198.51.100.1" },
	{ 2, "ip-route -n client add default via 192.0.2.2" },
	{ 1, "ip-link show dev nosuch" },
	{ 255, "ip-link frobnicate" },
	{ 0, "ping -n client -c 1 -W 5 198.51.100.1" },
	{ 0, "nsexec client /nsbox ip -s link show a" },
	{ 0, "netns delete client router server" },
};

static void say(const char *text)
{
	write(STDOUT_FILENO, text, strlen(text));
}

static void say_number(unsigned int n)
{
	if (n >= 10)
		say_number(n / 10);
	say((const char[]){ (char)('0' + n % 10), '\0' });
}

/* Runs nsbox under the name that is the first of the words: its exit status, or 128 + signal. */
static int run(const char *words)
{
	char text[128], *argv[16] = { text };
	pid_t pid = fork();
	int argc = 1, status;

	if (pid == 0) {
		strcpy(text, words);
		for (char *p = text; (p = strchr(p, ' ')); argv[argc++] = p)
			*p++ = '\0';
		execv("/nsbox", argv);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(void)
{
	const unsigned int count = sizeof(calls) / sizeof(calls[0]);
	unsigned int failed = 0;

	mount("proc", "/proc", "proc", 0, NULL);
	syscall(SYS_finit_module, open("/veth.ko", O_RDONLY), "", 0);
	say("\n<<< alone\n");
	for (unsigned int i = 0; i < count; i++) {
		int status = run(calls[i].words);

		if (status != calls[i].status)
			failed++;
		say(status == calls[i].status ? "ok " : "not ok ");
		say_number(i + 1);
		say(" - ");
		say(calls[i].words);
		say(" = ");
		say_number((unsigned int)status);
		say("\n");
	}
	say("1..");
	say_number(count);
	say("\n>>> alone 0\n");
	say_number(count - failed);
	say(" passed, ");
	say_number(failed);
	say(" failed, 0 skipped\n");
	reboot(RB_POWER_OFF);
}

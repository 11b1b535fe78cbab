/* Hooks: what they are given, how they end, what is said of it. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "subscriber/hook.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

static int
run(const char *command, uint32_t seconds, struct fail *f)
{
	struct hook hook = { .command = command,
		.seconds = seconds,
		.feed = "example",
		.db = "qil",
		.file = "/var/lib/x y",
		.format = "rbldnsd",
		.serial = 1795305600 };

	*f = (struct fail){ 0 };
	return hook_run(&hook, f);
}

static void
test_ends(void)
{
	static const struct {
		const char *name, *command, *want;
	} cases[] = {
		{ "success", "true", "" },
		{ "what a good one prints is nobody's", "echo hello", "" },
		{ "a failure", "exit 3", "hook \"exit 3\" exited with 3" },
		{ "its last line", "echo one; echo two >&2; exit 1",
		    "hook \"echo one; echo two >&2; exit 1\" exited with 1: "
		    "two" },
		{ "blank lines after it", "printf 'one\\n\\n\\n'; false",
		    "hook \"printf 'one\\n\\n\\n'; false\" exited with 1: "
		    "one" },
		{ "no newline", "printf 'one\\ntwo'; false",
		    "hook \"printf 'one\\ntwo'; false\" exited with 1: two" },
		{ "a carriage return", "printf 'one\\r\\n'; false",
		    "hook \"printf 'one\\r\\n'; false\" exited with 1: one" },
		{ "what could harm a terminal", "printf 'a\\033[2J\\n'; false",
		    "hook \"printf 'a\\033[2J\\n'; false\" exited with 1: a" },
		{ "a signal", "kill -9 $$",
		    "hook \"kill -9 $$\" exited with 137 (Killed)" },
		{ "no such program", "/nonexistent/x 2>/dev/null",
		    "hook \"/nonexistent/x 2>/dev/null\" exited with 127" },
		{ "much output", "head -c 1000000 /dev/zero; echo; false",
		    "hook \"head -c 1000000 /dev/zero; echo; false\" exited "
		    "with 1" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fail f;
		int rc = run(cases[i].command, 20, &f);

		is_str(f.msg, cases[i].want, cases[i].name);
		ok((rc == 0) == (cases[i].want[0] == '\0') &&
			f.kind == (rc == 0 ? FAIL_NONE : FAIL_HOOK),
		    "%s: its kind", cases[i].name);
	}
}

/* One that somebody ended has not run, and the end of much is kept. */
static void
test_cancelled(void)
{
	const atomic_bool stop = true;
	const struct hook hook = { .command = "sleep 100",
		.seconds = 20,
		.feed = "",
		.db = "",
		.file = "",
		.format = "",
		.cancelled = &stop };
	struct fail f = { 0 };

	ok(hook_run(&hook, &f) == -1 && f.kind == FAIL_SYSTEM, "cancelled: %s",
	    f.msg);
	run("head -c 200000 /dev/zero; echo; echo why; false", 20, &f);
	ok(strstr(f.msg, "exited with 1: why") != NULL,
	    "the last line of much: %s", f.msg);
}

static void
test_environment(void)
{
	char *text;
	size_t n;
	struct fail f;

	setenv("FEEDSUB_DB", "somebody's", 1);
	setenv("FEEDSUB_OTHER", "somebody's", 1);
	run("{ env | grep ^FEEDSUB_ | sort; cat; pwd >/dev/null; } >env", 20,
	    &f);
	text = slurp("env", &n);
	is_str(text,
	    "FEEDSUB_DB=qil\nFEEDSUB_FEED=example\n"
	    "FEEDSUB_FILE=/var/lib/x y\nFEEDSUB_FORMAT=rbldnsd\n"
	    "FEEDSUB_SERIAL=1795305600\n",
	    "its environment, and nothing to read");
	free(text);
	is_int(run("test -n \"$PATH\"", 20, &f), 0, "others' are passed on");
	unlink("env");
}

/* Signals that we ignore or block are not for it to inherit. */
static void
test_signals(void)
{
	struct fail f;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	run("kill -TERM $$; exit 0", 20, &f);
	is_str(f.msg,
	    "hook \"kill -TERM $$; exit 0\" exited with 143 (Terminated)",
	    "SIGTERM ends it");
	run("kill -PIPE $$; exit 0", 20, &f);
	is_str(f.msg,
	    "hook \"kill -PIPE $$; exit 0\" exited with 141 (Broken pipe)",
	    "SIGPIPE ends it");
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* Whether a process is there and no zombie. */
static bool
runs(pid_t pid)
{
	char path[40], state = 'Z';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (file == NULL)
		return false;
	if (fscanf(file, "%*d %*s %c", &state) != 1)
		state = 'Z';
	fclose(file);
	return state != 'Z';
}

/* Whether the process ends whose number is in the file "child". */
static bool
ends(void)
{
	size_t n;
	char *text = slurp("child", &n);
	pid_t child = (pid_t)strtol(text, NULL, 10);

	free(text);
	for (int i = 0; i < 400 && runs(child); i++)
		usleep(50000);
	unlink("child");
	return !runs(child);
}

/* A whole group that hangs; one that will not hear SIGTERM. */
static void
test_late(void)
{
	struct fail f;

	run("sleep 100 & echo $! >child; echo waiting; wait", 2, &f);
	is_str(f.msg,
	    "hook \"sleep 100 & echo $! >child; echo waiting; wait\" took more "
	    "than 2 s and was ended: waiting",
	    "one that hangs is ended");
	ok(ends(), "with all that it started");
	run("trap 'echo bye; exit 0' TERM; while :; do sleep 0.1; done", 2, &f);
	ok(strstr(f.msg, "was ended: bye") != NULL,
	    "it is told to end before it is killed: %s", f.msg);
	run("trap '' TERM; echo no; while :; do sleep 1; done", 2, &f);
	ok(strstr(f.msg, "took more than 2 s and was ended: no") != NULL,
	    "one that will not end is killed: %s", f.msg);
}

/* What a hook leaves running may keep its output open. */
static void
test_left_running(void)
{
	struct fail f;

	is_int(run("sleep 100 & echo $! >child; exit 0", 20, &f), 0,
	    "what it leaves running is not waited for");
	ok(ends(), "and is ended");
}

int
main(void)
{
	char folder[] = "/tmp/feedmill-unit.XXXXXX";

	if (mkdtemp(folder) == NULL || chdir(folder) == -1)
		err(1, "mkdtemp");
	test_ends();
	test_cancelled();
	test_environment();
	test_signals();
	test_late();
	test_left_running();
	rmdir(folder);
	return tap_end();
}

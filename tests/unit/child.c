#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "subscriber/child.h"
#include "tests/unit/tap.h"

/* What a shell does with a command: "code: what it says". */
static void
test_shell(const char *command, const char *input, const char *want)
{
	const char *argv[] = { "sh", "-c", command, NULL };
	const struct child child = { .argv = argv,
		.input = rd_over(input, strlen(input)),
		.file_bytes = UINT64_MAX,
		.ms = 20000 };
	struct wr said = { 0 };
	struct fail f = { 0 };
	char have[600];
	int code;

	if (child_run(&child, &said, &code, &f) == -1)
		snprintf(have, sizeof(have), "%s", f.msg);
	else
		snprintf(have, sizeof(have), "%d: %.*s", code, (int)said.len,
		    (char *)said.buf);
	is_str(have, want, command);
	wr_free(&said);
}

static void
test_ends(void)
{
	test_shell("exit 0", "", "0: ");
	test_shell("exit 7", "", "7: ");
	test_shell("kill -9 $$", "", "137: ");
	test_shell("echo out; echo err >&2", "", "0: out\nerr\n");
	test_shell("cat", "one\ntwo\n", "0: one\ntwo\n");
	test_shell("cat; cat", "", "0: ");
	test_shell("exit 127", "", "127: ");
	test_shell("exec >&- 2>&-; sleep 0.1; exit 3", "", "3: ");
	test_shell("sleep 1000 & echo here", "", "0: here\n");
	test_shell("setsid sleep 1 & echo here", "", "0: here\n");
	test_shell("(exec </dev/tty) 2>&- || echo no terminal", "",
	    "0: no terminal\n");
	test_shell("kill -PIPE $$", "", "141: ");
	test_shell("ulimit -c", "", "0: 0\n");
}

/* A file that somebody left open for others, as libraries do. */
static void
test_files(void)
{
	int fd = fcntl(STDERR_FILENO, F_DUPFD, 100);
	char command[80];

	snprintf(command, sizeof(command),
	    "test -e /proc/self/fd/%d || echo closed", fd);
	test_shell(command, "", "0: closed\n");
	close(fd);
}

/* Input beyond what a pipe holds. */
static void
test_large(void)
{
	char *text = malloc(1000001);

	memset(text, 'x', 1000000);
	text[1000000] = '\0';
	test_shell("wc -c | tr -d ' '", text, "0: 1000000\n");
	free(text);
}

static int
run(const char *command, uint64_t ms, const atomic_bool *cancelled,
    struct wr *said, struct fail *f)
{
	const char *argv[] = { "sh", "-c", command, NULL };
	const struct child child = { .argv = argv,
		.file_bytes = 1000,
		.ms = ms,
		.cancelled = cancelled };
	int code = -1;

	*f = (struct fail){ 0 };
	return child_run(&child, said, &code, f) == -1 ? -1 : code;
}

static void
test_limits(void)
{
	char name[] = "/tmp/feedmill-child.XXXXXX", command[100];
	int fd = mkstemp(name);
	struct wr said = { 0 };
	struct fail f;

	snprintf(command, sizeof(command), "exec cat /dev/zero >%s", name);
	is_int(run(command, 20000, NULL, &said, &f), 128 + SIGXFSZ,
	    "a file that grows ends it");
	is_int(lseek(fd, 0, SEEK_END), 1000, "  at its limit");
	close(fd);
	unlink(name);
	run("head -c 300000 /dev/zero", 20000, NULL, &said, &f);
	is_int((long long)said.len, CHILD_SAID_MAX, "it may talk");
	wr_free(&said);
	run("head -c 300000 /dev/zero; echo end", 20000, NULL, &said, &f);
	ok(said.len == CHILD_SAID_MAX &&
		memcmp(said.buf + said.len - 5, "\0end\n", 5) == 0,
	    "and the end is kept");
	wr_free(&said);
}

static void
count(void *arg)
{
	++*(int *)arg;
}

/* Who waits has other things to do. */
static void
test_meanwhile(void)
{
	const char *argv[] = { "sleep", "1", NULL };
	int times = 0, code;
	const struct child child = { .argv = argv,
		.ms = 20000,
		.meanwhile = { count, &times } };
	struct wr said = { 0 };
	struct fail f = { 0 };

	is_int(child_run(&child, &said, &code, &f), 0, "while it sleeps");
	ok(times >= 2, "  other things are done: %d times", times);
	wr_free(&said);
}

static void
test_time(void)
{
	atomic_bool cancelled = 0;
	struct wr said = { 0 };
	struct fail f;

	is_int(run("echo now; sleep 1000", 2000, &cancelled, &said, &f), -1,
	    "its time is over");
	ok(f.kind == FAIL_SLOW, "  %s", f.msg);
	ok(said.len == 4, "  what it said is there");
	wr_free(&said);
	is_int(run("exec yes", 300, &cancelled, &said, &f), -1,
	    "while it talks");
	ok(f.kind == FAIL_SLOW, "  %s", f.msg);
	wr_free(&said);
	is_int(run("setsid yes & sleep 0.1; kill $!; exit 4", 20000, NULL,
		   &said, &f),
	    4, "who stays and talks keeps nobody");
	wr_free(&said);
	cancelled = 1;
	is_int(run("sleep 1000", 20000, &cancelled, &said, &f), -1, "stopped");
	ok(f.kind == FAIL_SYSTEM && strstr(f.msg, "Interrupted") != NULL,
	    "  %s", f.msg);
	wr_free(&said);
}

static void
test_none(void)
{
	const char *argv[] = { "/nonesuch/program", NULL };
	const struct child child = { .argv = argv, .ms = 20000 };
	struct wr said = { 0 };
	struct fail f = { 0 };
	int code;

	is_int(child_run(&child, &said, &code, &f), -1, "no program");
	is_int(waitpid(-1, NULL, WNOHANG), -1, "  nobody to wait for");
	is_str(f.msg,
	    "/nonesuch/program: cannot be run: No such file or directory",
	    "  a reason");
	wr_free(&said);
}

/* Where children are reaped by the system, there is no exit code to know. */
static void
test_ignored(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	struct wr said = { 0 };
	struct fail f;

	sigaction(SIGCHLD, &ignore, NULL);
	is_int(run("exit 5", 20000, NULL, &said, &f), -1, "an unknown end");
	is_str(f.msg, "sh: no exit code: No child processes",
	    "  is no good one");
	sigaction(SIGCHLD, &usual, NULL);
	wr_free(&said);
}

int
main(void)
{
	test_ends();
	test_files();
	test_large();
	test_limits();
	test_time();
	test_meanwhile();
	test_none();
	test_ignored();
	return tap_end();
}

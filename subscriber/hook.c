#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "formats/mem.h"
#include "formats/text.h"
#include "formats/wr.h"
#include "subscriber/hook.h"

/* Our own variables. */
#define PREFIX    "FEEDSUB_"
#define VARIABLES 5

/* What is kept of the last line. */
#define LINE_MAX_SHOWN 160

/* A hook that runs. */
struct run {
	const struct hook *hook;
	pid_t pid; /* of its group, too */
	int pidfd;
	int out;                   /* what it prints; -1 after its end */
	char line[LINE_MAX_SHOWN]; /* the last one, as it comes */
	size_t len;
	bool ended; /* the line is whole: what comes begins another */
};

static char *
variable(const char *name, const char *value)
{
	char *text;

	if (asprintf(&text, PREFIX "%s=%s", name, value) == -1)
		abort();
	return text;
}

/* Everybody's without those of our names, and ours. */
static char **
environment(const struct hook *h, char *ours[static VARIABLES])
{
	size_t n = 0, at = VARIABLES;
	char serial[12], **all;

	while (environ[n] != NULL)
		n++;
	snprintf(serial, sizeof(serial), "%u", h->serial);
	ours[0] = variable("FEED", h->feed);
	ours[1] = variable("DB", h->db);
	ours[2] = variable("FILE", h->file);
	ours[3] = variable("FORMAT", h->format);
	ours[4] = variable("SERIAL", serial);
	all = mem_new(n + VARIABLES + 1, sizeof(*all));
	memcpy(all, ours, VARIABLES * sizeof(*all));
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], PREFIX, strlen(PREFIX)) != 0)
			all[at++] = environ[i];
	return all;
}

/* A group of its own, with signals as a shell expects them. */
static void
set_attributes(posix_spawnattr_t *a)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(a);
	posix_spawnattr_setpgroup(a, 0);
	posix_spawnattr_setsigmask(a, &none);
	posix_spawnattr_setsigdefault(a, &all);
	posix_spawnattr_setflags(a,
	    POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
		POSIX_SPAWN_SETSIGDEF);
}

static int
spawn_shell(struct run *r, int out, char **env)
{
	char shell[] = "sh", option[] = "-c";
	char *command = mem_text(r->hook->command, strlen(r->hook->command));
	char *argv[] = { shell, option, command, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int rc;

	set_attributes(&attributes);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_adddup2(&actions, out, 2);
	rc = posix_spawn(&r->pid, "/bin/sh", &actions, &attributes, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	free(command);
	return rc;
}

static int
start(struct run *r, struct fail *f)
{
	char *ours[VARIABLES], **env;
	int ends[2], rc;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return fail_errno(f, "a pipe for a hook");
	env = environment(r->hook, ours);
	rc = spawn_shell(r, ends[1], env);
	for (size_t i = 0; i < VARIABLES; i++)
		free(ours[i]);
	free(env);
	close(ends[1]);
	r->out = ends[0];
	if (rc != 0) {
		errno = rc;
		return fail_errno(f, "/bin/sh");
	}
	r->pidfd = pidfd_open(r->pid, 0);
	if (r->pidfd != -1 && fcntl(r->out, F_SETFL, O_NONBLOCK) != -1)
		return 0;
	fail_errno(f, "/bin/sh");
	kill(-r->pid, SIGKILL);
	waitpid(r->pid, NULL, 0);
	return -1;
}

/* Keeps the last line that is not empty. */
static void
take_output(struct run *r, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n') {
			r->ended = true;
			continue;
		}
		if (r->ended)
			r->len = 0;
		r->ended = false;
		if (r->len < sizeof(r->line))
			r->line[r->len++] = bytes[i];
	}
}

/* What there is to read, and no more. */
static void
read_output(struct run *r)
{
	char bytes[4096];
	ssize_t n;

	while (r->out != -1 && (n = read(r->out, bytes, sizeof(bytes))) != -1) {
		if (n == 0) {
			close(r->out);
			r->out = -1;
		} else {
			take_output(r, bytes, (size_t)n);
		}
	}
}

static int64_t
milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits for its end, reading; false if it did not come in time. */
static bool
wait_end(struct run *r, uint32_t seconds)
{
	int64_t end = milliseconds() + (int64_t)seconds * 1000, left;

	while ((left = end - milliseconds()) > 0) {
		struct pollfd fds[2] = { { r->pidfd, POLLIN, 0 },
			{ r->out, POLLIN, 0 } };

		poll(fds, 2, left < 60000 ? (int)left : 60000);
		read_output(r);
		if (fds[0].revents != 0)
			return true;
	}
	return false;
}

/* Its last line as fit for a message. */
static const char *
last_line(struct run *r, char out[static LINE_MAX_SHOWN + 3])
{
	size_t n = r->len < sizeof(r->line) ? r->len : sizeof(r->line) - 1;

	while (n > 0 && r->line[n - 1] == '\r')
		n--;
	while (n > 0 && text_rule((struct text){ r->line, n }) != NULL)
		n--;
	snprintf(out, LINE_MAX_SHOWN + 3, "%s%.*s", n > 0 ? ": " : "", (int)n,
	    r->line);
	return out;
}

static int
judge(struct run *r, bool late, int status, struct fail *f)
{
	const char *command = r->hook->command;
	char line[LINE_MAX_SHOWN + 3];

	last_line(r, line);
	if (late)
		return fail(f, FAIL_HOOK,
		    "hook \"%.160s\" took more than %u s and was ended%s",
		    command, r->hook->seconds, line);
	if (WIFSIGNALED(status))
		return fail(f, FAIL_HOOK, "hook \"%.160s\" was ended by %s%s",
		    command, strsignal(WTERMSIG(status)), line);
	if (WEXITSTATUS(status) != 0)
		return fail(f, FAIL_HOOK, "hook \"%.160s\" exited with %d%s",
		    command, WEXITSTATUS(status), line);
	return 0;
}

/* Ends the group, first with a warning. */
static void
end_group(struct run *r)
{
	kill(-r->pid, SIGTERM);
	wait_end(r, HOOK_GRACE);
	kill(-r->pid, SIGKILL);
}

static int
wait_all(struct run *r, struct fail *f)
{
	bool late = !wait_end(r, r->hook->seconds);
	int status = 0;

	if (late)
		end_group(r);
	while (waitpid(r->pid, &status, 0) == -1 && errno == EINTR)
		continue;
	return judge(r, late, status, f);
}

int
hook_run(const struct hook *hook, struct fail *f)
{
	struct run r = { .hook = hook, .pidfd = -1, .out = -1 };
	int rc = start(&r, f);

	if (rc == 0)
		rc = wait_all(&r, f);
	if (r.out != -1)
		close(r.out);
	if (r.pidfd != -1)
		close(r.pidfd);
	return rc;
}

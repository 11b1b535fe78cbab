#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "subscriber/child.h"
#include "subscriber/clock.h"

/* How often somebody looks whether it was cancelled. */
#define TICK_MS 200

/* And how often what it does is checked. */
#define CHECK_MS 20

/* So many pieces of what it said may still be in the pipe. */
#define PIPE_PIECES 16
#define PIECE       4096

struct running {
	const struct child *child;
	pid_t pid;
	int pidfd;
	int out; /* what it says */
};

/* An open file with these bytes; -1 with errno. */
static int
file_with(struct rd bytes)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	while (fd != -1 && rd_left(&bytes) > 0) {
		ssize_t n = write(fd, bytes.p, rd_left(&bytes));

		if (n == -1 && errno != EINTR) {
			close(fd);
			return -1;
		}
		if (n > 0)
			rd_take(&bytes, (size_t)n);
	}
	if (fd != -1)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* In the new process, where little may be called; why tells what failed. */
static _Noreturn void
become(const struct child *child, int in, int out, int why)
{
	const struct rlimit none = { 0, 0 };
	const struct rlimit bytes = { child->file_bytes, child->file_bytes };
	const struct rlimit memory = { child->memory_bytes,
		child->memory_bytes };
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t nothing;
	ssize_t told;

	sigemptyset(&nothing);
	sigprocmask(SIG_SETMASK, &nothing, NULL);
	sigaction(SIGPIPE, &usual, NULL);
	sigaction(SIGXFSZ, &usual, NULL);
	sigaction(SIGCHLD, &usual, NULL);
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &none);
	setrlimit(RLIMIT_FSIZE, &bytes);
	if (child->memory_bytes > 0)
		setrlimit(RLIMIT_DATA, &memory);
	/* libraries have files open, too, that are no concern of others */
	close_range(STDERR_FILENO + 1, ~0u, CLOSE_RANGE_CLOEXEC);
	if (dup2(in, 0) != -1 && dup2(out, 1) != -1 && dup2(out, 2) != -1)
		execvpe(child->argv[0], (char *const *)child->argv,
		    child->environment != NULL
			? (char *const *)child->environment
			: environ);
	told = write(why, &errno, sizeof(errno));
	_exit(told > 0);
}

/* Starts it; the ends of the pipes that are its own stay open. */
static int
begin(struct running *r, int in, const int out[2], const int why[2])
{
	r->pid = fork();
	if (r->pid == 0)
		become(r->child, in, out[1], why[1]);
	if (r->pid == -1)
		return -1;
	r->pidfd = pidfd_open(r->pid, 0);
	r->out = out[0];
	fcntl(r->out, F_SETFL, O_NONBLOCK);
	return 0;
}

/* 0 once it is the program, or -1 with the errno that it died of. */
static int
begun(struct running *r, int why)
{
	int error = 0;
	ssize_t n;

	do
		n = read(why, &error, sizeof(error));
	while (n == -1 && errno == EINTR);
	if (n <= 0)
		return 0;
	waitpid(r->pid, NULL, 0);
	close(r->pidfd);
	errno = error;
	return -1;
}

static int
start(struct running *r, int in)
{
	int out[2], why[2], rc;

	if (pipe2(out, O_CLOEXEC) == -1)
		return -1;
	if (pipe2(why, O_CLOEXEC) == -1) {
		close(out[0]);
		close(out[1]);
		return -1;
	}
	rc = begin(r, in, out, why);
	close(out[1]);
	close(why[1]);
	if (rc == 0)
		rc = begun(r, why[0]);
	close(why[0]);
	if (rc == -1)
		close(out[0]);
	return rc;
}

/* Kills what is left of it, and gives the exit code. */
static int
finish(struct running *r, int *code)
{
	int status;
	pid_t pid;

	/* its number is not given away before it is waited for */
	kill(-r->pid, SIGKILL);
	kill(r->pid, SIGKILL);
	if (r->pidfd != -1)
		close(r->pidfd);
	do
		pid = waitpid(r->pid, &status, 0);
	while (pid == -1 && errno == EINTR);
	if (pid == -1)
		return -1;
	*code =
	    WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	return 0;
}

/* Takes a piece of what it said; returns as read(2). */
static ssize_t
listen_to(struct running *r, struct wr *said)
{
	char piece[PIECE];
	ssize_t n = read(r->out, piece, sizeof(piece));
	size_t over;

	if (n <= 0)
		return n;
	wr_bytes(said, piece, (size_t)n);
	if (said->len > CHILD_SAID_MAX) {
		over = said->len - CHILD_SAID_MAX;
		memmove(said->buf, said->buf + over, CHILD_SAID_MAX);
		said->len = CHILD_SAID_MAX;
	}
	return n;
}

/* Waits until it ends, or so long, or until that is not wanted any more. */
static int
attend(struct running *r, struct wr *said, uint64_t ms,
    const atomic_bool *cancelled, struct fail *f)
{
	const struct child *c = r->child;
	const uint64_t ends = clock_ms() + ms;
	const uint64_t tick = c->check != NULL ? CHECK_MS : TICK_MS;
	struct pollfd wait[2] = { { r->pidfd, POLLIN, 0 },
		{ r->out, POLLIN, 0 } };

	if (r->pidfd == -1)
		return fail_errno(f, "%s", c->argv[0]);
	while ((wait[0].revents & POLLIN) == 0) {
		uint64_t now = clock_ms();

		if (cancelled != NULL && atomic_load(cancelled)) {
			errno = EINTR;
			return fail_errno(f, "stopped");
		}
		if (now >= ends)
			return fail(f, FAIL_SLOW, "%s took more than %ju.%03us",
			    c->argv[0], (uintmax_t)c->ms / 1000,
			    (unsigned)(c->ms % 1000));
		if (c->check != NULL && c->check(c->arg, f) == -1)
			return -1;
		meanwhile_work(&c->meanwhile);
		poll(wait, 2, (int)(ends - now < tick ? ends - now : tick));
		if ((wait[1].revents & (POLLIN | POLLHUP)) != 0 &&
		    listen_to(r, said) == 0)
			wait[1].fd = -1;
	}
	return 0;
}

/* It is to end by itself, if it can. */
static void
warn_and_wait(struct running *r, struct wr *said)
{
	struct fail late = { 0 };

	kill(-r->pid, SIGTERM);
	attend(r, said, r->child->grace_ms, NULL, &late);
}

int
child_run(const struct child *child, struct wr *said, int *code, struct fail *f)
{
	struct running r = { .child = child };
	int in = file_with(child->input), rc;

	if (in == -1)
		return fail_errno(f, "%s", child->argv[0]);
	rc = start(&r, in);
	close(in);
	if (rc == -1)
		return fail_errno(f, "%s: cannot be run", child->argv[0]);
	rc = attend(&r, said, child->ms, child->cancelled, f);
	if (rc == -1 && child->grace_ms > 0)
		warn_and_wait(&r, said);
	if (finish(&r, code) == -1)
		rc = fail_errno(f, "%s: no exit code", child->argv[0]);
	for (size_t i = 0; i < PIPE_PIECES && listen_to(&r, said) > 0; i++)
		;
	close(r.out);
	return rc;
}

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "subscriber/child.h"

/* How often somebody looks whether it was cancelled. */
#define TICK_MS 200

/* What a shell says for a program that is not there. */
#define NOT_FOUND 127

/* So many pieces of what it said may still be in the pipe. */
#define PIPE_PIECES 16
#define PIECE       4096

struct running {
	const struct child *child;
	pid_t pid;
	int pidfd;
	int out; /* what it says */
};

static uint64_t
clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

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

/* In the new process, where little may be called. */
static _Noreturn void
become(const struct child *child, int in, int out)
{
	const struct rlimit none = { 0, 0 };
	const struct rlimit bytes = { child->file_bytes, child->file_bytes };
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t all;

	sigemptyset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	sigaction(SIGPIPE, &usual, NULL);
	sigaction(SIGXFSZ, &usual, NULL);
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &none);
	setrlimit(RLIMIT_FSIZE, &bytes);
	if (dup2(in, 0) != -1 && dup2(out, 1) != -1 && dup2(out, 2) != -1)
		execvp(child->argv[0], (char *const *)child->argv);
	_exit(NOT_FOUND);
}

static int
start(struct running *r, int in)
{
	int out[2];

	if (pipe2(out, O_CLOEXEC) == -1)
		return -1;
	r->pid = fork();
	if (r->pid == 0)
		become(r->child, in, out[1]);
	close(out[1]);
	r->out = out[0];
	if (r->pid == -1) {
		close(r->out);
		return -1;
	}
	fcntl(r->out, F_SETFL, O_NONBLOCK);
	r->pidfd = pidfd_open(r->pid, 0);
	return 0;
}

/* Kills what is left of it.  Returns the exit code. */
static int
finish(struct running *r)
{
	int status = 0;

	/* its number is not given away before it is waited for */
	kill(-r->pid, SIGKILL);
	kill(r->pid, SIGKILL);
	while (waitpid(r->pid, &status, 0) == -1 && errno == EINTR)
		;
	if (r->pidfd != -1)
		close(r->pidfd);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

/* Takes a piece of what it said.  Returns whether there was one. */
static bool
listen_to(struct running *r, struct wr *said)
{
	char piece[PIECE];
	ssize_t n = read(r->out, piece, sizeof(piece));
	size_t room = CHILD_SAID_MAX - said->len;

	if (n > 0)
		wr_bytes(said, piece, (size_t)n < room ? (size_t)n : room);
	return n > 0;
}

/* Waits until it ends, or has to. */
static int
attend(struct running *r, struct wr *said, struct fail *f)
{
	const struct child *c = r->child;
	const uint64_t ends = clock_ms() + c->ms;
	struct pollfd wait[2] = { { r->pidfd, POLLIN, 0 },
		{ r->out, POLLIN, 0 } };

	if (r->pidfd == -1)
		return fail_errno(f, "%s", c->argv[0]);
	while ((wait[0].revents & POLLIN) == 0) {
		uint64_t now = clock_ms();

		if (c->cancelled != NULL && *c->cancelled) {
			errno = EINTR;
			return fail_errno(f, "stopped");
		}
		if (now >= ends)
			return fail(f, FAIL_SLOW, "%s took more than %ju.%03us",
			    c->argv[0], (uintmax_t)c->ms / 1000,
			    (unsigned)(c->ms % 1000));
		poll(wait, 2,
		    ends - now < TICK_MS ? (int)(ends - now) : TICK_MS);
		if ((wait[1].revents & (POLLIN | POLLHUP)) != 0 &&
		    !listen_to(r, said))
			wait[1].fd = -1;
	}
	return 0;
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
		return fail_errno(f, "%s", child->argv[0]);
	rc = attend(&r, said, f);
	*code = finish(&r);
	for (size_t i = 0; i < PIPE_PIECES && listen_to(&r, said); i++)
		;
	close(r.out);
	if (rc == 0 && *code == NOT_FOUND)
		return fail(f, FAIL_SYSTEM,
		    "%s: cannot be run; is it installed?", child->argv[0]);
	return rc;
}

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feedd/log.h"
#include "feedd/worker.h"
#include "formats/mem.h"

/* With so much the worker is not let wait for the next second. */
#define SOON (LOG_BUFFER / 16)

/* A pipe that nobody reads is waited for so long. */
#define PIPE_MS 1000

#define MODE    0640

/* Lines, and where they are written. */
struct sheet {
	char *text; /* LOG_BUFFER */
	size_t len;
	uint64_t lines;
	int fd;
	bool torn; /* what was written there last is no whole line */
	/* What comes of it. */
	size_t written;
	int error;
};

struct feedd_log {
	struct worker *worker;
	struct sheet sheets[2];
	struct sheet *filling;
	struct sheet *writing; /* what the worker has; NULL: nothing */
	int fd;
	int left;  /* the file before, while it is written; or -1 */
	bool torn; /* what is in the file ends in no whole line */
	int error; /* of what was written last */
	bool said; /* that there is one */
	struct feedd_log_count count;
};

int
feedd_log_file(const char *path, struct fail *f)
{
	/* without waiting for who would read a pipe */
	int fd = open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
	    MODE);

	return fd == -1 ? fail_errno(f, "%s", path) : fd;
}

/* Writes some; how much, or -1. */
static ssize_t
write_some(int fd, const char *text, size_t n)
{
	ssize_t done = write(fd, text, n);

	if (done == -1 && errno == EAGAIN) {
		struct pollfd at = { .fd = fd, .events = POLLOUT };

		if (poll(&at, 1, PIPE_MS) == 1)
			done = write(fd, text, n);
	}
	return done;
}

/* The worker's part. */
static void
write_sheet(void *job)
{
	struct sheet *s = job;
	ssize_t n = 1;

	if (s->torn)
		n = write_some(s->fd, "\n", 1);
	s->torn &= n != 1;
	while (n > 0 && s->written < s->len) {
		n = write_some(s->fd, s->text + s->written,
		    s->len - s->written);
		if (n > 0)
			s->written += (size_t)n;
		else if (n == -1 && errno == EINTR)
			n = 1;
	}
	s->error = n == -1 ? errno : 0;
	if (s->written > 0)
		s->torn = s->text[s->written - 1] != '\n';
}

struct feedd_log *
feedd_log_start(int fd, struct fail *f)
{
	struct worker *worker = worker_start(write_sheet, f);
	struct feedd_log *l;

	if (worker == NULL) {
		close(fd);
		return NULL;
	}
	l = mem_new(1, sizeof(*l));
	l->worker = worker;
	l->fd = fd;
	l->left = -1;
	for (size_t i = 0; i < 2; i++)
		l->sheets[i].text = mem_new(LOG_BUFFER, 1);
	l->filling = &l->sheets[0];
	return l;
}

/* Whole lines of a text. */
static uint64_t
lines(const char *text, size_t n)
{
	const char *end = text + n;
	uint64_t count = 0;

	while ((text = memchr(text, '\n', (size_t)(end - text))) != NULL) {
		text++;
		count++;
	}
	return count;
}

static void
leave(struct feedd_log *l)
{
	if (l->left != -1)
		close(l->left);
	l->left = -1;
}

/* Reckons with what was written. */
static void
take(struct feedd_log *l)
{
	struct sheet *s = l->writing;
	uint64_t written = lines(s->text, s->written);

	l->count.written += written;
	l->count.lost += s->lines - written;
	l->torn = s->torn && l->left == -1;
	l->error = s->error;
	s->len = s->written = 0;
	s->lines = 0;
	l->writing = NULL;
	leave(l);
}

/* Takes what is done, and gives what there is to do. */
static void
turn_over(struct feedd_log *l)
{
	struct sheet *s = l->filling;

	if (l->writing != NULL && worker_take(l->worker) != NULL)
		take(l);
	if (l->writing != NULL || s->len == 0)
		return;
	s->fd = l->fd;
	s->torn = l->torn;
	l->writing = s;
	l->filling = s == &l->sheets[0] ? &l->sheets[1] : &l->sheets[0];
	worker_give(l->worker, s);
}

void
feedd_log_stop(struct feedd_log *l)
{
	if (l == NULL)
		return;
	worker_stop(l->worker);
	if (l->writing != NULL)
		take(l);
	l->filling->fd = l->fd;
	l->filling->torn = l->torn;
	write_sheet(l->filling);
	leave(l);
	close(l->fd);
	free(l->sheets[0].text);
	free(l->sheets[1].text);
	free(l);
}

void
feedd_log_turn(struct feedd_log *l, int fd)
{
	/* two turns while one file is written: it is written to its end */
	if (l->writing != NULL && l->left == -1)
		l->left = l->fd;
	else
		close(l->fd);
	if (l->writing == NULL)
		l->torn = false;
	l->fd = fd;
}

void
feedd_log_add(struct feedd_log *l, const char *line, size_t n)
{
	struct sheet *s = l->filling;

	if (n > LOG_BUFFER - s->len) {
		l->count.lost++;
		return;
	}
	memcpy(s->text + s->len, line, n);
	s->len += n;
	s->lines++;
	if (s->len >= SOON)
		turn_over(l);
}

int
feedd_log_look(struct feedd_log *l, struct fail *f)
{
	if (l == NULL)
		return 0;
	turn_over(l);
	if (l->error == 0 || l->said) {
		l->said = l->error != 0;
		return 0;
	}
	l->said = true;
	errno = l->error;
	return fail_errno(f, "access log: lines are lost");
}

struct feedd_log_count
feedd_log_count(const struct feedd_log *l)
{
	return l == NULL ? (struct feedd_log_count){ 0 } : l->count;
}

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "formats/fail.h"
#include "keys/lock.h"

/* A holder's line: a number, a space, what it does. */
#define LINE (LOCK_DOING + 24)

/* How often, a millisecond apart, to try past those who only look. */
#define TRIES 100

static void
read_holder(int fd, struct lock_holder *h)
{
	char line[LINE] = "", *rest;
	ssize_t n = pread(fd, line, sizeof(line) - 1, 0);

	*h = (struct lock_holder){ 0 };
	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	h->pid = strtol(line, &rest, 10);
	if (*rest == ' ')
		snprintf(h->doing, sizeof(h->doing), "%s", rest + 1);
}

static int
busy(int fd, const char *path, const char *doing, struct fail *f)
{
	struct lock_holder h;
	char pid[24] = "(unknown)";

	read_holder(fd, &h);
	if (h.pid != 0)
		snprintf(pid, sizeof(pid), "%ld", h.pid);
	return fail(f, FAIL_BUSY, "%s: process %s is %s here", path, pid,
	    h.doing[0] != '\0' ? h.doing : doing);
}

int
lock_say(int lock, const char *doing)
{
	char line[LINE];
	int n = snprintf(line, sizeof(line), "%ld %.*s\n", (long)getpid(),
	    LOCK_DOING - 1, doing);

	return pwrite(lock, line, (size_t)n, 0) != n || ftruncate(lock, n) == -1
	    ? -1
	    : 0;
}

/* Whoever looks shares the lock for a moment: that is no holder. */
static int
take(int fd)
{
	const struct timespec moment = { .tv_nsec = 1000000 };

	for (int i = 0; i < TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK || flock(fd, LOCK_SH | LOCK_NB) == -1)
			return -1;
		flock(fd, LOCK_UN);
		nanosleep(&moment, NULL);
	}
	errno = EWOULDBLOCK;
	return -1;
}

int
lock_take(int dirfd, const char *path, const char *doing, struct fail *f)
{
	int fd = openat(dirfd, LOCK_NAME,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (fd == -1)
		return fail_errno(f, "%s/" LOCK_NAME, path);
	if (take(fd) == 0 && lock_say(fd, doing) == 0)
		return fd;
	if (errno == EWOULDBLOCK)
		busy(fd, path, doing, f);
	else
		fail_errno(f, "%s/" LOCK_NAME, path);
	close(fd);
	return -1;
}

bool
lock_look(int dirfd, struct lock_holder *h)
{
	int fd = openat(dirfd, LOCK_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	bool held = false;

	*h = (struct lock_holder){ 0 };
	if (fd == -1)
		return false;
	if (flock(fd, LOCK_SH | LOCK_NB) == -1 && errno == EWOULDBLOCK) {
		held = true;
		read_holder(fd, h);
	}
	close(fd);
	return held;
}

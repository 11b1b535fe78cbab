#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "formats/fail.h"
#include "keys/lock.h"

static int
busy(int fd, const char *path, const char *doing, struct fail *f)
{
	char pid[24] = "";
	ssize_t n = pread(fd, pid, sizeof(pid) - 1, 0);

	pid[n > 0 ? n : 0] = '\0';
	pid[strcspn(pid, "\n")] = '\0';
	return fail(f, FAIL_BUSY, "%s: process %s is %s here", path,
	    pid[0] != '\0' ? pid : "(unknown)", doing);
}

/* The number in the file is for the message of whoever comes second. */
static int
mark(int fd)
{
	return ftruncate(fd, 0) == -1 ||
		dprintf(fd, "%ld\n", (long)getpid()) < 0
	    ? -1
	    : 0;
}

int
lock_take(int dirfd, const char *path, const char *doing, struct fail *f)
{
	int fd = openat(dirfd, LOCK_NAME,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (fd == -1)
		return fail_errno(f, "%s/" LOCK_NAME, path);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && mark(fd) == 0)
		return fd;
	if (errno == EWOULDBLOCK)
		busy(fd, path, doing, f);
	else
		fail_errno(f, "%s/" LOCK_NAME, path);
	close(fd);
	return -1;
}

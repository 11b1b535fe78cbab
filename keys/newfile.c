#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/fail.h"
#include "formats/rd.h"
#include "keys/newfile.h"

static int
newfile_fill(int fd, struct rd bytes)
{
	while (rd_left(&bytes) > 0) {
		ssize_t n = write(fd, bytes.p, rd_left(&bytes));

		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0)
			rd_take(&bytes, (size_t)n);
	}
	return fsync(fd);
}

/* A file of this name that was not there before; none is left on failure. */
static int
newfile_create(const char *path, struct rd bytes, mode_t mode, struct fail *f)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	int rc;

	if (fd == -1)
		return fail_errno(f, "%s", path);
	rc = newfile_fill(fd, bytes);
	if (rc == -1)
		fail_errno(f, "%s", path);
	if (close(fd) == -1 && rc == 0)
		rc = fail_errno(f, "%s", path);
	if (rc == -1)
		unlink(path);
	return rc;
}

/* Makes the name in its directory survive a power cut. */
static int
newfile_settle(const char *path, struct fail *f)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX] = ".";
	int fd, rc;

	if (slash != NULL)
		snprintf(dir, sizeof(dir), "%.*s",
		    slash == path ? 1 : (int)(slash - path), path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return fail_errno(f, "%s", dir);
	rc = fsync(fd);
	if (rc == -1)
		fail_errno(f, "%s", dir);
	close(fd);
	return rc;
}

/* ".name.1a2b3c4d" beside the file, which nobody takes for a finished one. */
static int
newfile_beside(char out[static PATH_MAX], const char *path, struct fail *f)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash == NULL ? path : slash + 1;
	int n = snprintf(out, PATH_MAX, "%.*s.%s.%08x", (int)(base - path),
	    path, base, randombytes_random());

	if (n < 0 || n >= PATH_MAX)
		return fail(f, FAIL_SYSTEM, "%s: name too long", path);
	return 0;
}

int
newfile_rename(const char *path, const char *to, struct fail *f)
{
	if (rename(path, to) == -1)
		return fail_errno(f, "%s", to);
	return newfile_settle(to, f);
}

static int
newfile_replace(const char *path, struct rd bytes, mode_t mode, struct fail *f)
{
	char beside[PATH_MAX];

	if (newfile_beside(beside, path, f) == -1 ||
	    newfile_create(beside, bytes, mode, f) == -1)
		return -1;
	if (rename(beside, path) == -1) {
		fail_errno(f, "%s", path);
		unlink(beside);
		return -1;
	}
	return newfile_settle(path, f);
}

int
newfile_put(const char *path, struct rd bytes, mode_t mode, bool replace,
    struct fail *f)
{
	char *real = replace ? realpath(path, NULL) : NULL;
	int rc;

	if (replace)
		rc =
		    newfile_replace(real != NULL ? real : path, bytes, mode, f);
	else if ((rc = newfile_create(path, bytes, mode, f)) == 0)
		rc = newfile_settle(path, f);
	free(real);
	return rc;
}

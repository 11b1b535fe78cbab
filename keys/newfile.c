#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/fail.h"
#include "formats/mem.h"
#include "formats/rd.h"
#include "keys/newfile.h"

static int
newfile_write(int fd, struct rd bytes)
{
	while (rd_left(&bytes) > 0) {
		ssize_t n = write(fd, bytes.p, rd_left(&bytes));

		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0)
			rd_take(&bytes, (size_t)n);
	}
	return 0;
}

/* A file of this name that was not there before; none is left on failure. */
static int
newfile_create(const char *path, struct rd bytes, mode_t mode, struct fail *f)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	int rc;

	if (fd == -1)
		return fail_errno(f, "%s", path);
	rc = newfile_write(fd, bytes);
	if (rc == -1 || (rc = fsync(fd)) == -1)
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
newfile_drain(void *arg, const void *bytes, size_t n)
{
	struct newfile *file = arg;

	if (newfile_write(file->fd, rd_over(bytes, n)) == 0)
		return 0;
	file->error = errno;
	return -1;
}

static void
newfile_free(struct newfile *n)
{
	wr_free(&n->wr);
	free(n->path);
	free(n->beside);
	n->path = n->beside = NULL;
}

int
newfile_open(struct newfile *n, const char *path, mode_t mode, struct fail *f)
{
	char beside[PATH_MAX];

	*n = (struct newfile){ .wr = { .drain = newfile_drain, .arg = n },
		.fd = -1 };
	n->path = realpath(path, NULL);
	if (n->path == NULL)
		n->path = mem_text(path, strlen(path));
	if (newfile_beside(beside, n->path, f) == -1)
		goto bad;
	n->fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (n->fd == -1) {
		fail_errno(f, "%s", n->path);
		goto bad;
	}
	n->beside = mem_text(beside, strlen(beside));
	return 0;
bad:
	newfile_free(n);
	return -1;
}

void
newfile_drop(struct newfile *n)
{
	if (n->beside == NULL)
		return;
	close(n->fd);
	unlink(n->beside);
	newfile_free(n);
}

int
newfile_close(struct newfile *n, struct stat *st, struct fail *f)
{
	int rc = -1;

	if (wr_flush(&n->wr) == -1) {
		errno = n->error;
		fail_errno(f, "%s", n->path);
	} else if (fsync(n->fd) == -1 || fstat(n->fd, st) == -1 ||
	    rename(n->beside, n->path) == -1) {
		fail_errno(f, "%s", n->path);
	} else {
		rc = newfile_settle(n->path, f);
	}
	if (rc == -1) {
		newfile_drop(n);
	} else {
		close(n->fd);
		newfile_free(n);
	}
	return rc;
}

static int
newfile_replace(const char *path, struct rd bytes, mode_t mode, struct fail *f)
{
	struct newfile n;
	struct stat st;

	if (newfile_open(&n, path, mode, f) == -1)
		return -1;
	n.wr.bad = newfile_drain(&n, bytes.p, rd_left(&bytes)) == -1;
	return newfile_close(&n, &st, f);
}

/* ".name." and eight digits, as newfile_beside() makes them. */
struct text
newfile_left(const char *entry)
{
	struct text base = { entry + 1, 0 };
	const char *dot = strrchr(entry, '.');

	if (entry[0] == '.' && dot > entry + 1 && strlen(dot + 1) == 8 &&
	    strspn(dot + 1, "0123456789abcdef") == 8)
		base.len = (size_t)(dot - base.p);
	return base;
}

void
newfile_sweep(const char *path)
{
	char *real = realpath(path, NULL);
	const char *at = real != NULL ? real : path;
	const char *slash = strrchr(at, '/');
	const char *base = slash != NULL ? slash + 1 : at;
	char dir[PATH_MAX] = ".";
	struct dirent *e;
	DIR *d;

	if (slash != NULL)
		snprintf(dir, sizeof(dir), "%.*s", (int)(slash - at) + 1, at);
	d = opendir(dir);
	while (d != NULL && (e = readdir(d)) != NULL)
		if (text_is(newfile_left(e->d_name), base))
			unlinkat(dirfd(d), e->d_name, 0);
	if (d != NULL)
		closedir(d);
	free(real);
}

int
newfile_put(const char *path, struct rd bytes, mode_t mode, bool replace,
    struct fail *f)
{
	if (replace)
		return newfile_replace(path, bytes, mode, f);
	if (newfile_create(path, bytes, mode, f) == -1)
		return -1;
	return newfile_settle(path, f);
}

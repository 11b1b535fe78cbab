#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/fail.h"
#include "formats/mem.h"
#include "keys/secret.h"

void *
secret_new(size_t n)
{
	void *p = sodium_init() < 0 ? NULL : sodium_malloc(n);

	if (p == NULL)
		err(1, "no memory for secrets");
	memset(p, 0, n);
	return p;
}

void
secret_free(void *p)
{
	sodium_free(p);
}

/* What to read: at most max bytes, from a file that a judge lets pass. */
struct secret_want {
	const char *path;
	size_t max;
	int (*judge)(const struct stat *, const char *path, struct fail *);
};

/* Judged by the open file, so that nothing can change in between. */
static int
judge_own(const struct stat *st, const char *path, struct fail *f)
{
	if (st->st_uid != geteuid())
		return fail(f, FAIL_TRUST,
		    "%s: belongs to user %lu, want %lu, who runs this", path,
		    (unsigned long)st->st_uid, (unsigned long)geteuid());
	if (st->st_mode & 077)
		return fail(f, FAIL_TRUST,
		    "%s: mode %03o lets others at a secret, want 600", path,
		    st->st_mode & 0777);
	return 0;
}

static bool
is_mine(gid_t gid)
{
	gid_t *groups = mem_new(NGROUPS_MAX, sizeof(*groups));
	int n = getgroups(NGROUPS_MAX, groups);
	bool mine = gid == getegid();

	for (int i = 0; i < n; i++)
		mine |= groups[i] == gid;
	free(groups);
	return mine;
}

static int
judge_group(const struct stat *st, const char *path, struct fail *f)
{
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return fail(f, FAIL_TRUST,
		    "%s: belongs to user %lu, want root or %lu, who runs this",
		    path, (unsigned long)st->st_uid, (unsigned long)geteuid());
	if ((st->st_mode & 037) ||
	    ((st->st_mode & 040) && !is_mine(st->st_gid)))
		return fail(f, FAIL_TRUST,
		    "%s: mode %03o lets others at a secret, want 600, or 640 "
		    "and a group of who runs this",
		    path, st->st_mode & 0777);
	return 0;
}

/* Fills the buffer, or what of it the file can.  Returns -1 with errno. */
static ssize_t
secret_fill(int fd, char *buf, size_t max)
{
	size_t have = 0;
	ssize_t n = 1;

	while (have < max && n != 0) {
		n = read(fd, buf + have, max - have);
		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0)
			have += (size_t)n;
	}
	return (ssize_t)have;
}

/* The bytes of an open file, judged first. */
static char *
secret_load(int fd, const struct secret_want *want, size_t *n, struct fail *f)
{
	char *buf;
	ssize_t have;
	struct stat st;

	if (fstat(fd, &st) == -1) {
		fail_errno(f, "%s", want->path);
		return NULL;
	}
	if (!S_ISREG(st.st_mode)) {
		fail(f, FAIL_TRUST, "%s: not a regular file", want->path);
		return NULL;
	}
	if (want->judge != NULL && want->judge(&st, want->path, f) == -1)
		return NULL;
	buf = secret_new(want->max + 1);
	have = secret_fill(fd, buf, want->max + 1);
	if (have >= 0 && (size_t)have <= want->max) {
		*n = (size_t)have;
		return buf;
	}
	if (have == -1)
		fail_errno(f, "%s", want->path);
	else
		fail(f, FAIL_FORMAT, "%s: more than %zu bytes", want->path,
		    want->max);
	secret_free(buf);
	return NULL;
}

static char *
secret_open(const struct secret_want *want, size_t *n, struct fail *f)
{
	int fd = open(want->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	char *buf;

	if (fd == -1) {
		fail_errno(f, "%s", want->path);
		return NULL;
	}
	buf = secret_load(fd, want, n, f);
	close(fd);
	return buf;
}

char *
secret_read(const char *path, size_t max, size_t *n, struct fail *f)
{
	return secret_open(&(struct secret_want){ path, max, judge_own }, n, f);
}

char *
secret_read_any(const char *path, size_t max, size_t *n, struct fail *f)
{
	return secret_open(&(struct secret_want){ path, max, NULL }, n, f);
}

char *
secret_read_group(const char *path, size_t max, size_t *n, struct fail *f)
{
	return secret_open(&(struct secret_want){ path, max, judge_group }, n,
	    f);
}

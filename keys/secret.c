#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/fail.h"
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

/* Judged by the open file, so that nothing can change in between. */
static int
secret_judge(int fd, const char *path, size_t max, struct fail *f)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return fail_errno(f, "%s", path);
	if (!S_ISREG(st.st_mode))
		return fail(f, FAIL_TRUST, "%s: not a regular file", path);
	if (st.st_uid != geteuid())
		return fail(f, FAIL_TRUST,
		    "%s: belongs to user %lu, want %lu, who runs this", path,
		    (unsigned long)st.st_uid, (unsigned long)geteuid());
	if (st.st_mode & 077)
		return fail(f, FAIL_TRUST,
		    "%s: mode %03o lets others at a secret, want 600", path,
		    st.st_mode & 0777);
	if ((uintmax_t)st.st_size > max)
		return fail(f, FAIL_FORMAT, "%s: %ju bytes, want at most %zu",
		    path, (uintmax_t)st.st_size, max);
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

static char *
secret_read_fd(int fd, const char *path, size_t max, size_t *n)
{
	char *buf = secret_new(max + 1);
	ssize_t have = secret_fill(fd, buf, max);

	(void)path;
	if (have == -1) {
		secret_free(buf);
		return NULL;
	}
	*n = (size_t)have;
	return buf;
}

char *
secret_read(const char *path, size_t max, size_t *n, struct fail *f)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	char *buf = NULL;

	if (fd == -1) {
		fail_errno(f, "%s", path);
		return NULL;
	}
	if (secret_judge(fd, path, max, f) == 0) {
		buf = secret_read_fd(fd, path, max, n);
		if (buf == NULL)
			fail_errno(f, "%s", path);
	}
	close(fd);
	return buf;
}

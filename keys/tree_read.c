#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/wr.h"
#include "keys/digest.h"
#include "keys/tree_read.h"

#define PIECE 65536

/* Opens a regular file that may be absent.  Returns -1 with errno. */
static int
open_file(int treefd, const char *path, uint64_t *size)
{
	int fd = openat(treefd, path,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		return -1;
	}
	*size = (uint64_t)st.st_size;
	return fd;
}

/* Passes a file on piece by piece. */
static int
drain_file(int fd, wr_drain *take, void *arg)
{
	uint8_t piece[PIECE];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0)
		if (take(arg, piece, (size_t)n) == -1)
			return -1;
	return (int)n;
}

static int
take_all(void *arg, const void *bytes, size_t n)
{
	wr_bytes(arg, bytes, n);
	return 0;
}

int
tree_read(int treefd, const char *path, size_t max, struct wr *w,
    struct fail *f)
{
	uint64_t size;
	int fd = open_file(treefd, path, &size), rc;

	if (fd == -1)
		return fail_errno(f, "%s", path);
	if (size > max) {
		rc = fail(f, FAIL_FORMAT, "%s: has more than %zu bytes", path,
		    max);
	} else {
		rc = drain_file(fd, take_all, w);
		if (rc == -1)
			fail_errno(f, "%s", path);
	}
	close(fd);
	return rc;
}

/* Where the bytes go. */
struct taker {
	struct digest *digest;
	struct wr *copy;
};

static int
take_digest(void *arg, const void *bytes, size_t n)
{
	const struct taker *t = arg;

	digest_add(t->digest, bytes, n);
	if (t->copy != NULL)
		wr_bytes(t->copy, bytes, n);
	return 0;
}

int
tree_read_digest(int treefd, const char *path, uint64_t want,
    struct digest *digest, struct wr *copy, struct fail *f)
{
	struct taker taker = { digest, copy };
	uint64_t size;
	int fd = open_file(treefd, path, &size), rc;

	if (fd == -1)
		return fail_errno(f, "%s", path);
	if (want != UINT64_MAX && size != want) {
		rc = fail(f, FAIL_TRUST, "%s: has %ju bytes, signed are %ju",
		    path, (uintmax_t)size, (uintmax_t)want);
	} else {
		rc = drain_file(fd, take_digest, &taker);
		if (rc == -1)
			fail_errno(f, "%s", path);
	}
	close(fd);
	return rc;
}

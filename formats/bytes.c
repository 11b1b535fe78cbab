#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "formats/bytes.h"
#include "formats/mem.h"

/* How much of a gzip file is read at a time. */
#define PIECE (64 * 1024)

/* Enough of a file's start to know what it is. */
#define START 8

/* For inflateInit2(): the largest window, a gzip header. */
#define GZIP_WINDOW (15 + 16)

struct bytes {
	int fd;
	const char *name;
	bool gzip;
	bool ended; /* gzip: a stream is complete */
	z_stream z;
	size_t from, held; /* of the start or piece, read and not yet taken */
	uint8_t piece[PIECE];
};

static ssize_t
read_fd(const struct bytes *b, void *to, size_t n, struct fail *f)
{
	ssize_t got;

	do
		got = read(b->fd, to, n);
	while (got == -1 && errno == EINTR);
	if (got == -1)
		fail_errno(f, "%.300s", b->name);
	return got;
}

static int
read_start(struct bytes *b, struct fail *f)
{
	ssize_t n;

	do {
		n = read_fd(b, b->piece + b->held, START - b->held, f);
		if (n == -1)
			return -1;
		b->held += (size_t)n;
	} while (n > 0 && b->held < START);
	return 0;
}

struct bytes *
bytes_open(int fd, const char *name, struct fail *f)
{
	struct bytes *b = mem_new(1, sizeof(*b));

	b->fd = fd;
	b->name = name;
	if (read_start(b, f) == -1) {
		free(b);
		return NULL;
	}
	b->gzip = bytes_start(b, "\x1f\x8b", 2);
	if (b->gzip && inflateInit2(&b->z, GZIP_WINDOW) != Z_OK) {
		fail(f, FAIL_SYSTEM, "%.300s: zlib does not start", name);
		free(b);
		return NULL;
	}
	return b;
}

void
bytes_free(struct bytes *b)
{
	if (b != NULL && b->gzip)
		inflateEnd(&b->z);
	free(b);
}

bool
bytes_gzip(const struct bytes *b)
{
	return b->gzip;
}

bool
bytes_start(const struct bytes *b, const void *want, size_t n)
{
	return b->held >= n && memcmp(b->piece, want, n) == 0;
}

static ssize_t
read_plain(struct bytes *b, void *to, size_t n, struct fail *f)
{
	size_t left = b->held - b->from;

	if (left == 0)
		return read_fd(b, to, n, f);
	if (n > left)
		n = left;
	memcpy(to, b->piece + b->from, n);
	b->from += n;
	return (ssize_t)n;
}

/* Sees to it that gzip has input.  Returns 1, 0 at the file's end, or -1. */
static int
feed(struct bytes *b, struct fail *f)
{
	if (b->z.avail_in > 0)
		return 1;
	if (b->from == b->held) {
		ssize_t n = read_fd(b, b->piece, PIECE, f);

		if (n <= 0)
			return (int)n;
		b->from = 0;
		b->held = (size_t)n;
	}
	b->z.next_in = b->piece + b->from;
	b->z.avail_in = (uInt)(b->held - b->from);
	b->from = b->held;
	return 1;
}

/* One step of unpacking. */
static int
inflate_some(struct bytes *b, struct fail *f)
{
	int status;

	if (b->ended)
		inflateReset(&b->z);
	b->ended = false;
	status = inflate(&b->z, Z_NO_FLUSH);
	if (status == Z_STREAM_END)
		b->ended = true;
	else if (status != Z_OK)
		return fail(f, FAIL_FORMAT, "%.300s: damaged gzip: %s", b->name,
		    b->z.msg != NULL ? b->z.msg : "no progress");
	return 0;
}

static ssize_t
read_gzip(struct bytes *b, void *to, size_t n, struct fail *f)
{
	b->z.next_out = to;
	b->z.avail_out = (uInt)n;
	while (b->z.avail_out == n) {
		int fed = feed(b, f);

		if (fed == -1)
			return -1;
		if (fed == 0 && b->ended)
			return 0;
		if (fed == 0)
			return fail(f, FAIL_FORMAT,
			    "%.300s: the gzip file is cut short", b->name);
		if (inflate_some(b, f) == -1)
			return -1;
	}
	return (ssize_t)(n - b->z.avail_out);
}

ssize_t
bytes_read(struct bytes *b, void *to, size_t n, struct fail *f)
{
	return b->gzip ? read_gzip(b, to, n, f) : read_plain(b, to, n, f);
}

int64_t
bytes_seek(struct bytes *b, int64_t offset, int whence)
{
	int64_t at;

	if (b->gzip)
		return -1;
	if (whence == SEEK_CUR)
		offset -= (int64_t)(b->held - b->from);
	at = lseek(b->fd, offset, whence);
	if (at != -1)
		b->from = b->held = 0;
	return at;
}

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/bytes.h"
#include "formats/input.h"
#include "formats/mem.h"
#include "formats/packing.h"
#include "formats/wr.h"

/* What is read at a time from a packed file. */
#define PIECE     (64 * 1024)

#define TAR_BLOCK 512

struct input {
	char *file;   /* as it is to be printed */
	char *name;   /* of the member, to be printed */
	char *member; /* its own part of that; NULL for no archive */
	struct bytes *bytes;
	struct archive *packed; /* NULL where bytes are as they come */
	struct fail *fail;      /* for the callbacks of packed */
	bool is_archive;
	bool is_compressed;
	bool empty;      /* a compressed file of no bytes */
	size_t unpacked; /* bytes of all members */
	size_t zeros;    /* at the end of what was given to libarchive */
	unsigned members;
	char piece[PIECE];
};

/* Counts the zeros that the bytes so far end with. */
static void
count_zeros(struct input *in, size_t n)
{
	size_t zeros = 0;

	while (zeros < n && in->piece[n - 1 - zeros] == 0)
		zeros++;
	in->zeros = zeros == n ? in->zeros + n : zeros;
}

static la_ssize_t
give_bytes(struct archive *a, void *arg, const void **bytes)
{
	struct input *in = arg;
	ssize_t n = bytes_read(in->bytes, in->piece, PIECE, in->fail);

	if (n == -1)
		archive_set_error(a, EIO, "not readable");
	else
		count_zeros(in, (size_t)n);
	*bytes = in->piece;
	return n;
}

static la_int64_t
seek_bytes(struct archive *a, void *arg, la_int64_t offset, int whence)
{
	struct input *in = arg;
	int64_t at = bytes_seek(in->bytes, offset, whence);

	if (at == -1)
		archive_set_error(a, ESPIPE, "not a file");
	return at == -1 ? ARCHIVE_FATAL : at;
}

/* Refuses what libarchive could not read. */
static int
damaged(struct input *in)
{
	const char *why = archive_error_string(in->packed);

	return fail(in->fail, FAIL_FORMAT, "%.250s: damaged or cut short: %s",
	    in->file, why != NULL ? why : "its end is missing");
}

/* Which formats libarchive is to know for this file. */
static void
support(struct input *in)
{
	struct archive *a = in->packed;

	if (in->is_archive) {
		archive_read_support_format_tar(a);
		archive_read_support_format_zip(a);
		archive_read_support_format_cpio(a);
	} else {
		archive_read_support_format_raw(a);
		archive_read_support_format_empty(a);
	}
	if (bytes_gzip(in->bytes))
		return;
	archive_read_support_filter_xz(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_filter_bzip2(a);
	archive_read_set_seek_callback(a, seek_bytes);
}

/*
 * libarchive does not see compression in too few bytes, and undoes it as
 * often as it sees it.
 */
static int
check_layers(struct input *in)
{
	int want = in->is_compressed && !bytes_gzip(in->bytes);
	int have = archive_filter_count(in->packed) - 1;

	if (have > want)
		return fail(in->fail, FAIL_FORMAT,
		    "%.300s: a file is compressed once", in->file);
	return have < want ? damaged(in) : 0;
}

static int
open_packed(struct input *in)
{
	in->packed = archive_read_new();
	if (in->packed == NULL)
		return fail(in->fail, FAIL_SYSTEM, "libarchive does not start");
	support(in);
	if (archive_read_open2(in->packed, in, NULL, give_bytes, NULL, NULL) !=
	    ARCHIVE_OK)
		return damaged(in);
	return check_layers(in);
}

/*
 * Whether an archive that has no more members really ends.  libarchive does
 * not miss the block of zeros that ends a tar file; compressed ones have an
 * end of their own.
 */
static bool
has_end(const struct input *in)
{
	int format = archive_format(in->packed) & ARCHIVE_FORMAT_BASE_MASK;

	return format != ARCHIVE_FORMAT_TAR || in->is_compressed ||
	    in->zeros >= TAR_BLOCK;
}

/* Whether the first bytes are those of a compressed file. */
static bool
is_compressed(const struct bytes *b)
{
	return bytes_gzip(b) || bytes_start(b, "\xfd\x37zXZ\0", 6) ||
	    bytes_start(b, "\x28\xb5\x2f\xfd", 4) || bytes_start(b, "BZh", 3);
}

static int
start(struct input *in, int fd, struct packing promise)
{
	in->is_archive = promise.archive;
	in->bytes = bytes_open(fd, in->file, in->fail);
	if (in->bytes == NULL)
		return -1;
	in->is_compressed = is_compressed(in->bytes);
	if (promise.compressed && !in->is_compressed)
		return fail(in->fail, FAIL_FORMAT,
		    "%.300s: the name says compressed, the bytes are not",
		    in->file);
	if (in->is_archive || (in->is_compressed && !bytes_gzip(in->bytes)))
		return open_packed(in);
	return 0;
}

struct input *
input_open(int fd, const char *name, const char *shown, struct fail *f)
{
	struct input *in = mem_new(1, sizeof(*in));

	in->file = mem_text(shown, strlen(shown));
	in->fail = f;
	if (start(in, fd, packing_of(name)) == 0)
		return in;
	input_free(in);
	return NULL;
}

void
input_free(struct input *in)
{
	if (in == NULL)
		return;
	if (in->packed != NULL)
		archive_read_free(in->packed);
	bytes_free(in->bytes);
	free(in->file);
	free(in->name);
	free(in);
}

/* Reads what is left of a member, so that nothing escapes the cap. */
static int
drain(struct input *in, struct fail *f)
{
	char rest[4096];
	ssize_t n;

	do
		n = input_read(in, rest, sizeof(rest), f);
	while (n > 0);
	return (int)n;
}

/* The next header of the archive.  Returns 1, 0 at the end, or -1. */
static int
next_header(struct input *in, struct archive_entry **entry)
{
	int status = archive_read_next_header(in->packed, entry);

	if (status == ARCHIVE_EOF)
		return has_end(in) ? 0 : damaged(in);
	if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
		return damaged(in);
	if (++in->members > INPUT_MEMBERS_MAX)
		return fail(in->fail, FAIL_FORMAT,
		    "%.300s: an archive has at most %d members", in->file,
		    INPUT_MEMBERS_MAX);
	return 1;
}

/* Names the member as file/member, with "?" for what cannot be printed. */
static void
name_member(struct input *in, const char *member)
{
	struct wr w = { 0 };
	size_t n = strlen(in->file) + 1;

	wr_fmt(&w, "%s/%s", in->file, member);
	wr_u8(&w, 0);
	free(in->name);
	in->name = (char *)w.buf;
	for (char *p = in->name; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e)
			*p = '?';
	in->member = in->name + n;
}

/* Takes the entry as the current member.  Returns 1, 0 to pass over it, -1. */
static int
take_entry(struct input *in, struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);

	if (path == NULL)
		return fail(in->fail, FAIL_FORMAT,
		    "%.300s: member %u has no readable name", in->file,
		    in->members);
	name_member(in, path);
	if (archive_entry_filetype(entry) == AE_IFDIR)
		return 0;
	if (archive_entry_filetype(entry) != AE_IFREG ||
	    archive_entry_hardlink(entry) != NULL)
		return fail(in->fail, FAIL_FORMAT, "%.300s: not a plain file",
		    in->name);
	return 1;
}

static int
next_member(struct input *in)
{
	struct archive_entry *entry;
	int got;

	do {
		if (in->members > 0 && drain(in, in->fail) == -1)
			return -1;
		got = next_header(in, &entry);
		if (got == 1)
			got = take_entry(in, entry);
		else
			return got;
	} while (got == 0);
	return got;
}

/* The one member of what is no archive. */
static int
only_member(struct input *in)
{
	struct archive_entry *entry;
	int got = 1;

	if (in->members > 0)
		return 0;
	in->name = mem_text(in->file, strlen(in->file));
	if (in->packed != NULL)
		got = next_header(in, &entry);
	in->empty = got == 0;
	in->members = 1;
	return got == -1 ? -1 : 1;
}

int
input_next(struct input *in, struct fail *f)
{
	in->fail = f;
	return in->is_archive ? next_member(in) : only_member(in);
}

const char *
input_member(const struct input *in)
{
	return in->member;
}

const char *
input_name(const struct input *in)
{
	return in->name;
}

ssize_t
input_read(struct input *in, void *to, size_t n, struct fail *f)
{
	ssize_t got;

	in->fail = f;
	if (in->empty)
		return 0;
	if (in->packed == NULL)
		got = bytes_read(in->bytes, to, n, f);
	else
		got = archive_read_data(in->packed, to, n);
	if (got < 0)
		return in->packed != NULL ? damaged(in) : -1;
	in->unpacked += (size_t)got;
	if ((in->is_archive || in->is_compressed) &&
	    in->unpacked > INPUT_BYTES_MAX)
		return fail(f, FAIL_FORMAT,
		    "%.300s: it unpacks to more than %zu bytes", in->file,
		    INPUT_BYTES_MAX);
	return got;
}

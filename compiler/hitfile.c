#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/hitfile.h"
#include "compiler/known.h"
#include "compiler/seen.h"
#include "compiler/spool.h"
#include "formats/below.h"
#include "formats/input.h"
#include "formats/lines.h"
#include "formats/mem.h"
#include "formats/packing.h"
#include "formats/place.h"
#include "formats/source.h"

/* What is read at a time, and the longest line with its end. */
#define PIECE ((size_t)64 * 1024)

_Static_assert(PIECE > LINE_BYTES_MAX + 1, "a line fits");

/* A file on its way. */
struct reading {
	const struct hitfile *of;
	struct hitbatch_file *file;
	int fd;
	bool plain; /* it may grow */
	struct input *in;
	struct content_sum sum;
	uint64_t skip;   /* bytes that are known */
	uint32_t number; /* of the line in the member */
	bool stopped;    /* the sink takes no more */
	bool in_line;    /* of one that is too long */
	char *buf;       /* PIECE bytes */
	size_t n;        /* in it */
};

/* Whether its records are read, by its name or that of a member. */
static int
check_format(const struct hitfile *h, const char *name, const char *shown,
    struct fail *f)
{
	const struct source_format *format = h->format;

	if (format == NULL)
		format = source_format_of_file(name);
	if (format == NULL)
		return fail(f, FAIL_FORMAT,
		    "%.300s: the name says no known format", shown);
	if (strcmp(format->name, "record") != 0)
		return fail(f, FAIL_FORMAT,
		    "%.300s: hits are records with times, and %s has none",
		    shown, format->name);
	return 0;
}

static bool
is_hidden(const char *member)
{
	const char *slash = strrchr(member, '/');

	return (slash != NULL ? slash + 1 : member)[0] == '.';
}

/* Goes to the next member that is to be read: 1, 0 behind the last, or -1. */
static int
next_member(const struct hitfile *h, struct input *in, struct fail *f)
{
	for (;;) {
		int got = input_next(in, f);
		const char *member;

		if (got != 1)
			return got;
		member = input_member(in);
		if (member == NULL)
			return 1;
		if (!is_hidden(member))
			return check_format(h, member, input_name(in), f) == 0
			    ? 1
			    : -1;
	}
}

/* Adds up to n bytes of all members one after the other; 0 at the end. */
static ssize_t
read_text(const struct hitfile *h, struct input *in, bool *open, void *to,
    size_t n, struct fail *f)
{
	for (;;) {
		ssize_t got = 0;

		if (!*open) {
			int more = next_member(h, in, f);

			if (more != 1)
				return more;
			*open = true;
		}
		got = input_read(in, to, n, f);
		if (got != 0)
			return got;
		*open = false;
	}
}

static int
open_input(struct reading *r, off_t at, struct fail *f)
{
	const struct hitfile *h = r->of;

	if (lseek(r->fd, at, SEEK_SET) == -1)
		return fail_errno(f, "%.300s", h->shown);
	r->in = input_open(r->fd, h->path, h->shown, f);
	return r->in == NULL ? -1 : 0;
}

/* What begins the text tells which contents to compare it with. */
static int
search_text(struct reading *r, struct known *k, struct fail *f)
{
	bool open = false;
	ssize_t got = 1;
	size_t n = 0;

	while (n < CONTENT_HEAD && got > 0) {
		got = read_text(r->of, r->in, &open, r->buf + n, PIECE - n, f);
		n += got > 0 ? (size_t)got : 0;
	}
	known_begin(k, r->of->seen, r->buf, n);
	while (n > 0 && known_add(k, r->buf, n)) {
		got = read_text(r->of, r->in, &open, r->buf, PIECE, f);
		n = got > 0 ? (size_t)got : 0;
	}
	return got < 0 ? -1 : 0;
}

/* Begins a content that was not read on: behind what is known of it. */
static int
begin_anew(struct reading *r, uint64_t *again, struct fail *f)
{
	struct known *k;

	content_begin(&r->sum);
	r->number = r->file->lines = 0;
	if (open_input(r, 0, f) == -1)
		return -1;
	if (r->of->seen->nfiles + r->of->seen->npast == 0)
		return 0;
	k = mem_new(1, sizeof(*k));
	/* What is damaged is found again when it is read. */
	search_text(r, k, &(struct fail){ 0 });
	r->skip = k->best.content.bytes;
	*again += k->best.lines;
	free(k);
	input_free(r->in);
	r->in = NULL;
	return open_input(r, 0, f);
}

/* Goes on where the last reading stopped, if the file did as well. */
static bool
go_on(struct reading *r, const struct hitbatch_file *old)
{
	uint64_t from = content_rest(&old->content);
	size_t n = (size_t)(old->content.bytes - from);

	if (!r->plain || old->content.bytes == 0 ||
	    old->content.bytes > r->file->size ||
	    pread(r->fd, r->buf, n, (off_t)from) != (ssize_t)n)
		return false;
	r->file->lines = old->lines;
	r->number = old->lines;
	return content_resume(&r->sum, &old->content, r->buf);
}

static struct place
place_of(const struct reading *r)
{
	return (struct place){ .file = input_name(r->in), .line = r->number };
}

/* Passes over bytes that are known. */
static size_t
skip_known(struct reading *r)
{
	size_t n = r->skip < r->n ? (size_t)r->skip : r->n;

	for (size_t i = 0; i < n; i++)
		r->number += r->buf[i] == '\n';
	r->file->lines += n > 0 && r->skip == n ? r->number : 0;
	content_add(&r->sum, r->buf, n);
	r->skip -= n;
	return n;
}

/* A line that is too long is told once; its bytes are passed over. */
static size_t
pass_long(struct reading *r, size_t from)
{
	struct place place = place_of(r);

	if (!r->in_line) {
		place.line = ++r->number;
		r->file->lines++;
		r->of->sink->bad(r->of->sink->arg, &place,
		    "a line is at most 32768 bytes");
	}
	r->in_line = true;
	content_add(&r->sum, r->buf + from, r->n - from);
	return r->n;
}

/* Takes one line [p, end), end being its line feed; false to stop there. */
static bool
take_line(struct reading *r, char *p, char *end)
{
	size_t n = (size_t)(end + 1 - p);
	const struct hitfile_sink *sink = r->of->sink;
	struct place place = place_of(r);

	if (!r->in_line && !sink->more(sink->arg)) {
		r->stopped = true;
		return false;
	}
	content_add(&r->sum, p, n); /* before the line changes */
	if (!r->in_line) {
		place.line = ++r->number;
		r->file->lines++;
		sink->line(sink->arg, p, end, &place);
	}
	r->in_line = false;
	return true;
}

/* Takes the lines that are whole in the buffer, and keeps the rest. */
static void
take_lines(struct reading *r)
{
	size_t from = skip_known(r);
	char *end;

	while (from < r->n && !r->stopped) {
		end = memchr(r->buf + from, '\n', r->n - from);
		if (end == NULL)
			break;
		if (take_line(r, r->buf + from, end))
			from = (size_t)(end + 1 - r->buf);
	}
	if (!r->stopped && r->n - from > LINE_BYTES_MAX)
		from = pass_long(r, from);
	memmove(r->buf, r->buf + from, r->n - from);
	r->n -= from;
}

/* What has no end may get it in a plain file, and is bad in any other. */
static void
end_member(struct reading *r)
{
	struct place place = place_of(r);

	if (!r->plain && !r->stopped && r->n > 0) {
		place.line++;
		r->file->lines++;
		r->of->sink->bad(r->of->sink->arg, &place,
		    "the last line has no end; the file may be cut short");
		content_add(&r->sum, r->buf, r->n);
	}
	r->n = 0;
}

static int
read_member(struct reading *r, struct fail *f)
{
	ssize_t got = 0;

	while (!r->stopped &&
	    (got = input_read(r->in, r->buf + r->n, PIECE - r->n, f)) > 0) {
		r->n += (size_t)got;
		take_lines(r);
	}
	if (got < 0)
		return -1;
	end_member(r);
	return 0;
}

static int
read_members(struct reading *r, struct fail *f)
{
	int got;

	while (!r->stopped && (got = next_member(r->of, r->in, f)) != 0) {
		if (got == -1 || read_member(r, f) == -1)
			return -1;
		if (input_member(r->in) != NULL)
			r->number = 0;
	}
	return 0;
}

static int
read_on(struct reading *r, const struct hitbatch_file *old, uint64_t *again,
    struct fail *f)
{
	int result;

	if (old != NULL && go_on(r, old))
		result = open_input(r, (off_t)old->content.bytes, f);
	else
		result = begin_anew(r, again, f);
	if (result == 0)
		result = read_members(r, f);
	input_free(r->in);
	r->file->content = content_of(&r->sum);
	/* What the sink did not take is for the next time. */
	if (r->stopped)
		r->file->mtime = 0;
	return result;
}

/*
 * Opens it and tells what it is now.  One that was there a moment ago may be
 * gone, which is no failure.
 */
static int
open_file(const struct hitfile *h, struct hitbatch_file *file, struct fail *f)
{
	int fd = below_open(h->folder, h->path);
	struct stat st;

	if (fd == -1)
		return errno == ENOENT ? -1 : fail_errno(f, "%.300s", h->shown);
	if (fstat(fd, &st) == -1) {
		fail_errno(f, "%.300s", h->shown);
	} else if (!S_ISREG(st.st_mode)) {
		fail(f, FAIL_SYSTEM, "%.300s: not a regular file", h->shown);
	} else {
		*file = (struct hitbatch_file){ .path = (char *)h->path,
			.inode = st.st_ino,
			.size = (uint64_t)st.st_size,
			.mtime = spool_mtime(&st) };
		return fd;
	}
	close(fd);
	return -1;
}

static bool
is_same(const struct hitbatch_file *a, const struct hitbatch_file *b)
{
	return a->inode == b->inode && a->size == b->size &&
	    a->mtime == b->mtime;
}

int
hitfile_read(const struct hitfile *h, struct hitbatch_file *file,
    uint64_t *again, struct fail *f)
{
	const struct hitbatch_file *old = seen_file(h->seen, h->path);
	struct packing packing = packing_of(h->path);
	struct reading r = { .of = h, .file = file };
	int result;

	r.fd = open_file(h, file, f);
	if (r.fd == -1)
		return f->kind == FAIL_NONE ? 0 : -1;
	if (old != NULL && is_same(old, file)) {
		close(r.fd);
		return 0;
	}
	r.plain = !packing.archive && !packing.compressed;
	content_begin(&r.sum);
	r.buf = mem_new(PIECE, 1);
	result = packing.archive ? 0 : check_format(h, h->path, h->shown, f);
	if (result == 0)
		result = read_on(&r, old, again, f);
	else
		file->content = content_of(&r.sum);
	free(r.buf);
	close(r.fd);
	return result == 0 ? 1 : -1;
}

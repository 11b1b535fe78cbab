/*
 * Sources out of memory, for unit programs and fuzzers: what is read as text,
 * records in their canonical form, "BAD message" for bad lines and "FAIL
 * message" at the end for the file.
 */
#ifndef FEEDMILL_TOOL_SOURCE_H
#define FEEDMILL_TOOL_SOURCE_H

#include <err.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/source.h"
#include "formats/wr.h"

/* An open file with these bytes, to be closed. */
static inline int
file_of(const void *bytes, size_t n)
{
	int fd = memfd_create("source", MFD_CLOEXEC);

	if (fd == -1 || write(fd, bytes, n) != (ssize_t)n ||
	    lseek(fd, 0, SEEK_SET) == -1)
		err(1, "memfd");
	return fd;
}

static inline int
text_record(void *arg, const struct record *r, const struct place *p,
    struct fail *f)
{
	struct wr *w = arg;

	(void)p;
	(void)f;
	record_write(w, r);
	if (r->span != range_span(&r->range)) {
		w->len--; /* the line feed */
		wr_fmt(w, " # of %llu\n", (unsigned long long)r->span + 1);
	}
	return 0;
}

static inline int
text_bad(void *arg, const struct place *p, const struct fail *f)
{
	(void)p;
	wr_fmt(arg, "BAD %s\n", f->msg);
	return 0;
}

/* Reads bytes as a file of this name and format (NULL: by its name). */
static inline void
text_of_source(struct wr *w, const void *bytes, size_t n, const char *name,
    const char *format)
{
	struct source_sink sink = { text_record, text_bad, w };
	struct fail f = { 0 };
	int fd = file_of(bytes, n);

	if (source_read_fd(fd, name,
		format != NULL ? source_format(format) : NULL, &sink, &f) == -1)
		wr_fmt(w, "FAIL %s\n", f.msg);
	close(fd);
	wr_u8(w, 0);
	w->len--;
}

#endif

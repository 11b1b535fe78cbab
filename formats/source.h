/*
 * Reading sources.  A source file is text in one of several formats, each a
 * row of one table: bytes in, records out.  The bytes may be compressed or
 * an archive (see input.h); in an archive each member's own name decides its
 * format, and members whose name starts with a dot are passed over.
 *
 * A bad line is told to the sink and costs nothing but itself.  What fails
 * the whole file is a file that cannot be read, is damaged or cut short, or
 * changes meanwhile, and a name of no known format.
 */
#ifndef FEEDMILL_SOURCE_H
#define FEEDMILL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/place.h"
#include "formats/record.h"

struct input;

/* Who takes what is read. */
struct source_sink {
	/*
	 * Takes a record; its text lives until the call returns.  Returns 0,
	 * or -1 with a failure that is then treated as one of the line, with
	 * the place put in front.
	 */
	int (*record)(void *arg, const struct record *, const struct place *,
	    struct fail *);
	/*
	 * Learns of a bad line; the failure names the place.  Returns 0 to go
	 * on with the next line, -1 to give the whole file up.
	 */
	int (*bad)(void *arg, const struct place *, const struct fail *);
	void *arg;
};

struct source_format {
	const char *name;     /* for configuration and --format */
	const char *suffixes; /* of file names, separated by blanks */
	/* Reads the input's current member. */
	int (*read)(const struct source_format *, struct input *,
	    const struct source_sink *, struct fail *);
};

/* The format of a name; NULL if there is none. */
const struct source_format *source_format(const char *name);

/* The i-th format, NULL after the last. */
const struct source_format *source_format_at(size_t i);

/*
 * The format of a file by its name, any compression suffix aside; NULL if
 * its suffix is not known, as is that of an archive.
 */
const struct source_format *source_format_of_file(const char *name);

/* Whether source_read_file() knows by its name what to do with a file. */
bool source_is_known(const char *name);

/*
 * Reads a file, of the given format or, if that is NULL, of what its name
 * says, and prints it as shown.  Below a directory no part of the path may be a
 * symbolic link; with AT_FDCWD it is any path.  A file that is replaced
 * or changed meanwhile fails with FAIL_BUSY, after some of it was given to the
 * sink: throw that away and try again.  Returns 0, or -1 with a failure.
 */
int source_read_file(int dirfd, const char *path, const char *shown,
    const struct source_format *, const struct source_sink *, struct fail *);

/* The same from where an open file, pipe or the like stands. */
int source_read_fd(int fd, const char *shown, const struct source_format *,
    const struct source_sink *, struct fail *);

#endif

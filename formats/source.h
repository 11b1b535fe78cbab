/*
 * Reading sources.  A source file is text in one of several formats, each a
 * row of one table: bytes in, records out.  The bytes may be compressed or
 * an archive (see input.h).
 */
#ifndef FEEDMILL_SOURCE_H
#define FEEDMILL_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/record.h"

struct input;

/* Where a record or an error is. */
struct place {
	const char *file; /* as it is to be printed */
	uint32_t line;    /* from 1 */
	uint32_t column;  /* from 1, in bytes; 0 where it does not matter */
};

/* Who takes what is read. */
struct source_sink {
	/*
	 * Takes a record; its text lives until the call returns.  Returns 0,
	 * or -1 with a failure that is then treated as one of the line.
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
	int (*read)(struct input *, const struct source_sink *, struct fail *);
};

/* The format of a name; NULL if there is none. */
const struct source_format *source_format(const char *name);

/*
 * The format of a file by its name, any compression suffix aside; NULL if
 * its suffix is not known.
 */
const struct source_format *source_format_of_file(const char *name);

#endif

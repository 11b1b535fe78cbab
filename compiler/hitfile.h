/*
 * Reading the lines of one file of hits that were not read before.  A plain
 * file may grow: its lines are read as they are whole.  One that is packed or
 * an archive is read whole; so is one whose content is not the one that was
 * read, unless it begins with what is known of its source.
 */
#ifndef FEEDMILL_HITFILE_H
#define FEEDMILL_HITFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/hitbatch.h"
#include "formats/fail.h"

struct place;
struct seen_source;
struct source_format;

/* Who takes the lines. */
struct hitfile_sink {
	/* Whether another line is wanted now; else it is for the next time. */
	bool (*more)(void *arg);
	/* Takes the line [line, end), which it may change. */
	void (*line)(void *arg, char *line, char *end, struct place *);
	/* Learns of one that is too long, or has no end. */
	void (*bad)(void *arg, const struct place *, const char *rule);
	void *arg;
};

struct hitfile {
	int folder;                         /* the source's */
	const char *path;                   /* below it */
	const char *shown;                  /* to be printed */
	const struct source_format *format; /* NULL: by its name */
	const struct seen_source *seen;
	const struct hitfile_sink *sink;
};

/*
 * Reads on.  Returns 1 with what has then been read of it in *file (with the
 * path, borrowed, but no source); 0 if it is as it was, or not there; or -1
 * with a failure.  That is FAIL_SYSTEM if trying again may help; else *file is
 * filled and says what was read before.  Counts lines of *again that were
 * known.
 */
int hitfile_read(const struct hitfile *, struct hitbatch_file *file,
    uint64_t *again, struct fail *);

#endif

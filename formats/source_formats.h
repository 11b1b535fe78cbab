/* What the readers of source formats share with the table in source.c. */
#ifndef FEEDMILL_SOURCE_FORMATS_H
#define FEEDMILL_SOURCE_FORMATS_H

#include "formats/source.h"

struct line;

/* The readers, one a file source_NAME.c. */
typedef int source_read(const struct source_format *, struct input *,
    const struct source_sink *, struct fail *);

source_read source_record;
source_read source_plain;
source_read source_rbldnsd;

/*
 * Makes a record of a line, which it may change.  Returns 1 with a record, 0
 * if there is none in it, -1 with a failure that names the place, or -2 with
 * one that is of the whole file.
 */
typedef int source_line(void *state, struct line *, struct record *,
    struct place *, struct fail *);

/*
 * Gives every line of the member to a reader of lines, and what comes of it
 * to the sink; lines that are too long are refused here.
 */
int source_lines(struct input *, source_line *, void *state,
    const struct source_sink *, struct fail *);

/*
 * Gives a record, or a line's failure, to the sink.  Return 0 to go on, with
 * no failure recorded, or -1.
 */
int source_give(const struct source_sink *, const struct record *,
    const struct place *, struct fail *);
int source_bad(const struct source_sink *, const struct place *, struct fail *);

#endif

/* One file of a database: what it has to hold, and putting it in place. */
#ifndef FEEDMILL_OUTPUT_FILE_H
#define FEEDMILL_OUTPUT_FILE_H

#include "subscriber/output.h"
#include "subscriber/output_note.h"

/*
 * Writes the bytes that a note tells of: the same for the same set and note,
 * whenever it is called.
 */
int output_file_render(struct wr *, const struct output_source *,
    const struct sub_output *, const struct output_note *, struct fail *);

/*
 * Puts the file in place, streamed, as of note->written, and notes what it
 * is.  Its mode is that of the file it replaces, else 0644; its owner, too,
 * where we may say so.
 */
int output_file_put(const struct output_source *, const struct sub_output *,
    struct output_note *, struct fail *);

/*
 * The file on disk has these bytes: 0; FAIL_MISSING or FAIL_HASH if not.
 */
int output_file_check(const struct output_source *, const struct sub_output *,
    const struct output_note *, struct fail *);

#endif

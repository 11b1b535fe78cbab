/* When a file is as it has to be, and until when. */
#ifndef FEEDMILL_OUTPUT_RULE_H
#define FEEDMILL_OUTPUT_RULE_H

#include "subscriber/output.h"
#include "subscriber/output_note.h"

/* Its feed's end is nothing to the database. */
bool output_rule_keeps(const struct output_source *);

/* It is to be emptied at a time. */
bool output_rule_stale(const struct output_source *, uint32_t now);

/* Whether a file that was noted is as it has to be at a time. */
bool output_rule_right(const struct output_source *, const struct sub_output *,
    const struct output_note *, uint32_t now);

/* When it will not be; in the past if it is not, or if the note is NULL. */
uint32_t output_rule_due(const struct output_source *,
    const struct output_note *);

/* As output_verify(), of one file; the note may be NULL. */
int output_rule_verify(const struct output_source *, const struct sub_output *,
    const struct output_note *, uint32_t now, struct fail *);

#endif

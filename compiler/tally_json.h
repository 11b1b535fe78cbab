/* A tally as the file has it, and of that what a build adds. */
#ifndef FEEDMILL_TALLY_JSON_H
#define FEEDMILL_TALLY_JSON_H

#include <jansson.h>

#include "compiler/tally.h"

/* An object, for json_decref(). */
json_t *tally_json(const struct tally *);

/* What a tally of 0 has of it; j may be NULL.  False if it is none. */
bool tally_json_read(struct tally *, const json_t *j);

/* The counts of lines as an object. */
json_t *tally_hits_json(const uint64_t hits[static TALLY_HITS]);

/* A string of any bytes: those that are no UTF-8 become "?". */
json_t *tally_text_json(const char *);

/* The source of a name, made if there is none; see TALLY_SOURCES_MAX. */
struct tally_source *tally_source(struct tally *, const char *name);

#endif

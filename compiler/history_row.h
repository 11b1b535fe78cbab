/* A build as a row of the history, and that as JSON. */
#ifndef FEEDMILL_HISTORY_ROW_H
#define FEEDMILL_HISTORY_ROW_H

#include <jansson.h>

#include "compiler/history.h"

struct history_row history_row_of(const struct build *, uint32_t as_of,
    double late);

/* An object, for json_decref(). */
json_t *history_row_json(const struct history_row *);

/* False if it is none; j may be NULL. */
bool history_row_read(struct history_row *, const json_t *j);

#endif

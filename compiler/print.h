/* What several commands print in the same way. */
#ifndef FEEDMILL_PRINT_H
#define FEEDMILL_PRINT_H

#include <jansson.h>

#include "formats/fail.h"
#include "formats/wr.h"

/* A writer to standard output; end it with print_end(). */
struct wr print_begin(void);

/* Flushes and frees.  Returns 0, or -1 if something could not be written. */
int print_end(struct wr *, struct fail *);

/* Prints JSON with a newline and drops the reference. */
void print_json(json_t *);

#endif

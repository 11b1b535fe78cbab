/*
 * Whether a text begins with what is known of its source: the longest of the
 * contents that it does begin with, found while it is read once.
 */
#ifndef FEEDMILL_KNOWN_H
#define FEEDMILL_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/seen.h"

/* At most so many contents that begin alike are compared with. */
#define KNOWN_MAX 64

struct known {
	struct content_sum sum;
	struct seen_past contents[KNOWN_MAX];
	size_t n;
	struct seen_past best; /* of no bytes: none yet */
};

/*
 * Begins with the first n bytes of the text, which are not added yet: all of
 * it, or CONTENT_HEAD and more.
 */
void known_begin(struct known *, const struct seen_source *, const char *first,
    size_t n);

/* Adds bytes of the text; false once more of them would change nothing. */
bool known_add(struct known *, const char *bytes, size_t n);

#endif

/*
 * Files of a tree that are fetched together, and what came of each.
 */
#ifndef FEEDMILL_BATCH_H
#define FEEDMILL_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/rd.h"
#include "subscriber/fetch.h"

/*
 * { .fetch = ..., .url = ... } is one of no files; both are borrowed.  Without
 * the former only those come that are given.
 */
struct batch {
	struct fetch *fetch;
	const char *url; /* of the source, for messages */
	struct fetch_item *items;
	size_t n, cap;
	struct fail
	    fail; /* of the first that failed; later ones did not come */
};

void batch_free(struct batch *);

/* Adds a file of at most so many bytes.  Returns its number. */
size_t batch_add(struct batch *, const char *path, uint64_t most);

/* A way of feedd's, see struct fetch_item. */
size_t batch_ask(struct batch *, const char *path, uint64_t most);

/* Adds an object of just so many bytes: "<db>/<kind>/<name>". */
size_t batch_object(struct batch *, const char *folder, const char *name,
    uint64_t bytes);

/* Gives a file that was added, and is not fetched then; it is borrowed. */
void batch_give(struct batch *, size_t i, struct rd);

/* Fetches all that are not given; does nothing for none. */
void batch_fetch(struct batch *);

/*
 * The bytes of a file, in place.  -1 with FAIL_MISSING if there is none, or
 * with what failed.
 */
int batch_take(const struct batch *, size_t i, struct rd *, struct fail *);

/* Puts the url of a file in front of a failure.  Returns -1. */
int batch_fail_at(const struct batch *, size_t i, struct fail *);

#endif

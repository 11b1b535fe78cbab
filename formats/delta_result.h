/*
 * The result of a delta as it is made: what is added between what becomes of
 * the base's listings.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_RESULT_H
#define FEEDMILL_DELTA_RESULT_H

#include "formats/set.h"

struct delta_result {
	enum family family;
	const struct set *added;
	size_t next; /* of what is added */
	struct set *set;
};

/* Adds a listing, behind what is added before it; they come in order. */
void delta_result_put(struct delta_result *, const struct listing *);

/* Adds the rest of what is added. */
void delta_result_end(struct delta_result *);

#endif

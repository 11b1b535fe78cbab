/*
 * What differs between the two sets of a delta, family by family: what the
 * result lists where the base lists nothing, and what becomes of the base's
 * listings.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_DIFF_H
#define FEEDMILL_DELTA_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/label.h"
#include "formats/set.h"

struct delta_values;

/* What becomes of what is listed. */
enum fate {
	FATE_STAYS,
	FATE_GONE,
	FATE_CHANGES, /* its label does */
};

/* Part of a listing of the base; parts side by side differ. */
struct piece {
	u128 first, last;
	struct label label; /* the new one, of what changes */
	enum fate fate;
};

/* The fate of what nothing is said of, by whether it is in force. */
static inline enum fate
fate_of_rest(bool live)
{
	return live ? FATE_STAYS : FATE_GONE;
}

/* A listing of the base of which something has to be said. */
struct touched {
	size_t at;    /* in the base */
	size_t piece; /* the first */
	size_t n;     /* pieces, of all of it */
};

struct delta_diff {
	/* Values are by their places in the delta. */
	struct set *back;  /* what the base remembers: see delta_back.h */
	struct set *added; /* all else */
	struct touched *touched;
	size_t ntouched, touched_cap;
	struct piece *pieces;
	size_t npieces, pieces_cap;
	bool ends; /* some new label has an until */
};

/* What is in force in a minute and stays as it is, is in neither. */
struct delta_diff delta_diff_of(const struct set *base,
    const struct set *result, enum family, const struct delta_values *,
    uint32_t minute);
void delta_diff_free(struct delta_diff *);

#endif

/*
 * How far one set is from another, counted in the fewest ranges in which both
 * are constant.
 */
#ifndef FEEDMILL_CHANGE_H
#define FEEDMILL_CHANGE_H

#include <stdint.h>

struct pair;
struct set;

struct change {
	uint64_t added;   /* listed now, and were not */
	uint64_t removed; /* were listed, and are not */
	uint64_t changed; /* listed with another value or until */
};

/* From one set, NULL for an empty one, to another. */
struct change change_of(const struct set *from, const struct set *to);

/* Counts one range of two sets that are walked side by side. */
void change_count(struct change *, const struct pair *);

#endif

/*
 * The base's listings that touch each other, so that it is soon told whether
 * it lists all of a prefix however many listings that takes.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_RUNS_H
#define FEEDMILL_DELTA_RUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/set.h"

/* Up to so many listings are looked at one by one. */
#define RUNS_FEW 64

struct runs {
	const struct set *base;
	enum family family;
	bool known;      /* not before they are needed */
	struct run *all; /* of two listings and more, ascending */
	size_t n, cap;
};

static inline struct runs
runs_of(const struct set *base, enum family family)
{
	return (struct runs){ .base = base, .family = family };
}

void runs_free(struct runs *);

/* Does each listing from one up to before another touch the next? */
bool runs_touch(struct runs *, size_t from, size_t to);

#endif

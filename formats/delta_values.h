/*
 * The values of a delta: those that the base has in use, in their order, and
 * behind them, in theirs, those that only the result has.  A value is known by
 * its place among them.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_VALUES_H
#define FEEDMILL_DELTA_VALUES_H

#include <stddef.h>
#include <stdint.h>

#include "formats/value.h"

struct set;

struct delta_values {
	struct value *all; /* their texts are the sets' */
	uint32_t nold, n;
	uint16_t *of_base;   /* by the base's ids */
	uint16_t *of_result; /* by the result's, where that is known */
};

/*
 * Those of a base, and of a result where it is not NULL.  They may be more
 * than VALUE_MAX; then nothing but their number is of use.
 */
struct delta_values delta_values_of(const struct set *base,
    const struct set *result);
void delta_values_free(struct delta_values *);

#endif

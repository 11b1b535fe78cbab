/*
 * The order of decisions between rows that list one address.
 */
#ifndef FEEDMILL_ORDER_H
#define FEEDMILL_ORDER_H

#include <stdbool.h>

struct row;
struct values;

/* What decided between two rows, from first to last. */
enum order_by {
	ORDER_SPAN,
	ORDER_TIME,
	ORDER_SOURCE,
	ORDER_VALUE,
	ORDER_NONE,
};

/*
 * Negative if a wins over b, positive if b wins over a, 0 if they say the
 * same; *by (unless NULL) is what decided.
 */
int order_rows(const struct row *a, const struct row *b, const struct values *,
    enum order_by *by);

/* Whether a removal ends a listing where both are. */
bool order_removes(const struct row *removal, const struct row *listing);

#endif

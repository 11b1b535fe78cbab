#include "compiler/order.h"
#include "compiler/rows.h"
#include "formats/value.h"

static unsigned
source_of(const struct row *r)
{
	return r->who & ROW_SOURCE;
}

static int
order_values(uint16_t a, uint16_t b, const struct values *values)
{
	struct value x, y;

	if (a == b)
		return 0;
	x = values_at(values, a);
	y = values_at(values, b);
	return value_order(&x, &y);
}

int
order_rows(const struct row *a, const struct row *b,
    const struct values *values, enum order_by *by)
{
	enum order_by unused;
	int order;

	if (by == NULL)
		by = &unused;
	*by = ORDER_SPAN;
	if (a->span != b->span)
		return a->span < b->span ? -1 : 1;
	*by = ORDER_TIME;
	if (a->time != b->time)
		return a->time > b->time ? -1 : 1;
	*by = ORDER_SOURCE;
	if (source_of(a) != source_of(b))
		return source_of(a) < source_of(b) ? -1 : 1;
	order = order_values(a->value, b->value, values);
	*by = order != 0 ? ORDER_VALUE : ORDER_NONE;
	return order;
}

bool
order_removes(const struct row *removal, const struct row *listing)
{
	return removal->time >= listing->time &&
	    ((removal->who & ROW_ALL) != 0 ||
		source_of(removal) == source_of(listing));
}

#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/rbldnsd_plan.h"
#include "formats/rbldnsd_rest.h"
#include "formats/set.h"
#include "formats/value.h"

/* Ranges of the set in a window, so that a place in it fits 16 bits. */
#define WINDOW 65536

struct rbldnsd_rest {
	const struct rbldnsd_plan *plan;
	uint16_t *ranks; /* of values by id */
	size_t base;     /* where the window begins in the set ... */
	size_t next;     /* ... and the one after it */
	size_t at, n;    /* of the keys */
	/* Of the window's listings: rank << 16 | place, ascending. */
	uint32_t keys[WINDOW], spare[WINDOW];
};

static int
by_value(const void *a, const void *b, void *values)
{
	struct value x = values_at(values, *(const uint16_t *)a);
	struct value y = values_at(values, *(const uint16_t *)b);

	return value_order(&x, &y);
}

static uint16_t *
rank_values(struct values *values)
{
	size_t n = values_size(values);
	uint16_t *order = mem_new(n + 1, sizeof(*order));
	uint16_t *ranks = mem_new(n + 1, sizeof(*ranks));

	for (size_t i = 0; i < n; i++)
		order[i] = (uint16_t)i;
	qsort_r(order, n, sizeof(*order), by_value, values);
	for (size_t i = 0; i < n; i++)
		ranks[order[i]] = (uint16_t)i;
	free(order);
	return ranks;
}

struct rbldnsd_rest *
rbldnsd_rest_new(const struct rbldnsd_plan *p)
{
	struct rbldnsd_rest *r = mem_new(1, sizeof(*r));

	r->plan = p;
	r->ranks = rank_values(set_values(p->set));
	return r;
}

void
rbldnsd_rest_free(struct rbldnsd_rest *r)
{
	if (r == NULL)
		return;
	free(r->ranks);
	free(r);
}

/* Sorts the keys, which are in the order of places, by 8 bits of the rank. */
static void
sort_keys(struct rbldnsd_rest *r, unsigned shift)
{
	size_t starts[256] = { 0 }, sum = 0;

	for (size_t i = 0; i < r->n; i++)
		starts[r->keys[i] >> shift & 255]++;
	for (size_t i = 0; i < 256; i++) {
		size_t count = starts[i];

		if (count == r->n)
			return;
		starts[i] = sum;
		sum += count;
	}
	for (size_t i = 0; i < r->n; i++)
		r->spare[starts[r->keys[i] >> shift & 255]++] = r->keys[i];
	memcpy(r->keys, r->spare, r->n * sizeof(*r->keys));
}

/* Makes the keys of the window that begins at r->next. */
static void
fill(struct rbldnsd_rest *r)
{
	const struct rbldnsd_plan *p = r->plan;
	size_t left = set_size(p->set, p->family) - r->next;
	size_t size = left < WINDOW ? left : WINDOW;

	r->base = r->next;
	r->next += size;
	r->at = r->n = 0;
	for (size_t i = 0; i < size; i++) {
		struct listing l = set_at(p->set, p->family, r->base + i);

		if (listing_is_live(&l, p->minute) &&
		    !rbldnsd_plan_in_hosts(p, &l))
			r->keys[r->n++] =
			    (uint32_t)r->ranks[l.value] << 16 | (uint32_t)i;
	}
	sort_keys(r, 16);
	sort_keys(r, 24);
}

bool
rbldnsd_rest_next(struct rbldnsd_rest *r, struct listing *l)
{
	const struct rbldnsd_plan *p = r->plan;

	while (r->at == r->n) {
		if (r->next == set_size(p->set, p->family))
			return false;
		fill(r);
	}
	*l = set_at(p->set, p->family,
	    r->base + (r->keys[r->at++] & (WINDOW - 1)));
	return true;
}

#include <stdlib.h>

#include "formats/delta_runs.h"
#include "formats/mem.h"

/* Listings from one up to before another. */
struct run {
	size_t from, to;
};

static void
add_touching(struct runs *r, size_t at)
{
	if (r->n == 0 || r->all[r->n - 1].to != at) {
		r->all = mem_grow(r->all, r->n, &r->cap, sizeof(*r->all));
		r->all[r->n++].from = at - 1;
	}
	r->all[r->n - 1].to = at + 1;
}

static void
find_all(struct runs *r)
{
	size_t n = set_size(r->base, r->family);
	u128 next = 0;

	for (size_t i = 0; i < n; i++) {
		struct range range = set_at(r->base, r->family, i).range;

		if (i > 0 && range.first == next)
			add_touching(r, i);
		next = range.last + 1;
	}
	r->known = true;
}

void
runs_free(struct runs *r)
{
	free(r->all);
	*r = (struct runs){ 0 };
}

static bool
few_touch(const struct runs *r, size_t from, size_t to)
{
	for (size_t i = from + 1; i < to; i++) {
		if (set_at(r->base, r->family, i - 1).range.last + 1 !=
		    set_at(r->base, r->family, i).range.first)
			return false;
	}
	return true;
}

bool
runs_touch(struct runs *r, size_t from, size_t to)
{
	size_t low = 0, high;

	if (to - from <= RUNS_FEW)
		return few_touch(r, from, to);
	if (!r->known)
		find_all(r);
	high = r->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->all[middle].to <= from)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->n && r->all[low].from <= from && to <= r->all[low].to;
}

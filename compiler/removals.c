#include <stdlib.h>
#include <string.h>

#include "compiler/removals.h"
#include "formats/mem.h"
#include "formats/wr.h"

/* Bytes of one when it is written. */
#define WRITTEN 23

void
removals_free(struct removals *r)
{
	free(r->all);
	*r = (struct removals){ 0 };
}

static int
order(const struct removal *a, const struct removal *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	return (int)a->source - (int)b->source;
}

/* The first that is not before it. */
static size_t
seek(const struct removals *r, const struct removal *want)
{
	size_t low = 0, high = r->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (order(&r->all[middle], want) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
removals_note(struct removals *r, const struct removal *new)
{
	size_t i = seek(r, new);

	if (new->time > r->latest)
		r->latest = new->time;
	if (i < r->n && order(&r->all[i], new) == 0) {
		if (new->time > r->all[i].time)
			r->all[i].time = new->time;
		return;
	}
	r->all = mem_grow(r->all, r->n, &r->cap, sizeof(*r->all));
	memmove(&r->all[i + 1], &r->all[i], (r->n - i) * sizeof(*r->all));
	r->all[i] = *new;
	r->n++;
}

static bool
covers(const struct removals *r, const struct removal *hit)
{
	size_t i = seek(r, hit);

	return i < r->n && order(&r->all[i], hit) == 0 &&
	    r->all[i].time >= hit->time;
}

bool
removals_cover(const struct removals *r, const struct removal *hit)
{
	struct removal all = *hit;

	all.source = REMOVALS_ALL;
	return hit->time <= r->latest && (covers(r, hit) || covers(r, &all));
}

void
removals_prune(struct removals *r, uint32_t before)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (r->all[i].time >= before)
			r->all[n++] = r->all[i];
	}
	r->n = n;
}

void
removals_write(struct wr *w, const struct removals *r)
{
	wr_vli(w, r->n);
	for (size_t i = 0; i < r->n; i++) {
		const struct removal *x = &r->all[i];

		wr_u8(w, (uint8_t)x->family);
		wr_u64(w, (uint64_t)x->addr);
		wr_u64(w, (uint64_t)(x->addr >> 64));
		wr_u32(w, x->time);
		wr_u16(w, x->source);
	}
}

static bool
read_one(struct rd *r, struct removal *x, size_t nsources)
{
	uint8_t family = rd_u8(r);

	x->family = family == IP4 ? IP4 : IP6;
	x->addr = rd_u64(r);
	x->addr |= (u128)rd_u64(r) << 64;
	x->time = rd_u32(r);
	x->source = rd_u16(r);
	return family < FAMILIES && x->addr <= family_last(x->family) &&
	    (x->source < nsources || x->source == REMOVALS_ALL);
}

bool
removals_read(struct rd *r, struct removals *to, size_t nsources)
{
	uint64_t n = rd_vli(r);
	struct removal x;

	if (n > rd_left(r) / WRITTEN)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		if (!read_one(r, &x, nsources) ||
		    (i > 0 && order(&to->all[i - 1], &x) >= 0))
			return false;
		removals_note(to, &x);
	}
	return true;
}

#include <stdlib.h>

#include "compiler/radix.h"
#include "compiler/rows.h"
#include "formats/mem.h"

_Static_assert(sizeof(struct row_host) == 12, "see radix.h");
_Static_assert(sizeof(struct row_range) == 20, "see radix.h");

void
rows_free(struct rows *r)
{
	free(r->hosts);
	free(r->ranges);
	free(r->ip6);
	*r = (struct rows){ 0 };
}

static uint16_t
who_of(const struct claim *c)
{
	if (c->removal && c->all)
		return ROW_REMOVAL | ROW_ALL | ROW_SOURCE;
	return (uint16_t)((c->source & ROW_SOURCE) |
	    (c->removal ? ROW_REMOVAL : 0));
}

struct row
row_of(const struct claim *c)
{
	return (struct row){ c->range.first, c->range.last, c->span, c->time,
		c->removal ? 0 : c->value, who_of(c) };
}

static void
add_host(struct rows *r, const struct claim *c)
{
	size_t n = r->n[ROW_HOST]++;

	r->hosts = mem_grow(r->hosts, n, &r->cap[ROW_HOST], sizeof(*r->hosts));
	r->hosts[n] = (struct row_host){ (uint32_t)c->range.first, c->time,
		c->removal ? 0 : c->value, who_of(c) };
}

static void
add_range(struct rows *r, const struct claim *c)
{
	size_t n = r->n[ROW_RANGE]++;

	r->ranges =
	    mem_grow(r->ranges, n, &r->cap[ROW_RANGE], sizeof(*r->ranges));
	r->ranges[n] = (struct row_range){ (uint32_t)c->range.first,
		(uint32_t)c->range.last, (uint32_t)c->span, c->time,
		c->removal ? 0 : c->value, who_of(c) };
}

void
rows_add(struct rows *r, const struct claim *c)
{
	size_t n;

	if (c->range.family == IP4) {
		if (c->range.first == c->range.last && c->span == 0)
			add_host(r, c);
		else
			add_range(r, c);
		return;
	}
	n = r->n[ROW_IP6]++;
	r->ip6 = mem_grow(r->ip6, n, &r->cap[ROW_IP6], sizeof(*r->ip6));
	r->ip6[n] = row_of(c);
}

struct rows_mark
rows_mark(const struct rows *r)
{
	return (struct rows_mark){ { r->n[ROW_HOST], r->n[ROW_RANGE],
	    r->n[ROW_IP6] } };
}

void
rows_rewind(struct rows *r, const struct rows_mark *mark)
{
	for (enum row_kind kind = ROW_HOST; kind < ROW_KINDS; kind++)
		r->n[kind] = mark->n[kind];
}

static struct row
widen_host(const struct row_host *r)
{
	return (struct row){ r->addr, r->addr, 0, r->time, r->value, r->who };
}

static struct row
widen_range(const struct row_range *r)
{
	return (struct row){ r->first, r->last, r->span, r->time, r->value,
		r->who };
}

static struct row
row_at(const struct rows *r, enum row_kind kind, size_t i)
{
	if (kind == ROW_HOST)
		return widen_host(&r->hosts[i]);
	return kind == ROW_RANGE ? widen_range(&r->ranges[i]) : r->ip6[i];
}

static u128
first_at(const struct rows *r, enum row_kind kind, size_t i)
{
	if (kind == ROW_HOST)
		return r->hosts[i].addr;
	return kind == ROW_RANGE ? r->ranges[i].first : r->ip6[i].first;
}

static int
order_firsts(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

struct rows_walk
rows_walk(struct rows *r, enum family family, rows_order *order,
    const struct values *values)
{
	struct rows_walk w = { .rows = r,
		.family = family,
		.order = order,
		.values = values };

	if (family == IP4) {
		radix_sort12(r->hosts, r->n[ROW_HOST]);
		radix_sort20(r->ranges, r->n[ROW_RANGE]);
	} else if (r->n[ROW_IP6] > 1) {
		qsort(r->ip6, r->n[ROW_IP6], sizeof(*r->ip6), order_firsts);
	}
	return w;
}

static int
order_hosts(const void *a, const void *b, void *walk)
{
	const struct rows_walk *w = walk;
	struct row x = widen_host(a), y = widen_host(b);

	return w->order(&x, &y, w->values);
}

static int
order_ranges(const void *a, const void *b, void *walk)
{
	const struct rows_walk *w = walk;
	struct row x = widen_range(a), y = widen_range(b);

	return w->order(&x, &y, w->values);
}

static int
order_ip6(const void *a, const void *b, void *walk)
{
	const struct rows_walk *w = walk;

	return w->order(a, b, w->values);
}

/* Puts the rows of a kind that the walk is at into their order. */
static void
sort_here(struct rows_walk *w, enum row_kind kind)
{
	struct rows *r = w->rows;
	size_t at = w->at[kind], n = w->end[kind] - at;

	if (n < 2)
		return;
	if (kind == ROW_HOST)
		qsort_r(&r->hosts[at], n, sizeof(*r->hosts), order_hosts, w);
	else if (kind == ROW_RANGE)
		qsort_r(&r->ranges[at], n, sizeof(*r->ranges), order_ranges, w);
	else
		qsort_r(&r->ip6[at], n, sizeof(*r->ip6), order_ip6, w);
}

/* A family's kinds are from first_kind to last_kind. */
static enum row_kind
first_kind(const struct rows_walk *w)
{
	return w->family == IP4 ? ROW_HOST : ROW_IP6;
}

static enum row_kind
last_kind(const struct rows_walk *w)
{
	return w->family == IP4 ? ROW_RANGE : ROW_IP6;
}

bool
rows_next(struct rows_walk *w)
{
	const struct rows *r = w->rows;
	bool more = false;

	for (enum row_kind k = first_kind(w); k <= last_kind(w); k++) {
		w->at[k] = w->end[k];
		if (w->at[k] == r->n[k])
			continue;
		if (!more || first_at(r, k, w->at[k]) < w->first)
			w->first = first_at(r, k, w->at[k]);
		more = true;
	}
	for (enum row_kind k = first_kind(w); k <= last_kind(w); k++) {
		while (w->end[k] < r->n[k] &&
		    first_at(r, k, w->end[k]) == w->first)
			w->end[k]++;
		sort_here(w, k);
	}
	return more;
}

bool
rows_take(struct rows_walk *w, struct row *row)
{
	enum row_kind best = ROW_KINDS;

	for (enum row_kind k = first_kind(w); k <= last_kind(w); k++) {
		struct row x;

		if (w->at[k] == w->end[k])
			continue;
		x = row_at(w->rows, k, w->at[k]);
		if (best == ROW_KINDS || w->order(&x, row, w->values) < 0) {
			best = k;
			*row = x;
		}
	}
	if (best == ROW_KINDS)
		return false;
	w->at[best]++;
	return true;
}

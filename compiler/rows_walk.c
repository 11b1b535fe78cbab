#include <stdlib.h>
#include <string.h>

#include "compiler/radix.h"
#include "compiler/rows.h"
#include "formats/mem.h"

_Static_assert(sizeof(struct row_host) == 12, "see radix.h");
_Static_assert(sizeof(struct row_range) == 20, "see radix.h");

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

/* Makes room for the hosts of any one octet; none are there yet. */
static void
prepare_hosts(struct rows *r)
{
	size_t most = 0;

	rows_part(r);
	for (unsigned i = 0; i < ROW_OCTETS; i++) {
		if (r->octets[i].n > most)
			most = r->octets[i].n;
	}
	r->hosts = mem_resize(r->hosts, most, sizeof(*r->hosts));
	r->n[ROW_HOST] = 0;
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
		prepare_hosts(r);
		radix_sort20(r->ranges, r->n[ROW_RANGE], 32);
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

/* The number of hosts in the last piece that has n with those before it. */
static size_t
piece_size(size_t n)
{
	return (n - 1) % ROW_PIECE + 1;
}

static unsigned
second_octet(const struct row_host *h)
{
	return h->addr >> 16 & 255;
}

/* Where the hosts of each second octet are to begin. */
static void
find_starts(size_t starts[static ROW_OCTETS], const struct row_octet *o)
{
	const struct row_piece *piece = o->last;
	size_t sum = 0;

	for (size_t left = o->n; left > 0; piece = piece->before) {
		size_t n = piece_size(left);

		for (size_t i = 0; i < n; i++)
			starts[second_octet(&piece->hosts[i])]++;
		left -= n;
	}
	for (unsigned i = 0; i < ROW_OCTETS; i++) {
		size_t n = starts[i];

		starts[i] = sum;
		sum += n;
	}
}

/* Sorts the hosts of an octet, beside those that are kept. */
static void
sort_octet(struct rows *r, const struct row_octet *o)
{
	const struct row_piece *piece = o->last;
	size_t at[ROW_OCTETS] = { 0 }, start = 0;

	find_starts(at, o);
	for (size_t left = o->n; left > 0; piece = piece->before) {
		size_t n = piece_size(left);

		for (size_t i = 0; i < n; i++)
			r->hosts[at[second_octet(&piece->hosts[i])]++] =
			    piece->hosts[i];
		left -= n;
	}
	for (unsigned i = 0; i < ROW_OCTETS; start = at[i++])
		radix_sort12(&r->hosts[start], at[i] - start, 16);
	r->n[ROW_HOST] = o->n;
}

/* Goes to the hosts of the next octet, if those of one are all walked. */
static void
next_octet(struct rows_walk *w)
{
	struct rows *r = w->rows;

	while (w->end[ROW_HOST] == r->n[ROW_HOST] && w->octet < ROW_OCTETS) {
		sort_octet(r, &r->octets[w->octet++]);
		w->at[ROW_HOST] = w->end[ROW_HOST] = 0;
	}
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

	if (w->family == IP4)
		next_octet(w);
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

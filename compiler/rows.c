#include <stdlib.h>

#include "compiler/merge.h"
#include "compiler/order.h"
#include "compiler/rows.h"
#include "formats/mem.h"

/* Fewer rows than this in a bucket are sorted by insertion. */
#define FEW 24

/* With fewer rows than this, all small buckets are sorted in one go. */
#define MANY 4096

void
rows_free(struct rows *r)
{
	free(r->rows4);
	free(r->rows6);
	*r = (struct rows){ 0 };
}

static uint16_t
who_of(const struct merge_row *m)
{
	if (m->removal && m->all)
		return ROW_REMOVAL | ROW_ALL | ROW_SOURCE;
	return (uint16_t)((m->source & ROW_SOURCE) |
	    (m->removal ? ROW_REMOVAL : 0));
}

struct row6
row_of(const struct merge_row *m)
{
	return (struct row6){ m->range.first, m->range.last, m->span, m->time,
		m->removal ? 0 : m->value, who_of(m) };
}

void
rows_add(struct rows *r, const struct merge_row *m)
{
	enum family family = m->range.family;
	size_t n = r->n[family]++;

	if (family == IP4) {
		r->rows4 =
		    mem_grow(r->rows4, n, &r->cap[IP4], sizeof(*r->rows4));
		r->rows4[n] = (struct row4){ (uint32_t)m->range.first,
			(uint32_t)m->range.last, (uint32_t)m->span, m->time,
			m->removal ? 0 : m->value, who_of(m) };
	} else {
		r->rows6 =
		    mem_grow(r->rows6, n, &r->cap[IP6], sizeof(*r->rows6));
		r->rows6[n] = row_of(m);
	}
}

struct rows_mark
rows_mark(const struct rows *r)
{
	return (struct rows_mark){ { r->n[IP4], r->n[IP6] } };
}

void
rows_rewind(struct rows *r, const struct rows_mark *mark)
{
	r->n[IP4] = mark->n[IP4];
	r->n[IP6] = mark->n[IP6];
}

static void
sort_few(struct row4 *rows, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct row4 x = rows[i];
		size_t at = i;

		if (rows[i - 1].first <= x.first)
			continue;
		for (; at > 0 && rows[at - 1].first > x.first; at--)
			rows[at] = rows[at - 1];
		rows[at] = x;
	}
}

/* The most bits of an address that one pass sorts by. */
#define DIGIT 8

static unsigned
digit(const struct row4 *row, unsigned shift, unsigned mask)
{
	return row->first >> shift & mask;
}

/*
 * Puts every row into the bucket of its digit, in place: each row that is
 * found in a wrong bucket is exchanged for one of the bucket it belongs to,
 * until one belongs here.
 */
static void
scatter(struct row4 *rows, size_t *at, const size_t *ends, unsigned shift,
    unsigned mask)
{
	for (unsigned b = 0; b <= mask; b++) {
		while (at[b] < ends[b]) {
			struct row4 x = rows[at[b]];
			unsigned d;

			while ((d = digit(&x, shift, mask)) != b) {
				struct row4 *there = &rows[at[d]++];
				struct row4 y = *there;

				*there = x;
				x = y;
			}
			rows[at[b]++] = x;
		}
	}
}

/* So many bits that a bucket will have about one row. */
static unsigned
digit_bits(size_t n, unsigned bits)
{
	unsigned want = 63 - (unsigned)__builtin_clzll(n);

	if (want > DIGIT)
		want = DIGIT;
	return want < bits ? want : bits;
}

/*
 * A radix sort by the low `bits` of the addresses, from the highest digit
 * down, without a second array; n is FEW or more, bits not 0.  What is left
 * unsorted lies close to its place.
 */
static void
sort4(struct row4 *rows, size_t n, unsigned bits)
{
	size_t at[1 << DIGIT] = { 0 }, ends[1 << DIGIT], sum = 0;
	unsigned shift = bits - digit_bits(n, bits);
	unsigned mask = (1u << (bits - shift)) - 1;

	for (size_t i = 0; i < n; i++)
		at[digit(&rows[i], shift, mask)]++;
	for (unsigned b = 0; b <= mask; b++) {
		size_t count = at[b];

		at[b] = sum;
		sum += count;
		ends[b] = sum;
	}
	scatter(rows, at, ends, shift, mask);
	for (unsigned b = 0; b <= mask && shift > 0; b++) {
		size_t start = b > 0 ? ends[b - 1] : 0;

		if (ends[b] - start >= FEW)
			sort4(rows + start, ends[b] - start, shift);
		else if (n >= MANY)
			sort_few(rows + start, ends[b] - start);
	}
	if (n < MANY)
		sort_few(rows, n);
}

static int
order6(const void *a, const void *b)
{
	const struct row6 *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

void
rows_sort(struct rows *r, enum family family)
{
	if (family == IP4 && r->n[IP4] < FEW)
		sort_few(r->rows4, r->n[IP4]);
	else if (family == IP4)
		sort4(r->rows4, r->n[IP4], 32);
	else if (r->n[IP6] > 1)
		qsort(r->rows6, r->n[IP6], sizeof(*r->rows6), order6);
}

static int
order_ties6(const void *a, const void *b, void *values)
{
	const struct row6 *x = a, *y = b;

	if (x->last != y->last)
		return x->last > y->last ? -1 : 1;
	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	return order_rows(x, y, values, NULL);
}

static int
order_ties4(const void *a, const void *b, void *values)
{
	struct row6 x = row_widened(a), y = row_widened(b);

	return order_ties6(&x, &y, values);
}

void
rows_sort_ties(struct rows *r, enum family family, size_t at, size_t end,
    const struct values *values)
{
	if (family == IP4)
		qsort_r(&r->rows4[at], end - at, sizeof(*r->rows4), order_ties4,
		    (void *)values);
	else
		qsort_r(&r->rows6[at], end - at, sizeof(*r->rows6), order_ties6,
		    (void *)values);
}

/*
 * Rows: records in as little memory as will do, collected in any order and
 * sorted by their first address.  Under merge.h and replay.h.
 */
#ifndef FEEDMILL_ROWS_H
#define FEEDMILL_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"

struct merge_row;

/* What row.who holds besides the source's id. */
#define ROW_REMOVAL 0x8000
#define ROW_ALL     0x4000 /* a removal that ends everybody's */
#define ROW_SOURCE  0x3fff

struct row4 {
	uint32_t first, last;
	uint32_t span;
	uint32_t time;
	uint16_t value;
	uint16_t who;
};

/* Also the form that is worked with, for both families. */
struct row6 {
	u128 first, last;
	u128 span;
	uint32_t time;
	uint16_t value;
	uint16_t who;
};

struct rows {
	struct row4 *rows4;
	struct row6 *rows6;
	size_t n[FAMILIES];
	size_t cap[FAMILIES];
};

/* How many rows there are at some moment. */
struct rows_mark {
	size_t n[FAMILIES];
};

struct row6 row_of(const struct merge_row *);

void rows_free(struct rows *);
void rows_add(struct rows *, const struct merge_row *);

/* Takes back what was added since the mark. */
struct rows_mark rows_mark(const struct rows *);
void rows_rewind(struct rows *, const struct rows_mark *);

/* Sorts a family's rows by their first addresses, in place. */
void rows_sort(struct rows *, enum family);

struct values;

/*
 * Sorts the rows [at, end) of one first address: what makes others void
 * comes before them (the longest first, then one source's together, what
 * wins first), so that the order they were added in shows nowhere.
 */
void rows_sort_ties(struct rows *, enum family, size_t at, size_t end,
    const struct values *);

static inline struct row6
row_widened(const struct row4 *r)
{
	return (struct row6){ r->first, r->last, r->span, r->time, r->value,
		r->who };
}

static inline struct row6
rows_at(const struct rows *r, enum family family, size_t i)
{
	return family == IP4 ? row_widened(&r->rows4[i]) : r->rows6[i];
}

static inline u128
rows_first(const struct rows *r, enum family family, size_t i)
{
	return family == IP4 ? r->rows4[i].first : r->rows6[i].first;
}

#endif

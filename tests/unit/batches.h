/* What the tests of the fold share: batches from claims, and their state. */
#ifndef FEEDMILL_TESTS_BATCHES_H
#define FEEDMILL_TESTS_BATCHES_H

#include <stdio.h>
#include <stdlib.h>

#include "compiler/fold.h"
#include "compiler/hitbatch.h"
#include "formats/mem.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "tests/unit/events.h"

/* The same three values as in events.h, and sources "a", "b", "c". */
#define SOURCES 3

/* Fills the names and values of a first batch. */
static inline void
batch_first(struct hitbatch *b)
{
	static const char *const texts[] = { "b", "a", "c" };

	b->sources = mem_new(SOURCES, sizeof(*b->sources));
	b->values = values_new();
	for (size_t i = 0; i < SOURCES; i++) {
		char name[] = { (char)('a' + i), '\0' };

		b->sources[b->nsources++] = mem_text(name, 1);
		values_add(b->values, 0x7f000002, texts[i], 1);
	}
}

static inline void
batch_events(struct hitbatch *b, const struct claim *claims, size_t n,
    const struct values *values)
{
	struct rows rows = { 0 };
	struct row row;

	for (size_t i = 0; i < n; i++)
		rows_add(&rows, &claims[i]);
	for (enum family family = IP4; family <= IP6; family++) {
		struct rows_walk w =
		    rows_walk(&rows, family, gather_order, values);

		while (rows_next(&w)) {
			while (rows_take(&w, &row)) {
				b->events = mem_grow(b->events, b->nevents,
				    &b->cap_events, sizeof(*b->events));
				b->events[b->nevents++] =
				    (struct event){ row.first, family, row.time,
					    (row.who & ROW_REMOVAL) != 0
						? 0
						: row.value,
					    row.who };
			}
		}
	}
	rows_free(&rows);
}

/* The batch of these claims at a time, behind what the fold has had. */
static inline struct hitbatch
batch_of(const struct fold *f, const struct quick_rules *rules,
    const struct claim *claims, size_t n, uint32_t now)
{
	struct hitbatch b = { .now = now,
		.rules = *rules,
		.first_source = (uint16_t)fold_nsources(f),
		.first_value = (uint16_t)fold_nvalues(f) };
	struct values *values = values_new();

	values_add(values, 0x7f000002, "b", 1);
	values_add(values, 0x7f000002, "a", 1);
	values_add(values, 0x7f000002, "c", 1);
	if (b.first_source == 0)
		batch_first(&b);
	else
		b.values = values_new();
	batch_events(&b, claims, n, values);
	values_free(values);
	return b;
}

static inline int
batch_put(void *arg, struct rd part, struct fail *f)
{
	struct wr *w = arg;

	(void)f;
	wr_u32(w, (uint32_t)rd_left(&part));
	wr_bytes(w, part.p, rd_left(&part));
	return 0;
}

/* The state as bytes: the parts of a checkpoint, each behind its length. */
static inline struct wr
fold_bytes(struct fold *f)
{
	struct fail fail = { 0 };
	struct wr w = { 0 };

	fold_write(f, batch_put, &w, &fail);
	return w;
}

/* The fold of such bytes; NULL if they are not good. */
static inline struct fold *
fold_of_bytes(const struct wr *w)
{
	struct rd r = rd_over(w->buf, w->len);
	struct fold *f = fold_new();
	struct fail fail = { 0 };

	while (rd_left(&r) > 0) {
		if (fold_read(f, rd_sub(&r, rd_u32(&r)), &fail) == -1) {
			printf("# %s\n", fail.msg);
			fold_free(f);
			return NULL;
		}
	}
	return f;
}

#endif

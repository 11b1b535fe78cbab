/* What the tests of merge and replay share: claims, and sets of them. */
#ifndef FEEDMILL_TESTS_CLAIMS_H
#define FEEDMILL_TESTS_CLAIMS_H

#include "compiler/merge.h"
#include "formats/set.h"
#include "formats/value.h"
#include "tests/unit/set.h"

/* Claims are merged as of this second. */
#define NOW    2000

#define VALUES 5

#define A(n)   ((u128)0xc0000200 + (n)) /* 192.0.2.n */

/* Ids are not in the order of the values. */
static inline void
add_values(struct values *values)
{
	values_add(values, 0x7f000002, "b", 1);
	values_add(values, 0x7f000003, "a", 1);
	values_add(values, 0x7f000002, "a", 1);
	values_add(values, 0x7f000002, "ab", 2);
	values_add(values, 0x7f000002, "", 0);
}

/* A set of rows, which are gone then; NULL where they do not merge. */
static inline struct set *
merge_rows(struct rows *rows, const char *const names[], struct fail *f)
{
	struct set *set = set_new();

	add_values(set_values(set));
	if (merge(set, rows, names, f) == -1) {
		set_free(set);
		set = NULL;
	}
	rows_free(rows);
	return set;
}

static inline struct set *
merge_claims(const struct claim *claims, size_t n, struct fail *f)
{
	struct rows rows = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (!merge_has_ended(&claims[i], NOW))
			rows_add(&rows, &claims[i]);
	}
	return merge_rows(&rows, NULL, f);
}

/* The value at an address, -1 if it is not listed. */
static inline int
found(const struct set *set, enum family family, u128 addr)
{
	struct listing l;

	return set_find(set, family, addr, &l) ? l.value : -1;
}

static uint32_t seed = 2463534242;

/* Xorshift: a number below n. */
static inline uint32_t
rnd(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % n;
}

static inline void
shuffle(struct claim *claims, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = rnd((uint32_t)i);
		struct claim x = claims[i - 1];

		claims[i - 1] = claims[j];
		claims[j] = x;
	}
}

#endif

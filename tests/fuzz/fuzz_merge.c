/*
 * The merge of any claims in a small world lists at each address what the
 * explanation of that address says, and the claims backwards give the same.
 */
#include <stdlib.h>

#include "compiler/merge.h"
#include "formats/rd.h"
#include "formats/set.h"
#include "formats/value.h"

#define NOW    4
#define CLAIMS 64

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct claim
read_claim(struct rd *r)
{
	unsigned first = rd_u8(r), more = rd_u8(r), span = rd_u8(r);
	unsigned flags = rd_u8(r), last = first + more % 64;
	struct claim c = { .range = { first, last, IP4 },
		.span = last - first + span % 8,
		.time = rd_u8(r) % 8,
		.until = rd_u8(r) % 8,
		.value = (uint16_t)(flags % 4),
		.source = (uint16_t)(flags / 4 % 4),
		.removal = flags / 16 % 4 == 0 };

	c.all = c.removal && flags >= 128;
	if (flags >= 192) {
		c.range.family = IP6;
		c.range.first = family_last(IP6) - last;
		c.range.last = family_last(IP6) - first;
	}
	return c;
}

static void
add_values(struct values *values)
{
	values_add(values, 0x7f000002, "b", 1);
	values_add(values, 0x7f000002, "ab", 2);
	values_add(values, 0x7f000003, "", 0);
	values_add(values, 0x7f000002, "a", 1);
}

static struct set *
merge_all(const struct claim *claims, size_t n, bool backwards)
{
	struct set *set = set_new();
	struct rows rows = { 0 };
	struct fail f = { 0 };

	add_values(set_values(set));
	for (size_t i = 0; i < n; i++) {
		const struct claim *c = &claims[backwards ? n - 1 - i : i];

		if (!merge_has_ended(c, NOW))
			rows_add(&rows, c);
	}
	if (merge(set, &rows, NULL, &f) == -1)
		abort();
	rows_free(&rows);
	return set;
}

static void
check_address(const struct claim *claims, size_t n, const struct set *set,
    enum family family, u128 addr)
{
	struct merge_case cases[CLAIMS];
	struct listing l;
	size_t k = 0, best;
	bool listed = set_find(set, family, addr, &l);

	for (size_t i = 0; i < n; i++) {
		if (claims[i].range.family == family &&
		    range_has(&claims[i].range, addr))
			cases[k++].claim = claims[i];
	}
	best = merge_explain(cases, k, set_values(set), NOW);
	if (listed != (best < k) ||
	    (listed && cases[best].claim.value != l.value))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct rd r = rd_over(bytes, size);
	struct claim claims[CLAIMS];
	struct set *set, *back;
	size_t n = 0;

	while (n < CLAIMS && rd_left(&r) > 0)
		claims[n++] = read_claim(&r);
	set = merge_all(claims, n, false);
	back = merge_all(claims, n, true);
	for (unsigned i = 0; i < 256 + 64; i++) {
		check_address(claims, n, set, IP4, i);
		check_address(claims, n, set, IP6, family_last(IP6) - i);
	}
	for (struct pair p = pair_of(set, back); pair_next(&p);) {
		if (!pair_same(&p))
			abort();
	}
	set_free(set);
	set_free(back);
	return 0;
}

/*
 * The merge of any rows in a small world lists at each address what the
 * explanation of that address says, and the rows backwards give the same.
 */
#include <stdlib.h>

#include "compiler/merge.h"
#include "formats/rd.h"
#include "formats/set.h"
#include "formats/value.h"

#define NOW  4
#define ROWS 64

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct merge_row
read_row(struct rd *r)
{
	unsigned first = rd_u8(r), more = rd_u8(r), span = rd_u8(r);
	unsigned flags = rd_u8(r), last = first + more % 64;
	struct merge_row row = { .range = { first, last, IP4 },
		.span = last - first + span % 8,
		.time = rd_u8(r) % 8,
		.until = rd_u8(r) % 8,
		.value = (uint16_t)(flags % 4),
		.source = (uint16_t)(flags / 4 % 4),
		.removal = flags / 16 % 4 == 0 };

	row.all = row.removal && flags >= 128;
	if (flags >= 192) {
		row.range.family = IP6;
		row.range.first = family_last(IP6) - last;
		row.range.last = family_last(IP6) - first;
	}
	return row;
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
merge(const struct merge_row *rows, size_t n, bool backwards)
{
	struct merge *m = merge_new(NOW);
	struct fail f = { 0 };
	struct set *set;

	add_values(merge_values(m));
	for (size_t i = 0; i < n; i++)
		merge_add(m, &rows[backwards ? n - 1 - i : i]);
	set = merge_finish(m, NULL, &f);
	merge_free(m);
	if (set == NULL)
		abort();
	return set;
}

static void
check_address(const struct merge_row *rows, size_t n, const struct set *set,
    enum family family, u128 addr)
{
	struct merge_case cases[ROWS];
	struct listing l;
	size_t k = 0, best;
	bool listed = set_find(set, family, addr, &l);

	for (size_t i = 0; i < n; i++) {
		if (rows[i].range.family == family &&
		    range_has(&rows[i].range, addr))
			cases[k++].row = rows[i];
	}
	best = merge_explain(cases, k, set_values(set), NOW);
	if (listed != (best < k) ||
	    (listed && cases[best].row.value != l.value))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct rd r = rd_over(bytes, size);
	struct merge_row rows[ROWS];
	struct set *set, *back;
	size_t n = 0;

	while (n < ROWS && rd_left(&r) > 0)
		rows[n++] = read_row(&r);
	set = merge(rows, n, false);
	back = merge(rows, n, true);
	for (unsigned i = 0; i < 256 + 64; i++) {
		check_address(rows, n, set, IP4, i);
		check_address(rows, n, set, IP6, family_last(IP6) - i);
	}
	for (struct pair p = pair_of(set, back); pair_next(&p);) {
		if (!pair_same(&p))
			abort();
	}
	set_free(set);
	set_free(back);
	return 0;
}

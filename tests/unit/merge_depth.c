/* How many records may cover one address, and which of them count. */
#include "tests/unit/claims.h"
#include "tests/unit/tap.h"

/* n nested ranges of one source, the narrower the older. */
static struct set *
merge_nested(size_t n, struct fail *f)
{
	static const char *const names[] = { "portal" };
	struct rows rows = { 0 };
	for (size_t i = 0; i < n; i++)
		rows_add(&rows,
		    &(struct claim){
			.range = { i, 100000 - i, IP4 },
			.span = 100000 - 2 * i,
			.time = (uint32_t)(n - i),
		    });
	return merge_rows(&rows, names, f);
}

static void
test_depth(void)
{
	struct fail f = { 0 };
	struct set *set = merge_nested(MERGE_DEPTH_MAX, &f);

	ok(set != NULL && set_size(set, IP4) == 1, "as deep as may be");
	set_free(set);
	ok(merge_nested(MERGE_DEPTH_MAX + 1, &f) == NULL, "no deeper");
	is_str(f.msg,
	    "0.0.4.0: more than 1024 records cover this address, "
	    "one of source portal",
	    "which names the place and the source");
}

/* Many records may cover an address if most are void or long over. */
static void
test_not_deep(void)
{
	struct rows rows = { 0 };
	struct fail f = { 0 };
	struct set *set;

	for (uint32_t i = 0; i < 5000; i++) {
		rows_add(&rows,
		    &(struct claim){ .range = { A(1), A(1), IP4 }, .time = i });
		rows_add(&rows,
		    &(struct claim){ .range = { A(0), A(9), IP4 },
			.span = 9,
			.time = i,
			.removal = i % 2 == 0 });
		rows_add(&rows,
		    &(struct claim){ .range = { i, 100000 + i, IP4 },
			.span = 100000,
			.time = i });
	}
	for (uint32_t i = 0; i < 5000; i++)
		rows_add(&rows,
		    &(struct claim){ .range = { 2 * i, 2 * i + 1, IP4 },
			.span = 7 + i % 2 * 200000,
			.time = 5000 - i,
			.source = (uint16_t)(i % 2) });
	set = merge_rows(&rows, NULL, &f);
	ok(set != NULL, "what is void or over does not count");
	set_free(set);
}

/* Whether a record makes others void before they are too many. */
static bool
voids_in_time(bool first)
{
	struct rows rows = { 0 };
	struct fail f = { 0 };
	struct claim best = { .range = { 0, 9999, IP4 },
		.span = 1,
		.time = 9999 };
	struct set *set;
	bool good;

	if (first)
		rows_add(&rows, &best);
	for (uint32_t i = 0; i < MERGE_DEPTH_MAX + 100; i++)
		rows_add(&rows,
		    &(struct claim){ .range = { 0, 1000 + i, IP4 },
			.span = 5000,
			.time = 5000 - i });
	if (!first)
		rows_add(&rows, &best);
	set = merge_rows(&rows, NULL, &f);
	good = set != NULL;
	set_free(set);
	return good;
}

int
main(void)
{
	test_depth();
	test_not_deep();
	ok(voids_in_time(true) && voids_in_time(false),
	    "nor does it depend on the order of the rows");
	return tap_end();
}

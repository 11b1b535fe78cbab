/* Which claim decides at an address, and why the others do not. */
#include "tests/unit/claims.h"
#include "tests/unit/tap.h"

/* A claim: range, span, time, until, value, source, removal, removes all. */
#define CLAIM(a, b, span, time, until, value, source, removal, all)            \
	{                                                                      \
		{ A(a), A(b), IP4 }, span, time, until, value, source,         \
		    removal, all                                               \
	}

struct decision {
	const char *name;
	struct claim claims[3];
	size_t n;
	int want;             /* the value at 192.0.2.5 */
	enum merge_fate fate; /* of the first claim there */
};

/* clang-format off */
static const struct decision decisions[] = {
	{ "the narrower record wins, however old", {
		CLAIM(0, 9, 9, 9, 0, 0, 0, 0, 0), CLAIM(5, 5, 0, 1, 0, 1, 1, 0, 0),
	}, 2, 1, MERGE_WIDER },
	{ "a record is as wide as it was written", {
		CLAIM(5, 5, 8, 9, 0, 0, 0, 0, 0), CLAIM(4, 6, 2, 1, 0, 1, 1, 0, 0),
	}, 2, 1, MERGE_WIDER },
	{ "then the latest", {
		CLAIM(5, 5, 0, 1, 0, 0, 0, 0, 0), CLAIM(5, 5, 0, 2, 0, 1, 1, 0, 0),
	}, 2, 1, MERGE_OLDER },
	{ "then the first source", {
		CLAIM(5, 5, 0, 1, 0, 0, 2, 0, 0), CLAIM(5, 5, 0, 1, 0, 1, 1, 0, 0),
	}, 2, 1, MERGE_LATER_NAME },
	{ "then the first value", {
		CLAIM(5, 5, 0, 1, 0, 0, 1, 0, 0), CLAIM(5, 5, 0, 1, 0, 2, 1, 0, 0),
	}, 2, 2, MERGE_LATER_VALUE },
	{ "an ended record uncovers what it lay over", {
		CLAIM(5, 5, 0, 9, NOW, 0, 0, 0, 0),
		CLAIM(0, 9, 9, 1, 0, 1, 1, 0, 0),
	}, 2, 1, MERGE_ENDED },
	{ "until is the first second without the listing", {
		CLAIM(5, 5, 0, 9, NOW + 1, 0, 0, 0, 0),
		CLAIM(0, 9, 9, 1, 0, 1, 1, 0, 0),
	}, 2, 0, MERGE_WINS },
	{ "a removal ends what is as late as itself", {
		CLAIM(5, 5, 0, 3, 0, 0, 0, 0, 0), CLAIM(5, 5, 0, 3, 0, 0, 0, 1, 0),
	}, 2, -1, MERGE_REMOVED },
	{ "and nothing later", {
		CLAIM(5, 5, 0, 4, 0, 0, 0, 0, 0), CLAIM(5, 5, 0, 3, 0, 0, 0, 1, 0),
	}, 2, 0, MERGE_WINS },
	{ "and nothing of another source", {
		CLAIM(5, 5, 0, 2, 0, 0, 1, 0, 0), CLAIM(5, 5, 0, 3, 0, 0, 0, 1, 0),
	}, 2, 0, MERGE_WINS },
	{ "unless its source removes all", {
		CLAIM(5, 5, 0, 2, 0, 0, 1, 0, 0), CLAIM(5, 5, 0, 3, 0, 0, 0, 1, 1),
	}, 2, -1, MERGE_REMOVED },
	{ "a removal is a hole in a block", {
		CLAIM(0, 9, 9, 2, 0, 0, 0, 0, 0), CLAIM(5, 5, 0, 3, 0, 0, 0, 1, 0),
	}, 2, -1, MERGE_REMOVED },
	{ "an untimed record is ended by any removal", {
		CLAIM(5, 5, 0, 0, 0, 0, 0, 0, 0), CLAIM(5, 5, 0, 1, 0, 0, 0, 1, 0),
	}, 2, -1, MERGE_REMOVED },
	{ "an ended removal removes nothing", {
		CLAIM(5, 5, 0, 1, 0, 0, 0, 0, 0),
		CLAIM(5, 5, 0, 9, NOW, 0, 0, 1, 1),
	}, 2, 0, MERGE_WINS },
	{ "a removed record uncovers another source's", {
		CLAIM(5, 5, 0, 2, 0, 0, 0, 0, 0), CLAIM(5, 5, 0, 3, 0, 0, 0, 1, 0),
		CLAIM(0, 9, 9, 1, 0, 1, 1, 0, 0),
	}, 3, 1, MERGE_REMOVED },
	{ "one that says the same changes nothing", {
		CLAIM(5, 5, 0, 1, 0, 2, 1, 0, 0), CLAIM(5, 5, 0, 1, 0, 2, 1, 0, 0),
		CLAIM(5, 5, 0, 1, 0, 2, 1, 0, 0),
	}, 3, 2, MERGE_WINS },
};

/* clang-format on */

static void
test_decisions(void)
{
	struct values *values = values_new();

	add_values(values);
	for (size_t i = 0; i < sizeof(decisions) / sizeof(*decisions); i++) {
		const struct decision *d = &decisions[i];
		struct merge_case cases[3];
		struct fail f = { 0 };
		struct set *set = merge_claims(d->claims, d->n, &f);

		for (size_t j = 0; j < d->n; j++)
			cases[j].claim = d->claims[j];
		merge_explain(cases, d->n, values, NOW);
		ok(found(set, IP4, A(5)) == d->want && cases[0].fate == d->fate,
		    "%s", d->name);
		set_free(set);
	}
	values_free(values);
}

int
main(void)
{
	test_decisions();
	return tap_end();
}

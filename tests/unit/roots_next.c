#include "tests/unit/roots.h"

static void
test_first(void)
{
	struct catalog c = catalog_by(4, "0123", 2), got;
	struct roots pinned = roots_by("01", 2);
	struct wr good = file_of(&c, "01"), own = file_of(&c, "23");
	struct catalog other = catalog_by(4, "345", 2);
	struct wr mixed = file_of(&other, "013"), both = { 0 };
	struct fail f = { 0 };

	is_int(roots_first(&pinned, over(&good), &got, &f), 0, "it is opened");
	ok(catalog_same(&got, &c), "the first catalog by pinned roots");
	is_int(roots_first(&pinned, over(&own), &got, &f), -1,
	    "not one by its own roots alone");
	is_int(f.kind, FAIL_ROOTS, "  its kind");
	is_str(f.msg, "signed by 0 of the 2 pinned roots, which takes 2",
	    "  it says so");
	f = (struct fail){ 0 };
	is_int(roots_first(&pinned, over(&mixed), &got, &f), -1,
	    "nor one that too few of its own signed");
	is_str(f.msg,
	    "signed by 1 of the 3 roots that it names itself, which takes 2",
	    "  it says so");
	f = (struct fail){ 0 };
	both = file_of(&other, "0134");
	is_int(roots_first(&pinned, over(&both), &got, &f), 0,
	    "one by both is taken");
	wr_free(&good);
	wr_free(&own);
	wr_free(&mixed);
	wr_free(&both);
}

/* Catalogs after version 4 of roots 012, 2 of which it takes. */
static const struct next_case {
	const char *name;
	uint32_t version;
	const char *roots;
	uint32_t threshold;
	const char *signers;
	uint32_t time, epoch; /* of the catalog, of rbl */
	enum fail_kind kind;
	const char *want;
} nexts[] = {
	{ "the next", 5, OLD, 2, "01", 1005, 3, FAIL_NONE, "" },
	{ "at the same time", 5, OLD, 2, "01", 1004, 3, FAIL_NONE, "" },
	{ "the same again", 4, OLD, 2, "12", 1004, 3, FAIL_NONE, "" },
	{ "an epoch raised", 5, OLD, 2, "01", 1005, 9, FAIL_NONE, "" },
	{ "roots rotated", 5, "345", 2, "0134", 1005, 3, FAIL_NONE, "" },
	{ "a root replaced", 5, "013", 2, "03", 1005, 3, FAIL_ROOTS,
	    "signed by 1 of the 3 roots of version 4, which takes 2" },
	{ "a root replaced by two", 5, "013", 2, "01", 1005, 3, FAIL_NONE, "" },
	{ "a threshold lowered", 5, OLD, 1, "01", 1005, 3, FAIL_NONE, "" },
	{ "a threshold lowered by one", 5, OLD, 1, "0", 1005, 3, FAIL_ROOTS,
	    "signed by 1 of the 3 roots of version 4, which takes 2" },
	{ "a threshold raised", 5, OLD, 3, "01", 1005, 3, FAIL_ROOTS,
	    "signed by 2 of the 3 roots that it names itself, which takes 3" },
	{ "by new roots alone", 5, "345", 2, "345", 1005, 3, FAIL_ROOTS,
	    "signed by 0 of the 3 roots of version 4, which takes 2" },
	{ "by old roots alone", 5, "345", 2, "012", 1005, 3, FAIL_ROOTS,
	    "signed by 0 of the 3 roots that it names itself, which takes 2" },
	{ "an older one", 3, OLD, 2, "01", 1003, 3, FAIL_ROLLBACK,
	    "version 3 is older than 4, which is held" },
	{ "a later one", 6, OLD, 2, "01", 1006, 3, FAIL_WRONG,
	    "version 6 does not follow 4" },
	{ "the last there is", UINT32_MAX, OLD, 2, "01", 1006, 3, FAIL_WRONG,
	    "version 4294967295 does not follow 4" },
	{ "another one of that version", 4, OLD, 2, "01", 1009, 3, FAIL_SPLIT,
	    "this version 4 is another than the one held" },
	{ "an earlier time", 5, OLD, 2, "01", 1003, 3, FAIL_ROLLBACK,
	    "its time is before that of 4" },
	{ "an epoch lowered", 5, OLD, 2, "01", 1005, 2, FAIL_ROLLBACK,
	    "rbl goes back to epoch 2 from 3" },
};

static void
test_next(void)
{
	struct catalog held = catalog_by(4, OLD, 2);

	for (size_t i = 0; i < sizeof(nexts) / sizeof(nexts[0]); i++) {
		const struct next_case *n = &nexts[i];
		struct catalog c =
		    catalog_by(n->version, n->roots, n->threshold);
		struct fail f = { 0 };
		struct catalog got;
		struct wr w;

		c.time = n->time;
		c.dbs[0].epoch = n->epoch;
		w = file_of(&c, n->signers);
		is_int(roots_next(&held, over(&w), &got, &f),
		    n->kind == FAIL_NONE ? 0 : -1, n->name);
		is_str(f.msg, n->want, "  it says so");
		is_int(f.kind, n->kind, "  its kind");
		ok(n->kind != FAIL_NONE || catalog_same(&got, &c),
		    "  it is read");
		wr_free(&w);
	}
}

/* Roots change over versions until none of the pinned is left. */
static void
test_walk(void)
{
	static const struct {
		const char *roots, *signers;
	} steps[] = { { "012", "01" }, { "013", "013" }, { "034", "034" },
		{ "345", "345" }, { "345", "45" } };
	struct roots pinned = roots_by("012", 2);
	struct catalog held, last = catalog_by(5, steps[4].roots, 2);
	struct wr newest = file_of(&last, steps[4].signers);
	struct fail f = { 0 };

	is_int(roots_first(&pinned, over(&newest), &held, &f), -1,
	    "the newest means nothing to who pinned the oldest");
	is_int(f.kind, FAIL_ROOTS, "  its kind");
	f = (struct fail){ 0 };
	for (uint32_t i = 0; i < 5; i++) {
		struct catalog c = catalog_by(i + 1, steps[i].roots, 2), next;
		struct wr w = file_of(&c, steps[i].signers);
		int rc = i == 0 ? roots_first(&pinned, over(&w), &next, &f)
				: roots_next(&held, over(&w), &next, &f);

		is_int(rc, 0, "a step of the walk");
		held = next;
		wr_free(&w);
	}
	ok(catalog_same(&held, &last), "it leads to the newest");
	is_int(roots_next(&held, over(&newest), &last, &f), 0,
	    "which then is the same again");
	wr_free(&newest);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_first();
	test_next();
	test_walk();
	return tap_end();
}

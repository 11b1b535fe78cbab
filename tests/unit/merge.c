#include <stdlib.h>

#include "compiler/merge.h"
#include "formats/set.h"
#include "formats/value.h"
#include "tests/unit/tap.h"

#define NOW     2000
#define ROWS    48
#define SPACE   64 /* addresses in a small world */
#define SOURCES 4
#define VALUES  5
#define LAWS    6000

static uint32_t seed = 2463534242;

static uint32_t
rnd(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % n;
}

/* Ids are not in the order of the values. */
static void
add_values(struct values *values)
{
	values_add(values, 0x7f000002, "b", 1);
	values_add(values, 0x7f000003, "a", 1);
	values_add(values, 0x7f000002, "a", 1);
	values_add(values, 0x7f000002, "ab", 2);
	values_add(values, 0x7f000002, "", 0);
}

/* The place of a value in the order of values. */
static int
value_rank(uint16_t id)
{
	static const int ranks[VALUES] = { 3, 4, 1, 2, 0 };

	return ranks[id];
}

static struct set *
merge_all(const struct merge_row *rows, size_t n, struct fail *f)
{
	struct merge *m = merge_new(NOW);
	struct set *set;

	add_values(merge_values(m));
	for (size_t i = 0; i < n; i++)
		merge_add(m, &rows[i]);
	set = merge_finish(m, NULL, f);
	merge_free(m);
	return set;
}

/* Section by section what the design says of one address. */
static bool
model_alive(const struct merge_row *r, uint32_t addr)
{
	return range_has(&r->range, addr) && (r->until == 0 || r->until > NOW);
}

static bool
model_removed(const struct merge_row *rows, size_t n, size_t i, uint32_t addr)
{
	for (size_t j = 0; j < n; j++) {
		const struct merge_row *x = &rows[j];

		if (x->removal && model_alive(x, addr) &&
		    rows[i].time <= x->time &&
		    (x->all || x->source == rows[i].source))
			return true;
	}
	return false;
}

static bool
model_wins(const struct merge_row *a, const struct merge_row *b)
{
	if (a->span != b->span)
		return a->span < b->span;
	if (a->time != b->time)
		return a->time > b->time;
	if (a->source != b->source)
		return a->source < b->source;
	return value_rank(a->value) < value_rank(b->value);
}

/* The value at an address, -1 if it is not listed. */
static int
model(const struct merge_row *rows, size_t n, uint32_t addr)
{
	const struct merge_row *best = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct merge_row *r = &rows[i];

		if (r->removal || !model_alive(r, addr) ||
		    model_removed(rows, n, i, addr))
			continue;
		if (best == NULL || model_wins(r, best))
			best = r;
	}
	return best == NULL ? -1 : best->value;
}

static u128
base_of(enum family family, uint32_t at)
{
	static const u128 bases[] = { 0, 0xc0000200, 0xffffffc0 };
	u128 base = bases[at % 3];

	if (family == IP6 && at % 3 != 0)
		return at % 3 == 1 ? (u128)0x20010db8 << 96 : ~(u128)0 - 63;
	return base;
}

static struct merge_row
random_row(enum family family, u128 base)
{
	uint32_t first = rnd(SPACE), span = rnd(3) == 0 ? rnd(SPACE) : rnd(4);
	uint32_t last = first + span < SPACE ? first + span : SPACE - 1;
	struct merge_row r = {
		.range = { base + first, base + last, family },
		.span = rnd(4) == 0 ? span + rnd(4) : last - first,
		.time = rnd(5),
		.until = rnd(4) == 0 ? NOW - 1 + rnd(3) : 0,
		.source = (uint16_t)rnd(SOURCES),
		.value = (uint16_t)rnd(VALUES),
		.removal = rnd(4) == 0,
	};

	r.all = r.removal && rnd(3) == 0;
	return r;
}

static int
found(const struct set *set, enum family family, u128 addr)
{
	struct listing l;

	return set_find(set, family, addr, &l) ? l.value : -1;
}

/* Joined, in order, and nothing outside the small world. */
static bool
is_canonical(const struct set *set, enum family family, u128 base)
{
	for (size_t i = 0; i < set_size(set, family); i++) {
		struct listing l = set_at(set, family, i), before;

		if (l.range.first < base || l.range.last - base >= SPACE ||
		    l.until != 0)
			return false;
		if (i == 0)
			continue;
		before = set_at(set, family, i - 1);
		if (before.range.last >= l.range.first ||
		    (before.range.last + 1 == l.range.first &&
			before.value == l.value))
			return false;
	}
	return set_size(set, family == IP4 ? IP6 : IP4) == 0;
}

static bool
equals_model(const struct merge_row *rows, size_t n, enum family family,
    u128 base)
{
	struct fail f = { 0 };
	struct set *set = merge_all(rows, n, &f);
	bool good = set != NULL && is_canonical(set, family, base);

	for (uint32_t i = 0; i < SPACE && good; i++) {
		struct merge_row here[ROWS];

		for (size_t j = 0; j < n; j++) {
			here[j] = rows[j];
			here[j].range.first -= base;
			here[j].range.last -= base;
		}
		good = found(set, family, base + i) == model(here, n, i);
	}
	set_free(set);
	return good;
}

static void
shuffle(struct merge_row *rows, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = rnd((uint32_t)i);
		struct merge_row x = rows[i - 1];

		rows[i - 1] = rows[j];
		rows[j] = x;
	}
}

static bool
same_sets(const struct set *a, const struct set *b)
{
	for (struct pair p = pair_of(a, b); pair_next(&p);) {
		if (!pair_same(&p))
			return false;
	}
	return set_size(a, IP4) == set_size(b, IP4) &&
	    set_size(a, IP6) == set_size(b, IP6);
}

static bool
is_order_free(struct merge_row *rows, size_t n)
{
	struct fail f = { 0 };
	struct set *a = merge_all(rows, n, &f), *b;
	bool same;

	shuffle(rows, n);
	b = merge_all(rows, n, &f);
	same = same_sets(a, b);
	set_free(a);
	set_free(b);
	return same;
}

/* The fate of every row at an address fits the model and its reason. */
static bool
explains(const struct merge_row *rows, size_t n, u128 addr,
    const struct values *values, int want)
{
	struct merge_case cases[ROWS];
	size_t k = 0, best;

	for (size_t i = 0; i < n; i++) {
		if (range_has(&rows[i].range, addr))
			cases[k++].row = rows[i];
	}
	best = merge_explain(cases, k, values, NOW);
	if (want == -1)
		return best == k;
	if (best == k || cases[best].row.value != want ||
	    cases[best].fate != MERGE_WINS)
		return false;
	for (size_t i = 0; i < k; i++) {
		const struct merge_row *a = &cases[i].row;
		const struct merge_row *b = &cases[cases[i].by].row;

		if ((cases[i].fate == MERGE_WIDER && a->span <= b->span) ||
		    (cases[i].fate == MERGE_OLDER && a->time >= b->time) ||
		    (cases[i].fate == MERGE_LATER_NAME &&
			a->source <= b->source) ||
		    (cases[i].fate == MERGE_REMOVED && !b->removal) ||
		    (cases[i].fate == MERGE_WINS && i != best))
			return false;
	}
	return true;
}

static void
test_laws(enum family family)
{
	struct values *values = values_new();
	unsigned model_bad = 0, order_bad = 0, explain_bad = 0;

	add_values(values);
	for (unsigned i = 0; i < LAWS; i++) {
		u128 base = base_of(family, i);
		size_t n = 1 + rnd(i % 8 == 0 ? ROWS : 12);
		struct merge_row rows[ROWS];
		u128 addr = base + rnd(SPACE);
		struct fail f = { 0 };
		struct set *set;

		for (size_t j = 0; j < n; j++)
			rows[j] = random_row(family, base);
		model_bad += !equals_model(rows, n, family, base);
		order_bad += !is_order_free(rows, n);
		set = merge_all(rows, n, &f);
		explain_bad +=
		    !explains(rows, n, addr, values, found(set, family, addr));
		set_free(set);
	}
	values_free(values);
	is_int(model_bad, 0, "random rows give what the model gives");
	is_int(order_bad, 0, "in whatever order they come");
	is_int(explain_bad, 0, "and the explanation agrees");
}

#define A(n) ((u128)0xc0000200 + (n)) /* 192.0.2.n */

/* One row of a table: range, span, time, until, value, source, removal, all */
#define ROW(a, b, span, time, until, value, source, removal, all)              \
	{                                                                      \
		{ A(a), A(b), IP4 }, span, time, until, value, source,         \
		    removal, all                                               \
	}

struct decision {
	const char *name;
	struct merge_row rows[3];
	size_t n;
	int want;             /* the value at 192.0.2.5 */
	enum merge_fate fate; /* of the first row there */
};

/* clang-format off */
static const struct decision decisions[] = {
	{ "the narrower record wins, however old", {
		ROW(0, 9, 9, 9, 0, 0, 0, 0, 0), ROW(5, 5, 0, 1, 0, 1, 1, 0, 0),
	}, 2, 1, MERGE_WIDER },
	{ "a record is as wide as it was written", {
		ROW(5, 5, 8, 9, 0, 0, 0, 0, 0), ROW(4, 6, 2, 1, 0, 1, 1, 0, 0),
	}, 2, 1, MERGE_WIDER },
	{ "then the latest", {
		ROW(5, 5, 0, 1, 0, 0, 0, 0, 0), ROW(5, 5, 0, 2, 0, 1, 1, 0, 0),
	}, 2, 1, MERGE_OLDER },
	{ "then the first source", {
		ROW(5, 5, 0, 1, 0, 0, 2, 0, 0), ROW(5, 5, 0, 1, 0, 1, 1, 0, 0),
	}, 2, 1, MERGE_LATER_NAME },
	{ "then the first value", {
		ROW(5, 5, 0, 1, 0, 0, 1, 0, 0), ROW(5, 5, 0, 1, 0, 2, 1, 0, 0),
	}, 2, 2, MERGE_LATER_VALUE },
	{ "an ended record uncovers what it lay over", {
		ROW(5, 5, 0, 9, NOW, 0, 0, 0, 0),
		ROW(0, 9, 9, 1, 0, 1, 1, 0, 0),
	}, 2, 1, MERGE_ENDED },
	{ "until is the first second without the listing", {
		ROW(5, 5, 0, 9, NOW + 1, 0, 0, 0, 0),
		ROW(0, 9, 9, 1, 0, 1, 1, 0, 0),
	}, 2, 0, MERGE_WINS },
	{ "a removal ends what is as late as itself", {
		ROW(5, 5, 0, 3, 0, 0, 0, 0, 0), ROW(5, 5, 0, 3, 0, 0, 0, 1, 0),
	}, 2, -1, MERGE_REMOVED },
	{ "and nothing later", {
		ROW(5, 5, 0, 4, 0, 0, 0, 0, 0), ROW(5, 5, 0, 3, 0, 0, 0, 1, 0),
	}, 2, 0, MERGE_WINS },
	{ "and nothing of another source", {
		ROW(5, 5, 0, 2, 0, 0, 1, 0, 0), ROW(5, 5, 0, 3, 0, 0, 0, 1, 0),
	}, 2, 0, MERGE_WINS },
	{ "unless its source removes all", {
		ROW(5, 5, 0, 2, 0, 0, 1, 0, 0), ROW(5, 5, 0, 3, 0, 0, 0, 1, 1),
	}, 2, -1, MERGE_REMOVED },
	{ "a removal is a hole in a block", {
		ROW(0, 9, 9, 2, 0, 0, 0, 0, 0), ROW(5, 5, 0, 3, 0, 0, 0, 1, 0),
	}, 2, -1, MERGE_REMOVED },
	{ "an untimed record is ended by any removal", {
		ROW(5, 5, 0, 0, 0, 0, 0, 0, 0), ROW(5, 5, 0, 1, 0, 0, 0, 1, 0),
	}, 2, -1, MERGE_REMOVED },
	{ "an ended removal removes nothing", {
		ROW(5, 5, 0, 1, 0, 0, 0, 0, 0),
		ROW(5, 5, 0, 9, NOW, 0, 0, 1, 1),
	}, 2, 0, MERGE_WINS },
	{ "a removed record uncovers another source's", {
		ROW(5, 5, 0, 2, 0, 0, 0, 0, 0), ROW(5, 5, 0, 3, 0, 0, 0, 1, 0),
		ROW(0, 9, 9, 1, 0, 1, 1, 0, 0),
	}, 3, 1, MERGE_REMOVED },
	{ "one that says the same changes nothing", {
		ROW(5, 5, 0, 1, 0, 2, 1, 0, 0), ROW(5, 5, 0, 1, 0, 2, 1, 0, 0),
		ROW(5, 5, 0, 1, 0, 2, 1, 0, 0),
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
		struct set *set = merge_all(d->rows, d->n, &f);

		for (size_t j = 0; j < d->n; j++)
			cases[j].row = d->rows[j];
		merge_explain(cases, d->n, values, NOW);
		ok(found(set, IP4, A(5)) == d->want && cases[0].fate == d->fate,
		    "%s", d->name);
		set_free(set);
	}
	values_free(values);
}

static void
test_cut(void)
{
	struct merge *m = merge_new(NOW);
	struct fail f = { 0 };
	struct set *set;

	values_add(merge_values(m), 0x7f000002, "", 0);
	merge_add(m,
	    &(struct merge_row){ .range = { A(0), A(9), IP4 },
		.span = 9,
		.time = UINT32_MAX });
	merge_cut(m, &(struct range){ A(4), A(5), IP4 });
	is_int((long long)merge_size(m), 2, "rows are counted");
	set = merge_finish(m, NULL, &f);
	ok(set_size(set, IP4) == 2 && found(set, IP4, A(3)) == 0 &&
		found(set, IP4, A(4)) == -1 && found(set, IP4, A(5)) == -1 &&
		found(set, IP4, A(6)) == 0,
	    "a cut takes out what any row lists");
	set_free(set);
	merge_free(m);
}

/* Enough rows that the sort goes all its ways; every byte counts. */
static void
test_many(void)
{
	enum { MANY = 60000 };
	struct merge *m = merge_new(NOW);
	struct fail f = { 0 };
	uint32_t *want = malloc(MANY * sizeof(*want));
	struct set *set;
	unsigned missing = 0;

	values_add(merge_values(m), 0x7f000002, "", 0);
	for (size_t i = 0; i < MANY; i++) {
		want[i] = rnd(UINT32_MAX) ^ rnd(2) << 31;
		if (i % 3 == 0)
			want[i] = 0xc6336400 | (want[i] & 0xfff);
		if (i % 2 == 0)
			want[i] &= UINT32_MAX - 1;
		merge_add(m,
		    &(struct merge_row){
			.range = { want[i], want[i] + (i % 2 == 0), IP4 },
			.span = i % 2 == 0 });
	}
	set = merge_finish(m, NULL, &f);
	for (size_t i = 0; i < MANY; i++)
		missing += found(set, IP4, want[i]) != 0;
	is_int(missing, 0, "of many rows none is lost");
	ok(set_coverage(set, IP4) <= MANY / 2 * 3, "and none is made up");
	set_free(set);
	merge_free(m);
	free(want);
}

int
main(void)
{
	test_decisions();
	test_laws(IP4);
	test_laws(IP6);
	test_cut();
	test_many();
	return tap_end();
}

#include <stdlib.h>

#include "tests/unit/claims.h"
#include "tests/unit/tap.h"

#define CLAIMS  48
#define SPACE   64 /* addresses in a small world */
#define SOURCES 4
#define LAWS    6000

/* The place of a value in the order of values. */
static int
value_rank(uint16_t id)
{
	static const int ranks[VALUES] = { 3, 4, 1, 2, 0 };

	return ranks[id];
}

/* Section by section what the design says of one address. */
static bool
model_alive(const struct claim *r, uint32_t addr)
{
	return range_has(&r->range, addr) && (r->until == 0 || r->until > NOW);
}

static bool
model_removed(const struct claim *claims, size_t n, size_t i, uint32_t addr)
{
	for (size_t j = 0; j < n; j++) {
		const struct claim *x = &claims[j];

		if (x->removal && model_alive(x, addr) &&
		    claims[i].time <= x->time &&
		    (x->all || x->source == claims[i].source))
			return true;
	}
	return false;
}

static bool
model_wins(const struct claim *a, const struct claim *b)
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
model(const struct claim *claims, size_t n, uint32_t addr)
{
	const struct claim *best = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct claim *r = &claims[i];

		if (r->removal || !model_alive(r, addr) ||
		    model_removed(claims, n, i, addr))
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

static struct claim
random_claim(enum family family, u128 base)
{
	uint32_t first = rnd(SPACE), span = rnd(3) == 0 ? rnd(SPACE) : rnd(4);
	uint32_t last = first + span < SPACE ? first + span : SPACE - 1;
	struct claim r = {
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
equals_model(const struct claim *claims, size_t n, enum family family,
    u128 base)
{
	struct fail f = { 0 };
	struct set *set = merge_claims(claims, n, &f);
	bool good = set != NULL && is_canonical(set, family, base);

	for (uint32_t i = 0; i < SPACE && good; i++) {
		struct claim here[CLAIMS];

		for (size_t j = 0; j < n; j++) {
			here[j] = claims[j];
			here[j].range.first -= base;
			here[j].range.last -= base;
		}
		good = found(set, family, base + i) == model(here, n, i);
	}
	set_free(set);
	return good;
}

static bool
is_order_free(struct claim *claims, size_t n)
{
	struct fail f = { 0 };
	struct set *a = merge_claims(claims, n, &f), *b;
	bool same;

	shuffle(claims, n);
	b = merge_claims(claims, n, &f);
	same = same_sets(a, b);
	set_free(a);
	set_free(b);
	return same;
}

/* The fate of every claim at an address fits the model and its reason. */
static bool
explains(const struct claim *claims, size_t n, u128 addr,
    const struct values *values, int want)
{
	struct merge_case cases[CLAIMS];
	size_t k = 0, best;

	for (size_t i = 0; i < n; i++) {
		if (range_has(&claims[i].range, addr))
			cases[k++].claim = claims[i];
	}
	best = merge_explain(cases, k, values, NOW);
	if (want == -1)
		return best == k;
	if (best == k || cases[best].claim.value != want ||
	    cases[best].fate != MERGE_WINS)
		return false;
	for (size_t i = 0; i < k; i++) {
		const struct claim *a = &cases[i].claim;
		const struct claim *b = &cases[cases[i].by].claim;

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
		size_t n = 1 + rnd(i % 8 == 0 ? CLAIMS : 12);
		struct claim claims[CLAIMS];
		u128 addr = base + rnd(SPACE);
		struct fail f = { 0 };
		struct set *set;

		for (size_t j = 0; j < n; j++)
			claims[j] = random_claim(family, base);
		model_bad += !equals_model(claims, n, family, base);
		order_bad += !is_order_free(claims, n);
		set = merge_claims(claims, n, &f);
		explain_bad += !explains(claims, n, addr, values,
		    found(set, family, addr));
		set_free(set);
	}
	values_free(values);
	is_int(model_bad, 0, "random claims give what the model gives");
	is_int(order_bad, 0, "in whatever order they come");
	is_int(explain_bad, 0, "and the explanation agrees");
}

static void
test_cut(void)
{
	struct rows rows = { 0 };
	struct fail f = { 0 };
	struct set *set;

	rows_add(&rows,
	    &(struct claim){ .range = { A(0), A(9), IP4 },
		.span = 9,
		.time = UINT32_MAX });
	merge_cut(&rows, &(struct range){ A(4), A(5), IP4 });
	set = merge_rows(&rows, NULL, &f);
	ok(set_size(set, IP4) == 2 && found(set, IP4, A(3)) == 0 &&
		found(set, IP4, A(4)) == -1 && found(set, IP4, A(5)) == -1 &&
		found(set, IP4, A(6)) == 0,
	    "a cut takes out what any row lists");
	set_free(set);
}

/* Enough rows that the sort goes all its ways; every byte counts. */
static void
test_many(void)
{
	enum { MANY = 60000 };

	uint32_t *want = malloc(MANY * sizeof(*want));
	struct rows rows = { 0 };
	struct fail f = { 0 };
	struct set *set;
	unsigned missing = 0;

	for (size_t i = 0; i < MANY; i++) {
		want[i] = rnd(UINT32_MAX) ^ rnd(2) << 31;
		if (i % 3 == 0)
			want[i] = 0xc6336400 | (want[i] & 0xfff);
		if (i % 2 == 0)
			want[i] &= UINT32_MAX - 1;
		rows_add(&rows,
		    &(struct claim){
			.range = { want[i], want[i] + (i % 2 == 0), IP4 },
			.span = i % 2 == 0 });
	}
	set = merge_rows(&rows, NULL, &f);
	for (size_t i = 0; i < MANY; i++)
		missing += found(set, IP4, want[i]) != 0;
	is_int(missing, 0, "of many rows none is lost");
	ok(set_coverage(set, IP4) <= MANY / 2 * 3, "and none is made up");
	set_free(set);
	free(want);
}

int
main(void)
{
	test_laws(IP4);
	test_laws(IP6);
	test_cut();
	test_many();
	return tap_end();
}

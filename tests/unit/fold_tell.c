/* What the fold tells of the events of one address. */
#include "tests/unit/batches.h"
#include "tests/unit/tap.h"

/* An event of a story, in which batch, and what is told of it. */
struct want {
	unsigned batch; /* seconds after START of its time */
	uint32_t second;
	bool removal;
	uint16_t source;
	enum fold_fate fate;
	unsigned k;
	uint32_t until; /* minutes after START, 0 if not listed */
};

struct telling {
	struct fold_told told[20];
	size_t n;
};

static void
on_told(void *arg, const struct fold *f, const struct fold_told *t)
{
	struct telling *all = arg;

	(void)f;
	all->told[all->n++] = *t;
}

static struct claim
claim_of(const struct want *w)
{
	return (struct claim){ .range = { A(1), A(1), IP4 },
		.time = START * 60 + w->second,
		.removal = w->removal,
		.source = w->source };
}

static void
apply(struct fold *f, const struct quick_rules *rules,
    const struct claim *claims, size_t n, uint32_t second)
{
	struct hitbatch b = batch_of(f, rules, claims, n, START * 60 + second);
	struct fail fail = { 0 };

	if (fold_apply(f, &b, NULL, &fail) == -1)
		printf("# %s\n", fail.msg);
	hitbatch_free(&b);
}

/* Each event in a batch of its own, beside one of another address. */
static void
play(struct fold *f, const struct quick_rules *rules, const struct want *story,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct claim claims[2] = { claim_of(&story[i]),
			claim_of(&story[i]) };

		claims[1].range.first = claims[1].range.last = A(2);
		apply(f, rules, claims, 2, story[i].batch);
	}
}

static bool
is_wanted(const struct fold_told *t, const struct want *w)
{
	uint32_t until = t->after.listed ? t->after.until - START : 0;
	bool good = t->fate == w->fate && t->after.k == w->k &&
	    until == w->until && t->event.time == START * 60 + w->second;

	if (!good)
		printf("# %u: %s, level %u, until %u\n", w->second,
		    fold_fate_text(t->fate), t->after.k, until);
	return good;
}

static void
is_told(const struct telling *t, const struct want *story, size_t n,
    const char *name)
{
	bool good = t->n == n;

	for (size_t i = 0; i < n && i < t->n; i++)
		good &= is_wanted(&t->told[i], &story[i]);
	ok(good, "%s", name);
}

static void
test_fates(void)
{
	static const struct want story[] = {
		{ 60, 30, false, 1, FOLD_ADDS, 1, 6 },
		{ 120, 100, false, 1, FOLD_REMEMBERED, 1, 6 },
		{ 180, 10, true, 0, FOLD_SPARES, 1, 6 },
		{ 240, 200, true, 1, FOLD_REMOVES, 1, 0 },
		{ 300, 150, false, 1, FOLD_VOID, 1, 0 },
		{ 600, 590, false, 2, FOLD_ADDS, 2, 20 },
		{ 660, 400, false, 2, FOLD_RAISES, 3, 20 },
		{ 660, 725, false, 2, FOLD_WAITS, 3, 20 },
	};
	struct telling t = { 0 };
	struct fold_watch watch = { IP4, A(1), on_told, &t };
	struct quick_rules rules;
	struct fold *f = fold_new();

	quick_preset(&rules, 2);
	fold_watch(f, &watch);
	play(f, &rules, story, 8);
	is_told(&t, story, 8, "each event is told, and what became of it");
	fold_free(f);
}

static void
test_counts(void)
{
	static const struct want story[] = {
		{ 60, 30, false, 1, FOLD_COUNTS, 0, 0 },
		{ 120, 90, true, 1, FOLD_DROPS, 0, 0 },
		{ 180, 130, false, 1, FOLD_COUNTS, 0, 0 },
		{ 240, 200, false, 2, FOLD_ADDS, 1, 9 },
	};
	struct telling t = { 0 };
	struct fold_watch watch = { IP4, A(1), on_told, &t };
	struct quick_rules rules;
	struct fold *f = fold_new();

	quick_preset(&rules, 2);
	rules.hits = 2;
	fold_watch(f, &watch);
	play(f, &rules, story, 4);
	is_told(&t, story, 4, "and of hits that do not list yet");
	fold_free(f);
}

/* What a checkpoint has. */
static void
test_known(void)
{
	static const struct want story[] = {
		{ 60, 30, false, 1, FOLD_ADDS, 1, 6 },
		{ 61, 61, true, 1, FOLD_REMOVES, 1, 0 },
		{ 200, 190, false, 1, FOLD_ADDS, 2, 14 },
		{ 200, 250, false, 2, FOLD_WAITS, 2, 14 },
	};
	static const struct want known[] = {
		{ 0, 180, false, 1, FOLD_KNOWN, 2, 14 },
		{ 0, 61, true, 1, FOLD_KNOWN, 2, 14 },
		{ 0, 250, false, 2, FOLD_WAITS, 2, 14 },
	};
	struct telling t = { 0 };
	struct fold_watch watch = { IP4, A(1), on_told, &t };
	struct quick_rules rules;
	struct fold *f = fold_new();

	quick_preset(&rules, 2);
	play(f, &rules, story, 4);
	fold_tell(f);
	is_int((long long)t.n, 0, "without a watch nothing is told");
	fold_watch(f, &watch);
	fold_tell(f);
	is_told(&t, known, 3, "what is known of before");
	fold_free(f);
}

int
main(void)
{
	test_fates();
	test_counts();
	test_known();
	return tap_end();
}

/* The fold, on random histories, against the replay and against itself. */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/batches.h"
#include "tests/unit/set.h"
#include "tests/unit/tap.h"

#define HOSTS     12
#define EVENTS    500
#define MINUTES   4000
#define HISTORIES 12

/* Hits in bursts, some in one second, some of IPv6; removals if wanted. */
static struct claim
random_claim(bool removals)
{
	uint32_t burst = rnd(12) * (MINUTES / 12) * 60;
	unsigned host = rnd(HOSTS);
	u128 wide = (u128)0x20010db8 << 96 | host;
	struct claim r = {
		.range = { host % 3 != 0 ? A(host) : wide, 0,
		    host % 3 != 0 ? IP4 : IP6 },
		.time = START * 60 + burst + rnd(rnd(2) ? 900 : 20000),
		.value = (uint16_t)rnd(3),
		.source = (uint16_t)rnd(SOURCES),
		.removal = removals && rnd(10) == 0,
	};

	r.all = r.removal && rnd(2) == 0;
	r.range.last = r.range.first;
	return r;
}

static int
by_time(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	return x->time < y->time ? -1 : x->time > y->time;
}

/* Sorted, so that a prefix is what has happened by some time. */
static void
make_history(struct claim *claims, bool removals)
{
	for (size_t i = 0; i < EVENTS; i++)
		claims[i] = random_claim(removals);
	qsort(claims, EVENTS, sizeof(*claims), by_time);
}

static bool
apply(struct fold *f, const struct quick_rules *rules,
    const struct claim *claims, size_t n, uint32_t now)
{
	struct hitbatch b = batch_of(f, rules, claims, n, now);
	struct fail fail = { 0 };
	int rc = fold_apply(f, &b, NULL, &fail);

	if (rc == -1)
		printf("# %s\n", fail.msg);
	hitbatch_free(&b);
	return rc == 0;
}

/* Steps of random length, some in one minute, some of many. */
static uint32_t
next_now(uint32_t now)
{
	return now + (rnd(3) == 0 ? rnd(30) : rnd(3) == 0 ? rnd(9000) : 60);
}

/* What happened in whole minutes, none of it late: the replay's set. */
static bool
is_replay(const struct quick_rules *rules, const struct claim *claims)
{
	struct fold *f = fold_new();
	struct set *last = NULL;
	uint32_t now = START * 60;
	bool good = true;
	size_t at = 0;

	while (good && now < (START + MINUTES + 1000) * 60) {
		size_t n = at;
		struct set *set, *want;

		now = next_now(now);
		/* Up to a minute ahead: those wait. */
		while (n < EVENTS && claims[n].time <= now + 60 &&
		    (!claims[n].removal || claims[n].time <= now))
			n++;
		good = apply(f, rules, claims + at, n - at, now);
		at = n;
		set = fold_set(f, rnd(20) == 0 ? NULL : last);
		want = replay_claims(rules, claims, n, now);
		good &= same_sets(set, want);
		set_free(want);
		set_free(last);
		last = set;
	}
	set_free(last);
	fold_free(f);
	return good;
}

static bool
same_bytes(struct fold *a, struct fold *b)
{
	struct wr x = fold_bytes(a), y = fold_bytes(b);
	bool same = x.len == y.len && memcmp(x.buf, y.buf, x.len) == 0;

	wr_free(&x);
	wr_free(&y);
	return same;
}

/* Takes a state to bytes and back again. */
static struct fold *
reborn(struct fold *f)
{
	struct wr w = fold_bytes(f);
	struct fold *again = fold_of_bytes(&w);

	fold_free(f);
	wr_free(&w);
	return again;
}

/*
 * Late, duplicate and out of order, with other rules now and then: two folds
 * of the same batches, one of which goes through its bytes at times, and whose
 * set is made at once.
 */
static bool
is_itself(struct claim *claims)
{
	struct fold *a = fold_new(), *b = fold_new();
	struct set *last = NULL;
	struct quick_rules rules;
	uint32_t now = START * 60;
	bool good = true;

	quick_preset(&rules, rnd(QUICK_PRESETS));
	for (size_t i = 0; good && i < 300; i++) {
		struct claim some[20];
		size_t n = rnd(20);
		struct set *set, *whole;

		now = next_now(now);
		for (size_t k = 0; k < n; k++) {
			some[k] = claims[rnd(EVENTS)];
			if (some[k].time > now + 60 ||
			    (some[k].removal && some[k].time > now))
				some[k].time = now - rnd(60);
		}
		if (rnd(20) == 0)
			quick_preset(&rules, rnd(QUICK_PRESETS));
		if (rnd(20) == 0)
			rules.forget = 20 + rnd(3000);
		good = apply(a, &rules, some, n, now) &&
		    apply(b, &rules, some, n, now);
		if (good && rnd(10) == 0)
			b = reborn(b);
		if (b == NULL)
			break;
		set = fold_set(a, last);
		set_free(last);
		last = set;
		if (rnd(5) != 0)
			continue;
		whole = fold_set(b, NULL);
		good &= same_sets(set, whole) && same_bytes(a, b);
		set_free(whole);
	}
	set_free(last);
	fold_free(a);
	fold_free(b);
	return good && b != NULL;
}

static void
test_histories(void)
{
	unsigned replay_bad = 0, itself_bad = 0;

	for (unsigned i = 0; i < HISTORIES; i++) {
		struct claim claims[EVENTS];
		struct quick_rules rules;

		quick_preset(&rules, i % QUICK_PRESETS);
		make_history(claims, i % 2 == 0);
		replay_bad += !is_replay(&rules, claims);
		itself_bad += !is_itself(claims);
	}
	is_int(replay_bad, 0, "where nothing is late it is the replay");
	is_int(itself_bad, 0,
	    "replayed it is what it was made batch by batch, bytes and set");
}

int
main(void)
{
	test_histories();
	return tap_end();
}

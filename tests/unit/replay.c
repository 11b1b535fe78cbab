#include <stdlib.h>

#include "compiler/quick.h"
#include "compiler/replay.h"
#include "tests/unit/claims.h"
#include "tests/unit/tap.h"

#define HOSTS     6
#define EVENTS    400
#define START     30000000 /* a minute */
#define MINUTES   4000
#define HISTORIES 60
#define ADDR(i)   ((u128)0xc0000200 + (i))

/* Hits in bursts, some of them in the same second; removals if wanted. */
static struct claim
random_event(bool removals)
{
	uint32_t burst = rnd(12) * (MINUTES / 12) * 60;
	struct claim r = {
		.range = { ADDR(rnd(HOSTS)), 0, IP4 },
		.time = START * 60 + burst + rnd(rnd(2) ? 900 : 20000),
		.value = (uint16_t)rnd(3),
		.source = (uint16_t)rnd(3),
		.removal = removals && rnd(10) == 0,
	};

	r.all = r.removal && rnd(2) == 0;
	r.range.last = r.range.first;
	return r;
}

static struct set *
replay_claims(const struct quick_rules *rules, const struct claim *claims,
    size_t n, uint32_t now)
{
	struct set *set = set_new();
	struct rows rows = { 0 };

	values_add(set_values(set), 0x7f000002, "b", 1);
	values_add(set_values(set), 0x7f000002, "a", 1);
	values_add(set_values(set), 0x7f000002, "c", 1);
	for (size_t i = 0; i < n; i++) {
		if (quick_has_begun(claims[i].time, now))
			rows_add(&rows, &claims[i]);
	}
	replay(set, &rows, rules, now);
	rows_free(&rows);
	return set;
}

/* The last hit of an address that a build at now could know, 0 for none. */
static uint32_t
last_hit(const struct claim *rows, size_t n, u128 addr, uint32_t now)
{
	uint32_t last = 0;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].range.first == addr && !rows[i].removal &&
		    rows[i].time / 60 <= now / 60 && rows[i].time > last)
			last = rows[i].time;
	}
	return last;
}

/* Nothing stays longer than the longest after its last hit, or has ended. */
static bool
is_fresh(const struct quick_rules *rules, const struct set *set,
    const struct claim *rows, size_t n, uint32_t now)
{
	for (size_t i = 0; i < set_size(set, IP4); i++) {
		struct listing l = set_at(set, IP4, i);
		uint32_t last = last_hit(rows, n, l.range.first, now) / 60;

		if (l.until <= now / 60 || last == 0 ||
		    l.until > last + 1 + rules->longest ||
		    l.until < last + rules->least)
			return false;
	}
	return true;
}

/* Seen minute by minute, no listing is shorter than 5 minutes. */
static bool
stands(const struct quick_rules *rules, const struct claim *rows, size_t n)
{
	uint32_t since[HOSTS] = { 0 };
	bool good = true;

	for (uint32_t m = START; m < START + 1000 && good; m++) {
		struct set *set = replay_claims(rules, rows, n, m * 60);
		struct listing l;

		for (unsigned i = 0; i < HOSTS; i++) {
			bool listed = set_find(set, IP4, ADDR(i), &l);

			if (!listed && since[i] != 0)
				good &= m - since[i] >= 5;
			if (!listed || since[i] == 0)
				since[i] = listed ? m : 0;
		}
		set_free(set);
	}
	return good;
}

/*
 * What the replay must equal: minute by minute, all that is due at a tick and
 * then the hits of that minute, for every address.
 */
static int
order_time(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	static const int rank[] = { 1, 0, 2 };

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	if (x->removal != y->removal)
		return x->removal ? 1 : -1;
	if (x->removal && x->all != y->all)
		return x->all ? 1 : -1;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return rank[x->value] - rank[y->value];
}

static void
one_minute(struct quick_state states[HOSTS], const struct quick_rules *rules,
    const struct claim *rows, size_t n, uint32_t minute)
{
	for (unsigned i = 0; i < HOSTS; i++) {
		struct quick_host host = { rules, IP4, ADDR(i) };

		quick_due(&states[i], &host, minute);
	}
	for (size_t i = 0; i < n; i++) {
		const struct claim *r = &rows[i];
		unsigned at = (unsigned)(r->range.first - ADDR(0));
		struct quick_host host = { rules, IP4, r->range.first };
		struct quick_hit hit = { minute, r->value, r->source };

		if (r->time / 60 != minute)
			continue;
		if (r->removal)
			quick_remove(&states[at], minute, r->source, r->all);
		else
			quick_hit(&states[at], &host, &hit);
	}
}

static bool
is_minutely(const struct quick_rules *rules, struct claim *rows, size_t n)
{
	struct quick_state states[HOSTS] = { 0 };
	bool good = true;
	size_t at = 0;

	qsort(rows, n, sizeof(*rows), order_time);
	for (uint32_t m = START; m < START + MINUTES + 1000 && good; m++) {
		size_t end = at;
		struct set *set;
		struct listing l;

		while (end < n && rows[end].time / 60 == m)
			end++;
		one_minute(states, rules, rows + at, end - at, m);
		at = end;
		if (rnd(40) != 0)
			continue;
		set = replay_claims(rules, rows, n, m * 60 + rnd(60));
		for (unsigned i = 0; i < HOSTS; i++) {
			bool listed = set_find(set, IP4, ADDR(i), &l);

			good &= listed == states[i].listed;
			if (listed)
				good &= l.until == states[i].until &&
				    l.value == states[i].value;
		}
		set_free(set);
	}
	return good;
}

static bool
is_order_free(const struct quick_rules *rules, struct claim *rows, size_t n,
    uint32_t now)
{
	struct set *a = replay_claims(rules, rows, n, now), *b;
	bool same;

	shuffle(rows, n);
	b = replay_claims(rules, rows, n, now);
	same = same_sets(a, b);
	set_free(a);
	set_free(b);
	return same;
}

static void
test_histories(void)
{
	unsigned order_bad = 0, fresh_bad = 0, minute_bad = 0, stand_bad = 0;

	for (unsigned i = 0; i < HISTORIES; i++) {
		struct claim rows[EVENTS];
		struct quick_rules rules;
		uint32_t now = (START + rnd(MINUTES + 800)) * 60 + rnd(60);
		struct set *set;

		quick_preset(&rules, i % QUICK_PRESETS);
		for (size_t j = 0; j < EVENTS; j++)
			rows[j] = random_event(i % 2 == 0);
		order_bad += !is_order_free(&rules, rows, EVENTS, now);
		set = replay_claims(&rules, rows, EVENTS, now);
		fresh_bad += !is_fresh(&rules, set, rows, EVENTS, now);
		set_free(set);
		minute_bad += !is_minutely(&rules, rows, EVENTS);
		if (i % 16 == 1)
			stand_bad += !stands(&rules, rows, EVENTS);
	}
	is_int(order_bad, 0, "the order of the input does not matter");
	is_int(fresh_bad, 0,
	    "nothing stays beyond the longest, nor less than "
	    "the least, after its last hit");
	is_int(minute_bad, 0, "a replay is what minute after minute gives");
	is_int(stand_bad, 0, "nothing is listed for less than 5 minutes");
}

/* Rows of one story: seconds after START, removal, source, value. */
static struct claim
event(uint32_t second, bool removal, uint16_t source, uint16_t value)
{
	return (struct claim){ .range = { ADDR(1), ADDR(1), IP4 },
		.time = START * 60 + second,
		.removal = removal,
		.source = source,
		.value = value };
}

/* The until less START at a second, 0 if not listed; *value if listed. */
static uint32_t
until_at(const struct claim *rows, size_t n, uint32_t second, int *value)
{
	struct quick_rules rules;
	struct listing l;
	struct set *set;
	bool listed;

	quick_preset(&rules, 2);
	set = replay_claims(&rules, rows, n, START * 60 + second);
	listed = set_find(set, IP4, ADDR(1), &l);
	*value = listed ? l.value : -1;
	set_free(set);
	return listed ? l.until - START : 0;
}

static void
test_stories(void)
{
	struct claim hit[] = { event(30, false, 1, 0) };
	struct claim removed[] = { event(30, false, 1, 0),
		event(30, true, 1, 0) };
	struct claim again[] = { event(30, true, 1, 0),
		event(31, false, 1, 0) };
	struct claim two[] = { event(30, false, 1, 0), event(30, false, 1, 1) };
	struct claim sources[] = { event(30, false, 2, 1),
		event(30, false, 1, 0) };
	struct claim later[] = { event(31, false, 1, 1),
		event(30, false, 1, 0) };
	int value;

	is_int(until_at(hit, 1, 30, &value), 6, "a hit lists at once");
	is_int(until_at(hit, 1, 0, &value), 6, "within its minute");
	is_int(until_at(hit, 1, 6 * 60 - 1, &value), 6, "to the last second");
	is_int(until_at(hit, 1, 6 * 60, &value), 0, "and not at its until");
	is_int(until_at(removed, 2, 40, &value), 0,
	    "a removal ends hits of its second");
	is_int(until_at(again, 2, 40, &value), 6, "and none later");
	until_at(two, 2, 40, &value);
	is_int(value, 1, "of one second the first value adds");
	until_at(sources, 2, 40, &value);
	is_int(value, 0, "before it the first source");
	until_at(later, 2, 40, &value);
	is_int(value, 0, "before both the first second");
}

static void
test_explain(void)
{
	static const struct {
		uint32_t second;
		bool removal;
		uint16_t source;
		enum replay_fate fate;
		unsigned k;
		uint32_t until;
	} want[] = {
		{ 600, false, 2, REPLAY_ADDS, 2, 21 },
		{ 40, false, 1, REPLAY_REMEMBERED, 1, 6 },
		{ 30, false, 1, REPLAY_ADDS, 1, 6 },
		{ 90, true, 0, REPLAY_SPARES, 1, 6 },
		{ 90, true, 1, REPLAY_REMOVES, 1, 0 },
		{ 700, false, 1, REPLAY_WAITS, 0, 0 },
	};
	struct replay_case cases[6] = { 0 };
	struct values *values = values_new();
	struct quick_rules rules;
	bool good = true;

	values_add(values, 1, "", 0);
	for (size_t i = 0; i < 6; i++)
		cases[i].claim =
		    event(want[i].second, want[i].removal, want[i].source, 0);
	quick_preset(&rules, 2);
	replay_explain(cases, 6, &rules, values, START * 60 + 659);
	for (size_t i = 0; i < 6; i++)
		good &= cases[i].fate == want[i].fate &&
		    cases[i].k == want[i].k &&
		    cases[i].until ==
			(want[i].until == 0 ? 0 : START + want[i].until);
	ok(good, "each event is explained");
	rules.hits = 2;
	replay_explain(cases, 6, &rules, values, START * 60 + 659);
	ok(cases[2].fate == REPLAY_COUNTS && cases[1].fate == REPLAY_ADDS,
	    "and hits that do not list yet");
	values_free(values);
}

static void
test_future(void)
{
	struct claim rows[] = { event(60, false, 1, 0) };
	int value;

	is_int(until_at(rows, 1, 59, &value), 0,
	    "a hit of a minute to come waits");
	is_int(until_at(rows, 1, 60, &value), 7, "until it comes");
}

static void
test_ip6(void)
{
	struct claim row = { .range = { (u128)0x20010db8 << 96 | 1,
				 (u128)0x20010db8 << 96 | 1, IP6 },
		.time = START * 60 };
	struct quick_rules rules;
	struct set *set;

	quick_preset(&rules, 2);
	set = replay_claims(&rules, &row, 1, START * 60);
	ok(set_size(set, IP6) == 1 && set_size(set, IP4) == 0 &&
		set_at(set, IP6, 0).until == START + 6,
	    "IPv6 the same");
	set_free(set);
}

int
main(void)
{
	test_stories();
	test_future();
	test_explain();
	test_ip6();
	test_histories();
	return tap_end();
}

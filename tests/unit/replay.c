/* Histories of hits, against going through them minute by minute. */
#include <stdlib.h>

#include "tests/unit/events.h"
#include "tests/unit/tap.h"

#define HOSTS     6
#define EVENTS    400
#define MINUTES   4000
#define HISTORIES 60

/* Hits in bursts, some of them in the same second; removals if wanted. */
static struct claim
random_event(bool removals)
{
	uint32_t burst = rnd(12) * (MINUTES / 12) * 60;
	struct claim r = {
		.range = { A(rnd(HOSTS)), 0, IP4 },
		.time = START * 60 + burst + rnd(rnd(2) ? 900 : 20000),
		.value = (uint16_t)rnd(3),
		.source = (uint16_t)rnd(3),
		.removal = removals && rnd(10) == 0,
	};

	r.all = r.removal && rnd(2) == 0;
	r.range.last = r.range.first;
	return r;
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
			bool listed = set_find(set, IP4, A(i), &l);

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
		struct quick_host host = { rules, IP4, A(i) };

		quick_due(&states[i], &host, minute);
	}
	for (size_t i = 0; i < n; i++) {
		const struct claim *r = &rows[i];
		unsigned at = (unsigned)(r->range.first - A(0));
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
			bool listed = set_find(set, IP4, A(i), &l);

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

int
main(void)
{
	test_histories();
	return tap_end();
}

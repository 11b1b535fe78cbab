#include "compiler/quick.h"
#include "tests/unit/tap.h"

/*
 * A story of one address, in minutes: each step is something that happens
 * (after quick_due() to its minute), and what must be true then.
 */
enum event {
	END, /* of the story */
	HIT,
	REMOVE,     /* by source 1 */
	REMOVE_ALL, /* by source 9 */
	TICK,
	LATE, /* a hit without quick_due() */
};

struct step {
	enum event event;
	uint32_t minute;
	unsigned k;
	uint32_t until; /* 0: not listed */
	uint16_t source;
};

struct story {
	const char *name;
	unsigned preset;
	struct step steps[14];
};

/* clang-format off */
static const struct story stories[] = {
	{ "a hit of minute m lists for 5 minutes from the tick m + 1", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { TICK, 1005, 1, 1006, 0 },
		{ TICK, 1006, 1, 0, 0 } } },
	{ "another of the same minute changes nothing", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1000, 1, 1006, 1 },
		{ TICK, 1006, 1, 0, 0 } } },
	{ "a hit in the first minute of the listing renews it", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1001, 1, 1006, 1 },
		{ TICK, 1006, 2, 1016, 0 }, { TICK, 1016, 2, 0, 0 } } },
	{ "a hit in its last minute too", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1005, 1, 1006, 1 },
		{ TICK, 1006, 2, 1016, 0 } } },
	{ "a hit of the minute of the end is a new addition", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1006, 2, 1017, 1 } } },
	{ "a renewed listing is renewed for hits of its own only", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1005, 1, 1006, 1 },
		{ TICK, 1006, 2, 1016, 0 }, { TICK, 1016, 2, 0, 0 } } },
	{ "a hit of the minute a renewal begins in counts for the next", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1005, 1, 1006, 1 },
		{ HIT, 1006, 2, 1016, 1 }, { TICK, 1015, 2, 1016, 0 },
		{ TICK, 1016, 3, 1036, 0 } } },
	{ "each addition doubles the time", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1010, 2, 1021, 1 },
		{ HIT, 1030, 3, 1051, 1 }, { HIT, 1060, 4, 1101, 1 },
		{ HIT, 1110, 5, 1191, 1 }, { HIT, 1200, 6, 1361, 1 },
		{ HIT, 1400, 7, 1721, 1 }, { HIT, 1800, 8, 2441, 1 },
		{ HIT, 2500, 9, 3221, 1 }, { HIT, 3300, 9, 4021, 1 } } },
	{ "k starts again 24 hours after the end", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1010, 2, 1021, 1 },
		{ HIT, 1021 + 1440, 1, 2467, 1 } } },
	{ "and not a minute before", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1010, 2, 1021, 1 },
		{ HIT, 1020 + 1440, 3, 2481, 1 } } },
	{ "many dues at once are as many dues one by one", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1004, 1, 1006, 1 },
		{ TICK, 9000, 2, 0, 0 } } },
	{ "a removal ends the listing and keeps k", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1002, 1, 1006, 1 },
		{ REMOVE, 1003, 1, 0, 0 }, { TICK, 1006, 1, 0, 0 },
		{ HIT, 1008, 2, 1019, 1 } } },
	{ "24 hours run from the removal", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { REMOVE, 1002, 1, 0, 0 },
		{ HIT, 1002 + 1440, 1, 2448, 1 } } },
	{ "a removal of something else's hits removes nothing", 2, {
		{ HIT, 1000, 1, 1006, 2 }, { REMOVE, 1003, 1, 1006, 0 } } },
	{ "nor where others hit it as well", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1001, 1, 1006, 2 },
		{ REMOVE, 1003, 1, 1006, 0 } } },
	{ "unless it removes all", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1001, 1, 1006, 2 },
		{ REMOVE_ALL, 1003, 1, 0, 0 } } },
	{ "a new addition forgets who hit before", 2, {
		{ HIT, 1000, 1, 1006, 2 }, { HIT, 1010, 2, 1021, 1 },
		{ REMOVE, 1012, 2, 0, 0 } } },
	{ "a late hit lists if its time is not over", 2, {
		{ TICK, 1004, 0, 0, 0 }, { LATE, 1000, 1, 1006, 1 },
		{ TICK, 1004, 1, 1006, 0 }, { TICK, 1006, 1, 0, 0 } } },
	{ "and else raises k", 2, {
		{ TICK, 1100, 0, 0, 0 }, { LATE, 1000, 1, 1006, 1 },
		{ TICK, 1100, 1, 0, 0 }, { HIT, 1101, 2, 1112, 1 } } },
	{ "a late hit of a listing that has ended is lost to nobody", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { TICK, 1007, 1, 0, 0 },
		{ LATE, 1004, 2, 1015, 1 }, { TICK, 1007, 2, 1015, 0 } } },
	{ "a late hit from before a listing does not renew it", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { LATE, 990, 1, 1006, 1 },
		{ TICK, 1006, 1, 0, 0 } } },
	{ "preset 1 wants 3 hits", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1001, 0, 0, 1 },
		{ HIT, 1002, 1, 1008, 1 } } },
	{ "of one minute if need be", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1000, 0, 0, 1 },
		{ HIT, 1000, 1, 1006, 1 } } },
	{ "within 10 minutes", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1001, 0, 0, 1 },
		{ HIT, 1009, 1, 1015, 1 } } },
	{ "and no more", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1001, 0, 0, 1 },
		{ HIT, 1010, 0, 0, 1 }, { HIT, 1011, 0, 0, 1 },
		{ HIT, 1012, 1, 1018, 1 } } },
	{ "each hit is for one addition", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1000, 0, 0, 1 },
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1006, 1, 0, 1 },
		{ HIT, 1007, 1, 0, 1 }, { HIT, 1008, 2, 1019, 1 } } },
	{ "a removal drops the hits before it", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1000, 0, 0, 1 },
		{ REMOVE, 1001, 0, 0, 0 }, { HIT, 1002, 0, 0, 1 },
		{ HIT, 1002, 0, 0, 1 }, { HIT, 1002, 1, 1008, 1 } } },
	{ "a late hit takes its place among them", 1, {
		{ HIT, 1004, 0, 0, 1 }, { HIT, 1005, 0, 0, 1 },
		{ LATE, 1003, 1, 1011, 1 } } },
	{ "unless it is out of the window", 1, {
		{ HIT, 1014, 0, 0, 1 }, { HIT, 1015, 0, 0, 1 },
		{ LATE, 1005, 0, 0, 1 }, { HIT, 1016, 1, 1022, 1 } } },
	{ "hits that did not list put the forgetting off", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1000, 0, 0, 1 },
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 2400, 1, 0, 1 },
		{ HIT, 2446, 1, 0, 1 }, { HIT, 2446, 1, 0, 1 },
		{ HIT, 2446, 2, 2457, 1 } } },
	{ "preset 0 wants 5 hits", 0, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1001, 0, 0, 1 },
		{ HIT, 1002, 0, 0, 1 }, { HIT, 1003, 0, 0, 1 },
		{ HIT, 1009, 1, 1015, 1 } } },
	{ "preset 3 begins with 15 minutes", 3, {
		{ HIT, 1000, 1, 1016, 1 }, { HIT, 1020, 2, 1051, 1 } } },
	{ "preset 4 with an hour", 4, {
		{ HIT, 1000, 1, 1061, 1 }, { HIT, 1100, 2, 1221, 1 },
		{ HIT, 1300, 3, 1541, 1 }, { HIT, 1600, 4, 2081, 1 },
		{ HIT, 2100, 5, 2821, 1 } } },
};

/* clang-format on */

static void
take(struct quick_state *s, const struct quick_host *h, const struct step *step)
{
	struct quick_hit hit = { step->minute, 7, step->source };

	if (step->event != LATE)
		quick_due(s, h, step->minute);
	if (step->event == HIT || step->event == LATE)
		quick_hit(s, h, &hit);
	else if (step->event == REMOVE || step->event == REMOVE_ALL)
		quick_remove(s, step->minute, step->event == REMOVE ? 1 : 9,
		    step->event == REMOVE_ALL);
}

static void
tell(const struct story *story)
{
	struct quick_rules rules;
	struct quick_host host = { &rules, IP4, 0xc0000207 };
	struct quick_state s = { 0 };
	bool good = true;

	/* Where a story has a grain above 1, it is 2. */
	while (grain_phase(host.addr, 2) != 0)
		host.addr++;
	quick_preset(&rules, story->preset);
	for (const struct step *p = story->steps; p->event != END; p++) {
		take(&s, &host, p);
		if (s.k == p->k && s.listed == (p->until != 0) &&
		    (!s.listed || (s.until == p->until && s.value == 7)))
			continue;
		printf("# step %d: k %u, %slisted until %u\n",
		    (int)(p - story->steps), s.k, s.listed ? "" : "not ",
		    s.until);
		good = false;
	}
	ok(good, "%s", story->name);
}

/* The grid counted out: the last minute up to t that is on it. */
static uint32_t
on_grid(const struct quick_host *h, uint32_t t, uint32_t grain)
{
	while (t % grain != grain_phase(h->addr, grain) % grain)
		t--;
	return t;
}

/* Renewals from level k, listed from 10000, with the last hit at a minute. */
static uint32_t
renewed(const struct quick_host *h, unsigned k, uint32_t last)
{
	uint32_t d = quick_duration(h->rules, k);
	struct quick_state s = { .listed = true,
		.k = (uint8_t)k,
		.began = 10000,
		.until = 10000 + d,
		.last = last };

	quick_due(&s, h, 10000 + d);
	return s.listed ? s.until : 0;
}

static void
test_grain(void)
{
	struct quick_rules rules;
	bool long_good = true, short_good = true, never_good = true;
	unsigned moved = 0;

	quick_preset(&rules, 2);
	for (uint32_t i = 0; i < 500; i++) {
		struct quick_host h = { &rules, IP4, 0xc6336400 + i * 7 };

		/* 6 to 7: d = 320, grain 40. */
		long_good &=
		    renewed(&h, 6, 10100) == on_grid(&h, 10160 + 320, 40);
		/* 9 to 9: no longer than 720 after the last hit, grain 90. */
		short_good &=
		    renewed(&h, 9, 10600) == on_grid(&h, 10600 + 1 + 720, 90);
		/* The hit was in the first minute: 10721 rounded is over. */
		never_good &= renewed(&h, 9, 10000) ==
		    (on_grid(&h, 10721, 90) > 10720 ? 10721u : 0);
		moved += on_grid(&h, 10480, 40) !=
		    on_grid(&(struct quick_host){ &rules, IP4,
				0xc6336401 + i * 7 },
			10480, 40);
	}
	ok(long_good, "a renewal is rounded down to d / 8 with a phase");
	ok(short_good, "and not beyond the longest after the last hit");
	ok(never_good, "and is none where that is over");
	ok(moved > 250, "the phase differs from address to address");
}

static void
test_no_renewal(void)
{
	struct quick_rules rules;
	bool good = true;

	quick_preset(&rules, 2);
	for (uint32_t i = 0; i < 500; i++) {
		struct quick_host h = { &rules, IP4, 0xc6336400 + i };
		struct quick_state s = { .listed = true,
			.k = 8,
			.began = 10000,
			.until = 10720,
			.last = 10000 };

		quick_due(&s, &h, 10720);
		good &= s.k == (s.listed ? 9 : 8);
	}
	ok(good, "what is not renewed keeps its k");
	rules.grain = 1;
	ok(renewed(&(struct quick_host){ &rules, IP4, 1 }, 1, 10004) == 10010,
	    "never is it rounded below the last hit + 6");
}

static void
test_late_renewal(void)
{
	struct quick_rules rules;
	struct quick_host h = { &rules, IP4, 0xc0000207 };
	struct quick_state s = { .listed = true,
		.k = 9,
		.began = 10000,
		.until = 10720,
		.last = 10600 };

	quick_preset(&rules, 2);
	quick_hit(&s, &h, &(struct quick_hit){ 10100, 0, 0 });
	is_int(s.last, 10600, "a late hit does not take a later one's place");
}

static void
test_durations(void)
{
	static const uint32_t want[] = { 5, 10, 20, 40, 80, 160, 320, 640,
		720 };
	static const uint16_t want_grains[] = { 2, 5, 10, 20, 40, 80, 90 };
	uint16_t grains[GRAIN_MAX];
	struct quick_rules rules;
	bool good = true;

	quick_preset(&rules, QUICK_PRESET_DEFAULT);
	for (unsigned k = 1; k <= 9; k++)
		good &= quick_duration(&rules, k) == want[k - 1];
	ok(good, "d(k) = min(720, 5 x 2^(k-1))");
	ok(quick_grains(&rules, grains) == 7 &&
		memcmp(grains, want_grains, sizeof(want_grains)) == 0,
	    "the grains are told once each");
	ok(quick_grain(&rules, 1) == 1, "a grain is at least a minute");
	quick_preset(&rules, 0);
	ok(quick_duration(&rules, 9) == 60, "preset 0: an hour at most");
	quick_preset(&rules, 1);
	ok(quick_duration(&rules, 9) == 240, "preset 1: 4 hours at most");
}

static void
test_begun(void)
{
	ok(quick_has_begun(6000, 6000), "the minute of now has begun");
	ok(quick_has_begun(5, 6000), "an old one has");
	ok(quick_has_begun(6059, 6000),
	    "seconds do not matter within the minute");
	ok(!quick_has_begun(6060, 6000), "the next has not");
	ok(!quick_has_begun(6060, 6059), "not 1 s before it either");
	ok(!quick_has_begun(UINT32_MAX, 6000), "nor has the end of time");
}

static const char *
refusal(struct quick_rules r)
{
	static struct fail f;

	f = (struct fail){ 0 };
	return quick_check(&r, &f) == 0 ? "" : f.msg;
}

static void
test_check(void)
{
	struct quick_rules good, r;
	bool all = true;

	for (unsigned i = 0; i < QUICK_PRESETS; i++) {
		quick_preset(&r, i);
		all &= refusal(r)[0] == '\0';
	}
	ok(all, "the presets make sense");
	quick_preset(&good, 2);
	r = good;
	r.hits = 0;
	is_str(refusal(r),
	    "the number of hits before an addition is 1 to 8, not 0", "hits");
	r = good;
	r.window = 300;
	is_str(refusal(r), "the window of hits in minutes is 1 to 250, not 300",
	    "window");
	r = good;
	r.first = 721;
	is_str(refusal(r), "the first listing in minutes is 1 to 720, not 721",
	    "first");
	r = good;
	r.least = 0;
	is_str(refusal(r),
	    "the least time after the last hit in minutes is 1 to 721, not 0",
	    "least");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(stories) / sizeof(*stories); i++)
		tell(&stories[i]);
	test_grain();
	test_no_renewal();
	test_late_renewal();
	test_durations();
	test_begun();
	test_check();
	return tap_end();
}

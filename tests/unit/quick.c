/* The rules of the quick list; its stories are in quick_stories.c. */
#include "compiler/quick.h"
#include "tests/unit/tap.h"

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
	rules.grain = UINT16_MAX;
	ok(renewed(&(struct quick_host){ &rules, IP4, 1 }, 1, 10004) == 10015,
	    "a grain is at least a minute");
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
	test_grain();
	test_no_renewal();
	test_late_renewal();
	test_durations();
	test_begun();
	test_check();
	return tap_end();
}

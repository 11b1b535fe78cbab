#include "compiler/pace.h"
#include "tests/unit/tap.h"

#define MINUTE 28000000u /* some minute */

static const struct {
	const char *name;
	struct pace pace;
	uint32_t now, due, next, missed, behind;
} cases[] = {
	{ "never built", { 60, 0 }, MINUTE * 60 + 7, MINUTE * 60,
	    MINUTE * 60 + 60, 0, 0 },
	{ "built this minute", { 60, MINUTE * 60 }, MINUTE * 60 + 59, 0,
	    MINUTE * 60 + 60, 0, 0 },
	{ "on the minute", { 60, MINUTE * 60 - 60 }, MINUTE * 60, MINUTE * 60,
	    MINUTE * 60 + 60, 0, 0 },
	{ "late by two", { 60, MINUTE * 60 - 180 }, MINUTE * 60 + 1,
	    MINUTE * 60, MINUTE * 60 + 60, 2, 0 },
	{ "built out of turn", { 60, MINUTE * 60 - 59 }, MINUTE * 60,
	    MINUTE * 60, MINUTE * 60 + 60, 0, 0 },
	{ "out of turn in this minute", { 60, MINUTE * 60 + 5 },
	    MINUTE * 60 + 9, 0, MINUTE * 60 + 60, 0, 0 },
	{ "the clock went back", { 60, MINUTE * 60 + 600 }, MINUTE * 60, 0,
	    MINUTE * 60 + 660, 0, 600 },
	{ "suspended for a day", { 60, MINUTE * 60 - 86400 }, MINUTE * 60 + 30,
	    MINUTE * 60, MINUTE * 60 + 60, 1439, 0 },
	{ "every second", { 1, MINUTE }, MINUTE + 1, MINUTE + 1, MINUTE + 2, 0,
	    0 },
	{ "the end of time", { 60, 0 }, UINT32_MAX, UINT32_MAX - 15, UINT32_MAX,
	    0, 0 },
};

static void
test_case(size_t i)
{
	const struct pace *p = &cases[i].pace;
	uint32_t due = pace_due(p, cases[i].now);

	ok(due == cases[i].due, "%s: due", cases[i].name);
	ok(pace_next(p, cases[i].now) == cases[i].next, "%s: next",
	    cases[i].name);
	ok(pace_missed(p, due) == cases[i].missed, "%s: missed", cases[i].name);
	ok(pace_behind(p, cases[i].now) == cases[i].behind, "%s: behind",
	    cases[i].name);
}

/* However the clock goes, builds are as of ticks that only rise. */
static void
test_rising(void)
{
	struct pace p = { 7, 0 };
	uint32_t now = MINUTE, wrong = 0;

	for (uint32_t i = 0; i < 10000; i++) {
		uint32_t due = pace_due(&p, now);

		if (due != 0) {
			wrong += due <= p.last || due > now || due % 7 != 0 ||
			    now - due >= 7;
			p.last = due;
		}
		wrong += pace_due(&p, now) != 0 || pace_next(&p, now) <= now;
		now += i * 2654435761u % 40 - 15;
	}
	is_int(wrong, 0, "builds are as of ticks that only rise");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		test_case(i);
	test_rising();
	return tap_end();
}

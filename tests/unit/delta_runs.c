/* Which of the base's listings touch, told by runs and one by one. */
#include "formats/delta_runs.h"
#include "formats/value.h"
#include "tests/unit/tap.h"

#define LISTINGS 400

/* Behind every so many listings there is a hole, or behind none. */
static struct set *
with_holes(size_t every)
{
	struct set *s = set_new();
	u128 at = 5;

	values_add(set_values(s), 1, "", 0);
	values_add(set_values(s), 2, "", 0);
	for (size_t i = 0; i < LISTINGS; i++) {
		struct listing l = { { at, at + i % 3, IP4 }, 0,
			(uint16_t)(i % 2) };

		set_add(s, &l);
		at = l.range.last + 1 + (every > 0 && (i + 1) % every == 0);
	}
	return s;
}

static bool
touch(const struct set *s, size_t from, size_t to)
{
	for (size_t i = from + 1; i < to; i++) {
		if (set_at(s, IP4, i - 1).range.last + 1 !=
		    set_at(s, IP4, i).range.first)
			return false;
	}
	return true;
}

static void
test_holes(size_t every)
{
	struct set *s = with_holes(every);
	struct runs r = runs_of(s, IP4);
	size_t bad = 0;

	for (size_t from = 0; from < LISTINGS; from++) {
		for (size_t to = from + 1; to <= LISTINGS; to += 7)
			bad += runs_touch(&r, from, to) != touch(s, from, to);
	}
	is_int((long long)bad, 0, "runs are what they look like");
	runs_free(&r);
	set_free(s);
}

int
main(void)
{
	static const size_t holes[] = { 0, 1, 2, 65, 100, 199, 399 };

	for (size_t i = 0; i < sizeof(holes) / sizeof(holes[0]); i++)
		test_holes(holes[i]);
	return tap_end();
}

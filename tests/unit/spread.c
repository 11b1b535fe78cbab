/* Random times: within their limits, whatever a source says. */
#include "subscriber/spread.h"
#include "tests/unit/tap.h"

/* Whether so many tries are all within these, and not all the same. */
static bool
within(uint32_t said, uint32_t least, uint32_t most)
{
	uint32_t first = spread_seconds(said, 300, 5, 15);
	bool same = true, in = true;

	for (int i = 0; i < 1000; i++) {
		uint32_t s = spread_seconds(said, 300, 5, 15);

		same &= s == first;
		in &= s >= least && s <= most;
	}
	return in && !same;
}

int
main(void)
{
	ok(within(0, 5, 20), "nothing said: our own");
	ok(within(1, 1, 2), "said: not before");
	ok(within(100, 100, 111), "and a tenth on top");
	ok(within(300, 300, 331), "the most");
	ok(within(301, 300, 331), "more");
	ok(within(UINT32_MAX, 300, 331), "as much as there is");

	ok(spread_is_ahead(1001, 1000, 300), "it is to come");
	ok(spread_is_ahead(1331, 1000, 300), "as late as that may be");
	ok(!spread_is_ahead(1000, 1000, 300), "it is here");
	ok(!spread_is_ahead(999, 1000, 300), "it is past");
	ok(!spread_is_ahead(1332, 1000, 300), "it is of another clock");
	ok(!spread_is_ahead(0, 1000, 300), "there is none");
	return tap_end();
}

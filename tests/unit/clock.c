#include "subscriber/clock.h"
#include "tests/unit/tap.h"

#define DATE 1795255200

static void
test_set(void)
{
	static const struct {
		const char *name;
		int64_t date;
		uint64_t ms;
		bool set;
	} rows[] = {
		{ "asked for the first time", DATE, 5000999, false },
		{ "a minute goes by", DATE + 60, 5061000, false },
		{ "corrected a little", DATE + 70, 5061000, false },
		{ "and back", DATE + 60, 5061000, false },
		{ "set back an hour", DATE - 3600, 5061000, true },
		{ "which is noticed once", DATE - 3599, 5062000, false },
		{ "set forward, as by a pause", DATE, 5063000, true },
		{ "and on it goes", DATE + 30, 5093000, false },
	};
	struct clock_date date = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(clock_was_set(&date, rows[i].date, rows[i].ms),
		    rows[i].set, rows[i].name);
}

int
main(void)
{
	test_set();
	return tap_end();
}

/* What the tests of the replay share. */
#ifndef FEEDMILL_TESTS_EVENTS_H
#define FEEDMILL_TESTS_EVENTS_H

#include "compiler/quick.h"
#include "tests/unit/claims.h"
#include "tests/unit/replay.h"

#define START 30000000 /* a minute */

/* The set as of now in seconds. */
static inline struct set *
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

#endif

/*
 * The quick list from the history of its hits at once: the reference for the
 * fold, which has the same set from batches.
 */
#ifndef FEEDMILL_TESTS_REPLAY_H
#define FEEDMILL_TESTS_REPLAY_H

#include "compiler/gather.h"
#include "compiler/quick.h"
#include "compiler/rows.h"
#include "formats/set.h"
#include "formats/value.h"

static inline void
replay_take(struct quick_state *s, const struct quick_host *host,
    const struct row *row)
{
	uint16_t source = row->who & ROW_SOURCE;
	uint32_t minute = row->time / 60;

	quick_due(s, host, minute);
	if ((row->who & ROW_REMOVAL) != 0)
		quick_remove(s, minute, source, (row->who & ROW_ALL) != 0);
	else
		quick_hit(s, host,
		    &(struct quick_hit){ minute, row->value, source });
}

/* Folds the events of one address, and lists it if it is so now. */
static inline void
replay_host(struct set *set, struct rows_walk *w,
    const struct quick_rules *rules, uint32_t now)
{
	struct quick_host host = { rules, w->family, w->first };
	struct quick_state s = { 0 };
	struct row row;

	while (rows_take(w, &row))
		replay_take(&s, &host, &row);
	quick_due(&s, &host, now / 60);
	if (s.listed)
		set_add(set,
		    &(struct listing){ { host.addr, host.addr, host.family },
			s.until, s.value });
}

/*
 * Adds what is listed as of now in seconds, each with its until, to a set
 * that has the values of the events in its dictionary and nothing else.  The
 * rows are hits and removals of single addresses whose minute has begun (span
 * and until do not matter); they are sorted by it.
 */
static inline void
replay(struct set *set, struct rows *rows, const struct quick_rules *rules,
    uint32_t now)
{
	for (enum family family = IP4; family <= IP6; family++) {
		struct rows_walk w =
		    rows_walk(rows, family, gather_order, set_values(set));

		while (rows_next(&w))
			replay_host(set, &w, rules, now);
	}
}

#endif

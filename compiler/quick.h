/*
 * The quick list: hosts caught sending spam just now.  This is the life of
 * one address, as a fold over its hits; fold.h has those of all.
 * Times are minutes since 1970 unless they are called seconds.
 *
 * Minute m ends at the tick m + 1.  A hit of minute m that adds the address
 * lists it from that tick on for d(k) minutes.  The events of an address have
 * one order, whatever the order they were read in: what is due at a tick goes
 * before hits of the minute that begins there, and hits and removals go by
 * their seconds (hits first), then by source in order of their names, then by
 * value.
 *
 * An event is late that comes after one that goes behind it.  What was
 * published stays as it was, so a late event counts by its own minute, but is
 * held against the state as it is now:
 * - A hit from before the hit that added the address (and before all renewals
 *   since then) raises k by one, where one hit is an addition; all such hits
 *   of one listing together do so once.
 * - A hit from then on to the end of the listing is remembered.  Where the
 *   listing had ended at its time, it is renewed from that end on if it would
 *   have been, and may be over again by now.
 * - Any other hit counts towards an addition as always: k rises, and the
 *   address is listed if the time since that minute is not over.
 * - A removal does nothing if there was a hit in a later minute.
 */
#ifndef FEEDMILL_QUICK_H
#define FEEDMILL_QUICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/fail.h"
#include "formats/snapshot.h"

#define QUICK_HITS_MAX   8
#define QUICK_WINDOW_MAX 250
#define QUICK_LEVELS_MAX GRAIN_MAX
#define QUICK_LONGEST    (30 * 24 * 60)
#define QUICK_FORGET_MAX (365 * 24 * 60)

/* All times in minutes. */
struct quick_rules {
	uint16_t hits;    /* so many hits ... */
	uint16_t window;  /* ... within so many minutes are an addition */
	uint32_t first;   /* d(1) */
	uint32_t longest; /* no d(k) is longer */
	uint32_t forget;  /* without a hit after the end, k starts again */
	uint16_t levels;  /* the greatest k */
	uint16_t grain;   /* renewals are rounded to d(k) / grain */
	uint32_t least;   /* a renewal ends so long after the last hit */
};

/*
 * Initialisers: what presets have in common, and the preset that a database
 * has which does not say.
 */
#define QUICK_RULES(hits, first, longest)                                      \
	{                                                                      \
		hits, 10, first, longest, 24 * 60, 9, 8, 6                     \
	}
#define QUICK_RULES_DEFAULT  QUICK_RULES(1, 5, 12 * 60)

#define QUICK_PRESETS        5
#define QUICK_PRESET_DEFAULT 2

/* The rules of an aggressiveness from 0 to 4. */
void quick_preset(struct quick_rules *, unsigned aggressiveness);

/* Whether the numbers make sense; FAIL_USAGE says which does not. */
int quick_check(const struct quick_rules *, struct fail *);

/* d(k), k from 1. */
uint32_t quick_duration(const struct quick_rules *, unsigned k);

/*
 * The grains above 1 of all levels, ascending, for the header of a snapshot.
 * Returns how many.
 */
size_t quick_grains(const struct quick_rules *,
    uint16_t grains[static GRAIN_MAX]);

/*
 * Whether the minute of a time in seconds has begun at now, in seconds: a hit
 * of a later one counts when its minute begins.
 */
bool quick_has_begun(uint32_t time, uint32_t now);

/* A source where more than one source hit a listed address. */
#define QUICK_MANY UINT16_MAX

/* What is remembered of an address; { 0 } before its first hit. */
struct quick_state {
	uint32_t until; /* the end of the listing that is or was */
	uint32_t began; /* its first minute */
	uint32_t last;  /* the minute of the last hit */
	/*
	 * Hits towards the next addition: the minute of the newest, how many
	 * they are, and how many minutes older the others are, ascending.  If
	 * they are none, newest is that of the hit that added it.
	 */
	uint32_t newest;
	uint8_t nhits;
	uint8_t ages[QUICK_HITS_MAX - 1];
	uint16_t value;  /* of the hit that added it */
	uint16_t source; /* of all hits since then or towards it */
	uint8_t k;       /* 0 if it was never listed */
	bool listed;
	bool aged; /* hits from before the listing have raised k */
};

_Static_assert(sizeof(struct quick_state) <= 32, "small, for there are many");

struct quick_hit {
	uint32_t minute;
	uint16_t value;
	uint16_t source;
};

/* Whose state it is: rules, and the address for the phase. */
struct quick_host {
	const struct quick_rules *rules;
	enum family family;
	u128 addr;
};

/*
 * Brings the state to the tick of a minute: a listing that is due by then
 * ends or is renewed, again and again.
 */
void quick_due(struct quick_state *, const struct quick_host *,
    uint32_t minute);

/*
 * Takes a hit, after quick_due() to its minute.  A late one may leave a
 * listing that is over by now, for quick_due() to end.
 */
void quick_hit(struct quick_state *, const struct quick_host *,
    const struct quick_hit *);

/*
 * Takes a removal by a source at a minute, after quick_due() to it: it ends
 * the listing and drops the hits towards the next, if it may (all, or they
 * are of that source alone), and keeps k.
 */
void quick_remove(struct quick_state *, uint32_t minute, uint16_t source,
    bool all);

/*
 * Whether the address is forgotten at a minute: not listed, and so long
 * without a hit that it is as one that never had any.
 */
bool quick_is_gone(const struct quick_state *, const struct quick_rules *,
    uint32_t minute);

/* The minute of that, if no hit comes and what is listed is not renewed. */
uint64_t quick_forgets(const struct quick_state *, const struct quick_rules *);

#endif

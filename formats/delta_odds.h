/*
 * The odds of a delta's code, and what of them is known before a delta is
 * seen.  Made once from public lists' histories, and part of the format for
 * ever; the tables are in feed.5 too.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_ODDS_H
#define FEEDMILL_DELTA_ODDS_H

#include "formats/odds.h"

/* In what the odds differ; see feed.5. */
#define DELTA_LEVELS 16 /* of how much is expected below a node */
#define DELTA_ROOMS  7  /* of how many bits there are below it */
#define DELTA_WIDE   4  /* the same, coarser */
#define DELTA_SIZES  5  /* of how much the base has there */
#define DELTA_SKEWS  8  /* of how much more of it is in one half */
#define DELTA_WIDTHS 40 /* of a number */
#define DELTA_GAPS   16 /* widths of a gap, by that of a middling one */
#define DELTA_SPANS  8  /* widths of a listing */
#define DELTA_ZEROS  5  /* of how many bits are 0 in a row */
#define DELTA_AGES   7  /* of how long ago something left, by its width */

/* So many of those of gaps are below the middling one. */
#define DELTA_GAPS_BELOW 6

struct delta_odds {
	struct odds number[2][2][DELTA_WIDTHS];
	struct odds single[DELTA_LEVELS][DELTA_ROOMS];
	struct odds both[2][DELTA_LEVELS][DELTA_WIDE];
	struct odds upper[DELTA_SIZES][DELTA_SKEWS][DELTA_WIDE];
	struct odds tail[DELTA_SIZES][DELTA_SKEWS][DELTA_WIDE];
	struct odds new_tail[2][DELTA_ZEROS][2][DELTA_ZEROS]; /* IPv6 */
	struct odds host[2][DELTA_WIDE][2];
	struct odds here[2][66][3];
	struct odds gap[DELTA_GAPS];
	struct odds gap_top[DELTA_GAPS];
	struct odds partial[2][2][DELTA_SPANS];
	struct odds stays[2];
	struct odds gone;
	struct odds any_renewed;
	struct odds renewed[32]; /* by class */
	struct odds back[DELTA_AGES][3];
};

/* What a delta starts with. */
void delta_odds_init(struct delta_odds *);

#endif

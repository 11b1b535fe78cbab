/*
 * The quick list from the history of its hits: the reference for any faster
 * way to have the same set.
 */
#ifndef FEEDMILL_REPLAY_H
#define FEEDMILL_REPLAY_H

#include <stdint.h>

struct merge_row;
struct quick_rules;
struct rows;
struct set;
struct values;

/* Closed: see replay.c.  Takes 20 bytes an IPv4 hit, 64 an IPv6 hit. */
struct replay;

/* Copies the rules; now in seconds. */
struct replay *replay_new(const struct quick_rules *, uint32_t now);
void replay_free(struct replay *);

/* The dictionary of the set that will come out. */
struct values *replay_values(const struct replay *);

/*
 * Adds a hit or removal of a single address (span and until do not matter).
 * One whose minute has not begun is left out: see quick_intake().
 */
void replay_add(struct replay *, const struct merge_row *);

/* The rows added so far, to take some back. */
struct rows *replay_rows(struct replay *);

/*
 * The set as of now, for set_free(), each listing with its until.  The
 * replay is empty afterwards, its dictionary gone to the set; free it.
 */
struct set *replay_finish(struct replay *);

#endif

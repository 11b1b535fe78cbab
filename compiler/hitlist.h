/*
 * The quick list of a database as a process has it: its hits' files, journal
 * and fold.  feedc compile opens it for one build; whoever builds again and
 * again keeps it open, and calls at each tick
 *
 *	hitlist_take(h, &job, &intake, f);     new hits, journalled, folded
 *	set = hitlist_set(h, previous);        what is listed as of the tick
 *
 * where previous is the last such set, with its test entries.
 *
 * A hit counts once, whatever becomes of its file after: the batch with the
 * hits says how far files were read.  A process that ends at any moment has
 * either not taken the batch or taken all of it.
 */
#ifndef FEEDMILL_HITLIST_H
#define FEEDMILL_HITLIST_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"

struct conf;
struct conf_db;
struct fold;
struct fold_counts;
struct fold_watch;
struct intake;
struct intake_job;
struct set;

/* Closed: see hitlist.c. */
struct hitlist;

/*
 * Opens the journal of a quick database below the state's folder and folds
 * it.  One process at a time: FAIL_BUSY.
 */
struct hitlist *hitlist_open(const struct conf *, const struct conf_db *,
    struct fail *);
void hitlist_close(struct hitlist *);

/*
 * The same without a lock, only to look: batches of a time after now are left
 * out, and hitlist_take() writes nothing.  The watch, which may be NULL, is
 * told of the checkpoint and of all batches.  FAIL_USAGE for a now before the
 * checkpoint.  hitlist_close() in any case.
 */
int hitlist_peek(struct hitlist **, const struct intake_job *,
    const struct fold_watch *, struct fail *);

/* Whether hitlist_peek() left anything out. */
bool hitlist_is_past(const struct hitlist *);

/*
 * Reads what is new in the spool as of job->now, with the configuration of
 * the job, which may be another one than last time; writes it to the journal
 * and folds it.  Fills intake->sources, for intake_free(), with what was read
 * and what is wrong, now and not again at the next call, held sources aside.
 * A clock that went back stands still (for an hour, then it is FAIL_STALE).
 * After a failure nothing of it counts, and it can be tried again.
 */
int hitlist_take(struct hitlist *, const struct intake_job *, struct intake *,
    struct fail *);

/*
 * What is listed as of the last take; before is the set of the last call,
 * which makes it fast, or NULL.
 */
struct set *hitlist_set(struct hitlist *, const struct set *before);

/*
 * Begins the journal anew with a checkpoint if it has become long: when the
 * build is out, for it takes a while.
 */
int hitlist_settle(struct hitlist *, struct fail *);

/* Does so however long it is. */
int hitlist_checkpoint(struct hitlist *, struct fail *);

/* For figures: the state, and what the last take did with its hits. */
struct fold *hitlist_fold(const struct hitlist *);
const struct fold_counts *hitlist_counts(const struct hitlist *);

#endif

/*
 * The fold: the quick list as the state that batches make, in memory.  A
 * batch costs what its events cost and what is due by then, however many
 * addresses are remembered; a set costs one walk over the last one.
 *
 * A batch of time now is applied so:
 * 1. Its rules count from now on.
 * 2. For each address that it (or what waited) has events for: one that is
 *    forgotten as of the last batch's minute begins anew; its events are taken
 *    in their order (quick.h), each after what is due by its minute; then it
 *    is brought to the minute of now.  Events of minutes that have not begun
 *    wait.
 * 3. Every listing that is due by the minute of now ends or is renewed.
 *
 * An event is late where the address was already brought to a later minute, or
 * took an event that goes after it; quick.h says what it does then.  Where
 * none is late the set is that of all events at once, whatever the batches
 * were.
 *
 * A hit that a removal (of its source, or of all) in an earlier batch covers,
 * up to and including the removal's second, counts for nothing.  So does one
 * that is FOLD_OLD() minutes old or was so once: it would be forgotten already.
 *
 * Takes some 45 bytes an IPv4 address that is remembered.
 */
#ifndef FEEDMILL_FOLD_H
#define FEEDMILL_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/hitbatch.h"
#include "compiler/quick.h"
#include "formats/addr.h"
#include "formats/fail.h"
#include "formats/rd.h"

struct set;
struct values;

/* Minutes after which nothing of a hit can be left. */
#define FOLD_OLD(rules) ((rules)->longest + 1 + (rules)->forget)

/* Closed: see fold.c. */
struct fold;

/* An empty one.  Free with fold_free(). */
struct fold *fold_new(void);
void fold_free(struct fold *);

/* What became of the events of a batch. */
struct fold_counts {
	uint64_t adds;       /* put addresses on the list */
	uint64_t remembered; /* of addresses that were on it, or towards it */
	uint64_t late;       /* hits */
	uint64_t void_;      /* hits that a removal covers, or too old */
	uint64_t removals;
	uint64_t renewed, ended; /* listings, by their time */
};

/*
 * Applies a batch, whose time is not before the last one's (FAIL_FORMAT, as
 * for ids that do not exist).  The counts may be NULL.
 */
int fold_apply(struct fold *, const struct hitbatch *, struct fold_counts *,
    struct fail *);

/*
 * What is listed as of the last batch, for set_free().  Before is the set of
 * the last call (what else it has, without an end, is passed over), which
 * makes it fast, or NULL.
 */
struct set *fold_set(struct fold *, const struct set *before);

/* The time of the last batch in seconds, 0 before the first. */
uint32_t fold_now(const struct fold *);

/* Hits from before this time in seconds are too old to count. */
uint32_t fold_floor(const struct fold *);

/*
 * Names and values by their ids; more values may be added, which then have to
 * come with the next batch.
 */
struct values *fold_values(struct fold *);
size_t fold_nsources(const struct fold *);
const char *fold_source(const struct fold *, uint16_t id);

/* How many values have come with batches. */
size_t fold_nvalues(const struct fold *);

/* The state of an address as of the last batch; false if there is none. */
bool fold_find(const struct fold *, enum family, u128 addr,
    struct quick_state *);

/* What became of an event. */
enum fold_fate {
	FOLD_ADDS,       /* puts the address on the list */
	FOLD_REMEMBERED, /* for the end of the listing */
	FOLD_COUNTS,     /* towards an addition */
	FOLD_RAISES,     /* late, from before the listing: k, once */
	FOLD_IDLE,       /* late, and changes nothing any more */
	FOLD_VOID,       /* a removal covers it, or it is too old */
	FOLD_WAITS,      /* for its minute */
	FOLD_REMOVES,    /* ends the listing */
	FOLD_DROPS,      /* a removal of hits towards an addition */
	FOLD_SPARES,     /* a removal of nothing */
	FOLD_KNOWN,      /* of before: see fold_tell() */
	FOLD_FATES
};

/* An event, what became of it, and what the address is after it. */
struct fold_told {
	struct event event;
	enum fold_fate fate;
	struct quick_state after;
};

/* Whoever wants to know what becomes of the events of one address. */
struct fold_watch {
	enum family family;
	u128 addr;
	void (*told)(void *arg, const struct fold *, const struct fold_told *);
	void *arg;
};

/* The watch, NULL for none, is borrowed; events are told as they are taken. */
void fold_watch(struct fold *, const struct fold_watch *);

/*
 * Tells what is known where the single events are not any more, as of the
 * last batch: the last hit (its time to the minute, its source that of the
 * state), removals, and what waits.
 */
void fold_tell(const struct fold *);

/* A fate as a phrase: "adds the address". */
const char *fold_fate_text(enum fold_fate);

/* How many addresses are remembered, and listed; bytes of memory in use. */
size_t fold_size(const struct fold *, enum family);
size_t fold_listed(const struct fold *, enum family);
size_t fold_memory(const struct fold *);

/* How many addresses are listed by hits of one source alone. */
uint64_t fold_listed_by(const struct fold *, uint16_t source, enum family);

/*
 * Gives every address that is listed to a function, in any order; it must not
 * change the fold.
 */
void fold_each(const struct fold *, void (*)(void *arg, enum family, u128),
    void *arg);

/*
 * The state as parts of a checkpoint, each given to put(); what is forgotten
 * is left out.  Values may get other ids if there are many of them; then the
 * next fold_set() is a slow one.  Reading all parts into a new fold gives one
 * that goes on in the same way.
 */
int fold_write(struct fold *, int (*put)(void *arg, struct rd, struct fail *),
    void *arg, struct fail *);
int fold_read(struct fold *, struct rd part, struct fail *);

/* Whether a part of a checkpoint is one of the fold's. */
bool fold_is_part(struct rd part);

#endif

/*
 * Following a feed: what is held of it, and one look after another at its
 * sources: ask them in order, believe what can be believed, apply, install,
 * write the outputs.  Whatever fails, the last good state stays and goes on
 * ageing.
 */
#ifndef FEEDMILL_FOLLOW_H
#define FEEDMILL_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/change.h"
#include "formats/fail.h"
#include "formats/head.h"
#include "subscriber/conf.h"

struct fetch_waits;
struct meanwhile;
struct set;
struct state;

/* How a database changed in the last look. */
struct follow_change {
	bool changed;   /* it did; else nothing below counts */
	bool snapshot;  /* it took one */
	unsigned steps; /* and so many deltas */
	uint64_t bytes; /* of both */
	struct change ranges;
	/*
	 * Why the snapshot stands for deltas, if they were there.
	 */
	struct fail deltas;
};

/* How a database stands; all of it for people and status files. */
struct follow_db {
	const struct sub_db *conf;
	bool holds; /* a head, and the set at its serial */
	/*
	 * The newest accepted, its valid-until cut to what its key and the
	 * catalog allow.
	 */
	struct head head;
	struct set *set;
	bool behind; /* in the last look a source had an older head, no newer */
	uint32_t checked;   /* when a source was last believed; 0 never */
	const char *source; /* that one's url, NULL for none; the feed's own */
	struct follow_change change;
	unsigned written;       /* outputs, by the last follow_write() */
	struct fail look_fail;  /* of the last look, if it failed */
	struct fail write_fail; /* and of the last writing */
	struct fail fail;       /* the graver of both */
};

/* A feed in memory. */
struct follow;

/*
 * Reads what is held, decoded.  What is damaged on disk is as none, except
 * that nothing older is believed.  Both must outlive it.  Free with
 * follow_free().
 */
struct follow *follow_new(const struct sub_feed *, const struct state *,
    struct fail *);
void follow_free(struct follow *);

/*
 * Looks for news at a time.  0 if every database was believed from some
 * source (news or none), else -1 with the gravest failure.
 */
int follow_look(struct follow *, uint32_t now, struct fail *);

/*
 * Somebody wants the next look: it also asks sources that are left alone
 * because they failed, but none that asked for that.
 */
void follow_hurry(struct follow *);

/* The same, and even those that asked for it. */
void follow_force(struct follow *);

/*
 * Writes what is due at a time, with or without news.  All outputs are tried;
 * -1 with the gravest failure.
 */
int follow_write(struct follow *, uint32_t now, struct fail *);

/*
 * Where requests may be held, from now on: then sources are asked to tell what
 * is new and to hold a request until there is.  NULL drops those that are.
 */
void follow_waits(struct follow *, struct fetch_waits *);

/*
 * Sends the requests that are to be held; none is waited for.  Returns when
 * the next one is to be sent, by clock_ms(); UINT64_MAX: not known; 0: none
 * before a look, which is due.
 */
uint64_t follow_wait(struct follow *, uint32_t now);

/* What came of those that were held. */
enum follow_news {
	FOLLOW_NOTHING,
	FOLLOW_ANEW, /* follow_next() is another */
	FOLLOW_TOLD, /* there is news of a database, for follow_told() */
};

enum follow_news follow_hear(struct follow *, uint32_t now, size_t *db);

/*
 * As follow_look(), of what was told of one database alone: nobody is asked for
 * anything.  What that does not suffice for, the next look is for: at once.
 */
int follow_told(struct follow *, size_t db, uint32_t now, struct fail *);

/*
 * When to look again after a look at now: after the interval of configuration
 * or catalog, or when a source may be asked again, with jitter.
 */
uint32_t follow_next(struct follow *, uint32_t now);

/* When something is due to be written; UINT32_MAX for never. */
uint32_t follow_due(const struct follow *, uint32_t now);

/* Why a source was not believed in the last look; FAIL_NONE: nothing odd. */
const struct fail *follow_source_fail(const struct follow *, size_t source);

const struct sub_feed *follow_feed(const struct follow *);
const struct follow_db *follow_dbs(const struct follow *, size_t *n);

/*
 * Has fetching(arg, ...) called whenever objects are to be fetched from a
 * source: its url, and their bytes.
 */
typedef void follow_fetching(void *arg, const char *url, uint64_t bytes);
void follow_on_fetch(struct follow *, follow_fetching *, void *arg);

/* Bytes that came over the network so far; may be asked by another thread. */
uint64_t follow_received(const struct follow *);

/*
 * What is done, from now on, while a look waits for a source, or writing for a
 * hook: follow_write() may be called for this one in the former case.
 */
void follow_meanwhile(struct follow *, const struct meanwhile *);

/*
 * Ends a look that is under way soon, and a hook, and all later ones; by any
 * thread.
 */
void follow_cancel(struct follow *);

/* Looks and hooks may begin again; none is under way. */
void follow_resume(struct follow *);

#endif

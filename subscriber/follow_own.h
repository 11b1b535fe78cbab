/* What the files of follow.h share with each other. */
#ifndef FEEDMILL_FOLLOW_OWN_H
#define FEEDMILL_FOLLOW_OWN_H

#include <stdatomic.h>
#include <stdbool.h>

#include "subscriber/backoff.h"
#include "subscriber/catalogs.h"
#include "subscriber/follow.h"
#include "subscriber/telling.h"

struct fetch;
struct fetch_wait;
struct held;
struct look;
struct look_db;

/* The file with the sources' back-off. */
#define FOLLOW_SOURCES_NAME "sources"
#define FOLLOW_SOURCES_MAX  (1u << 20)

/* Whether a source is asked for more than files. */
struct follow_plain {
	uint32_t until;  /* not before this */
	unsigned errors; /* answers that were errors, in a row */
};

/* How news of a database is waited for. */
struct follow_wait {
	bool fit;      /* the last look believed a source: */
	size_t source; /* this one; before that another */
	size_t was;
	struct fetch_wait *request; /* to it; NULL: none was made yet */
	bool asking;                /* it is under way */
	uint64_t begun;             /* then; both in ms of the waiting clock */
	uint64_t rest;              /* no other before this */
	unsigned quick;             /* over at once and for nothing, in a row */
	struct telling told;        /* what came, for follow_told() */
	struct fail fail;           /* what came was bad; the next look tells */
	bool whole; /* the snapshot is to be taken, by a look at this time: */
	uint32_t whole_at;
};

struct follow {
	const struct sub_feed *feed;
	const struct state *state;
	struct catalogs catalogs;
	struct backoff backoff;
	struct fetch **fetches;      /* of each source */
	struct fail *fails;          /* and of each in the last look */
	struct follow_plain *plains; /* and of each, for files alone */
	struct held *helds;
	struct look_db *looks;
	struct follow_db *dbs;
	struct follow_wait *waits; /* of each database */
	struct fetch_waits *room;  /* where requests are held; NULL: nowhere */
	uint32_t looked;           /* when the last look was */
	uint32_t poll; /* the next one, if not all is waited for; 0: all is */
	bool soon;     /* the next one is to be at once */
	bool missed;   /* the last look was not believed for every database */
	bool eager;    /* the next look asks those that failed, too */
	bool forced;   /* and those that asked to be left alone */
	atomic_bool cancelled;
	struct meanwhile meanwhile;
	follow_fetching *fetching; /* NULL: nobody wants to know */
	void *arg;
};

/* What is told of the i-th database is what is held of it. */
void follow_show(struct follow *, size_t i);

/* Its failure is that of its last look or that of its last writing. */
void follow_tell(struct follow_db *);

/* Puts the graver of two failures in the first. */
void follow_graver(struct fail *, const struct fail *);

/* Seconds between looks, by the configuration or the catalog. */
uint32_t follow_interval(const struct follow *);

/*
 * The first second after now at which a source that is left alone may be
 * asked again; UINT32_MAX if none is.
 */
uint32_t follow_soonest(const struct follow *, uint32_t now);

/* A look at a source at some time, of no databases yet. */
struct look follow_look_of(struct follow *, size_t source, uint32_t now);

int follow_write_backoff(const struct follow *, struct fail *);

/* Whether a source is asked to tell of a database, rather than for its head. */
bool follow_asks(const struct follow *, size_t db, size_t source, uint32_t now);

/* Whether its snapshot is to be taken, but later: others take theirs now. */
bool follow_spreads(const struct follow *, size_t db, uint32_t now);

/* What a look at a source comes to for waiting for news of a database. */
void follow_heard(struct follow *, size_t db, size_t source, uint32_t now);

/* Before a look at all sources, and after it. */
void follow_before(struct follow *);
void follow_after(struct follow *);

/* Nothing but files is asked of a source for so many seconds; 0: a while. */
void follow_make_plain(struct follow *, size_t source, uint32_t now,
    uint32_t after);

/*
 * Whether a status says that a source, or what is between, cannot answer now,
 * and not that it never will.
 */
bool follow_is_error(long status);

/*
 * The same after such an answer: for a short time, longer each time in a row,
 * and as long as it says.
 */
void follow_make_error(struct follow *, size_t source, uint32_t now,
    uint32_t after);

/* The snapshot is to be taken after so many seconds; 0: after some. */
void follow_make_whole(struct follow *, size_t db, uint32_t now,
    uint32_t after);

/*
 * The next look, which would be at some time were there no waiting.  What comes
 * of that never puts it off, but for news of all databases.
 */
uint32_t follow_wait_next(struct follow *, uint32_t now, uint32_t next);

#endif

/* What the files of follow.h share with each other. */
#ifndef FEEDMILL_FOLLOW_OWN_H
#define FEEDMILL_FOLLOW_OWN_H

#include <stdatomic.h>
#include <stdbool.h>

#include "subscriber/backoff.h"
#include "subscriber/catalogs.h"
#include "subscriber/follow.h"

struct fetch;
struct held;
struct look_db;

/* The file with the sources' back-off. */
#define FOLLOW_SOURCES_NAME "sources"
#define FOLLOW_SOURCES_MAX  (1u << 20)

struct follow {
	const struct sub_feed *feed;
	const struct state *state;
	struct catalogs catalogs;
	struct backoff backoff;
	struct fetch **fetches; /* of each source */
	struct fail *fails;     /* and of each in the last look */
	struct held *helds;
	struct look_db *looks;
	struct follow_db *dbs;
	bool missed; /* the last look was not believed for every database */
	bool eager;  /* the next look asks those that failed, too */
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

#endif

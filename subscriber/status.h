/*
 * How everything stands, for people and for programs that watch: the file
 * status.json of the state folder, written after each look, and the same as
 * metrics for node_exporter.  Times are seconds since 1970, 0 for never.
 */
#ifndef FEEDMILL_STATUS_H
#define FEEDMILL_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/name.h"

struct follow_db;
struct sub_conf;
struct sub_feed;
struct wr;

#define STATUS_SOURCE_MAX 256

/* One database of a feed. */
struct status_db {
	char feed[NAME_DB_MAX + 1];
	char db[NAME_DB_MAX + 1];
	/* Of the newest head; all 0 if nothing is held. */
	uint32_t epoch, serial, time, fresh_until, valid_until;
	uint64_t entries, bytes;        /* of the snapshot at that serial */
	uint32_t looked;                /* when news was looked for last */
	uint32_t checked;               /* when a source was last believed */
	char source[STATUS_SOURCE_MAX]; /* that one */
	uint32_t next;                  /* when to look again; 0: not known */
	struct fail fail;               /* of the last look, if it failed */
	uint32_t failed;                /* when one failed last */
	/* Since the state folder was made. */
	uint64_t looks, failures, changes, received;
};

struct status {
	struct status_db
	    *dbs; /* by feed and database, as they were looked at */
	size_t n;
};

/* How fresh what is held is: also the exit codes of "feedsub status". */
enum status_state {
	STATUS_FRESH = 0,
	STATUS_LATE = 1,  /* past fresh-until */
	STATUS_STALE = 2, /* past valid-until */
	STATUS_NONE = 3,  /* nothing is held */
};

enum status_state status_of(const struct status_db *, uint32_t now);
const char *status_name(enum status_state);

/*
 * Reads the file of a state folder: 1, 0 if nothing was looked at yet, or -1.
 * Free with status_free().
 */
int status_read(struct status *, const char *state, struct fail *);
void status_free(struct status *);

/* The row of a database; NULL if there is none. */
const struct status_db *status_find(const struct status *, const char *feed,
    const char *db);

/* What came of a look at a feed, or of writing its files alone. */
struct status_look {
	const struct sub_feed *feed;
	const struct follow_db *dbs;
	size_t n;
	bool looked;
	uint32_t now, next; /* next: when to look again, 0 if not known */
};

/*
 * Notes that in the file and in the one for node_exporter.  Rows of feeds and
 * databases that are configured no more go.
 */
int status_put(const struct sub_conf *, const struct status_look *,
    struct fail *);

/* The text of both files. */
void status_json(struct wr *, const struct status *);
void status_metrics(struct wr *, const struct status *);

#endif

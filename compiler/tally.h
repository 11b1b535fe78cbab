/*
 * What the builds of a database came to: the last one, and counts of all since
 * the state folder was made, in <state>/builds/<database>.tally, an object of
 * JSON that each build replaces.  It is no more than figures: one that is lost
 * or cannot be read begins at nothing.
 */
#ifndef FEEDMILL_TALLY_H
#define FEEDMILL_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/history.h"
#include "formats/fail.h"
#include "formats/name.h"

struct build;
struct conf;
struct wr;

/* What becomes of a build; names as report_state() has them. */
enum tally_state {
	TALLY_PUBLISHED,
	TALLY_UNCHANGED,
	TALLY_REFUSED,
	TALLY_FAILED,
	TALLY_STATES, /* how many there are */
};

/* What becomes of a line of a quick list's source. */
enum tally_hits {
	TALLY_READ,   /* it counts */
	TALLY_LATE,   /* it counts, but was of a minute before */
	TALLY_OLD,    /* it would be forgotten already */
	TALLY_AGAIN,  /* it was in a file whose content was known */
	TALLY_FUTURE, /* it is too far ahead */
	TALLY_BAD,    /* it is no hit */
	TALLY_HITS,
};

/* "published", "read" */
const char *tally_state_name(enum tally_state);
const char *tally_hits_name(enum tally_hits);

/* Sources beyond that are counted together, under this name. */
#define TALLY_SOURCES_MAX 200
#define TALLY_OTHERS      "(others)"

/* A source of a quick list, or one of any list that is held back. */
struct tally_source {
	char *name;
	uint64_t hits[TALLY_HITS]; /* since the tally began */
	bool held;                 /* in the last build */
	bool capped;               /* in the last build, at its rate */
	char *why;                 /* it is held; NULL if it is not */
};

struct tally {
	char db[NAME_DB_MAX + 1];
	struct history_row last;
	char why[FAIL_MSG]; /* the last build is not all well; else empty */
	uint32_t good;      /* as of when the last good build was; 0: none */
	uint64_t builds[TALLY_STATES];
	uint64_t last_hits[TALLY_HITS]; /* of the last build, all sources */
	struct tally_source *sources;
	size_t n, cap;
};

/* Adds a build, of which there is a row. */
int tally_add(const char *state, const struct build *,
    const struct history_row *, struct fail *);

/*
 * Reads that of a database, for tally_clear(); false, and all of it 0 but the
 * name, if there is none.
 */
bool tally_read(struct tally *, const char *state, const char *db);
void tally_clear(struct tally *);

/* The same in the exposition format of Prometheus; quick[i]: it has hits. */
void tally_metrics(struct wr *, const struct tally *, const bool *quick,
    size_t n);

/* Writes that of all databases to the textfile, if there is to be one. */
int tally_textfile(const struct conf *, struct fail *);

#endif

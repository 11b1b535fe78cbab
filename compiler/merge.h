/*
 * The merge: records of many sources into one set.  At each address ended
 * and removed records are dropped; of the others the one over the fewest
 * addresses as written wins, then the latest, then the first source by name,
 * then the first value in value_order().  The order in which rows are added
 * does not matter.
 */
#ifndef FEEDMILL_MERGE_H
#define FEEDMILL_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/fail.h"

struct rows;
struct set;
struct values;

/* Ids of sources are below this. */
#define MERGE_SOURCES_MAX 16383

/*
 * At most this many records that differ in more than what later ones of the
 * same source make void may cover one address, so that no source can make a
 * build take for ever.
 */
#define MERGE_DEPTH_MAX 1024

struct merge_row {
	struct range range;
	u128 span;       /* record.span */
	uint32_t time;   /* record.time */
	uint32_t until;  /* record.until, seconds; 0 for none */
	uint16_t value;  /* of merge_values(); of no meaning in a removal */
	uint16_t source; /* ids are given in ascending order of names */
	bool removal;
	bool all; /* a removal that ends everybody's records */
};

/* Closed: see merge.c.  Takes 12 bytes a single IPv4
 * address, 20 another IPv4 row, 64 an IPv6 row. */
struct merge;

/* A merge as of a time in seconds. */
struct merge *merge_new(uint32_t now);
void merge_free(struct merge *);

/* The dictionary of the set that will come out. */
struct values *merge_values(const struct merge *);

void merge_add(struct merge *, const struct merge_row *);

/* The rows added so far, to take some back. */
struct rows *merge_rows(struct merge *);

/* Takes a range out of the set, whatever lists it and when. */
void merge_cut(struct merge *, const struct range *);

/* The number of rows added so far that were not ended. */
size_t merge_size(const struct merge *);

/*
 * The set, for set_free(), or NULL (FAIL_GUARD) beyond MERGE_DEPTH_MAX.
 * names[id] is the name of a source for that message; names may be NULL.
 * The merge is empty afterwards, its dictionary gone to the set; free it.
 */
struct set *merge_finish(struct merge *, const char *const names[],
    struct fail *);

/* What became of a record at an address. */
enum merge_fate {
	MERGE_WINS,
	MERGE_REMOVAL, /* is a removal in force there */
	MERGE_ENDED,   /* its until has come */
	MERGE_REMOVED, /* by the removal `by` */
	MERGE_WIDER,   /* than the record `by`, as are all below */
	MERGE_OLDER,
	MERGE_LATER_NAME,
	MERGE_LATER_VALUE,
	MERGE_SAME, /* as the winner in all that counts */
};

struct merge_case {
	struct merge_row row;
	enum merge_fate fate;
	size_t by; /* the index of the case that decided against it */
};

/*
 * Fills the fates of rows that all cover one address: who wins there, and
 * why each other one does not.  Returns the index of the winner, n if nothing
 * is listed.
 */
size_t merge_explain(struct merge_case *, size_t n, const struct values *,
    uint32_t now);

/* A fate as a phrase: "is over more addresses than". */
const char *merge_fate_text(enum merge_fate);

#endif

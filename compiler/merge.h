/*
 * The merge: records of many sources into one set.  At each address removed
 * records are dropped; of the others the one over the fewest addresses as
 * written wins, then the latest, then the first source by name, then the
 * first value in value_order().  The order in which rows were added does not
 * matter.
 */
#ifndef FEEDMILL_MERGE_H
#define FEEDMILL_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/rows.h"
#include "formats/fail.h"

struct set;
struct values;

/*
 * At most this many records that differ in more than what later ones of the
 * same source make void may cover one address, so that no source can make a
 * build take for ever.
 */
#define MERGE_DEPTH_MAX 1024

/* Whether a claim is over as of a time in seconds: it is not to be merged. */
bool merge_has_ended(const struct claim *, uint32_t now);

/* Takes a range out of the set to be, whatever lists it and when. */
void merge_cut(struct rows *, const struct range *);

/*
 * Adds what the rows list to a set that has the values of the claims in its
 * dictionary and nothing else; the rows are sorted by it.  Fails (FAIL_GUARD)
 * beyond MERGE_DEPTH_MAX.  names[id] is the name of a source for that
 * message; names may be NULL.
 */
int merge(struct set *, struct rows *, const char *const names[],
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
	struct claim claim;
	enum merge_fate fate;
	size_t by; /* the index of the case that decided against it */
};

/*
 * Fills the fates of claims that all cover one address: who wins there, and
 * why each other one does not.  Returns the index of the winner, n if nothing
 * is listed.
 */
size_t merge_explain(struct merge_case *, size_t n, const struct values *,
    uint32_t now);

/* A fate as a phrase: "is over more addresses than". */
const char *merge_fate_text(enum merge_fate);

#endif

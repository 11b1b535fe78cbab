/*
 * Guards: what a build must pass before it is signed, and the test entries
 * that it gets after it passed.  Every refusal is a FAIL_GUARD whose message
 * begins with the database and the name of the rule, by which an operator
 * can let one build pass.
 */
#ifndef FEEDMILL_GUARD_H
#define FEEDMILL_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/fail.h"

struct place;
struct policy;
struct protect;
struct record;
struct set;
struct turnover;

enum guard_rule {
	GUARD_WIDTH,     /* a record over more addresses than allowed */
	GUARD_PROTECTED, /* too many lines of a source in protected space */
	GUARD_EMPTY,     /* a source that held records and holds none */
	GUARD_COVERAGE,  /* too much of the address space listed */
	GUARD_CHANGE,    /* too many entries gained or lost at once */
	GUARD_KEY,       /* what is published was signed with another key */
};

#define GUARD_RULES 6

/* "width"; NULL beyond the last. */
const char *guard_name(enum guard_rule);

/* The rule of a name; false if there is none. */
bool guard_named(const char *name, enum guard_rule *);

/* Room for "file:line: range (reason)", cut if it is longer. */
#define GUARD_WHERE 256

/* What one source's lines showed.  { .name = ... } to begin with. */
struct guard_source {
	const char *name;
	uint64_t before;    /* the records it held in its last good state */
	uint64_t records;   /* listings and removals */
	uint64_t wide;      /* lines of them */
	uint64_t protected; /* lines of listings */
	uint32_t wide_line; /* the last one */
	uint32_t protected_line;
	char first_wide[GUARD_WHERE];
	char first_protected[GUARD_WHERE]; /* with the reason */
};

/*
 * Counts a record of the source.  Returns false for a source's own test
 * entry, which is to be dropped and is counted nowhere.
 */
bool guard_record(struct guard_source *, const struct policy *,
    const struct protect *, const struct record *, const struct place *);

/*
 * Whether a source's new state can be taken (accepted: bits 1 << rule), or
 * is held back for what it lists of protected space.
 */
int guard_source(const struct guard_source *, const struct policy *,
    unsigned accepted, struct fail *);

/*
 * Whether a source of a quick list may alone list n addresses, those counted
 * that it hits now: no more than the whole database may.
 */
int guard_cover(const char *source, const struct policy *, enum family,
    uint64_t n, unsigned accepted, struct fail *);

struct guard_build {
	const struct policy *policy;
	const struct turnover *turnover;    /* since the last published set */
	u128 covered[FAMILIES];             /* addresses, test entries aside */
	const struct guard_source *sources; /* those not held back */
	size_t nsources;
	unsigned accepted; /* bits 1 << rule */
};

/*
 * Whether a build may be signed: width, empty, coverage, change, in this
 * order, the first that is broken and not accepted refuses.  None of them in
 * a mask, whose members passed theirs, and no source of a quick list is empty.
 */
int guard_check(const struct guard_build *, struct fail *);

/*
 * Adds the test entries of RFC 5782 to a set that passed, with the database's
 * plain answer; all bits in a mask database.  Fails where the dictionary is
 * full.
 */
int guard_add_tests(struct set *, const struct policy *, struct fail *);

#endif

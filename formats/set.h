/*
 * A set: the function from address to (value, until) that a database is at
 * one moment.  It is held as disjoint ranges in ascending order, IPv4 before
 * IPv6, with neighbours of equal value and until joined, so that one
 * function has one representation.
 */
#ifndef FEEDMILL_SET_H
#define FEEDMILL_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"

struct values;

/* One range of a set. */
struct listing {
	struct range range;
	uint32_t until; /* minutes since 1970; 0 if it does not end */
	uint16_t value; /* an id in the set's dictionary */
};

/* Whether it is in force in a minute since 1970. */
static inline bool
listing_is_live(const struct listing *l, uint32_t minute)
{
	return l->until == 0 || minute < l->until;
}

/* Closed: see set.c.  Takes 16 bytes an IPv4 range, 48 an IPv6 range. */
struct set;

struct set *set_new(void);
void set_free(struct set *);

/* The set's own dictionary; the caller adds values to it before listings. */
struct values *set_values(const struct set *);

/*
 * What is remembered with the set, see recent.h: NULL if nothing is to be.
 * It becomes the set's, and goes with it.
 */
const struct set *set_recent(const struct set *);
void set_remember(struct set *, struct set *recent);

/* Takes it off a set, for the caller. */
struct set *set_forget(struct set *);

/*
 * Adds a listing behind all others of its family, joining it to the last one
 * where they touch and are equal.  Returns false, changing nothing, if it
 * does not lie behind.
 */
bool set_add(struct set *, const struct listing *);

/*
 * Puts a listing anywhere that nothing is listed, moving all behind it; false,
 * changing nothing, if it meets a listing.  For a few of them.
 */
bool set_insert(struct set *, const struct listing *);

/* The number of ranges of a family. */
size_t set_size(const struct set *, enum family);

/* The i-th range of a family, i < set_size(). */
struct listing set_at(const struct set *, enum family, size_t i);

/* The index of the first range of the family that ends at or after addr. */
size_t set_seek(const struct set *, enum family, u128 addr);

/* The same where it is known to lie from the low-th to the high-th range. */
size_t set_seek_between(const struct set *, enum family, u128 addr, size_t low,
    size_t high);

/* Finds the listing of an address; false if there is none. */
bool set_find(const struct set *, enum family, u128 addr, struct listing *);

/* How many addresses of a family are listed; one less for all of IPv6. */
u128 set_coverage(const struct set *, enum family);

/* Makes room for n ranges of a family, which adding then need not do. */
void set_reserve(struct set *, enum family, size_t n);

/*
 * Two sets walked side by side: the fewest ranges in which both are constant
 * and at least one lists.  Walk with
 *	for (struct pair p = pair_of(a, b); pair_next(&p);)
 * and read p.range, p.in_a, p.in_b, and p.a, p.b (whose ranges are those of
 * the whole listings).
 */
struct pair {
	struct range range;
	bool in_a, in_b;
	struct listing a, b;
	const struct set *sets[2];
	enum family family;
	size_t at[2];
	u128 from;
};

struct pair pair_of(const struct set *a, const struct set *b);
bool pair_next(struct pair *);

/* Whether both list and their values (not only ids) and untils are equal. */
bool pair_same(const struct pair *);

#endif

/*
 * What of a set is in force: the walk that every zone is written from.
 */
#ifndef FEEDMILL_LIVE_H
#define FEEDMILL_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/set.h"

/* One family's listings that have not ended, in ascending order. */
struct live {
	const struct set *set;
	enum family family;
	uint32_t minute; /* since 1970 */
	size_t at, n;
};

static inline struct live
live_of(const struct set *s, enum family family, uint32_t minute)
{
	return (struct live){ s, family, minute, 0, set_size(s, family) };
}

static inline bool
live_next(struct live *l, struct listing *out)
{
	while (l->at < l->n) {
		*out = set_at(l->set, l->family, l->at++);
		if (listing_is_live(out, l->minute))
			return true;
	}
	return false;
}

/*
 * What packet filters and tables want of a set: the listings of both families
 * that are in force, IPv4 first, but for the loopback networks, where the test
 * entries of RFC 5782 are.  Walk with
 *	for (struct outer o = outer_of(set, minute); outer_next(&o, &l);)
 */
struct outer {
	struct live live;
	struct listing after; /* what follows the loopback network */
	bool in_after;
};

struct outer outer_of(const struct set *, uint32_t minute);
bool outer_next(struct outer *, struct listing *);

/*
 * The addresses of these listings, whatever their values, as the fewest
 * prefixes.  Walk with
 *	for (struct cover c = cover_of(set, minute); cover_next(&c);)
 * and read c.prefix; or with cover_range() in place of cover_next(), which
 * gives the fewest ranges, and read c.rest.
 */
struct cover {
	struct prefix prefix;
	struct range rest; /* what prefixes are taken off next */
	bool in_rest;
	struct outer outer;
	struct listing ahead; /* the first that does not touch the range */
	bool in_ahead;
};

struct cover cover_of(const struct set *, uint32_t minute);
bool cover_next(struct cover *);
bool cover_range(struct cover *);

#endif

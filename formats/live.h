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
 * What a packet filter or table wants of a set: the listed addresses of both
 * families, IPv4 first, whatever their values, as the fewest prefixes.  The
 * loopback networks, where the test entries of RFC 5782 are, are left out.
 * Walk with
 *	for (struct cover c = cover_of(set, minute); cover_next(&c);)
 * and read c.prefix.
 */
struct cover {
	struct prefix prefix;
	struct live live;
	struct range rest;  /* what prefixes are taken off next */
	struct range after; /* what follows the loopback network */
	bool in_rest, in_after;
};

struct cover cover_of(const struct set *, uint32_t minute);
bool cover_next(struct cover *);

#endif

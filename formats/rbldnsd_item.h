/* What an rbldnsd_set holds, shared by its two files. */
#ifndef FEEDMILL_RBLDNSD_ITEM_H
#define FEEDMILL_RBLDNSD_ITEM_H

#include "formats/rbldnsd_set.h"

enum rbldnsd_kind {
	LISTED,
	EXCLUDED,
};

/* An entry, or what it has on one level. */
struct rbldnsd_item {
	u128 first;
	uint32_t last4; /* IPv4; that of IPv6 follows from the level */
	uint32_t span4; /* IPv4: addresses as written, less one */
	uint32_t line;
	uint16_t value;
	uint8_t level;
	uint8_t kind;
};

/*
 * Reports the items of an ip4set, in ascending order, that have an address on
 * one level in common with an earlier one of another value, except where all
 * they have in common is excluded.  Returns 0, or -1 as soon as the sink does.
 */
int rbldnsd_clashes(const struct rbldnsd_item *, size_t n,
    const struct rbldnsd_sink *, struct fail *);

#endif

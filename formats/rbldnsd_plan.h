/*
 * Which of rbldnsd's datasets shall hold what of one family of a set.  Hosts
 * of the commonest value go into an ip4tset (ip6tset: networks of 64 bits),
 * which takes 4 (8) bytes an entry and has one value; everything else goes
 * into an ip4set where its prefixes end at octets, else into an ip4trie, or
 * into an ip6trie.  No address is in two of them, so each has one answer.
 */
#ifndef FEEDMILL_RBLDNSD_PLAN_H
#define FEEDMILL_RBLDNSD_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"

struct listing;
struct set;

struct rbldnsd_plan {
	enum family family;
	uint32_t now;        /* minutes since 1970 */
	bool hosts;          /* there is a tset ... */
	uint16_t host_value; /* ... for hosts of this value */
	bool octets;         /* the rest goes into an ip4set */
	/*
	 * The rest: indexes into the set in the order of their values, in
	 * which those of ids[i] end at ends[i].
	 */
	uint32_t *index;
	uint16_t *ids;
	size_t *ends;
	size_t nids;
};

void rbldnsd_plan_make(struct rbldnsd_plan *, const struct set *, enum family,
    uint32_t now);
void rbldnsd_plan_free(struct rbldnsd_plan *);

/* Whether a tset would hold the listing in less memory than a trie. */
bool rbldnsd_plan_is_host(const struct listing *);

#endif

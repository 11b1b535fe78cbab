/*
 * Which of rbldnsd's datasets shall hold what of one family of a set.  Hosts
 * of the commonest value go into an ip4tset (ip6tset: networks of 64 bits),
 * which takes 4 (8) bytes an entry and has one value; everything else goes
 * into an ip4set where most prefixes end at octets, else into an ip4trie, or
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
	const struct set *set;
	enum family family;
	uint32_t minute;     /* since 1970: what ended by it is out */
	bool hosts;          /* there is a tset ... */
	uint16_t host_value; /* ... for hosts of this value */
	bool rest;           /* there is something else ... */
	bool octets;         /* ... that goes into an ip4set */
};

/* Looks the set through.  The plan borrows it and owns nothing. */
struct rbldnsd_plan rbldnsd_plan_of(const struct set *, enum family,
    uint32_t minute);

/* Whether the plan puts a listing into the tset. */
bool rbldnsd_plan_in_hosts(const struct rbldnsd_plan *, const struct listing *);

#endif

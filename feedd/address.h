/*
 * What is known of addresses that no access is known of: how much each has
 * taken, and how many connections it has.  IPv6 counts by /64, which is what
 * one place has at least.
 *
 * Those with connections or requests are all there, as there are not more of
 * them than of these.  Of those that have gone it is kept how much they took
 * while that counts, in a table that does not grow.  Where a place is wanted
 * whoever owes least is forgotten: to make it forget one that is being limited
 * takes thousands of others that have taken as much as that one, each.
 */
#ifndef FEEDMILL_ADDRESS_H
#define FEEDMILL_ADDRESS_H

#include <sodium.h>
#include <stdint.h>

#include "feedd/account.h"
#include "formats/addr.h"

struct address {
	struct address *next;
	uint64_t bits; /* of it or its /64 */
	enum family family;
	uint32_t uses; /* by connections and requests */
	uint32_t connections;
	struct account account;
	struct bucket wrong; /* tokens */
};

struct address_gone;

/* Those of one server. */
struct addresses {
	struct address **chains;
	struct address_gone *gone;
	uint8_t salt[crypto_shorthash_KEYBYTES]; /* nobody finds neighbours */
	uint64_t present;
};

/* sodium_init() was called. */
void addresses_begin(struct addresses *);
void addresses_end(struct addresses *);

/* The address with what it took before; each is given back once. */
struct address *address_take(struct addresses *, enum family, u128 addr);
void address_drop(struct addresses *, struct address *, uint64_t now);

#endif

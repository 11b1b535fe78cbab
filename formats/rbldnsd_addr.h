/*
 * Addresses as rbldnsd writes them: each dataset type has its own syntax
 * (rbldnsd(8), and ip4parse.c and ip6addr.c of the program, which allow more).
 */
#ifndef FEEDMILL_RBLDNSD_ADDR_H
#define FEEDMILL_RBLDNSD_ADDR_H

#include <stdbool.h>

#include "formats/addr.h"

/* What an entry's address says, and what stands behind it. */
struct rbldnsd_key {
	struct range range;
	unsigned bits;   /* prefix length; the family's bits for a range a-b */
	const char *end; /* behind it, or where it is wrong */
};

/*
 * Reads the address at s of a text that ends at end.  Returns NULL, or the
 * rule that is broken.  The last parameter says whether it is an exclusion.
 */
typedef const char *rbldnsd_syntax(const char *s, const char *end,
    struct rbldnsd_key *, bool exclusion);

/* ip4set: one to four octets, with /bits, or two such with "-" between. */
rbldnsd_syntax rbldnsd_range4;

/* ip4trie: one to four octets with /bits; two to four stand alone. */
rbldnsd_syntax rbldnsd_cidr4;

/* ip4tset: four octets. */
rbldnsd_syntax rbldnsd_host4;

/* ip6trie: one to eight words, "::" allowed, with /bits; two stand alone. */
rbldnsd_syntax rbldnsd_cidr6;

/* ip6tset: four words; an exclusion is a whole address. */
rbldnsd_syntax rbldnsd_half6;

#endif

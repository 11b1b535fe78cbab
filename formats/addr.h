/*
 * IPv4 and IPv6 addresses, ranges and prefixes.  An address is a number of 32
 * or 128 bits in the host's order; the family travels beside it.
 */
#ifndef FEEDMILL_ADDR_H
#define FEEDMILL_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 u128;

enum family {
	IP4,
	IP6,
};

#define FAMILIES 2

/* All addresses from first to last; first <= last. */
struct range {
	u128 first;
	u128 last;
	enum family family;
};

/* The 2^(bits-len) addresses that share the first len bits of addr. */
struct prefix {
	u128 addr; /* bits beyond len are zero */
	uint8_t len;
	enum family family;
};

/* Room for the text of an address or prefix, and of a range, with NUL. */
#define ADDR_TEXT  50
#define RANGE_TEXT 100

/* 32 or 128. */
unsigned family_bits(enum family);

/* The test entry of RFC 5782: 127.0.0.2 or ::ffff:127.0.0.2. */
u128 family_test(enum family);

/* The family's greatest address. */
u128 family_last(enum family);

/*
 * Reads an address, prefix or range ("a-b", whole addresses of one family)
 * that fills [s, end).  Strict: dotted quads of four decimal octets without
 * leading zeros, RFC 4291 text for IPv6 without a zone, no bits set below a
 * prefix's length, no range backwards.  Returns NULL, or the rule that is
 * broken as a phrase to print, with *at (if not NULL) where it is.
 */
const char *range_parse(const char *s, const char *end, struct range *,
    const char **at);

/*
 * The strict dotted quad at s, whatever follows it: where it ends, or NULL if
 * none starts there.
 */
const char *quad_scan(const char *s, const char *end, uint32_t *addr);

/* As range_parse(), but only a single address will do. */
const char *addr_parse(const char *s, const char *end, enum family *, u128 *);

/* RFC 5952 for IPv6.  Returns the length of the text. */
size_t addr_text(char out[static ADDR_TEXT], enum family, u128);

/* The shortest of the forms that range_parse() reads.  Returns its length. */
size_t range_text(char out[static RANGE_TEXT], const struct range *);
size_t prefix_text(char out[static ADDR_TEXT], const struct prefix *);

/* The addresses of a range less one, so that all of IPv6 can be told. */
u128 range_span(const struct range *);

/* Is the address among those of the range?  Families must be equal. */
bool range_has(const struct range *, u128);

/* Whether the ranges are of one family and have an address in common. */
bool range_meets(const struct range *, const struct range *);

struct range prefix_range(const struct prefix *);

/*
 * Takes the longest prefix off the low end of a range.  Returns true if
 * something is left in *rest.  Calling until it returns false gives the
 * fewest prefixes that cover the range, in order.
 */
bool range_shift(struct range *rest, struct prefix *);

#endif

/*
 * The names by which a DNS server is asked for addresses: reversed octets,
 * or nibbles for IPv6, below the zone's name, and "*." in front for all
 * addresses of a prefix (RFC 5782, RFC 4592).
 *
 * Names of both families share one tree: "1.0.0.2" is 2.0.0.1 and is also on
 * the way to all of 2001::/16.  Wildcards that reach into the other family
 * (such as "*.0.0.2"), or that its names would stop, are therefore not made.
 */
#ifndef FEEDMILL_ZONE_NAME_H
#define FEEDMILL_ZONE_NAME_H

#include <stdbool.h>

#include "formats/addr.h"

/* Room for a name, with NUL. */
#define ZONE_NAME_TEXT 68

/* How a name stands for all addresses of a prefix. */
enum zone_name {
	ZONE_WILDCARD, /* "*." before it matches all names below */
	ZONE_SUBTREE,  /* it is answered for like all names below */
};

/*
 * Takes off the low end of a range the longest piece that one name can stand
 * for.  Returns true if something is left in *rest.  A prefix makes at most
 * 128 names of IPv4, 8 of IPv6, but where names of prefixes are not made: a
 * /24, /16 or /8 of octets below 10, and an IPv6 prefix shorter than 16 bits
 * (20 for a subtree, for a name of four labels is one of IPv4).
 */
bool zone_name_shift(struct range *rest, struct prefix *, enum zone_name);

/* The name of a piece, without the zone's.  Returns its length. */
size_t zone_name_text(char out[static ZONE_NAME_TEXT], const struct prefix *,
    enum zone_name);

#endif

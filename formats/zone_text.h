/*
 * Pieces of zone text that several formats share.  The put_ functions write
 * at `at`, where there must be room, add no NUL and return the end.
 */
#ifndef FEEDMILL_ZONE_TEXT_H
#define FEEDMILL_ZONE_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "formats/addr.h"

struct value;

/* A TXT answer has at most this many bytes; rbldnsd cuts what is beyond. */
#define ZONE_TXT_MAX 254

/* Room for any address or prefix that the functions below write. */
#define ZONE_ADDR_TEXT 80

/* The decimal text of every octet, and its length in the fourth byte. */
struct zone_octets {
	char text[256][4];
};

void zone_octets_fill(struct zone_octets *);

/* Writes four bytes, of which the last is not part of the text. */
static inline char *
zone_put_octet(const struct zone_octets *o, char *at, unsigned v)
{
	memcpy(at, o->text[v & 255], 4);
	return at + o->text[v & 255][3];
}

/* A dotted quad; writes up to one byte beyond. */
static inline char *
zone_put_quad(const struct zone_octets *o, char *at, uint32_t addr)
{
	at = zone_put_octet(o, at, addr >> 24);
	*at++ = '.';
	at = zone_put_octet(o, at, addr >> 16);
	*at++ = '.';
	at = zone_put_octet(o, at, addr >> 8);
	*at++ = '.';
	return zone_put_octet(o, at, addr);
}

/* "192.0.2.0/24", or an address where there is but one; RFC 5952 for IPv6. */
char *zone_put_prefix(const struct zone_octets *, char *at,
    const struct prefix *);

/* The first n of eight words in hexadecimal with ":" between, none left out. */
char *zone_put_words(char *at, u128 addr, unsigned n);

/*
 * A value's template as zones carry it, ended by NUL: control characters are
 * blanks, there are none at its ends, what rbldnsd would read as syntax (":",
 * "=", "#", ";") is not at its start and no digit or "=" follows a "$" that
 * stands for the address (a blank comes between).  Returns its length.
 */
size_t zone_template(char out[static ZONE_TXT_MAX + 1], const struct value *);

/*
 * The text of a value's answer about a prefix, ended by NUL and cut at
 * ZONE_TXT_MAX.  Returns its length.
 */
size_t zone_expand(char out[static ZONE_TXT_MAX + 1], const struct value *,
    const struct prefix *);

#endif

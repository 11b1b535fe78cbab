#include "formats/zone_name.h"

/* Bits that a label stands for. */
static unsigned
label_bits(enum family family)
{
	return family == IP4 ? 8 : 4;
}

/*
 * Whether "*." before the labels of an IPv4 prefix matches nothing of IPv6
 * and is stopped by nothing of it: one label must be no nibble.
 */
static bool
is_apart(uint32_t addr, unsigned len)
{
	for (unsigned i = 0; i < len; i += 8) {
		if ((addr >> (24 - i) & 255) > 9)
			return true;
	}
	return false;
}

/* Whether all addresses of the prefix may have one name. */
static bool
has_name(const struct range *r, unsigned len, enum zone_name name)
{
	u128 below = ((u128)1 << (family_bits(r->family) - len)) - 1;

	if ((r->first & below) != 0 || r->last - r->first < below)
		return false;
	if (r->family == IP4)
		return len == 32 || is_apart((uint32_t)r->first, len);
	/* Names of IPv4 have four labels: what is deeper misses them. */
	return len >= (name == ZONE_WILDCARD ? 16 : 20);
}

bool
zone_name_shift(struct range *rest, struct prefix *p, enum zone_name name)
{
	unsigned step = label_bits(rest->family);
	unsigned len = step;
	struct range piece;

	while (!has_name(rest, len, name))
		len += step;
	*p = (struct prefix){ rest->first, (uint8_t)len, rest->family };
	piece = prefix_range(p);
	if (piece.last == rest->last)
		return false;
	rest->first = piece.last + 1;
	return true;
}

static char *
put_label(char *at, unsigned label, enum family family)
{
	if (family == IP6) {
		*at++ = "0123456789abcdef"[label];
		return at;
	}
	if (label >= 100)
		*at++ = (char)('0' + label / 100);
	if (label >= 10)
		*at++ = (char)('0' + label / 10 % 10);
	*at++ = (char)('0' + label % 10);
	return at;
}

size_t
zone_name_text(char out[static ZONE_NAME_TEXT], const struct prefix *p,
    enum zone_name name)
{
	unsigned bits = family_bits(p->family), step = label_bits(p->family);
	unsigned mask = (1u << step) - 1;
	char *at = out;

	if (p->len < bits && name == ZONE_WILDCARD) {
		*at++ = '*';
		*at++ = '.';
	}
	for (unsigned shift = bits - p->len; shift < bits; shift += step) {
		unsigned label = (unsigned)(p->addr >> shift) & mask;

		if (shift > bits - p->len)
			*at++ = '.';
		at = put_label(at, label, p->family);
	}
	*at = '\0';
	return (size_t)(at - out);
}

#include <arpa/inet.h>
#include <endian.h>
#include <stdio.h>
#include <string.h>

#include "formats/addr.h"

/* The length of 255.255.255.255 and one more. */
#define QUAD_ROOM 16

unsigned
family_bits(enum family family)
{
	return family == IP4 ? 32 : 128;
}

u128
family_test(enum family family)
{
	return family == IP4 ? 0x7f000002u : (u128)0xffff7f000002;
}

u128
family_last(enum family family)
{
	return family == IP4 ? UINT32_MAX : ~(u128)0;
}

/* Reads a decimal number of at most three digits; -1 if there is none. */
static int
read_small(const char **s, const char *end)
{
	const char *p = *s;
	unsigned v = 0;

	while (p < end && p - *s < 3 && (unsigned char)(*p - '0') <= 9)
		v = v * 10 + (unsigned)(*p++ - '0');
	if (p == *s || (p - *s > 1 && **s == '0'))
		return -1;
	*s = p;
	return (int)v;
}

/*
 * Adds the octet at s, where four bytes can be read: its end, or NULL.  The
 * length of an octet is not to be foretold, so there is no branch on it.
 */
static inline const char *
scan_octet(const char *s, uint32_t *addr)
{
	uint32_t digits, other;
	unsigned n;
	bool bad;

	memcpy(&digits, s, 4);
	digits = le32toh(digits) ^ 0x30303030;
	/* The top bit where a byte is no digit, true up to the first such. */
	other = (digits | (digits + 0x76767676)) & 0x80808080;
	n = (unsigned)__builtin_ctz(other | 0x80000000) / 8;
	bad = (n == 0) | ((n > 1) & ((uint8_t)digits == 0));
	/* Hundreds, tens and ones in the upper bytes. */
	digits = digits << 8 << (24 - 8 * n);
	bad |= __builtin_bswap32(digits) > 0x020505;
	*addr = *addr << 8 | digits * (100 << 16 | 10 << 8 | 1) >> 24;
	return bad ? NULL : s + n;
}

/* As quad_scan(), where QUAD_ROOM bytes can be read. */
static inline const char *
scan_quad(const char *s, uint32_t *addr)
{
	uint32_t octets = 0;

	for (int i = 0; i < 4; i++) {
		if (i > 0 && *s++ != '.')
			return NULL;
		s = scan_octet(s, &octets);
		if (s == NULL)
			return NULL;
	}
	*addr = octets;
	return s;
}

const char *
quad_scan(const char *s, const char *end, uint32_t *addr)
{
	char padded[QUAD_ROOM] = { 0 };
	const char *stop;

	if (end - s >= QUAD_ROOM)
		return scan_quad(s, addr);
	memcpy(padded, s, (size_t)(end - s));
	stop = scan_quad(padded, addr);
	return stop != NULL ? s + (stop - padded) : NULL;
}

/* Reads a dotted quad; *s is left behind it, or at what is wrong. */
static const char *
read_quad(const char **s, const char *end, u128 *addr)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++) {
		const char *octet = *s;
		int n;

		if (i > 0 && (octet == end || *octet++ != '.'))
			return "an IPv4 address has four octets";
		*s = octet;
		n = read_small(s, end);
		if (n < 0)
			return "an octet is a number without leading zeros";
		if (n > 255) {
			*s = octet;
			return "an octet is at most 255";
		}
		v = v << 8 | (uint32_t)n;
	}
	*addr = v;
	return NULL;
}

static bool
is_ip6_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	    (c >= 'A' && c <= 'F') || c == ':' || c == '.';
}

static const char *
read_ip6(const char **s, const char *end, u128 *addr)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t bytes[16];
	size_t n = 0;

	while (*s + n < end && n < sizeof(text) - 1 && is_ip6_char((*s)[n]))
		n++;
	memcpy(text, *s, n);
	text[n] = '\0';
	if (inet_pton(AF_INET6, text, bytes) != 1)
		return "this is no IPv6 address";
	*addr = 0;
	for (int i = 0; i < 16; i++)
		*addr = *addr << 8 | bytes[i];
	*s += n;
	return NULL;
}

static bool
looks_like_ip6(const char *s, const char *end)
{
	for (int i = 0; i < 5 && s + i < end; i++) {
		if (s[i] == ':')
			return true;
		if (s[i] == '.')
			return false;
	}
	return false;
}

static const char *
read_addr(const char **s, const char *end, enum family *family, u128 *addr)
{
	*family = looks_like_ip6(*s, end) ? IP6 : IP4;
	return *family == IP4 ? read_quad(s, end, addr)
			      : read_ip6(s, end, addr);
}

static const char *
read_length(const char **s, const char *end, struct range *r)
{
	const char *start = *s;
	unsigned bits = family_bits(r->family);
	int len = read_small(s, end);
	u128 below;

	if (len < 0 || (unsigned)len > bits) {
		*s = start;
		return r->family == IP4 ? "a prefix length is 0 to 32"
					: "a prefix length is 0 to 128";
	}
	below = len == 0 ? family_last(r->family)
			 : ((u128)1 << (bits - (unsigned)len)) - 1;
	if ((r->first & below) != 0) {
		*s = start;
		return "bits are set below the prefix length";
	}
	r->last = r->first | below;
	return NULL;
}

static const char *
read_end(const char **s, const char *end, struct range *r)
{
	const char *start = *s;
	enum family family;
	const char *rule = read_addr(s, end, &family, &r->last);

	if (rule != NULL)
		return rule;
	*s = start;
	if (family != r->family)
		return "both ends of a range are of one family";
	if (r->last < r->first)
		return "a range ends at or after its start";
	return read_addr(s, end, &family, &r->last);
}

static const char *
read_range(const char **s, const char *end, struct range *r)
{
	const char *rule, *quad;
	uint32_t addr;

	quad = quad_scan(*s, end, &addr);
	if (quad == end) {
		*r = (struct range){ addr, addr, IP4 };
		*s = end;
		return NULL;
	}
	rule = read_addr(s, end, &r->family, &r->first);
	if (rule != NULL)
		return rule;
	r->last = r->first;
	if (*s < end && **s == '/') {
		++*s;
		rule = read_length(s, end, r);
	} else if (*s < end && **s == '-') {
		++*s;
		rule = read_end(s, end, r);
	}
	if (rule == NULL && *s != end)
		rule = "this is not part of an address, prefix or range";
	return rule;
}

const char *
range_parse(const char *s, const char *end, struct range *r, const char **at)
{
	const char *rule = read_range(&s, end, r);

	if (at != NULL)
		*at = s;
	return rule;
}

const char *
addr_parse(const char *s, const char *end, enum family *family, u128 *addr)
{
	const char *rule = read_addr(&s, end, family, addr);

	if (rule == NULL && s != end)
		rule = "this is not a single address";
	return rule;
}

static char *
put_octet(char *at, unsigned v)
{
	if (v >= 100)
		*at++ = (char)('0' + v / 100);
	if (v >= 10)
		*at++ = (char)('0' + v / 10 % 10);
	*at++ = (char)('0' + v % 10);
	return at;
}

size_t
addr_text(char out[static ADDR_TEXT], enum family family, u128 addr)
{
	uint8_t bytes[16];
	char *at = out;

	if (family == IP4) {
		for (int shift = 24; shift >= 0; shift -= 8) {
			at = put_octet(at, (uint8_t)(addr >> shift));
			*at++ = shift > 0 ? '.' : '\0';
		}
		return (size_t)(at - out) - 1;
	}
	for (int i = 15; i >= 0; i--, addr >>= 8)
		bytes[i] = (uint8_t)addr;
	inet_ntop(AF_INET6, bytes, out, ADDR_TEXT);
	return strlen(out);
}

size_t
prefix_text(char out[static ADDR_TEXT], const struct prefix *p)
{
	size_t n = addr_text(out, p->family, p->addr);

	if (p->len < family_bits(p->family)) {
		out[n++] = '/';
		n = (size_t)(put_octet(out + n, p->len) - out);
		out[n] = '\0';
	}
	return n;
}

size_t
range_text(char out[static RANGE_TEXT], const struct range *r)
{
	struct range rest = *r;
	struct prefix p;
	size_t n;

	if (!range_shift(&rest, &p))
		return prefix_text(out, &p);
	n = addr_text(out, r->family, r->first);
	out[n++] = '-';
	return n + addr_text(out + n, r->family, r->last);
}

u128
range_span(const struct range *r)
{
	return r->last - r->first;
}

bool
range_has(const struct range *r, u128 addr)
{
	return r->first <= addr && addr <= r->last;
}

bool
range_meets(const struct range *a, const struct range *b)
{
	return a->family == b->family && a->first <= b->last &&
	    b->first <= a->last;
}

struct range
prefix_range(const struct prefix *p)
{
	u128 below = p->len == 0
	    ? family_last(p->family)
	    : ((u128)1 << (family_bits(p->family) - p->len)) - 1;

	return (struct range){ p->addr, p->addr | below, p->family };
}

/* The number of zero bits at the low end; n is not 0. */
static unsigned
low_zeros(u128 n)
{
	uint64_t low = (uint64_t)n;

	return low != 0 ? (unsigned)__builtin_ctzll(low)
			: 64 + (unsigned)__builtin_ctzll((uint64_t)(n >> 64));
}

/* The position of the highest bit that is set; n is not 0. */
static unsigned
high_bit(u128 n)
{
	uint64_t high = (uint64_t)(n >> 64);

	return high != 0 ? 127 - (unsigned)__builtin_clzll(high)
			 : 63 - (unsigned)__builtin_clzll((uint64_t)n);
}

/* range_shift() of IPv4, where all fits 64 bits. */
static unsigned
shift4(struct range *rest, bool *more)
{
	uint64_t first = (uint64_t)rest->first;
	uint64_t n = (uint64_t)rest->last - first + 1;
	unsigned fits = 63 - (unsigned)__builtin_clzll(n);
	unsigned zeros = (unsigned)__builtin_ctzll(first | (uint64_t)1 << 32);

	if (zeros < fits)
		fits = zeros;
	*more = n != (uint64_t)1 << fits;
	if (*more)
		rest->first = first + ((uint64_t)1 << fits);
	return 32 - fits;
}

bool
range_shift(struct range *rest, struct prefix *p)
{
	u128 span = rest->last - rest->first;
	unsigned fits = 128; /* the span holds 2^fits addresses or more */
	bool more;

	*p = (struct prefix){ rest->first, 0, rest->family };
	if (rest->family == IP4) {
		p->len = (uint8_t)shift4(rest, &more);
		return more;
	}
	if (span != ~(u128)0)
		fits = high_bit(span + 1);
	if (rest->first != 0 && low_zeros(rest->first) < fits)
		fits = low_zeros(rest->first);
	p->len = (uint8_t)(128 - fits);
	if (fits == 128 || span == ((u128)1 << fits) - 1)
		return false;
	rest->first += (u128)1 << fits;
	return true;
}

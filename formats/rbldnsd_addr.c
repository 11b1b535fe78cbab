#include "formats/rbldnsd_addr.h"

#define WORDS 8

static bool
is_digit(const char *s, const char *end)
{
	return s < end && *s >= '0' && *s <= '9';
}

/* A decimal number up to max at *s; -1 if there is none. */
static int
read_number(const char **s, const char *end, int max)
{
	int n = 0;

	if (!is_digit(*s, end))
		return -1;
	for (; is_digit(*s, end); ++*s) {
		n = n * 10 + (**s - '0');
		if (n > max)
			return -1;
	}
	return n;
}

/*
 * Octets with dots between, leading zeros being nothing special.  Returns the
 * bits that they fill from the top, or 0.
 */
static unsigned
read_octets(const char **s, const char *end, uint32_t *addr)
{
	unsigned bits = 0;

	*addr = 0;
	for (;;) {
		int octet = read_number(s, end, 255);

		if (octet < 0)
			return 0;
		bits += 8;
		*addr |= (uint32_t)octet << (32 - bits);
		if (bits == 32 || *s == end || **s != '.')
			return bits;
		++*s;
	}
}

/* The addresses that share the first bits with this one. */
static const char *
set_prefix(struct rbldnsd_key *key, u128 addr, unsigned bits)
{
	u128 below = family_last(key->range.family);

	below = bits == 0                            ? below
	    : bits == family_bits(key->range.family) ? 0
						     : below >> bits;
	if ((addr & below) != 0)
		return "bits are set below the prefix length";
	key->range.first = addr;
	key->range.last = addr | below;
	key->bits = bits;
	return NULL;
}

/*
 * The /bits at key->end, if there are any; else as many as are written, of
 * which there must be more than one octet or word.
 */
static const char *
read_bits(struct rbldnsd_key *key, const char *end, u128 addr, unsigned written,
    unsigned one)
{
	int bits;

	if (key->end == end || *key->end != '/')
		return written == one ? "a bare number is no address"
				      : set_prefix(key, addr, written);
	key->end++;
	bits = read_number(&key->end, end, (int)family_bits(key->range.family));
	if (bits < 0)
		return key->range.family == IP4 ? "a prefix length is 0 to 32"
						: "a prefix length is 0 to 128";
	return set_prefix(key, addr, (unsigned)bits);
}

/* The addresses from first to the end at s, which may be its last octet. */
static const char *
read_end(const char *s, const char *end, struct rbldnsd_key *key,
    uint32_t first, unsigned bits)
{
	uint32_t last, below = bits == 32 ? 0 : UINT32_MAX >> bits;
	unsigned end_bits;

	key->end = s;
	end_bits = read_octets(&key->end, end, &last);
	if (end_bits == 8)
		last =
		    last >> (bits - 8) | (first & ~(UINT32_MAX >> (bits - 8)));
	else if (end_bits != bits)
		return "both ends of a range have as many octets, or the last "
		       "has one";
	last |= below;
	if (last < first)
		return "a range ends at or after its start";
	key->range = (struct range){ first, last, IP4 };
	key->bits = 32;
	return NULL;
}

/* The address of an entry, and how many of its bits are written. */
static const char *
begin4(const char *s, const char *end, struct rbldnsd_key *key, uint32_t *addr,
    unsigned *written)
{
	key->end = s;
	key->range.family = IP4;
	*written = read_octets(&key->end, end, addr);
	return *written == 0 ? "an address is one to four octets of at most 255"
			     : NULL;
}

const char *
rbldnsd_range4(const char *s, const char *end, struct rbldnsd_key *key,
    bool exclusion)
{
	uint32_t addr;
	unsigned written;
	const char *rule;

	(void)exclusion;
	rule = begin4(s, end, key, &addr, &written);
	if (rule != NULL)
		return rule;
	if (key->end < end && *key->end == '-')
		return read_end(key->end + 1, end, key, addr, written);
	rule = read_bits(key, end, addr, written, 8);
	return rule == NULL && key->bits == 0
	    ? "an ip4set has no entry of all addresses"
	    : rule;
}

const char *
rbldnsd_cidr4(const char *s, const char *end, struct rbldnsd_key *key,
    bool exclusion)
{
	uint32_t addr;
	unsigned written;
	const char *rule;

	(void)exclusion;
	rule = begin4(s, end, key, &addr, &written);
	if (rule != NULL)
		return rule;
	return read_bits(key, end, addr, written, 8);
}

const char *
rbldnsd_host4(const char *s, const char *end, struct rbldnsd_key *key,
    bool exclusion)
{
	uint32_t addr;

	key->end = s;
	key->range.family = IP4;
	if (exclusion)
		return "an ip4tset has no exclusions";
	if (read_octets(&key->end, end, &addr) != 32)
		return "an ip4tset has addresses of four octets only";
	return set_prefix(key, addr, 32);
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' ^ 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A word of 16 bits at *s, leading zeros being nothing special; -1 if none. */
static long
read_word(const char **s, const char *end)
{
	const char *start = *s;
	long v = 0;

	for (; *s < end && hex(**s) >= 0; ++*s) {
		v = v << 4 | hex(**s);
		if (v > 0xffff)
			return -1;
	}
	return *s > start ? v : -1;
}

/* The words read, and where among them "::" is; -1 for nowhere. */
struct words {
	u128 value;
	int n;
	int gap;
	bool open; /* a colon stands behind the last word */
};

static void
read_words(const char **s, const char *end, struct words *w)
{
	*w = (struct words){ .gap = -1, .open = true };
	if (end - *s >= 2 && (*s)[0] == ':' && (*s)[1] == ':') {
		w->gap = 0;
		*s += 2;
	}
	for (;;) {
		long word = read_word(s, end);

		if (word < 0)
			return;
		w->value = w->value << 16 | (u128)word;
		w->open = ++w->n < WORDS && *s < end && **s == ':';
		if (!w->open)
			return;
		++*s;
		if (w->gap < 0 && *s < end && **s == ':') {
			w->gap = w->n;
			++*s;
		}
	}
}

/* The words at the top of an address.  Returns the bits they fill, or 0. */
static unsigned
read_ip6(const char **s, const char *end, u128 *addr)
{
	struct words w;
	unsigned below;

	read_words(s, end, &w);
	if (w.gap < 0) {
		if (w.open)
			return 0;
		*addr = w.n == WORDS ? w.value : w.value << 16 * (WORDS - w.n);
		return 16 * (unsigned)w.n;
	}
	if (w.n == WORDS)
		return 0;
	below = 16 * (unsigned)(w.n - w.gap);
	*addr = w.value & (((u128)1 << below) - 1);
	if (w.gap > 0)
		*addr |= w.value >> below << (128 - 16 * w.gap);
	return 128;
}

static const char *
begin6(const char *s, const char *end, struct rbldnsd_key *key, u128 *addr,
    unsigned *written)
{
	key->end = s;
	key->range.family = IP6;
	*written = read_ip6(&key->end, end, addr);
	return *written == 0 ? "this is no IPv6 address" : NULL;
}

const char *
rbldnsd_cidr6(const char *s, const char *end, struct rbldnsd_key *key,
    bool exclusion)
{
	u128 addr;
	unsigned written;
	const char *rule;

	(void)exclusion;
	rule = begin6(s, end, key, &addr, &written);
	if (rule != NULL)
		return rule;
	return read_bits(key, end, addr, written, 16);
}

const char *
rbldnsd_half6(const char *s, const char *end, struct rbldnsd_key *key,
    bool exclusion)
{
	u128 addr;
	unsigned written;
	const char *rule;

	rule = begin6(s, end, key, &addr, &written);
	if (rule != NULL)
		return rule;
	if (written != (exclusion ? 128 : 64))
		return exclusion ? "in an ip6tset an exclusion is an address"
				 : "in an ip6tset an entry has four words";
	return set_prefix(key, addr, written);
}

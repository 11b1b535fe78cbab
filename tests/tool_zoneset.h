/*
 * Sets of many shapes, for holding zones against the servers that load them.
 * The same seed and shape give the same set.
 */
#ifndef FEEDMILL_ZONESET_H
#define FEEDMILL_ZONESET_H

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/set.h"
#include "formats/value.h"
#include "formats/zone.h"
#include "tests/splitmix.h"

/* The minute in which zones are written; some listings have ended by then. */
#define ZONESET_NOW 29921760

struct zoneset_shape {
	const char *name;
	u128 first, last;   /* where its ranges lie */
	u128 grain;         /* ends of ranges are multiples of this */
	unsigned longest;   /* a range has up to 2^longest grains */
	unsigned count;     /* about this many ranges */
	unsigned values;    /* how many different values */
	unsigned commonest; /* percent that have the first of them */
	enum family family;
};

#define ADDR6(high) ((u128)(high) << 64)

/* Shapes of one name make up one set: IPv4 first, each in ascending order. */
static const struct zoneset_shape zoneset_shapes[] = {
	{ "hosts", 0x0b000000, 0xdfffffff, 1, 0, 600, 1, 0, IP4 },
	{ "dense", 0xc0000000, 0xc0001fff, 1, 2, 1000, 1, 0, IP4 },
	{ "values", 0x0b000000, 0xdfffffff, 1, 0, 600, 9, 0, IP4 },
	{ "octets", 0x0b000000, 0x3fffffff, 256, 0, 300, 5, 0, IP4 },
	{ "octets", 0x40000000, 0x7effffff, 65536, 0, 100, 5, 0, IP4 },
	{ "octets", 0x80000000, 0xdfffffff, 1, 0, 300, 5, 0, IP4 },
	{ "masks", 0x0b000000, 0x7effffff, 1, 12, 300, 5, 0, IP4 },
	{ "masks", 0x80000000, 0xdfffffff, 65536, 5, 100, 5, 0, IP4 },
	{ "mixed", 0x0b000000, 0xdfffffff, 1, 5, 600, 5, 90, IP4 },
	{ "nets6", ADDR6(0x20030db8ull << 32), ADDR6(0x20030db9ull << 32),
	    ADDR6(1), 0, 300, 1, 0, IP6 },
	{ "hosts6", ADDR6(0x20030db8ull << 32), ADDR6(0x20030db9ull << 32), 1,
	    0, 500, 5, 0, IP6 },
	{ "masks6", ADDR6(0x2a00ull << 48), ADDR6(0x2a01ull << 48), 1, 90, 300,
	    5, 0, IP6 },
	{ "both", 0x0b000000, 0xdfffffff, 1, 5, 300, 5, 50, IP4 },
	{ "both", ADDR6(0x20030db8ull << 32), ADDR6(0x20030db9ull << 32),
	    ADDR6(1), 3, 200, 5, 80, IP6 },
	{ "both", ADDR6(0x2a00ull << 48), ADDR6(0x2a01ull << 48), 1, 90, 100, 5,
	    0, IP6 },
	/* Octets that are nibbles too: both families meet in one tree. */
	{ "nibbles", 0x02000000, 0x0200ffff, 1, 4, 200, 5, 50, IP4 },
	{ "nibbles", 0x02020000, 0x03050000, 256, 6, 200, 5, 50, IP4 },
	{ "nibbles", ADDR6(0x2000ull << 48), ADDR6(0x20010fffull << 32),
	    ADDR6(0x10000ull << 16), 8, 100, 5, 50, IP6 },
	{ "nibbles", ADDR6(0x2003ull << 48), ADDR6(0x3000ull << 48), 1, 118,
	    100, 5, 50, IP6 },
	{ "feed", 0x80000000, 0xdfffffff, 1, 5, 300, 5, 50, IP4 },
	{ "feed", ADDR6(0x20030db8ull << 32), ADDR6(0x20030db9ull << 32),
	    ADDR6(1), 3, 200, 5, 80, IP6 },
	{ "feed", ADDR6(0x2a00ull << 48), ADDR6(0x2a01ull << 48), 1, 90, 100, 5,
	    0, IP6 },
	{ "empty", 0, 0, 1, 0, 0, 1, 0, IP4 },
};

#define ZONESET_SHAPES (sizeof(zoneset_shapes) / sizeof(zoneset_shapes[0]))

static inline void
zoneset_values(struct values *values)
{
	static const char *const texts[] = {
		"Listed, see https://lookup.example/$",
		"",
		"Back\\slash and \"quotes\"; $ is it",
		"Costs $$5 for $",
		"Gr\303\274\303\237e an $, twice: $",
		"(all) @ # ; $",
		"$",
		"plain text without any place",
		"0123456789012345678901234567890123456789012345678901234567890"
		"123456789012345678901234567890123456789012345678901234567890"
		"123456789012345678901234567890123456789012345678901234567890"
		"12345678901234567890123456789012 $",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		values_add(values, 0x7f000002 + (uint32_t)(i / 2), texts[i],
		    strlen(texts[i]));
}

static inline u128
zoneset_wide(uint64_t *state)
{
	u128 high = splitmix_next(state);

	return high << 64 | splitmix_next(state);
}

/* Adds ranges of a shape, some of which touch and some of which have ended. */
static inline void
zoneset_add(struct set *s, const struct zoneset_shape *x, uint64_t *dice)
{
	u128 at = x->first / x->grain, top = x->last / x->grain;

	for (unsigned i = 0; i < x->count; i++) {
		struct listing l = { .range.family = x->family };
		unsigned bits =
		    (unsigned)(splitmix_next(dice) % (x->longest + 1));
		u128 below = ((u128)1 << bits) - 1;
		u128 gap = (top - at) / (x->count - i) * 2 + 1;

		if (splitmix_next(dice) % 8 > 0)
			at += zoneset_wide(dice) % gap;
		if (splitmix_next(dice) % 2 == 0) /* one prefix */
			at = (at | below) + 1;
		else
			below &= zoneset_wide(dice);
		if (at + below >= top)
			return;
		l.range.first = at * x->grain;
		at += below + 1;
		l.range.last = at * x->grain - 1;
		l.value = (uint16_t)(splitmix_next(dice) % x->values);
		if (splitmix_next(dice) % 100 < x->commonest)
			l.value = 0;
		if (splitmix_next(dice) % 8 == 0)
			l.until = ZONESET_NOW - 1 +
			    (uint32_t)(splitmix_next(dice) % 3);
		set_add(s, &l);
	}
}

/* Which shape, as an argument of the command line. */
static inline struct set *
zoneset_make(const char *seed, const char *shape)
{
	uint64_t dice = strtoull(seed, NULL, 10);
	struct set *s = set_new();
	struct listing test4 = { { 0x7f000002, 0x7f000002, IP4 }, 0, 0 };
	bool known = false;

	zoneset_values(set_values(s));
	for (size_t i = 0; i < ZONESET_SHAPES; i++) {
		const struct zoneset_shape *x = &zoneset_shapes[i];

		if (strcmp(x->name, shape) != 0)
			continue;
		known = true;
		if (x->first > test4.range.first && x->family == IP4)
			set_add(s, &test4);
		zoneset_add(s, x, &dice);
	}
	if (!known)
		errx(2, "no shape \"%s\"", shape);
	return s;
}

static inline struct zone_info
zoneset_info(void)
{
	return (struct zone_info){ .db = "rbl",
		.origin = "bl.example",
		.ns = { "ns.example", "ns2.example" },
		.nns = 2,
		.contact = "hostmaster.example",
		.serial = 1795305600,
		.now = ZONESET_NOW,
		.stamp = 1735689600,
		.expires = 400000000,
		.ttl = 300,
		.refresh = 3600,
		.retry = 600,
		.expire = 864000,
		.negative_ttl = 300 };
}

#endif

/*
 * What the tests of zones share.
 */
#ifndef FEEDMILL_UNIT_ZONE_H
#define FEEDMILL_UNIT_ZONE_H

#include "formats/set.h"
#include "formats/value.h"
#include "formats/zone.h"
#include "tests/unit/tap.h"

/* The minute at which zones are written. */
#define NOW 1000

static inline uint16_t
value(struct set *s, uint32_t code, const char *text)
{
	return values_add(set_values(s), code, text, strlen(text));
}

static inline void
add(struct set *s, const char *range, uint16_t id, uint32_t until)
{
	struct listing l = { .until = until, .value = id };

	if (range_parse(range, range + strlen(range), &l.range, NULL) != NULL ||
	    !set_add(s, &l))
		ok(false, "%s can be added", range);
}

static inline struct zone_info
info(void)
{
	return (struct zone_info){ .db = "rbl",
		.origin = "rbl.example",
		.ns = { "ns1.example", "ns2.example" },
		.nns = 2,
		.contact = "hostmaster.example",
		.serial = 1795305600,
		.now = NOW,
		.stamp = 1577836800,
		.expires = 500000000,
		.ttl = 300,
		.refresh = 3600,
		.retry = 600,
		.expire = 864000,
		.negative_ttl = 60 };
}

#endif

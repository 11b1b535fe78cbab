/*
 * What a quick list of aggressiveness 2 has to list, host by host: reckoned
 * from what its manual, compiler/quick.h and compiler/fold.h promise, without
 * the code that is tested by it.
 */
#ifndef FEEDMILL_TOOL_LISTED_H
#define FEEDMILL_TOOL_LISTED_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/addr.h"

#define DAY     (24 * 60)
#define LEVELS  9
#define LONGEST (12 * 60)

struct host {
	enum family family;
	u128 addr;
	unsigned k;
	bool listed, aged;
	uint32_t hit;          /* the minute of the one that added it */
	uint32_t began, until; /* of the listing that is or was, minutes */
	uint32_t last;         /* hit, a minute */
	uint32_t removed;      /* seconds */
};

static inline uint32_t
later(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Minutes of a listing of level k. */
static inline uint32_t
lasts(unsigned k)
{
	return k < 9 && 5u << (k - 1) < LONGEST ? 5u << (k - 1) : LONGEST;
}

static inline void
raise_level(struct host *h)
{
	h->k += h->k < LEVELS;
}

/* The last minute up to t that is on the host's grid, as in feed(5). */
static inline uint32_t
on_grid(const struct host *h, uint32_t t, uint32_t grain)
{
	uint64_t x = (uint64_t)h->addr ^ (uint64_t)(h->addr >> 64);

	uint32_t hash = (uint32_t)(x * 0x9e3779b97f4a7c15 >> 48);

	return t - (t + hash) % grain;
}

/* A listing that was hit again goes on from its end, if that is anything. */
static inline bool
renew(struct host *h)
{
	uint32_t d = lasts(h->k < LEVELS ? h->k + 1 : LEVELS);
	uint32_t until = h->until + d, most = h->last + 1 + LONGEST;

	until = on_grid(h, until < most ? until : most, d < 16 ? 1 : d / 8);
	until = later(until, h->last + 6);
	if (until <= h->until)
		return false;
	raise_level(h);
	h->began = h->until;
	h->until = until;
	return true;
}

static inline void
host_age(struct host *h, uint32_t minute)
{
	while (h->listed && h->until <= minute)
		h->listed = h->last >= h->began && renew(h);
}

static inline bool
host_is_forgotten(const struct host *h, uint32_t minute)
{
	return !h->listed && minute >= later(h->until, h->last) + DAY;
}

static inline void
add(struct host *h, uint32_t minute)
{
	if (host_is_forgotten(h, minute))
		h->k = 0;
	raise_level(h);
	h->last = later(h->last, minute);
	h->hit = minute;
	h->began = minute + 1;
	h->until = h->began + lasts(h->k);
	h->listed = true;
	h->aged = false;
}

static inline void
hit(struct host *h, uint32_t minute)
{
	if (h->k > 0 && minute < h->hit) {
		if (!h->aged)
			raise_level(h);
		h->aged = true;
	} else if (h->listed) {
		h->last = later(h->last, minute);
	} else if (h->began < h->until && minute < h->until) {
		h->last = later(h->last, minute);
		h->listed = minute >= h->began && renew(h);
	} else {
		add(h, minute);
	}
}

static inline void
host_removal(struct host *h, uint32_t second)
{
	uint32_t minute = second / 60;

	host_age(h, minute);
	h->removed = later(h->removed, second);
	if (h->listed && h->last <= minute) {
		h->listed = false;
		h->began = h->until = minute;
	}
}

/* Hits that a removal before them in time covers count for nothing. */
static inline void
host_hit(struct host *h, uint32_t second)
{
	host_age(h, second / 60);
	if (second > h->removed)
		hit(h, second / 60);
}

#endif

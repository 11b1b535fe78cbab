/*
 * Odds: what is known of a decision that is made again and again, as a coder
 * and its decoder both learn it.
 */
#ifndef FEEDMILL_ODDS_H
#define FEEDMILL_ODDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* For what is small, hot, and given constants. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* The chance of a 1 in 65536ths, never 0, and how often it was seen. */
struct odds {
	uint16_t one;
	uint16_t seen; /* at most ODDS_SEEN_MAX */
};

#define ODDS_SEEN_MAX 30

/* Nothing is known. */
#define ODDS_EVEN ((struct odds){ 32768, 0 })

/* How far a decision moves its odds, in 65536ths, by how often it was seen. */
extern const uint16_t odds_rate[ODDS_SEEN_MAX + 1];

/* Makes the odds that fill so many bytes even. */
static inline void
odds_forget(struct odds *o, size_t size)
{
	for (size_t i = 0; i < size / sizeof(*o); i++)
		o[i] = ODDS_EVEN;
}

/* Moves the chance towards what came, and counts it. */
ALWAYS_INLINE void
odds_learn(struct odds *o, bool bit)
{
	uint32_t rate = odds_rate[o->seen];

	if (bit)
		o->one = (uint16_t)(o->one + ((65536 - o->one) * rate >> 16));
	else
		o->one = (uint16_t)(o->one - (o->one * rate >> 16));
	o->seen = (uint16_t)(o->seen + (o->seen < ODDS_SEEN_MAX));
}

#endif

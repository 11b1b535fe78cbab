/*
 * Numbers that look like chance and are the same everywhere: splitmix64 by
 * Steele, Lea and Flood.  A state may be any number.
 */
#ifndef FEEDMILL_TESTS_SPLITMIX_H
#define FEEDMILL_TESTS_SPLITMIX_H

#include <stdint.h>

/* A number for another one. */
static inline uint64_t
splitmix_of(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* The next one. */
static inline uint64_t
splitmix_next(uint64_t *state)
{
	return splitmix_of(*state += 0x9e3779b97f4a7c15);
}

/* The next one as a share: between 0 and 1, never either. */
static inline double
splitmix_chance(uint64_t *state)
{
	return ((double)(splitmix_next(state) >> 12) + 0.5) /
	    4503599627370496.0;
}

#endif

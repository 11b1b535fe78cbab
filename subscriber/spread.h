/*
 * Times that not all subscribers choose alike: random, and never longer than
 * some limit, whatever a source says.
 */
#ifndef FEEDMILL_SPREAD_H
#define FEEDMILL_SPREAD_H

#include <stdbool.h>
#include <stdint.h>

/* A random number of the least to so many more. */
uint32_t spread_between(uint32_t least, uint32_t more);

/*
 * As many seconds as a source said, though not more than the most, and up to a
 * tenth and one on top; if it said 0, the least to so many more.
 */
uint32_t spread_seconds(uint32_t said, uint32_t most, uint32_t least,
    uint32_t more);

/*
 * Whether a time is to come.  One that is farther away than spread_seconds()
 * makes it was made before the clock was set back, and counts as past.
 */
bool spread_is_ahead(uint32_t at, uint32_t now, uint32_t most);

#endif

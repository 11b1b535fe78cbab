#include <time.h>

#include "subscriber/clock.h"

uint64_t
clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

bool
clock_was_set(struct clock_date *d, int64_t date, uint64_t ms)
{
	int64_t ahead = date - (int64_t)(ms / 1000);
	int64_t moved = d->ahead == 0 ? 0 : ahead - d->ahead;

	d->ahead = ahead;
	return moved > CLOCK_SET_SECONDS || moved < -CLOCK_SET_SECONDS;
}

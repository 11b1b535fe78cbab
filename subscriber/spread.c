#include <sodium.h>

#include "subscriber/spread.h"

uint32_t
spread_between(uint32_t least, uint32_t more)
{
	return least + randombytes_uniform(more + 1);
}

static uint32_t
on_top(uint32_t seconds)
{
	return seconds / 10 + 1;
}

uint32_t
spread_seconds(uint32_t said, uint32_t most, uint32_t least, uint32_t more)
{
	if (said == 0)
		return spread_between(least, more);
	if (said > most)
		said = most;
	return spread_between(said, on_top(said));
}

bool
spread_is_ahead(uint32_t at, uint32_t now, uint32_t most)
{
	return at > now && at - now <= most + on_top(most);
}

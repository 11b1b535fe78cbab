#include "compiler/pace.h"

static uint32_t
tick_of(const struct pace *p, uint32_t time)
{
	return time - time % p->interval;
}

uint32_t
pace_due(const struct pace *p, uint32_t now)
{
	uint32_t tick = tick_of(p, now);

	return tick > p->last ? tick : 0;
}

uint32_t
pace_next(const struct pace *p, uint32_t now)
{
	uint32_t from = tick_of(p, now > p->last ? now : p->last);

	return from > UINT32_MAX - p->interval ? UINT32_MAX
					       : from + p->interval;
}

uint32_t
pace_missed(const struct pace *p, uint32_t due)
{
	uint32_t steps = (tick_of(p, due) - tick_of(p, p->last)) / p->interval;

	return p->last == 0 || due <= p->last || steps < 2 ? 0 : steps - 1;
}

uint32_t
pace_behind(const struct pace *p, uint32_t now)
{
	return now < p->last ? p->last - now : 0;
}

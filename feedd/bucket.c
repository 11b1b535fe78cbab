#include "feedd/bucket.h"
#include "formats/addr.h"

#define MINUTE 60

/* What is owed is never more: a year of the greatest rate fits. */
#define OWED_MAX ((uint64_t)1 << 62)

/* What is owed at that time. */
static uint64_t
owed(const struct bucket *b, uint64_t now)
{
	uint64_t seconds = now > b->at ? now - b->at : 0;

	if (b->rate == 0 || seconds >= (b->owed + b->rate - 1) / b->rate)
		return 0;
	return b->owed - seconds * b->rate;
}

/* Seconds until so many 60ths came in. */
static uint64_t
until(const struct bucket *b, uint64_t n)
{
	return (n + b->rate - 1) / b->rate;
}

void
bucket_rate(struct bucket *b, uint64_t rate, uint64_t now)
{
	if (rate == b->rate)
		return;
	b->owed = owed(b, now);
	if (rate < b->rate)
		b->owed = (uint64_t)((u128)b->owed * rate / b->rate);
	b->at = now;
	b->rate = rate;
}

void
bucket_take(struct bucket *b, uint64_t n, uint64_t now)
{
	if (b->rate == 0)
		return;
	b->owed = owed(b, now);
	b->at = now;
	if (n > (OWED_MAX - b->owed) / MINUTE)
		b->owed = OWED_MAX;
	else
		b->owed += n * MINUTE;
}

uint64_t
bucket_wait(const struct bucket *b, uint64_t n, uint64_t now)
{
	uint64_t room = b->rate * MINUTE, is = owed(b, now);

	if (b->rate == 0)
		return 0;
	if (n > b->rate)
		n = b->rate;
	return is + n * MINUTE <= room ? 0 : until(b, is + n * MINUTE - room);
}

uint64_t
bucket_left(const struct bucket *b, uint64_t now)
{
	uint64_t room = b->rate * MINUTE, is = owed(b, now);

	return is >= room ? 0 : (room - is) / MINUTE;
}

uint64_t
bucket_debt(const struct bucket *b, uint64_t now)
{
	return b->rate == 0 ? 0 : until(b, owed(b, now));
}

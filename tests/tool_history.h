/*
 * A made-up history of hits on a quick list: a day of them before it starts,
 * and then so many minutes of more.  The same on every run.
 */
#ifndef FEEDMILL_TOOL_HISTORY_H
#define FEEDMILL_TOOL_HISTORY_H

#include <stdlib.h>

#include "formats/mem.h"
#include "tests/tool_listed.h"

#define HOSTS       750
#define HITS_BEFORE 2  /* a minute, on the day before */
#define HITS        20 /* a minute, then */
#define LATE_MOST   (3 * 60)
#define AFTER       (29 * AFTER_STEPS) /* minutes: all is over */
#define AFTER_STEPS 37

struct event {
	uint32_t time; /* seconds */
	uint32_t tick; /* the build that it is there for */
	unsigned host;
	bool removal;
	bool taken;
};

struct history {
	struct host hosts[HOSTS];
	struct event *events; /* by their time */
	size_t n, cap;
	uint32_t start, end;
	uint64_t dice;
};

static inline uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* A number below n. */
static inline uint32_t
roll(struct history *h, uint32_t n)
{
	return (uint32_t)(mix(h->dice += 0x9e3779b97f4a7c15) >> 32) % n;
}

/* Neighbours in three networks; of IPv6 every other one is by itself. */
static inline struct host
host_of(unsigned i)
{
	static const uint32_t networks[] = { 0xc0000200, 0xc6336400,
		0xcb007100 };
	u128 high = (u128)0x20010db8 << 96;

	if (i % 4 != 0)
		return (struct host){ .addr = networks[i % 3] + 1 + i / 3,
			.family = IP4 };
	return (struct host){ .family = IP6,
		.addr = i % 8 == 0 ? high | i / 8
				   : high | (u128)mix(i) << 24 | mix(i + 1) };
}

/* Some hosts are hit far more often than others, and each at its times. */
static inline unsigned
draw(struct history *h, uint32_t minute)
{
	for (;;) {
		double x = (double)roll(h, 1 << 20) / (1 << 20);
		unsigned i = (unsigned)(x * x * HOSTS);

		if (mix((uint64_t)i << 32 | minute / 15) % 10 == 0)
			return i;
	}
}

/* One in ten is late, by up to hours; some come before their time. */
static inline uint32_t
arrival(struct history *h, uint32_t time)
{
	uint32_t tick = time / 60 + 1, how = roll(h, 20);

	if (how == 0)
		tick += roll(h, LATE_MOST);
	else if (how == 1)
		tick += 1 + roll(h, 10);
	else if (how == 2)
		tick = (time - 1) / 60;
	if (tick > h->end)
		tick += (h->end + AFTER - tick) % AFTER_STEPS;
	return tick > h->start ? tick : h->start;
}

static inline void
happen(struct history *h, uint32_t minute, bool removal)
{
	struct event e = { .time = minute * 60 + roll(h, 60),
		.host = draw(h, minute),
		.removal = removal };

	e.tick = arrival(h, e.time);
	if (removal && e.tick <= e.time / 60) /* none is for the future */
		e.tick = e.time / 60 + 1;
	h->events = mem_grow(h->events, h->n, &h->cap, sizeof(*h->events));
	h->events[h->n++] = e;
}

/* Hits of one second are before removals of it. */
static inline int
order(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->removal - y->removal;
}

static inline void
history_make(struct history *h, uint32_t start, uint32_t minutes)
{
	h->start = start;
	h->end = start + minutes;
	for (unsigned i = 0; i < HOSTS; i++)
		h->hosts[i] = host_of(i);
	for (uint32_t m = start - DAY; m < h->end; m++) {
		for (unsigned i = 0; i < (m < start ? HITS_BEFORE : HITS); i++)
			happen(h, m, false);
		if (roll(h, 2) == 0)
			happen(h, m, true);
	}
	qsort(h->events, h->n, sizeof(*h->events), order);
}

#endif

/*
 * Those who send spam, for benches of quick lists: which of the hosts of a
 * plain list is hit next.  Few hosts get most of the hits, and a host is hit
 * for some hours and then not for some others.
 */
#ifndef FEEDMILL_CROWD_H
#define FEEDMILL_CROWD_H

#include <math.h>

#include "formats/mem.h"
#include "tests/bench/list.h"
#include "tests/splitmix.h"

#define CROWD_SESSION 1080 /* minutes */
#define CROWD_GUIDES  (1 << 20)

struct crowd {
	struct list list;
	double *sums;     /* of the weights up to and with each */
	uint32_t *guides; /* where to look in these, by parts of their last */
	uint64_t seed;    /* of one draw after another, the same on every run */
};

static inline bool
crowd_is_active(size_t i, uint32_t minute)
{
	uint64_t session =
	    (minute + splitmix_of(i) % CROWD_SESSION) / CROWD_SESSION;

	return splitmix_of(i << 20 | session) % 100 < 35;
}

/* Networks of 256 are hit more or less, and so are the hosts in them. */
static inline double
crowd_weight(struct crowd *c, u128 addr)
{
	double network =
	    ((double)(splitmix_of(((uint64_t)addr >> 8) + 1) >> 12) + 0.5) /
	    4503599627370496.0;

	return pow(network, -0.5) * pow(splitmix_chance(&c->seed), -0.5);
}

/* Of the hosts of the list at a path, never freed. */
static inline struct crowd
crowd_make(const char *path)
{
	struct crowd c = { .list = list_read(path, IP4), .seed = 2026 };
	double sum = 0;

	c.sums = mem_new(c.list.n, sizeof(*c.sums));
	for (size_t i = 0; i < c.list.n; i++)
		c.sums[i] = sum += crowd_weight(&c, c.list.all[i].first);
	c.guides = mem_new(CROWD_GUIDES + 1, sizeof(*c.guides));
	for (size_t i = 0, k = 0; i <= CROWD_GUIDES; i++) {
		while (k < c.list.n - 1 &&
		    c.sums[k] < sum / CROWD_GUIDES * (double)i)
			k++;
		c.guides[i] = (uint32_t)k;
	}
	return c;
}

/* A host that is active in a minute, the likelier the greater its weight. */
static inline size_t
crowd_draw(struct crowd *c, uint32_t minute)
{
	for (;;) {
		double at = splitmix_chance(&c->seed) * c->sums[c->list.n - 1];
		size_t part =
		    (size_t)(at / c->sums[c->list.n - 1] * CROWD_GUIDES);
		size_t low = c->guides[part], high = c->guides[part + 1];

		while (low < high) {
			size_t middle = (low + high) / 2;

			if (c->sums[middle] < at)
				low = middle + 1;
			else
				high = middle;
		}
		if (crowd_is_active(low, minute))
			return low;
	}
}

#endif

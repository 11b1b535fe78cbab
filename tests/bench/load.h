/*
 * Hits as traps tell them, the same on every run: senders whose hits are
 * spread as by Zipf's law, clustered in networks, on and off for hours, and
 * now and then a botnet's wave of addresses that were not seen before.  No
 * list is needed.
 */
#ifndef FEEDMILL_LOAD_H
#define FEEDMILL_LOAD_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "formats/addr.h"
#include "tests/splitmix.h"

/* A sender is on for some of its sessions of so many minutes. */
#define LOAD_SESSION 360

/* Of 256 addresses of a network so many send. */
#define LOAD_CLUSTER 24

struct load {
	uint64_t senders; /* how many there are */
	double on;        /* the share of them that is */
	double wave;      /* the share of hits that come from a wave */
	double ip6;       /* the share of senders in IPv6 */
	uint64_t seed;
};

static inline bool
load_is_on(const struct load *l, uint64_t sender, uint32_t minute)
{
	uint64_t session =
	    (minute + splitmix_of(sender) % LOAD_SESSION) / LOAD_SESSION;

	return (double)(splitmix_of(sender << 24 ^ session) % 1000) <
	    l->on * 1000;
}

/* The address of a sender: networks of 256 in 1.0.0.0 to 223.255.255.255. */
static inline u128
load_addr(const struct load *l, uint64_t sender, enum family *family)
{
	uint64_t network = splitmix_of(sender / LOAD_CLUSTER + 77);
	uint32_t host = (uint32_t)(splitmix_of(sender) & 255);

	*family = (double)(network >> 40 & 1023) < l->ip6 * 1024 ? IP6 : IP4;
	if (*family == IP6)
		return (u128)(0x2400000000000000 | network >> 12) << 64 |
		    splitmix_of(sender + 5);
	return ((uint32_t)(network % (222u << 16)) + (1u << 16)) << 8 | host;
}

/* The sender of the next hit of a minute: near the first ones most often. */
static inline uint64_t
load_draw(struct load *l, uint32_t minute)
{
	if (splitmix_chance(&l->seed) < l->wave)
		return l->senders + (uint64_t)(minute / 10) * 5000 +
		    (uint64_t)(splitmix_chance(&l->seed) * 5000);
	for (;;) {
		double at = splitmix_chance(&l->seed);
		/* Half of all is spread evenly: not everybody is a giant. */
		double rank = splitmix_chance(&l->seed) < 0.5
		    ? at
		    : (exp(at * log(1e4)) - 1) / 9999;
		uint64_t sender = (uint64_t)(rank * (double)l->senders);

		if (load_is_on(l, sender, minute))
			return sender;
	}
}

#endif

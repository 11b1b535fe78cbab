/*
 * Makes lists of any size for benches, always the same ones:
 *	gen SHAPE COUNT
 * Shapes: "records" are native records of about 70 bytes in random order,
 * "addresses" their bare addresses in that order.  "hosts", "blocks",
 * "hosts6" and "blocks6" are sorted plain lists.  Addresses are clustered as
 * in real lists: a few networks hold most of them.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/addr.h"
#include "formats/mem.h"
#include "formats/stamp.h"
#include "tests/splitmix.h"

/* Records are seen in the 300 days from 2025-01-01 on. */
#define FIRST_TIME 1735689600
#define TIME_SPAN  (300 * 86400)

#define COUNT_MAX  50000000

struct dice {
	uint64_t state;
	uint32_t networks; /* how many /16 of IPv4 have addresses at all */
};

/* The addresses made so far: a hash table without room for 0. */
struct seen {
	u128 *slots;
	size_t mask;
};

/* A number below n, small ones by far the likeliest the higher the power. */
static uint32_t
dice_skewed(struct dice *d, uint32_t n, unsigned power)
{
	double u =
	    (double)(splitmix_next(&d->state) >> 11) / (double)(1ull << 53);
	double v = u;

	while (--power > 0)
		v *= u;
	return (uint32_t)(v * n);
}

/* A fixed number without pattern for each i. */
static uint64_t
scatter(uint64_t i)
{
	struct dice d = { i * 0x2545f4914f6cdd1d, 0 };

	return splitmix_next(&d.state);
}

/* Whether no part of the /8 is private, reserved or for documentation. */
static bool
is_public(uint32_t octet)
{
	static const uint8_t not [] = { 0, 10, 100, 127, 169, 172, 192, 198,
		203 };

	return octet < 224 && memchr(not, (int)octet, sizeof(not )) == NULL;
}

/* The i-th /16 that holds listed addresses. */
static uint32_t
network(uint32_t i)
{
	uint32_t net = (uint32_t)scatter(i) & 0xffff;

	while (!is_public(net >> 8))
		net = (uint32_t)scatter(net + 0x10000) & 0xffff;
	return net;
}

static struct range
host(struct dice *d)
{
	uint32_t net = network(dice_skewed(d, d->networks, 3));
	uint32_t sub = dice_skewed(d, 256, 6);
	u128 a;

	sub = (sub * 167 + net) & 0xff;
	a = net << 16 | sub << 8 | (splitmix_next(&d->state) & 0xff);
	return (struct range){ a, a, IP4 };
}

static struct range
block(struct dice *d)
{
	static const uint8_t lens[] = { 24, 24, 24, 24, 24, 24, 23, 23, 22, 22,
		22, 21, 20, 20, 19, 18, 17, 16, 25, 27, 29, 32 };
	uint32_t net = network(dice_skewed(d, 65536, 2));
	u128 a = net << 16 | (splitmix_next(&d->state) & 0xffff);
	u128 below = ((u128)1 << (32 - lens[dice_skewed(d, 22, 1)])) - 1;

	return (struct range){ a & ~below, a | below, IP4 };
}

/* A provider's /32, a customer's /48 in it, a /64, a host. */
static struct range
host6(struct dice *d)
{
	uint64_t isp = 0x2a000000 | scatter(dice_skewed(d, 3000, 3)) >> 44;
	uint64_t site = dice_skewed(d, 65536, 4);
	uint64_t low = splitmix_next(&d->state) % 3 > 0
	    ? dice_skewed(d, 4096, 4) + 1
	    : splitmix_next(&d->state);
	u128 a =
	    (u128)(isp << 32 | site << 16 | dice_skewed(d, 256, 5)) << 64 | low;

	return (struct range){ a, a, IP6 };
}

/* Allocated side by side, most of them whole. */
static struct range
block6(struct dice *d)
{
	static const uint8_t lens[] = { 32, 32, 32, 32, 29, 29, 29, 29, 30, 31,
		48, 40 };
	uint64_t isp = 0x2a000000 + 8 * (uint64_t)dice_skewed(d, 40000, 1);
	u128 a = (u128)(isp << 32 | dice_skewed(d, 4, 1) << 16) << 64;
	u128 below = ((u128)1 << (128 - lens[dice_skewed(d, 12, 1)])) - 1;

	return (struct range){ a & ~below, a | below, IP6 };
}

/* Notes a range under a key of its own; false if it is there already. */
static bool
seen_add(struct seen *s, const struct range *r)
{
	u128 key = r->first + (r->last - r->first) * 3;
	size_t at = (size_t)scatter((uint64_t)key ^ (uint64_t)(key >> 64));

	for (at &= s->mask; s->slots[at] != 0; at = (at + 1) & s->mask) {
		if (s->slots[at] == key)
			return false;
	}
	s->slots[at] = key;
	return true;
}

static struct range *
make(struct range (*shape)(struct dice *), size_t n)
{
	struct range *all = mem_new(n, sizeof(*all));
	struct seen seen = { NULL, 1 };
	struct dice d = { 2026, (uint32_t)(30000 * n / (n + 80000)) + 1 };

	while (seen.mask < 2 * n)
		seen.mask = seen.mask * 2 + 1;
	seen.slots = mem_new(seen.mask + 1, sizeof(*seen.slots));
	for (size_t i = 0; i < n;) {
		all[i] = shape(&d);
		i += seen_add(&seen, &all[i]);
	}
	free(seen.slots);
	return all;
}

/* One in 64 is no spam source; the text of its answer is another. */
static void
put_record(const struct range *r, uint64_t i)
{
	static const char *const kinds[] = { "relay", "support" };
	char addr[RANGE_TEXT], stamp[STAMP_TEXT];
	uint64_t random = scatter(i);

	range_text(addr, r);
	stamp_text(stamp, FIRST_TIME + (uint32_t)(random % TIME_SPAN));
	printf("%s  %s  kind=%s ref=T-2025-%09llu\n", addr, stamp,
	    random >> 58 > 0 ? "source" : kinds[random >> 57 & 1],
	    (unsigned long long)i);
}

static void
put_line(const struct range *r, uint64_t i)
{
	char addr[RANGE_TEXT];

	(void)i;
	range_text(addr, r);
	puts(addr);
}

static int
by_range(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->last < y->last) - (x->last > y->last);
}

static const struct shape {
	const char *name;
	struct range (*make)(struct dice *);
	void (*put)(const struct range *, uint64_t i);
	bool sorted;
} shapes[] = {
	{ "records", host, put_record, false },
	{ "addresses", host, put_line, false },
	{ "hosts", host, put_line, true },
	{ "blocks", block, put_line, true },
	{ "hosts6", host6, put_line, true },
	{ "blocks6", block6, put_line, true },
};

static void
put_all(const struct shape *shape, size_t n)
{
	struct range *all = make(shape->make, n);

	if (shape->sorted)
		qsort(all, n, sizeof(*all), by_range);
	for (size_t i = 0; i < n; i++)
		shape->put(&all[i], i);
	free(all);
	if (fflush(stdout) == EOF)
		err(1, "output");
}

int
main(int argc, char *argv[])
{
	unsigned long n = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;

	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		if (n > 0 && n <= COUNT_MAX &&
		    strcmp(argv[1], shapes[i].name) == 0) {
			put_all(&shapes[i], n);
			return 0;
		}
	}
	errx(2, "usage: gen SHAPE COUNT (at most %d)", COUNT_MAX);
}

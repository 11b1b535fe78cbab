/*
 * How long the merge takes and how much memory it needs:
 *	merge [rows] [kind]
 * over rows in random order: "hosts" (the default), "nested" (networks of
 * many sizes and hosts in them, with removals) or "hostile" (as deep as may
 * be, with a removal at every other address).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "compiler/merge.h"
#include "formats/set.h"
#include "formats/value.h"

static uint64_t seed = 0x9e3779b97f4a7c15;

static uint32_t
rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32);
}

static double
cpu(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static long
peak(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss * 1024;
}

static struct claim
random_claim(unsigned host_bits)
{
	uint32_t mask = host_bits == 0 ? 0 : UINT32_MAX >> (32 - host_bits);
	uint32_t first = rnd() & ~mask;

	return (struct claim){ .range = { first, first | mask, IP4 },
		.span = mask,
		.time = rnd() >> 2,
		.source = (uint16_t)(rnd() % 20) };
}

static struct claim
claim_of_kind(const char *kind, size_t i)
{
	static const unsigned sizes[] = { 0, 0, 0, 0, 2, 4, 8, 8, 12, 16 };
	struct claim c;

	if (strcmp(kind, "nested") == 0) {
		c = random_claim(sizes[rnd() % 10]);
		c.removal = rnd() % 16 == 0;
		return c;
	}
	c = random_claim(0);
	if (strcmp(kind, "hostile") != 0)
		return c;
	if (i < MERGE_DEPTH_MAX - 2) {
		c.range.first = i;
		c.range.last = UINT32_MAX - i;
		c.span = (uint32_t)(UINT32_MAX - 2 * i);
		c.time = (uint32_t)i;
		c.source = 0;
		return c;
	}
	c.removal = c.all = true;
	c.time = (uint32_t)(MERGE_DEPTH_MAX - i % 2);
	c.range.first = c.range.last = 65536 + i * 2;
	return c;
}

int
main(int argc, char *argv[])
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000000;
	const char *kind = argc > 2 ? argv[2] : "hosts";
	struct set *set = set_new();
	struct rows rows = { 0 };
	struct fail f = { 0 };
	double start, making, adding, all;
	uint64_t at = seed;
	long before;

	values_add(set_values(set), 0x7f000002, "", 0);
	start = cpu();
	for (size_t i = 0; i < n; i++) {
		volatile uint32_t last =
		    (uint32_t)claim_of_kind(kind, i).range.last;
		(void)last;
	}
	making = cpu() - start;
	seed = at;
	before = peak();
	start = cpu();
	for (size_t i = 0; i < n; i++) {
		struct claim claim = claim_of_kind(kind, i);

		rows_add(&rows, &claim);
	}
	adding = cpu() - start - making;
	if (merge(set, &rows, NULL, &f) == -1)
		return puts(f.msg), 1;
	rows_free(&rows);
	all = cpu() - start - making;
	printf("%s: %zu rows, %zu ranges: add %.1f, sort and sweep %.1f, "
	       "together %.1f ns a row; peak %.1f bytes a row\n",
	    kind, n, set_size(set, IP4), adding / (double)n * 1e9,
	    (all - adding) / (double)n * 1e9, all / (double)n * 1e9,
	    (double)(peak() - before) / (double)n);
	set_free(set);
	return 0;
}

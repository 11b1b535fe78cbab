/*
 * Writes the rbldnsd zone of a sorted plain list of IPv4 addresses:
 *	zone LIST ZONE
 * and prints the seconds of CPU that the writing alone took, and the
 * microseconds of one lookup in the set with its index, half of them of listed
 * addresses.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/set.h"
#include "formats/set_index.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "formats/zone.h"

static const char answer[] =
    "Listed, see https://bl.example.net/lookup?rbl&$ for the reason";

static struct set *
read_list(const char *path)
{
	FILE *f = fopen(path, "r");
	struct set *s = set_new();
	struct listing l = { 0 };
	char line[RANGE_TEXT + 2];

	if (f == NULL)
		err(1, "%s", path);
	l.value = values_add(set_values(s), 0x7f000002, answer, strlen(answer));
	while (fgets(line, sizeof(line), f) != NULL) {
		char *end = line + strcspn(line, "\n");

		if (range_parse(line, end, &l.range, NULL) != NULL ||
		    !set_add(s, &l))
			errx(1, "%s: not sorted, or no address: %s", path,
			    line);
	}
	fclose(f);
	return s;
}

static int
to_file(void *arg, const void *bytes, size_t n)
{
	return fwrite(bytes, 1, n, arg) == n ? 0 : -1;
}

static double
seconds(clock_t since)
{
	return (double)(clock() - since) / CLOCKS_PER_SEC;
}

static double
time_find(const struct set *s)
{
	enum { LOOKUPS = 1000000 };

	struct set_index *x = set_index_new(s);
	uint32_t at = 1, found = 0;
	clock_t start = clock();
	struct listing l;
	double us;

	for (uint32_t i = 0; i < LOOKUPS; i++) {
		u128 addr = at = at * 1664525 + 1013904223;

		if (i % 2 == 0)
			addr =
			    set_at(s, IP4, at % set_size(s, IP4)).range.first;
		found += set_index_find(x, IP4, addr, &l);
	}
	if (found < LOOKUPS / 2)
		errx(1, "lookups do not find what is there");
	us = seconds(start) * 1e6 / LOOKUPS;
	set_index_free(x);
	return us;
}

int
main(int argc, char *argv[])
{
	struct zone_info info = { .db = "rbl",
		.origin = "bl.example.net",
		.ns = { "ns.example.net" },
		.nns = 1,
		.contact = "hostmaster.example.net",
		.serial = 1,
		.ttl = 2100,
		.refresh = 600,
		.retry = 300,
		.expire = 86400,
		.negative_ttl = 300 };
	struct fail f = { 0 };
	struct wr w = { .drain = to_file };
	struct set *s;
	clock_t start;

	if (argc != 3)
		errx(2, "usage: zone LIST ZONE");
	s = read_list(argv[1]);
	w.arg = fopen(argv[2], "w");
	if (w.arg == NULL)
		err(1, "%s", argv[2]);
	start = clock();
	if (zone_format("rbldnsd")->write(&w, s, &info, &f) == -1 ||
	    wr_flush(&w) == -1 || fclose(w.arg) == EOF)
		errx(1, "%s: %s", argv[2], f.msg);
	printf("%.3f", seconds(start));
	printf(" %.3f\n", time_find(s));
	set_free(s);
	wr_free(&w);
	return 0;
}

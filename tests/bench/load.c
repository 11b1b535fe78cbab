/*
 * A stream of hits for a spool:
 *	load SENDERS START MINUTES COUNT [SHARE-IPV6]
 * prints COUNT records a minute, as load.h makes them, for so many minutes
 * from a time in minutes since 1970 on, the same on every run.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/stamp.h"
#include "tests/bench/load.h"

static void
print_minute(struct load *l, uint32_t minute, unsigned count)
{
	char addr[ADDR_TEXT], stamp[STAMP_TEXT];
	enum family family;

	for (unsigned i = 0; i < count; i++) {
		u128 a = load_addr(l, load_draw(l, minute), &family);

		addr_text(addr, family, a);
		stamp_text(stamp, minute * 60 + i * 60 / count);
		printf("%s %s\n", addr, stamp);
	}
}

int
main(int argc, char **argv)
{
	struct load l = { .on = 0.35, .wave = 0.02, .seed = 2026 };
	uint32_t start, minutes;
	unsigned count;

	if (argc != 5 && argc != 6)
		errx(2, "SENDERS START MINUTES COUNT [SHARE-IPV6]");
	l.senders = strtoull(argv[1], NULL, 10);
	start = (uint32_t)strtoul(argv[2], NULL, 10);
	minutes = (uint32_t)strtoul(argv[3], NULL, 10);
	count = (unsigned)strtoul(argv[4], NULL, 10);
	l.ip6 = argc == 6 ? strtod(argv[5], NULL) : 0;
	if (l.senders == 0 || count == 0)
		errx(2, "nobody sends");
	for (uint32_t m = start; m < start + minutes; m++)
		print_minute(&l, m, count);
	return 0;
}

/*
 * What spam traps tell a quick list:
 *	hits LIST START MINUTES COUNT
 * prints COUNT records a minute, of the hosts of a plain list, for so many
 * minutes from a time in minutes since 1970 on, the same on every run.
 */
#include <stdio.h>

#include "formats/stamp.h"
#include "tests/bench/crowd.h"

static void
print_minute(struct crowd *c, uint32_t minute, unsigned count)
{
	char addr[RANGE_TEXT], stamp[STAMP_TEXT];

	for (unsigned i = 0; i < count; i++) {
		range_text(addr, &c->list.all[crowd_draw(c, minute)]);
		stamp_text(stamp, minute * 60 + i * 60 / count);
		printf("%s %s\n", addr, stamp);
	}
}

int
main(int argc, char **argv)
{
	struct crowd c;
	uint32_t start, minutes;
	unsigned count;

	if (argc != 5)
		errx(2, "LIST START MINUTES COUNT");
	c = crowd_make(argv[1]);
	start = (uint32_t)strtoul(argv[2], NULL, 10);
	minutes = (uint32_t)strtoul(argv[3], NULL, 10);
	count = (unsigned)strtoul(argv[4], NULL, 10);
	for (uint32_t m = start; m < start + minutes; m++)
		print_minute(&c, m, count);
	if (fflush(stdout) == EOF)
		err(1, "output");
	return 0;
}

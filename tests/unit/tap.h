/*
 * The Test Anything Protocol for unit programs, read by prove(1).  A program
 * calls ok() and its kin and ends with "return tap_end();".
 */
#ifndef FEEDMILL_TAP_H
#define FEEDMILL_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static unsigned tap_count, tap_failed;

/* One test: good or not, and what it was.  Returns good. */
__attribute__((format(printf, 2, 3))) static inline bool
ok(bool good, const char *name, ...)
{
	va_list ap;

	printf("%sok %u - ", good ? "" : "not ", ++tap_count);
	va_start(ap, name);
	vprintf(name, ap);
	va_end(ap);
	putchar('\n');
	tap_failed += !good;
	return good;
}

/* The texts are equal; both are shown where they are not. */
static inline bool
is_str(const char *have, const char *want, const char *name)
{
	bool good = strcmp(have, want) == 0;

	ok(good, "%s", name);
	if (!good)
		printf("#  have: %s\n#  want: %s\n", have, want);
	return good;
}

static inline bool
is_int(long long have, long long want, const char *name)
{
	bool good = have == want;

	ok(good, "%s", name);
	if (!good)
		printf("#  have: %lld\n#  want: %lld\n", have, want);
	return good;
}

/* Prints the plan.  Returns the exit code of the program. */
static inline int
tap_end(void)
{
	printf("1..%u\n", tap_count);
	return tap_failed > 0;
}

#endif

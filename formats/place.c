#include <stdio.h>

#include "formats/place.h"

/* Room for ":line:column". */
#define NUMBERS 24

static void
numbers(char out[static NUMBERS], const struct place *at)
{
	if (at->column > 0)
		snprintf(out, NUMBERS, ":%u:%u", at->line, at->column);
	else
		snprintf(out, NUMBERS, ":%u", at->line);
}

int
place_fail(const struct place *at, const char *rule, struct text found,
    struct fail *f)
{
	char shown[TEXT_SHOWN], where[NUMBERS];

	numbers(where, at);
	if (found.p == NULL)
		return fail(f, FAIL_SYNTAX, "%.250s%s: %s", at->file, where,
		    rule);
	text_show(shown, found);
	return fail(f, FAIL_SYNTAX, "%.250s%s: %s, found %s", at->file, where,
	    rule, shown);
}

int
place_at(const struct place *at, struct fail *f)
{
	char where[NUMBERS];

	numbers(where, at);
	return fail_at(f, "%.200s%s", at->file, where);
}

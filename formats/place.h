/* Places in source files, and refusals that name them. */
#ifndef FEEDMILL_PLACE_H
#define FEEDMILL_PLACE_H

#include <stdint.h>

#include "formats/fail.h"
#include "formats/text.h"

/* Where a record or an error is. */
struct place {
	const char *file; /* as it is to be printed */
	uint32_t line;    /* from 1 */
	uint32_t column;  /* from 1, in bytes; 0 where it does not matter */
};

/*
 * Records "file:line:column: rule, found 'text'" as FAIL_SYNTAX; without the
 * column if that is 0, without the text if its p is NULL.  Returns -1.
 */
int place_fail(const struct place *, const char *rule, struct text found,
    struct fail *);

/* Puts "file:line: " in front of a recorded failure.  Returns -1. */
int place_at(const struct place *, struct fail *);

#endif

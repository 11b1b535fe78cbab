/*
 * The folder into which a program that nobody here wrote puts what somebody
 * far away sends it: what is in it, and that it is little.
 */
#ifndef FEEDMILL_SCRATCH_H
#define FEEDMILL_SCRATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"

struct scratch_use {
	uint64_t bytes;
	uint64_t entries; /* files, folders and all else */
};

/*
 * What is below it.  Goes no farther once there is more than most; folders in
 * folders without end are UINT64_MAX of both.
 */
struct scratch_use scratch_use(const char *folder,
    const struct scratch_use *most);

/* Whether one is more than another in either way. */
bool scratch_is_over(const struct scratch_use *, const struct scratch_use *);

/* Removes all that is in it, never through a link. */
int scratch_empty(const char *folder, struct fail *);

#endif

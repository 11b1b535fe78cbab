/* Small files in the compiler's state folder. */
#ifndef FEEDMILL_STATEFILE_H
#define FEEDMILL_STATEFILE_H

#include <limits.h>

#include "formats/fail.h"

/* The path of a name in a folder, which is made if it is missing. */
int statefile_path(char out[static PATH_MAX], const char *folder,
    const char *name, struct fail *);

/* Adds a line to a file in one write: those of two processes never mix. */
int statefile_append(const char *path, const char *line, struct fail *);

#endif

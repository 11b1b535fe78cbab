/* Putting paths together. */
#ifndef FEEDMILL_PATH_H
#define FEEDMILL_PATH_H

#include <limits.h>

#include "formats/fail.h"

/*
 * Prints a path as printf() would.  Returns 0, or -1 with FAIL_USAGE where no
 * system call would take it: nothing is ever cut off.
 */
PRINTF_LIKE(3, 4)
int path_join(char out[static PATH_MAX], struct fail *, const char *, ...);

/* Makes the folders of a path up to its last "/". */
int path_make(char *path, struct fail *);

#endif

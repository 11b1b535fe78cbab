/*
 * What a process that builds a quick database again and again keeps of it in
 * memory, so that a build costs what is new.  { 0 } is nothing, and never
 * wrong: what is not here is read from the disk.
 */
#ifndef FEEDMILL_WARM_H
#define FEEDMILL_WARM_H

#include <stdint.h>

#include "compiler/reach.h"

struct hitlist;

struct warm {
	struct hitlist *hitlist; /* kept open; NULL: builds open it */
	/* What was published last, with the set as the hitlist made it. */
	struct reach state;
	/* As of when objects that nothing names were removed. */
	uint32_t retained;
};

/* Closes and frees all of it. */
void warm_clear(struct warm *);

#endif

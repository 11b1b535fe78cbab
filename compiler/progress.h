/*
 * What long work is doing, on one line of a terminal.  Several builds may
 * report at once, each in its own slot.
 */
#ifndef FEEDMILL_PROGRESS_H
#define FEEDMILL_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

struct progress;

/* NULL, on which all calls do nothing, unless stderr is a terminal. */
struct progress *progress_new(size_t slots);

/* Shows what a slot does and how far it is; count 0 shows no number. */
void progress_set(struct progress *, size_t slot, const char *name,
    const char *doing, uint64_t count);

/* The slot has nothing more to show. */
void progress_clear(struct progress *, size_t slot);

/* Wipes the line and frees. */
void progress_free(struct progress *);

#endif

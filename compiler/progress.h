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

/* Where one piece of work reports; { 0 } shows nothing. */
struct progress_slot {
	struct progress *progress;
	size_t slot;
	const char *name; /* of the work */
};

/* Shows what the work does and how far it is; count 0 shows no number. */
void progress_set(const struct progress_slot *, const char *doing,
    uint64_t count);

/* The work has nothing more to show. */
void progress_clear(const struct progress_slot *);

/* Wipes the line and frees. */
void progress_free(struct progress *);

#endif

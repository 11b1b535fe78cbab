/*
 * Work that a disk far away may hold up for ever: done by a thread of its own,
 * which is left behind if it takes too long.
 */
#ifndef FEEDMILL_ERRAND_H
#define FEEDMILL_ERRAND_H

#include <stdbool.h>
#include <stdint.h>

struct errand;

/*
 * Begins work(arg); NULL with errno if there is no thread for it, and the arg
 * stays the caller's.  It belongs to the work until that is over; end(arg)
 * frees it once the errand is over and left.
 */
struct errand *errand_begin(void (*work)(void *arg), void (*end)(void *arg),
    void *arg);

/* Whether it is over, and the arg the caller's; waits for that so long. */
bool errand_is_over(struct errand *, uint64_t ms);

/* Lets go of it, over or not.  NULL is allowed. */
void errand_leave(struct errand *);

#endif

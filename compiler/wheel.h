/*
 * A wheel: which slots are due in which minute, for minutes less than
 * WHEEL_MINUTES ahead.  A slot may be in it more than once, or for a minute
 * that is not its own any more; whoever takes it out looks.
 */
#ifndef FEEDMILL_WHEEL_H
#define FEEDMILL_WHEEL_H

#include <stddef.h>
#include <stdint.h>

#define WHEEL_MINUTES 65536

struct wheel_list {
	uint32_t *slots;
	uint32_t n, cap;
};

struct wheel {
	struct wheel_list *lists; /* by minute */
	size_t memory;
};

void wheel_begin(struct wheel *);
void wheel_free(struct wheel *);

void wheel_add(struct wheel *, uint32_t minute, uint32_t slot);

/* Takes out what is due in a minute; the list is the caller's to free(). */
struct wheel_list wheel_take(struct wheel *, uint32_t minute);

#endif

/*
 * Memory.  Running out of it ends the program with a message: a compiler or
 * subscriber that cannot hold its set has nothing better to do, and its last
 * good state is on disk.
 */
#ifndef FEEDMILL_MEM_H
#define FEEDMILL_MEM_H

#include <stddef.h>

/* n elements of the given size, zeroed.  Free with free(). */
void *mem_new(size_t n, size_t size);

/* Resizes to n elements; what is beyond the old ones is not set. */
void *mem_resize(void *, size_t n, size_t size);

/*
 * Makes room for at least one more than n elements in an array that has
 * room for *cap; grows by half.  Returns the array, perhaps moved.
 */
void *mem_grow(void *, size_t n, size_t *cap, size_t size);

/*
 * From then on large blocks go back to the system when they are freed.  Left
 * to itself malloc keeps them, once it has seen some, and a program that
 * replaces sets again and again holds half as much again as it needs.
 */
void mem_return_large(void);

/* A copy of n bytes with a NUL after them.  Free with free(). */
char *mem_text(const void *, size_t n);

#endif

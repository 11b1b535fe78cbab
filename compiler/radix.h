/*
 * An in-place radix sort of rows that begin with an IPv4 address, as a
 * number of 32 bits.
 */
#ifndef FEEDMILL_RADIX_H
#define FEEDMILL_RADIX_H

#include <stddef.h>

/*
 * Sorts n rows of 12 or 20 bytes that differ in the low `bits` of their
 * addresses; equal addresses come in any order.
 */
void radix_sort12(void *rows, size_t n, unsigned bits);
void radix_sort20(void *rows, size_t n, unsigned bits);

#endif

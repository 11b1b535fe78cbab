/*
 * Protected space: addresses that no feed lists.  Reserved ranges are built
 * in (the documentation ranges are a group of their own that can be opened),
 * an operator adds allow-lists.
 */
#ifndef FEEDMILL_PROTECT_H
#define FEEDMILL_PROTECT_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/addr.h"

/* Closed: see protect.c. */
struct protect;

/* The reserved ranges; with the documentation ranges unless they are open. */
struct protect *protect_new(bool documentation_open);
void protect_free(struct protect *);

/*
 * Adds a range; the reason, such as "allow.txt:12", is copied.  What is added
 * counts at once, and fast after protect_ready().
 */
void protect_add(struct protect *, const struct range *, const char *reason);
void protect_ready(struct protect *);

/*
 * Why a protected address of the range is so; NULL if there is none.  Fast
 * where there is none.
 */
const char *protect_why(const struct protect *, const struct range *);

/* The ranges, in any order; they may overlap. */
size_t protect_size(const struct protect *);
struct range protect_at(const struct protect *, size_t i);

/* A test entry of RFC 5782: 127.0.0.2 or ::ffff:127.0.0.2 alone. */
bool protect_is_test(const struct range *);

/* The i-th test entry, i from 0 to 1. */
struct range protect_test(size_t i);

#endif

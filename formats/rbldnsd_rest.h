/*
 * The walk over what a plan does not put into the tset, by which rbldnsd's
 * files stay small: in windows of the set, and within each by value, so that
 * one line with an answer stands for many entries.  In little memory, and
 * near enough to the order of addresses that a trie is quickly built.
 */
#ifndef FEEDMILL_RBLDNSD_REST_H
#define FEEDMILL_RBLDNSD_REST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct listing;
struct rbldnsd_plan;

/* Closed: see rbldnsd_rest.c. */
struct rbldnsd_rest;

/* Borrows the plan.  Free with rbldnsd_rest_free(). */
struct rbldnsd_rest *rbldnsd_rest_new(const struct rbldnsd_plan *);
void rbldnsd_rest_free(struct rbldnsd_rest *);

bool rbldnsd_rest_next(struct rbldnsd_rest *, struct listing *);

#endif

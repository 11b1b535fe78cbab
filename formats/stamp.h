/*
 * Points in time as text: RFC 3339 in UTC, whole seconds, "Z".  In memory a
 * time is the seconds since 1970 and fits 32 bits (until 2106): those of
 * records, heads and policies, and every now that is a parameter, unless its
 * comment or its name says minutes.  Sets, snapshots, zones and the quick
 * list count whole minutes since 1970: seconds / 60.
 */
#ifndef FEEDMILL_STAMP_H
#define FEEDMILL_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "2026-11-21T22:25:00Z" and its NUL. */
#define STAMP_TEXT 21

/* Reads a time that fills [s, end): exactly this form, a date that exists. */
bool stamp_parse(const char *s, const char *end, uint32_t *seconds);

void stamp_text(char out[static STAMP_TEXT], uint32_t seconds);

#endif

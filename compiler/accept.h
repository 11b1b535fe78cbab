/*
 * What an operator said about guards: rules that the next build of a database
 * may break, once, in <state>/accepted/<database>.  Each is for what follows
 * the set that was published then, by its serial, and no more: also where it
 * was used and could not be cleared.
 */
#ifndef FEEDMILL_ACCEPT_H
#define FEEDMILL_ACCEPT_H

#include <stdint.h>

#include "compiler/guard.h"
#include "formats/fail.h"

/* Where no serial is known: whatever is published, it is for the next one. */
#define ACCEPT_ANY UINT32_MAX

/*
 * The rules that the build after this serial, 0 for none, may break: bits
 * 1 << rule.
 */
int accept_read(const char *state, const char *db, uint32_t serial,
    unsigned *rules, struct fail *);

/* Lets the build after this serial break one more rule. */
int accept_add(const char *state, const char *db, uint32_t serial,
    enum guard_rule, struct fail *);

/* A build was published: what was accepted is used up. */
int accept_clear(const char *state, const char *db, struct fail *);

#endif

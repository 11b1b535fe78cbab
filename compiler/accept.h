/*
 * What an operator said about guards: rules that the next build of a database
 * may break, once, in <state>/accepted/<database>; and the log of such
 * decisions and of what guards refused, <state>/log.
 */
#ifndef FEEDMILL_ACCEPT_H
#define FEEDMILL_ACCEPT_H

#include <stdint.h>

#include "compiler/guard.h"
#include "formats/fail.h"

/* The rules that the next build may break: bits 1 << rule. */
int accept_read(const char *state, const char *db, unsigned *rules,
    struct fail *);

/* Lets the next build break one more rule. */
int accept_add(const char *state, const char *db, enum guard_rule,
    struct fail *);

/* A build was published: what was accepted is used up. */
int accept_clear(const char *state, const char *db, struct fail *);

/* Adds "TIME DB TEXT" to the log; "failed" in place of DB for failures. */
int accept_log(const char *state, uint32_t now, const char *db,
    const char *text, struct fail *);

#endif

/*
 * What an operator said about guards: rules that the next build of a database
 * may break, once, in <state>/accepted/<database>.
 */
#ifndef FEEDMILL_ACCEPT_H
#define FEEDMILL_ACCEPT_H

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

#endif

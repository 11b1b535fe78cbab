/*
 * Answers: from a database's policy and a record to the value, an A code and
 * a TXT template, that goes into the set's dictionary.
 */
#ifndef FEEDMILL_ANSWER_H
#define FEEDMILL_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/value.h"

struct policy;
struct record;

/* Closed: remembers the answers of the records it has seen. */
struct answers;

/* Borrows both, for as long as it lives. */
struct answers *answers_new(const struct policy *, struct values *);
void answers_free(struct answers *);

/*
 * The id of the value of a record.  VALUE_NONE if the dictionary is full,
 * which fails the build: see answers_full().
 */
uint16_t answers_of(struct answers *, const struct record *);

/* The value of an address of which nothing more is known. */
uint16_t answers_plain(struct answers *);

/* The value of a mask database for these members' bits. */
uint16_t answers_mask(struct answers *, unsigned bits);

/* Says that the dictionary is full, naming the database.  Returns -1. */
int answers_full(const struct answers *, struct fail *);

#endif

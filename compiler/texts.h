/* The texts of a database in the tree: one zone a format that it is in. */
#ifndef FEEDMILL_TEXTS_H
#define FEEDMILL_TEXTS_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"

struct conf;
struct conf_db;
struct publish;
struct set;
struct tree;

/*
 * Whether every text and signature is there, of one time that is since then,
 * and made with this configuration: then they can be left as they are.
 */
bool texts_fresh(const struct tree *, const struct conf *,
    const struct conf_db *, uint32_t since);

/*
 * Writes and signs them all as of now, and removes those of formats that the
 * database is in no more.  Tells how many bytes they have, unpacked.
 */
int texts_write(struct publish *, const struct conf *, const struct conf_db *,
    const struct set *, uint64_t *bytes, struct fail *);

#endif

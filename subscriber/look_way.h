/*
 * The objects of a look: which of them are wanted for a database's way, and
 * applying them once they came.
 */
#ifndef FEEDMILL_LOOK_WAY_H
#define FEEDMILL_LOOK_WAY_H

#include <stdbool.h>

#include "formats/fail.h"
#include "subscriber/look.h"

struct batch;

/* Adds what a database needs next to what is fetched. */
void look_want(struct batch *, struct look_db *);

/* Whether its way begins with a snapshot. */
bool look_is_whole(const struct look_db *);

/* Whether the way by the snapshot has the delta that is not there. */
bool look_is_lost(const struct look_db *);

/* From what was fetched to a set that is installed; says if it failed here. */
int look_apply(struct look_db *, const struct batch *, struct fail *);

#endif

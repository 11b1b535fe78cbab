/*
 * The first things of a look at a database: what a feedd tells of it, and its
 * head, told or fetched.
 */
#ifndef FEEDMILL_LOOK_HEAD_H
#define FEEDMILL_LOOK_HEAD_H

#include "subscriber/look.h"

struct batch;

/* What is needed first; and frees what a look had. */
void look_begin(struct look_db *);
void look_end(struct look_db *);

/* What was told, if anything, to be looked into from the head on. */
void look_take_telling(struct look_db *, const struct batch *);

/* Judges the head: what is needed to get there. */
void look_take_head(struct look *, struct look_db *, const struct batch *);

/* The head and what belongs to it are installed. */
void look_believe(struct look_db *);

/* If what failed was told, all of it is fetched instead. */
void look_distrust(struct look_db *);

#endif

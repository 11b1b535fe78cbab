/* What the files of state.h share with each other. */
#ifndef FEEDMILL_STATE_OWN_H
#define FEEDMILL_STATE_OWN_H

#include <stdbool.h>

struct fail;
struct state;

/* Whether nothing of it may be changed. */
bool state_is_looked_at(const struct state *);

/*
 * Whether the folder is a state, or is empty and to become one; FAIL_USAGE if
 * it is anything else.
 */
bool state_is_state(const struct state *, struct fail *);

/*
 * Removes what an interrupted run has left in a feed's folder, or for "" beside
 * those: our own temporary files and nothing else.
 */
int state_sweep(const struct state *, const char *feed, struct fail *);

#endif

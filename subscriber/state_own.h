/* What the files of state.h share with each other. */
#ifndef FEEDMILL_STATE_OWN_H
#define FEEDMILL_STATE_OWN_H

#include <stdbool.h>

struct state;

/* Whether nothing of it may be changed. */
bool state_is_looked_at(const struct state *);

#endif

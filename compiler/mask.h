/*
 * Mask databases: the sets of other databases in one, each member a bit of
 * the answer.
 */
#ifndef FEEDMILL_MASK_H
#define FEEDMILL_MASK_H

#include <stdint.h>

struct policy;
struct set;

/*
 * The OR of the members' sets as of now (seconds), for set_free(): at each
 * address the policy's code with the bits of the members that list it, and a
 * text that names them.  sets[i] is the last published set of
 * policy->members[i], NULL if there is none yet.  Test entries are left out.
 * Without untils: it is rebuilt when a member changes.
 */
struct set *mask_build(const struct policy *, const struct set *const sets[],
    uint32_t now);

#endif

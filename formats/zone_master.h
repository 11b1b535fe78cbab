/*
 * What master files (RFC 1035) of all kinds begin with.
 */
#ifndef FEEDMILL_ZONE_MASTER_H
#define FEEDMILL_ZONE_MASTER_H

#include "formats/fail.h"

struct wr;
struct zone_info;

/*
 * Writes $ORIGIN, $TTL, SOA and NS after a comment that says what it is for.
 * Refuses what zone_check() does, and a name server inside the zone, which
 * has no address for it and so would not be loaded.
 */
int zone_master_head(struct wr *, const struct zone_info *, const char *what,
    struct fail *);

#endif

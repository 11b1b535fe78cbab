/*
 * What of a catalog is over, or will be soon: the catalog itself, and the
 * time in which some key of a database may sign.
 */
#ifndef FEEDMILL_WATCH_H
#define FEEDMILL_WATCH_H

#include <stdint.h>

struct catalog;
struct catalog_db;
struct fail;

/* Seconds that are soon: a week, in which roots can be brought together. */
#define WATCH_SOON 604800

/* Seconds that clocks may differ. */
#define WATCH_SKEW 120

/*
 * Learns of a thing: FAIL_STALE and FAIL_KEY for what is over, FAIL_FUTURE for
 * a catalog made in the future, FAIL_HELD for what is soon, and FAIL_NONE for
 * keys that end later, but before the catalog does.
 */
typedef void watch_say(void *arg, const struct fail *);

void watch_catalog(const struct catalog *, uint32_t now, watch_say *,
    void *arg);

/* One database of it. */
void watch_db(const struct catalog *, const struct catalog_db *, uint32_t now,
    watch_say *, void *arg);

/* How long the catalog itself is good. */
void watch_validity(const struct catalog *, uint32_t now, watch_say *,
    void *arg);

#endif

/*
 * The sites of a server, and how those of one configuration give way to those
 * of the next: prepared, then put in force or given up.
 */
#ifndef FEEDMILL_SITES_H
#define FEEDMILL_SITES_H

#include <poll.h>
#include <stddef.h>

#include "feedd/conf_site.h"
#include "feedd/stock.h"
#include "formats/fail.h"

struct feedd_conf;
struct site;

/* { 0 } are none. */
struct sites {
	struct site **all; /* as the configuration has them */
	size_t n;
	struct site *left; /* not served any more, but not ended either */
};

/* Opens all trees. */
int sites_open(struct sites *, const struct feedd_conf *, struct fail *);

/* Ends all. */
void sites_close(struct sites *);

/* A site by its name; NULL if there is none. */
struct site *sites_find(const struct sites *, const char *name);

/* A database by its full name; NULL if it is not served. */
struct stock_db *sites_db(const struct sites *, const char *full);

/*
 * Makes the sites of a configuration: those that stay as they are, which both
 * have then, and others, which are good at least as far as the one of the same
 * name was.  All begin with lookups that are wanted.  After a failure nothing
 * has changed.
 */
int sites_prepare(struct sites *next, const struct sites *now,
    const struct feedd_conf *, stock_say *, struct fail *);

/* What was prepared is not wanted after all. */
void sites_cancel(struct sites *next, const struct sites *now);

/* What was prepared serves from now on, and nothing else. */
void sites_commit(struct sites *now, struct sites *next,
    const struct feedd_conf *);

/* What each site has to be listened to by: its scout, and its lookups. */
#define SITES_EARS 2

/* Of all sites at most. */
#define SITES_EARS_MAX (SITES_EARS * (CONF_SITES_MAX + 1))

/* Sets them, all for reading.  Returns how many. */
size_t sites_ears(const struct sites *, struct pollfd[static SITES_EARS_MAX]);

/* Ends those that are left, as far as nothing has to be waited for. */
void sites_sweep(struct sites *);

#endif

/*
 * The parts of a configuration, made from what a file or a command line says
 * and checked on the way: -1 with FAIL_USAGE, which the caller gives a place.
 */
#ifndef FEEDMILL_CONF_MAKE_H
#define FEEDMILL_CONF_MAKE_H

#include "subscriber/conf.h"

#define CONF_MAKE_ORIGIN "feedmill.internal"

/* With the defaults; state NULL is SUB_STATE_PATH. */
struct sub_conf *conf_make(void);

/* A copy that lives as long as the configuration; NULL of NULL. */
const char *conf_make_text(struct sub_conf *, const char *);

/*
 * NULL if a file that others read may have this path, else why not: files of
 * the state folder and of its feeds' folders are feedsub's own.
 */
const char *conf_make_own_rule(const struct sub_conf *, const char *path);

/* Adds a feed; valid until the next one is added. */
struct sub_feed *conf_make_feed(struct sub_conf *, const char *name,
    struct fail *);

/* Adds a source: its url and how it is reached, copied. */
int conf_make_source(struct sub_conf *, struct sub_feed *,
    const struct fetch_conf *, struct fail *);

/* How sources are reached where nothing is said. */
struct fetch_conf conf_make_access(void);

/* Adds a database; valid until the next one is added. */
struct sub_db *conf_make_db(struct sub_feed *, const char *name, struct fail *);

/* An output as it is said, everything borrowed. */
struct conf_make_output {
	const char *format, *file, *origin, *contact, *hook;
	const char *ns[ZONE_NS_MAX];
	size_t nns;
	uint32_t ttl, hook_seconds;
};

/* Adds an output; NULL and 0 are defaults.  No two have one file, nor the
 * textfile's, nor one of the state folder's own. */
int conf_make_output(struct sub_conf *, struct sub_db *,
    const struct conf_make_output *, struct fail *);

#endif

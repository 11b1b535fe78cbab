/* The sections of a configuration that say what databases are. */
#ifndef FEEDMILL_CONF_DB_H
#define FEEDMILL_CONF_DB_H

#include <confuse.h>

#include "compiler/conf.h"

/* The most options of a section. */
#define CONF_OPTIONS_MAX 40

/* What databases get that do not say it themselves. */
struct conf_defaults {
	char *origin; /* of which theirs are below */
	char *key;
	char lookup[POLICY_LOOKUP_MAX + 1];
};

/* The arrays that describe sections to libconfuse. */
struct conf_db_options {
	cfg_opt_t quick[CONF_OPTIONS_MAX];
	cfg_opt_t source[CONF_OPTIONS_MAX];
	cfg_opt_t database[CONF_OPTIONS_MAX];
};

void conf_db_options(struct conf_db_options *);

/* The built-in behaviour of a database, or that of one's own standing list. */
void conf_db_default(struct conf_db *, const char *name,
    const struct conf_defaults *);

/* Reads a section "database NAME { ... }" over its defaults. */
int conf_db_read(struct conf_db *, cfg_t *section, const struct conf_defaults *,
    struct fail *);

/* Adds what a section "source NAME { ... }" says to a database. */
int conf_db_source(struct conf_db *, cfg_t *section, struct fail *);

#endif

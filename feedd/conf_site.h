/*
 * A site as the configuration of feedd has it: a tree, the roots that it is
 * believed by, and what of it is served.  That of the file's own options has
 * no name and is served at /v1, each of a section at /NAME/v1.
 *
 *	site example {
 *		tree = "/srv/example"
 *		root = { "RWQ...", "/etc/feedmill/example.pub" }
 *		threshold = 1
 *		database = { rbl, qil }
 *		lookup = no
 *	}
 */
#ifndef FEEDMILL_CONF_SITE_H
#define FEEDMILL_CONF_SITE_H

#include <confuse.h>
#include <stdbool.h>
#include <stddef.h>

#include "feedd/site_name.h"
#include "formats/catalog.h"
#include "formats/fail.h"
#include "keys/roots.h"

struct feedd_conf;

/* Sites with a name, at most. */
#define CONF_SITES_MAX 16

struct conf_site {
	char name[SITE_NAME]; /* empty: at /v1 */
	char *tree;           /* an absolute path */
	struct roots roots;
	char dbs[CATALOG_DBS_MAX][NAME_DB_MAX + 1];
	size_t ndbs; /* 0: those of the catalog */
	bool lookup;
};

/* Options of a section, with mark and end, at most. */
#define CONF_SITE_MAX 16

/*
 * Adds the options to those of the file; room for those of a section is lent
 * until they are parsed.  Returns what is behind them.
 */
cfg_opt_t *conf_site_options(cfg_opt_t *,
    cfg_opt_t section[static CONF_SITE_MAX]);

/* Reads all sites, of which there is one at least. */
int conf_site_read(struct feedd_conf *, cfg_t *root, struct fail *);

/* A site by its name, NULL if there is none. */
const struct conf_site *conf_site_find(const struct feedd_conf *,
    const char *name);

/* Whether it is a database that may be served there. */
bool conf_site_has(const struct conf_site *, const char *db);

/* Whether two are the same tree, believed by the same roots. */
bool conf_site_same(const struct conf_site *, const struct conf_site *);

void conf_site_free(struct conf_site *, size_t n);

#endif

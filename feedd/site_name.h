/*
 * Names of sites, and of databases with their site's in front:
 *
 *	qil		of the tree at /v1, whose name is empty
 *	example/qil	of a site
 *
 * Where databases are chosen a star in their place is all of that site.
 */
#ifndef FEEDMILL_SITE_NAME_H
#define FEEDMILL_SITE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/name.h"

/* Room for a site's name, and for a database's with it. */
#define SITE_NAME (NAME_DB_MAX + 1)
#define SITE_DB   (SITE_NAME + NAME_DB_MAX + 1)

/*
 * Is it the name of a site: as that of a database, but for what the server has
 * paths for, v and a number among them?
 */
bool site_name_is(const char *s, size_t n);

/* Puts a database's name behind that of its site. */
void site_name_db(char out[static SITE_DB], const char *site, const char *db);

/* What is behind the site's name. */
const char *site_name_behind(const char *full);

/* Whether it is of that site. */
bool site_name_in(const char *full, const char *site);

/* Is it a database's full name, or all of a site? */
bool site_name_is_choice(const char *);

/* Whether a choice has a database, by its full name. */
bool site_name_chooses(const char *choice, const char *full);

#endif

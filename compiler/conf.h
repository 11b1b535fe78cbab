/*
 * The configuration.  feedmill.conf(5) is its manual; a database that is only
 * named gets what is built in for it.  Everything is checked when it is read:
 * whoever has a struct conf needs no more checks.
 */
#ifndef FEEDMILL_CONF_H
#define FEEDMILL_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/policy.h"
#include "formats/fail.h"
#include "formats/zone.h"

struct protect;
struct source_format;

#define CONF_PATH "/etc/feedmill/feedmill.conf"

/* The most zone formats that a database is written in. */
#define CONF_FORMATS_MAX 16

/* What is said of a source; one that is not mentioned is as { 0 }. */
struct conf_source {
	char *name;
	const struct source_format *format; /* NULL: by the files' names */
	bool removes_all; /* its removals end everybody's records */
};

struct conf_db {
	struct policy policy;
	char *origin; /* the zone's name */
	char *key;    /* the secret key's file */
	uint32_t epoch;
	const struct zone_format *formats[CONF_FORMATS_MAX];
	size_t nformats;
	bool gzip; /* texts get a packed twin */
	struct conf_source *sources;
	size_t nsources;
};

struct conf {
	char *spool;    /* of records: <spool>/<db>/<source>/... */
	char *state;    /* what is remembered between builds */
	char *publish;  /* the publish tree */
	char *textfile; /* metrics for node_exporter; NULL: none */
	char *ns[ZONE_NS_MAX];
	size_t nns;
	char *contact; /* as a name */
	struct protect *protect;
	/*
	 * In the order of the file, members of masks that it does not name
	 * after them, masks last.
	 */
	struct conf_db *dbs;
	size_t ndbs;
};

/*
 * Reads a file and the allow-lists that it names.  NULL with a failure of
 * "file:line: ...".  Free with conf_free().
 */
struct conf *conf_read(const char *path, struct fail *);

/* The same from text; name is for messages.  Allow-lists are not read. */
struct conf *conf_parse(const char *text, size_t n, const char *name,
    struct fail *);

void conf_free(struct conf *);

/* The database of a name; NULL if there is none. */
const struct conf_db *conf_db(const struct conf *, const char *name);

/* What is said of a source of a database; NULL if nothing is. */
const struct conf_source *conf_source(const struct conf_db *, const char *name);

/*
 * What a zone of the database says: everything but its serial, now, stamp and
 * expires.
 */
void conf_zone(const struct conf *, const struct conf_db *, struct zone_info *);

#endif

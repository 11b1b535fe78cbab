/*
 * The catalog of a tree: which databases there are, whose keys speak for them
 * and when, and which roots sign the next catalog.  Text, one encoding only;
 * in the tree it stands behind the signatures of its roots in the same file.
 * What these are worth is for keys/roots.h to tell.  feed.5 lists its lines.
 *
 *	format: feedmill catalog 1
 *	version: <n>			one more than the one before
 *	time: <time>			when it was made
 *	valid-until: <time>		after time
 *	threshold: <m>			signatures of roots that it takes
 *	root: <public key>		n of them, ascending
 *	db: <name>			ascending; each with
 *	epoch: <n>
 *	interval: <seconds>		between heads
 *	key: <from> <until> <public key>	one or more, ascending
 *
 * Times are as in a head, keys in minisign's base64.  No two roots have the
 * same id or the same key, nor have two keys of a database, and no root is
 * the key of a database: a root's key never is where a database's has to be.
 */
#ifndef FEEDMILL_CATALOG_H
#define FEEDMILL_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/name.h"

struct wr;

/* The longest catalog file, with its signatures. */
#define CATALOG_MAX       65536

#define CATALOG_ROOTS_MAX 16
#define CATALOG_DBS_MAX   64
#define CATALOG_KEYS_MAX  8 /* of one database */

/* The longest time between heads, in seconds. */
#define CATALOG_INTERVAL_MAX 2592000

/* The 42 bytes of minisign: "Ed", key id, key. */
#define CATALOG_KEY_LEN 42

struct catalog_key {
	uint32_t from, until; /* the times of heads that it may sign: [ ) */
	uint8_t key[CATALOG_KEY_LEN];
};

struct catalog_db {
	char name[NAME_DB_MAX + 1];
	uint32_t epoch;
	uint32_t interval; /* seconds, from 1 */
	struct catalog_key keys[CATALOG_KEYS_MAX];
	size_t nkeys;
};

struct catalog {
	uint32_t version; /* from 1 */
	uint32_t time, valid_until;
	uint32_t threshold; /* 1 to nroots */
	uint8_t roots[CATALOG_ROOTS_MAX][CATALOG_KEY_LEN];
	size_t nroots;
	struct catalog_db dbs[CATALOG_DBS_MAX];
	size_t ndbs;
};

/* Adds the text of a catalog, one that catalog_parse() reads again. */
void catalog_write(struct wr *, const struct catalog *);

/*
 * Reads the text that catalog_write() gives for some catalog and nothing
 * else.  Returns 0, or -1 with a FAIL_FORMAT that names the line.
 */
int catalog_parse(struct catalog *, const char *text, size_t n, struct fail *);

/* Whether they have the same text. */
bool catalog_same(const struct catalog *, const struct catalog *);

/*
 * Puts roots, databases and keys in their order, for catalogs that are made
 * and not read.
 */
void catalog_sort(struct catalog *);

/* The database of a name; NULL if it has none. */
const struct catalog_db *catalog_db(const struct catalog *, const char *name);

/* Whether the key may sign a head of this time. */
bool catalog_key_at(const struct catalog_key *, uint32_t time);

/*
 * The first time, from this one on, at which none of its keys may sign;
 * UINT32_MAX if there is always one.
 */
uint32_t catalog_db_until(const struct catalog_db *, uint32_t time);

#endif

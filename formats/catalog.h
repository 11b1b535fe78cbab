/*
 * The catalog of a tree: which databases there are, whose keys speak for them
 * and when, and which roots sign the next catalog.  Text, one encoding only;
 * in the tree it stands behind the signatures of its roots in the same file.
 * What these are worth is for keys/roots.h to tell.  feed.5 lists its lines.
 *
 *	format: feedmill catalog 1
 *	version: <n>			one more than the one before
 *	time: <seconds>			when it was made
 *	valid-until: <seconds>
 *	threshold: <m>			signatures of roots that it takes
 *	root: <public key>		n of them, ascending
 *	db: <name>			ascending; each with
 *	epoch: <n>
 *	interval: <seconds>		between heads
 *	key: <from> <until> <public key>	one or more, ascending
 *
 * Keys are in minisign's base64, as on its command line.
 */
#ifndef FEEDMILL_CATALOG_H
#define FEEDMILL_CATALOG_H

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

/* The 42 bytes of minisign: "Ed", key id, key. */
#define CATALOG_KEY_LEN 42

struct catalog_key {
	uint32_t from, until; /* the times of heads that it may sign: [ ) */
	uint8_t key[CATALOG_KEY_LEN];
};

struct catalog_db {
	char name[NAME_DB_MAX + 1];
	uint32_t epoch;
	uint32_t interval;
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

/* Adds the text of a catalog. */
void catalog_write(struct wr *, const struct catalog *);

/*
 * Reads the text that catalog_write() gives for some catalog and nothing
 * else.  Returns 0, or -1 with a FAIL_FORMAT that names the line.
 */
int catalog_parse(struct catalog *, const char *text, size_t n, struct fail *);

/* The database of a name; NULL if it has none. */
const struct catalog_db *catalog_db(const struct catalog *, const char *name);

#endif

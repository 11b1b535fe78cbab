/*
 * Names: of databases, and of the files that a publish tree has for them.
 * They are put together and taken apart here alone.
 *
 *	<serial>.<hash8>.snap	a snapshot; 8 digits begin its hash
 *	<from>-<to>.<hash8>.delta	a delta
 *	<serial>.<hash8>	an index
 *	catalog, catalog.<n>	the catalog, and that of a version
 *	<db>.<format>[.gz]	a text
 *	<file>.minisig		the signature of either
 */
#ifndef FEEDMILL_NAME_H
#define FEEDMILL_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest name of a database. */
#define NAME_DB_MAX 31

/* What holds the name of an object, of a text, and of a signature. */
#define NAME_SNAPSHOT  32
#define NAME_DELTA     48
#define NAME_INDEX     24
#define NAME_CATALOG   24
#define NAME_TEXT      64
#define NAME_SIGNATURE 80

/* How the names of signatures and of packed texts end. */
#define NAME_SIGNED ".minisig"
#define NAME_PACKED ".gz"

/*
 * Is it the name of a database: a-z, 0-9 and "-", first a letter, and not
 * "text" or "catalog", which the tree has for itself?
 */
bool name_is_db(const char *s, size_t n);

void name_snapshot(char out[static NAME_SNAPSHOT], uint32_t serial,
    const uint8_t hash[static 4]);

void name_delta(char out[static NAME_DELTA], uint32_t from, uint32_t to,
    const uint8_t hash[static 4]);

void name_index(char out[static NAME_INDEX], uint32_t serial,
    const uint8_t hash[static 4]);

/* That of a version; 0 for the newest. */
void name_catalog(char out[static NAME_CATALOG], uint32_t version);

/* Reads the version in the name of one, from 1. */
bool name_catalog_version(const char *, uint32_t *version);

/* Reads the serials in the name of a delta. */
bool name_delta_serials(const char *, uint32_t *from, uint32_t *to);

/* Reads the serial in the name of an index. */
bool name_index_serial(const char *, uint32_t *serial);

/* Reads the serial in the name of a snapshot, or of the signature of one. */
bool name_serial(const char *, uint32_t *serial);

void name_text(char out[static NAME_TEXT], const char *db, const char *format);

/* Whether a name is that of a database's text, or of the signature of one. */
bool name_is_text_of(const char *, const char *db);

/* Whether it is that of its text in this format, or of the signature. */
bool name_is_text(const char *, const char *db, const char *format);

void name_signature(char out[static NAME_SIGNATURE], const char *file);
bool name_is_signature(const char *);

#endif

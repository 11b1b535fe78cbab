/*
 * The last good state of every source, kept for the day when its newest files
 * do not parse: copies of the files that the last published build was made
 * from, in a tree of the spool's shape, <state>/kept/<database>/<source>/...,
 * and in <source>/.records how many records they held.  Of a file of more
 * than KEEP_COPY_MAX bytes a hard link is kept: rsync replaces files and never
 * rewrites them, and whoever rewrites so large a file in place loses its last
 * good state.
 */
#ifndef FEEDMILL_KEEP_H
#define FEEDMILL_KEEP_H

#include <stdint.h>

#include "formats/fail.h"

struct spool_source;

#define KEEP_COPY_MAX ((uint64_t)64 << 20)

/*
 * Keeps a source's files as they are in the spool's folder of the database,
 * and the number of records they hold.  All or nothing: a crash leaves the
 * old state or the new one.  Where a file has been replaced since the spool
 * was scanned, the old state stays: the next build will keep what it read.
 * The folder of the database is made if it is missing.
 */
int keep_store(const char *kept, const char *spool, const struct spool_source *,
    uint64_t records, struct fail *);

/* The records that a source's last good state holds; 0 if none is kept. */
uint64_t keep_records(const char *kept, const char *name);

/* Removes what an interrupted run has left half made. */
int keep_clean(const char *kept, struct fail *);

/* Forgets a source, all of it or nothing; none there is no failure. */
int keep_forget(const char *kept, const char *name, struct fail *);

#endif

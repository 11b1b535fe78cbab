/*
 * The spool: records/<database>/<source>/..., fed by rsync, one folder a
 * source.  Only looks at names; what the files say is for others.  The last
 * good states of sources are kept in a tree of the same shape (see keep.h).
 */
#ifndef FEEDMILL_SPOOL_H
#define FEEDMILL_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

struct stat;

/* Most sources a database may have, files a source, folders within folders. */
#define SPOOL_SOURCES_MAX 4096
#define SPOOL_FILES_MAX   100000
#define SPOOL_DEPTH_MAX   8

struct spool_file {
	char *path; /* below the source's folder */
	uint64_t inode;
	uint64_t size;
	int64_t mtime; /* nanoseconds since 1970 */
};

struct spool_source {
	char *name;
	struct spool_file *files; /* by path */
	size_t nfiles, cap;
	struct fail fail; /* what is wrong with its folder, if anything */
};

/* The sources of one database, by name. */
struct spool {
	struct spool_source *sources;
	size_t n, cap;
};

/*
 * Lists the sources below a folder and their files; no sources if there is no
 * such folder.  Names that begin with a dot are passed over: those are what
 * rsync has not finished.  A source fails by itself, and the others are told
 * all the same: for what is neither file nor folder, for names with control
 * characters, for a folder that cannot be read, for a name of its own with
 * other than letters, digits, "." "_" and "-"; a file beside the folders is
 * a source that fails.  Free with spool_free() in any case.
 */
int spool_scan(struct spool *, const char *folder, struct fail *);

void spool_free(struct spool *);

/* The source of a name, NULL if there is none. */
const struct spool_source *spool_find(const struct spool *, const char *name);

/* The time of a file's last change in nanoseconds since 1970. */
int64_t spool_mtime(const struct stat *);

/* Whether two sources have the very same files. */
bool spool_same(const struct spool_source *, const struct spool_source *);

#endif

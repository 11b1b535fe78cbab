/* A file as bytes in memory, for tools that look at published objects. */
#ifndef FEEDMILL_MAPPED_H
#define FEEDMILL_MAPPED_H

#include "formats/fail.h"
#include "formats/rd.h"

struct set;
struct snapshot_id;

struct mapped {
	const void *bytes;
	size_t n;
};

/* Maps a file that nobody rewrites in place.  End with mapped_close(). */
int mapped_open(struct mapped *, const char *path, struct fail *);
void mapped_close(struct mapped *);

/* A cursor over all of it. */
struct rd mapped_rd(const struct mapped *);

/* The set of a snapshot file, for set_free(); NULL names the file. */
struct set *mapped_set(const char *path, struct snapshot_id *, struct fail *);

#endif

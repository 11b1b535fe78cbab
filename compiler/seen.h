/*
 * What has been read of hits' files, by source: of each file that is there
 * how far, and of those that are gone what they held, for a while, so that
 * nothing counts twice because its file is renamed, packed or sent again.
 */
#ifndef FEEDMILL_SEEN_H
#define FEEDMILL_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/hitbatch.h"
#include "formats/fail.h"
#include "formats/rd.h"

/* Of a source so many contents of files that are gone are remembered. */
#define SEEN_PAST_MAX 65536

struct seen_past {
	struct content content;
	uint32_t lines;
	uint32_t time; /* when its file was gone, seconds */
};

struct seen_source {
	struct hitbatch_file **files; /* by path */
	size_t nfiles, cap_files;
	struct seen_past *past; /* by time */
	size_t npast, cap_past;
};

/* { 0 } to begin with. */
struct seen {
	struct seen_source *sources; /* by id */
	size_t n;
};

void seen_free(struct seen *);

/* What is known of a source; { 0 } of one that is new. */
struct seen_source seen_source(const struct seen *, size_t id);

/* The file of a path, NULL if none was there. */
const struct hitbatch_file *seen_file(const struct seen_source *,
    const char *path);

/* Whether this content is known, and what is known of it. */
bool seen_find(const struct seen_source *, const struct content *,
    struct seen_past *out);

/* Contents that begin with a head, at most max, into out.  Returns how many. */
size_t seen_known(const struct seen_source *, uint64_t head,
    struct seen_past *out, size_t max);

/* Takes over what a batch says of files. */
void seen_apply(struct seen *, const struct hitbatch *);

/* Forgets contents of files that were gone before a time in seconds. */
void seen_prune(struct seen *, uint32_t before);

/* As parts of a checkpoint. */
int seen_write(const struct seen *,
    int (*put)(void *arg, struct rd, struct fail *), void *arg, struct fail *);
int seen_read(struct seen *, struct rd part, struct fail *);

#endif

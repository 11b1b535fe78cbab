/*
 * An edition: one published state of a database, whole and checked: its head
 * by a key of the catalog, its index and every object that this names by size
 * and hash.  Nothing of it changes; the next publish is another edition.
 */
#ifndef FEEDMILL_EDITION_H
#define FEEDMILL_EDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/head.h"
#include "formats/index.h"

struct MHD_Response;
struct asset;
struct catalog;

/* All deltas together, which are held in memory, in bytes. */
#define EDITION_DELTAS_MAX ((uint64_t)1 << 30)

/* What is told to one who is at some serial: shared by all who are there. */
struct edition_telling {
	struct MHD_Response *response; /* NULL: nobody has asked yet */
	uint64_t bytes;
};

struct edition {
	struct head head;
	struct index index;
	struct asset *head_file, *index_file, *snapshot, *signature;
	struct asset **deltas; /* as the index has them */
	/* Of each serial for everybody, then for those who have access. */
	struct edition_telling *tellings; /* 2 * (index.n + 1) */
};

/*
 * Reads the edition that a tree has of a database.  What the prior one has,
 * too, is taken from there; NULL if there is none.  It must not be from before
 * the prior one (FAIL_ROLLBACK) or another of its serial (FAIL_SPLIT).
 */
struct edition *edition_load(int treefd, const struct catalog *, const char *db,
    const struct edition *prior, struct fail *);

/* NULL is allowed. */
void edition_free(struct edition *);

/*
 * The asset of an object by the name of its file, or of the signature of the
 * snapshot; NULL if the edition has no such object.
 */
struct asset *edition_object(const struct edition *, const char *name);

/* What a subscriber at some serial needs. */
enum edition_need {
	EDITION_NOTHING, /* it is there, or further: the head alone */
	EDITION_STEPS,   /* deltas from one on, and the index if several */
	EDITION_WHOLE,   /* the snapshot: no way leads on, or a longer one */
};

enum edition_need edition_need(const struct edition *, uint32_t epoch,
    uint32_t serial, size_t *first);

#endif

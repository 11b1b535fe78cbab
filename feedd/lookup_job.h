/*
 * Making the set that an edition is of, from its objects: what the worker
 * does.  It only reads what the job refers to; references are taken and given
 * back by the thread that serves, before and after.
 */
#ifndef FEEDMILL_LOOKUP_JOB_H
#define FEEDMILL_LOOKUP_JOB_H

#include <stddef.h>
#include <stdint.h>

#include "formats/delta.h"
#include "formats/fail.h"
#include "formats/head.h"

struct asset;
struct edition;
struct set_index;

/* A set that is held, and the head that it was made for. */
struct lookup_table {
	struct delta_end end;
	struct set_index *index; /* of the set */
	struct head head;
	struct lookup_table *next; /* among those to be freed */
};

/* NULL is allowed. */
void lookup_table_free(struct lookup_table *);

/* A delta, and where it leads. */
struct lookup_step {
	struct asset *delta;
	uint32_t to;
};

struct lookup_job {
	struct head head; /* what is wanted; of no database: only to free */
	const struct lookup_table *base; /* NULL: there is none to build on */
	size_t first;                    /* the step that leads on from there */
	struct asset *snapshot;          /* to begin with otherwise */
	uint32_t serial;                 /* of the snapshot */
	size_t begin;                    /* the step that leads on from that */
	struct lookup_step *steps;
	size_t nsteps;
	struct lookup_table *garbage; /* to be freed on the way */
	/* What comes of it. */
	struct lookup_table *table; /* NULL: it failed */
	struct fail fail;
};

/* A job for an edition, with references to what it has.  base: may be NULL. */
struct lookup_job *lookup_job_new(const struct edition *,
    const struct lookup_table *base);

/* Gives the references back; the table is somebody else's. */
void lookup_job_free(struct lookup_job *);

/* Does it: a worker_do. */
void lookup_job_do(void *job);

#endif

/*
 * One build of one database, from its sources to what is published: read and
 * merge, guard, compare with the last published set, snapshot, texts, head.
 */
#ifndef FEEDMILL_BUILD_H
#define FEEDMILL_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include "compiler/intake.h"
#include "compiler/progress.h"
#include "formats/addr.h"
#include "formats/change.h"
#include "formats/fail.h"

struct conf;
struct conf_db;
struct delegation;
struct pubkey;
struct seckey;
struct tree;
struct warm;

enum build_state {
	BUILD_FAILED, /* fail says why; what was published stays */
	BUILD_SAME,   /* nothing changed: a heartbeat */
	BUILD_NEW,    /* a new set */
};

struct build {
	const struct conf_db *db;
	enum build_state state;
	struct fail fail;     /* also of what came after publishing */
	struct intake intake; /* its counts; the set is gone */
	uint32_t serial;
	uint64_t entries[FAMILIES];
	u128 covered[FAMILIES];
	struct change change; /* from the last set to the new one */
	uint64_t snapshot_bytes, delta_bytes, text_bytes;
	double seconds; /* on the wall */
};

struct build_job {
	const struct conf *conf;
	struct tree *tree;
	const struct seckey *key;
	const struct pubkey *publics;        /* of conf->dbs, in their order */
	const struct delegation *delegation; /* of the tree's catalog */
	uint32_t now;
	struct warm *warm; /* of a quick database, NULL: none is kept */
	struct progress_slot progress;
};

/* Builds and publishes.  Free with build_free(). */
void build_run(struct build *, const struct conf_db *,
    const struct build_job *);

void build_free(struct build *);

#endif

/*
 * Publishing one build of one database: the objects of its state, texts and
 * their signatures, and last of all the head that names the objects.  Until
 * the head is replaced subscribers see the build before.
 *
 *	struct publish p = { .tree = t, .key = k, .head = { ... } };
 *
 *	publish_state(&p, &state, f);
 *	... texts, see publish_text.h ...
 *	publish_head(&p, f);
 *
 * A heartbeat is publish_head() alone, with later times.
 */
#ifndef FEEDMILL_PUBLISH_H
#define FEEDMILL_PUBLISH_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/tree.h"
#include "formats/fail.h"
#include "formats/head.h"

struct index;
struct seckey;
struct sign_hash;

struct publish {
	struct tree *tree;
	const struct seckey *key;
	/*
	 * The caller sets db, epoch, serial, entries and the times; for a
	 * heartbeat it is the last head with later times.
	 */
	struct head head;
	bool anew; /* also over a head that cannot be read */
};

/* A new state as bytes. */
struct publish_state {
	const struct wr *snapshot;
	const struct wr *delta; /* from the last head's state; NULL: none */
	/* What was published last; NULL: nothing to go on from. */
	const struct head *last;
	const struct index *index;
};

/*
 * Puts the objects of the head's serial into the tree: the snapshot if it is a
 * key state, the delta if it is smaller than the snapshot, the index.  Fills
 * all of the head that names them.
 */
int publish_state(struct publish *, const struct publish_state *,
    struct fail *);

/*
 * Replaces the head.  FAIL_STALE, and nothing done, if the one there has a
 * later epoch, serial or time, or the same serial with another snapshot.  One
 * that cannot be read is replaced only anew.
 */
int publish_head(struct publish *, struct fail *);

/* Signs what was hashed of a build: "head", "snapshot", "file=...". */
void publish_sign(const struct publish *, struct sign_hash *, const char *what,
    struct minisig *);

/* Puts the signature of a file of the tree beside it. */
int publish_signature(struct publish *, const char *dir, const char *name,
    const struct minisig *, uint32_t mtime, struct fail *);

#endif

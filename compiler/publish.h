/*
 * Publishing one build of one database: the snapshot and its signature, texts
 * and theirs, and last of all the head that names them.  Until the head is
 * replaced subscribers see the build before.
 *
 *	struct publish p = { .tree = t, .key = k, .head = { ... } };
 *
 *	publish_snapshot_open(&p, &file, f);
 *	snapshot_encode(&file.wr, set, &id);
 *	publish_snapshot_close(&p, &file, f);
 *	publish_text_open(&p, &text, "rbl.rbldnsd", false, f);
 *	format->write(publish_text_wr(&text), set, &info, f);
 *	publish_text_close(&p, &text, f);
 *	publish_head(&p, f);
 *
 * A heartbeat is publish_head() alone, with later times.  Texts go before the
 * head or after it; each is replaced by itself and then its signature.
 */
#ifndef FEEDMILL_PUBLISH_H
#define FEEDMILL_PUBLISH_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/tree.h"
#include "formats/fail.h"
#include "formats/head.h"

struct gzip;
struct seckey;

struct publish {
	struct tree *tree;
	const struct seckey *key;
	/*
	 * The caller sets db, epoch, serial, entries and the times; for a
	 * heartbeat it is the last head with later times.
	 */
	struct head head;
};

/* Opens the snapshot of the head's serial. */
int publish_snapshot_open(struct publish *, struct tree_file *, struct fail *);

/* Signs and names it, and fills the head's snapshot and signature. */
int publish_snapshot_close(struct publish *, struct tree_file *, struct fail *);

/* A file of text/ on its way, and its packed twin. */
struct publish_text {
	char name[NAME_TEXT];
	struct tree_file plain, packed;
	struct gzip *gzip; /* NULL: there is no twin */
	struct wr both;
};

/* Opens a text; packed makes a .gz beside it. */
int publish_text_open(struct publish *, struct publish_text *, const char *name,
    bool packed, struct fail *);

struct wr *publish_text_wr(struct publish_text *);

/* Puts it in place with the head's time: the text, then its signature. */
int publish_text_close(struct publish *, struct publish_text *, struct fail *);

/* Gives a text up; harmless after publish_text_close(). */
void publish_text_drop(struct publish_text *);

/*
 * Replaces the head.  FAIL_STALE, and nothing done, if the one there has a
 * later epoch, serial or time, or the same serial with another snapshot.
 */
int publish_head(struct publish *, struct fail *);

#endif

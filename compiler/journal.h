/*
 * The journal of a quick list: a checkpoint of the state and the batches that
 * came after it, in one file, <state>/hits/<database>/journal.
 *
 * The file is a header of JOURNAL_HEADER bytes and then records:
 *
 *	0  16  "feedmill journal"
 *	16  2  version, 1
 *	18 32  the database's name, filled up with zeros
 *
 *	0   4  n, the bytes of the body
 *	4  16  BLAKE2b-128 of the record's number (8 bytes, from 0), n (4
 *	       bytes) and the body
 *	20  n  the body: a byte that says what it is, and that
 *
 * First come the parts of a checkpoint (JOURNAL_PART) and its end
 * (JOURNAL_END), then batches (JOURNAL_BATCH).  Integers are little-endian.
 *
 * A batch is on disk before anything is built with it.  What a crash left
 * unfinished at the end is cut off: its files are still unread then.  When the
 * batches are more than a part of the checkpoint, a journal with a new one
 * takes the place of the old one, by rename.  A process that starts reads
 * both: with 1 million live entries of 6 million that are remembered, and
 * 20,000 hits a minute, two seconds of CPU for the checkpoint and as much for
 * at most three hours of batches, at whose end a new one takes one second.
 */
#ifndef FEEDMILL_JOURNAL_H
#define FEEDMILL_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/name.h"
#include "formats/rd.h"

struct wr;

#define JOURNAL_MAGIC   "feedmill journal"
#define JOURNAL_VERSION 1
#define JOURNAL_HEADER  50

/* No record is longer. */
#define JOURNAL_RECORD_MAX (1u << 30)

/*
 * A checkpoint is due when batches have more bytes than a JOURNAL_SHARE-th of
 * the last one, and JOURNAL_SMALL.
 */
#define JOURNAL_SHARE 4
#define JOURNAL_SMALL ((uint64_t)4 << 20)

enum journal_kind {
	JOURNAL_PART = 1,
	JOURNAL_END,
	JOURNAL_BATCH,
};

/* Closed: see journal.c. */
struct journal;

/* Whoever takes the records when a journal is opened: 0, or -1. */
struct journal_reader {
	int (*record)(void *arg, enum journal_kind, struct rd body,
	    struct fail *);
	void *arg;
};

/*
 * Opens the journal in a folder, which is made if it is missing, and gives
 * its records to the reader.  The folder is locked until journal_close():
 * FAIL_BUSY for another process.  Returns NULL with a failure; FAIL_FORMAT
 * for a journal that is damaged before its batches begin, or is not the
 * database's.
 */
struct journal *journal_open(const char *folder, const char *db,
    const struct journal_reader *, struct fail *);
void journal_close(struct journal *);

/* The same without a lock, changing nothing; 0 records if there is none. */
int journal_read(const char *folder, const char *db,
    const struct journal_reader *, struct fail *);

/* How many bytes of an unfinished batch were cut off when it was opened. */
uint64_t journal_cut(const struct journal *);

/*
 * Adds a batch; it is on disk when the call returns.  After a failure the
 * journal is as it was before, or can only be closed.
 */
int journal_add(struct journal *, struct rd body, struct fail *);

/* A checkpoint is due. */
bool journal_is_long(const struct journal *);

/*
 * Begins it anew: journal_part() for the parts of a checkpoint in between.
 * Until journal_commit() the old one stays, and after a failure as well.
 */
int journal_begin(struct journal *, struct fail *);
int journal_part(struct journal *, struct rd body, struct fail *);
int journal_commit(struct journal *, struct fail *);

#endif

/*
 * The state folder: what a subscriber holds, so that it starts again from a
 * good state whenever it was stopped.  For each feed a folder with
 *
 *	catalog			the newest that was accepted
 *	<db>.head		the newest head, with its signature
 *	<db>.snap		the set at its serial, as it was signed
 *	<db>.snap.minisig	for minisign -V, from the head
 *	<db>.outputs		what was written where, and what is yet to run
 *	roots			those that the catalog was believed from
 *	sources			how long each is left alone
 *	scratch/		rsync's
 *
 * and for all of them "version", ".lock" and "status.json".  Files are
 * replaced by rename; <db>.next is a head whose snapshot is on its way.  A
 * folder of a later version is refused, one of another process, too.
 */
#ifndef FEEDMILL_STATE_H
#define FEEDMILL_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/rd.h"
#include "formats/wr.h"

#define STATE_VERSION 1

struct state;

/*
 * Opens it to change it, and makes it if it is missing: takes the lock
 * (FAIL_BUSY names who has it) and removes the temporary files of an
 * interrupted run.  FAIL_FORMAT for one of a later version, FAIL_USAGE for a
 * folder that has things in it and is no state.
 */
struct state *state_open(const char *path, struct fail *);

/* Opens it to look at: no lock, nothing is changed. */
struct state *state_look(const char *path, struct fail *);

void state_close(struct state *);

/*
 * Makes the folder of a feed, and rsync's in it, or removes what an interrupted
 * run has left there.
 */
int state_make(const struct state *, const char *feed, struct fail *);

/* "<state>/<feed>/<name>".  Free with free(). */
char *state_path(const struct state *, const char *feed, const char *name);

/*
 * Reads a small file of a feed's folder into the writer: 1, 0 if there is
 * none, or -1.  One that is longer than such files are is read as empty.
 */
int state_read(const struct state *, const char *feed, const char *name,
    size_t most, struct wr *, struct fail *);

/* Replaces it, and is on disk when it returns. */
int state_write(const struct state *, const char *feed, const char *name,
    struct rd bytes, struct fail *);

/* A database of a feed, as the state folder has it. */
struct state_db {
	const struct state *state;
	const char *feed, *db;
};

/* What is held of it. */
struct state_held {
	struct wr head_file; /* with its signature; empty: nothing is held */
	struct wr snapshot;  /* of that head; empty: it is damaged */
	bool damaged;        /* one of them is not what was put there */
};

/*
 * Reads it, finishing what an interrupted state_install() had begun.  Bytes
 * that are not what they were (a disk that failed) are as none.  The head's
 * own signature is for the caller to check.
 */
int state_held(const struct state_db *, struct state_held *, struct fail *);
void state_held_free(struct state_held *);

/*
 * Puts a snapshot, its signature and its head in place of what is held, so
 * that a kill at any instant leaves the old or the new.
 */
int state_install(const struct state_db *, struct rd head_file,
    struct rd snapshot, struct fail *);

/*
 * The head alone: the same set, later times.  Fails if an installation that
 * failed has left another set.
 */
int state_beat(const struct state_db *, struct rd head_file, struct fail *);

#endif

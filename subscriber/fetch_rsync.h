/* A run of the rsync program, and what it means. */
#ifndef FEEDMILL_FETCH_RSYNC_H
#define FEEDMILL_FETCH_RSYNC_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "subscriber/fetch_transport.h"
#include "subscriber/scratch.h"

/* Its exit codes that mean something of their own here; see rsync(1). */
enum {
	RSYNC_SOCKET = 10,
	RSYNC_FILE = 11,
	RSYNC_PARTIAL = 23,
	RSYNC_VANISHED = 24,
	RSYNC_TIMEOUT = 30,
	RSYNC_CONNECT_TIMEOUT = 35,
	RSYNC_KILLED_LARGE = 128 + SIGXFSZ, /* see child.h */
};

struct rsync {
	uint64_t most;            /* no file may have more bytes */
	struct scratch_use bound; /* nor the scratch folder */
	bool flooded;             /* it was to have more */
	struct wr said;
	int code;
};

/* What is asked for: names that it has, or patterns of names. */
struct rsync_wish {
	struct wr text; /* for its standard input */
	bool patterns;
	uint64_t most;             /* bytes of the largest file */
	struct scratch_use bounds; /* of all that may come */
};

/* Adds a file by its name; by a pattern if others are. */
void rsync_wish_file(struct rsync_wish *, const struct fetch_item *);

/* Adds what is in a range, as patterns. */
void rsync_wish_range(struct rsync_wish *, const struct fetch_range *);

/* Nothing else is wanted. */
void rsync_wish_end(struct rsync_wish *);

/*
 * Runs it, for a time that the wish may take.  0 once it ran to its end, see
 * rsync_judge(); -1 if it could not, was cancelled or killed.
 */
int rsync_run(struct fetch *, const struct rsync_wish *, struct fail *);

/* Whether these bytes are in what it said. */
bool rsync_said(const struct rsync *, const char *);

/* A failure in its own words, which may be those of a server. */
int rsync_fail(const struct rsync *, enum fail_kind, struct fail *);

/*
 * 0 after a run that brought what it could; else the failure.  rsync ends with
 * the code that its server says, so that none but a full or broken disk is
 * taken for this machine's.
 */
int rsync_judge(struct fetch *, struct fail *);

#endif

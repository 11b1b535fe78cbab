/* A run of the rsync program, and what it means. */
#ifndef FEEDMILL_FETCH_RSYNC_H
#define FEEDMILL_FETCH_RSYNC_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "subscriber/fetch_transport.h"

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
	uint64_t most; /* no file may have more bytes */
	struct wr said;
	int code;
};

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

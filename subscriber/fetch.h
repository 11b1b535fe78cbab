/*
 * Fetching files of a publish tree from one source: http(s) by libcurl, rsync
 * by the stock program, or a folder of this machine.  What comes is bytes of
 * unknown origin; nothing here looks into them.  No more of them is taken
 * than was asked for.
 *
 * A transport is a row of a table and a file fetch_NAME.c.
 */
#ifndef FEEDMILL_FETCH_H
#define FEEDMILL_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/wr.h"

/* What a source may take, and how it is reached. */
struct fetch_conf {
	const char *url;       /* without a final slash */
	const char *proxy;     /* NULL: as the environment says */
	const char *ca_file;   /* NULL: the system's */
	const char *cert_file; /* of the client, NULL for none */
	const char *key_file;
	const char *token_file;     /* sent as a bearer token; NULL for none */
	const char *password_file;  /* of an rsync daemon; NULL for none */
	const char *rsync_program;  /* NULL: "rsync" */
	unsigned connect_seconds;   /* until there is a connection */
	unsigned stall_seconds;     /* without FETCH_STALL_BYTES a second */
	unsigned total_seconds;     /* for one file of the longest kind */
	const char *scratch_folder; /* for rsync: an existing private folder */
};

/* Fewer bytes a second for stall_seconds are a stall. */
#define FETCH_STALL_BYTES 100

/* One file that is wanted. */
struct fetch_item {
	const char *path; /* in the tree: "rbl/head" */
	uint64_t most;    /* FAIL_SIZE for more bytes */
	bool exact;       /* and for fewer, too */
	/* Filled in. */
	struct wr bytes; /* for wr_free(); empty if it did not come */
	bool missing;    /* the source says there is none */
};

struct fetch;

/*
 * FAIL_USAGE for a url that is none.  Nothing is connected yet; connections
 * are kept until fetch_free().  The conf outlives it.
 */
struct fetch *fetch_new(const struct fetch_conf *, struct fail *);
void fetch_free(struct fetch *);

/*
 * Fetches all of them, over one connection or in one run.  Returns 0 if each
 * came or is missing; -1 at the first that failed otherwise: FAIL_NETWORK,
 * FAIL_SIZE, FAIL_SLOW or FAIL_SYSTEM, naming the source and the path.
 */
int fetch_files(struct fetch *, struct fetch_item *, size_t n, struct fail *);

/*
 * After a failure: how many seconds the source asked to be left alone for
 * (Retry-After), 0 if it did not say.
 */
uint32_t fetch_retry_after(const struct fetch *);

/* Bytes that came over the network so far, as far as they are known. */
uint64_t fetch_received(const struct fetch *);

/*
 * Makes a fetch_files() that is under way, and every later one, end soon with
 * FAIL_SYSTEM and the text of EINTR.  May be called by a signal handler.
 */
void fetch_cancel(struct fetch *);

#endif

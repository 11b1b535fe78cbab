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
#include "formats/name.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "subscriber/meanwhile.h"

/* How a source is reached, and how long it may take.  Times are not 0. */
struct fetch_conf {
	const char *url;       /* without a final slash */
	const char *proxy;     /* of http; NULL: as the environment says */
	const char *ca_file;   /* NULL: the system's */
	const char *cert_file; /* of the client, NULL for none */
	const char *key_file;
	const char *token_file;     /* sent as a bearer token; NULL for none */
	const char *password_file;  /* of the user in the url; NULL for none */
	const char *rsync_program;  /* NULL: "rsync" */
	bool never_waits;           /* feedd's ways are not asked for */
	unsigned connect_seconds;   /* until there is a connection */
	unsigned stall_seconds;     /* without FETCH_STALL_BYTES a second */
	unsigned total_seconds;     /* for one fetch_files(), or a look */
	const char *scratch_folder; /* for rsync: an existing private folder */
};

/* Fewer bytes a second for stall_seconds are a stall. */
#define FETCH_STALL_BYTES 100

/*
 * A file gets the seconds to connect and to stall, and one more for each of
 * so many bytes that it may have; never more than is left of total_seconds.
 */
#define FETCH_LEAST_BYTES 4096

/* A source that does not let us in is left alone for so many seconds. */
#define FETCH_REFUSED_SECONDS 3600

/* One file that is wanted. */
struct fetch_item {
	const char *path; /* in the tree: "rbl/head" */
	uint64_t most;    /* FAIL_SIZE for more bytes */
	bool exact;       /* and for fewer, too */
	/*
	 * A way of feedd's, of http: what a source says to it but "who are you"
	 * and "too often" is no failure: there is none, by this status.
	 */
	bool asks;
	struct rd given; /* the file, which is not fetched; NULL for none */
	/* Filled in. */
	struct wr bytes; /* for wr_free(); empty if it did not come */
	bool missing;    /* the source says there is none */
	bool web_page;   /* it calls its answer one; for messages */
	long status;     /* to one that asks */
	uint32_t after;  /* and when it wants to be asked again, in seconds */
};

struct fetch;

/*
 * FAIL_USAGE for a url that is none; a failure for a certificate, key, token
 * or password file that cannot be used.  Nothing is connected yet; connections
 * are kept until fetch_free().  The conf outlives it.  The program ignores
 * SIGPIPE.
 */
struct fetch *fetch_new(const struct fetch_conf *, struct fail *);
void fetch_free(struct fetch *);

/*
 * Fetches all of them, over one connection or in one run.  Returns 0 if each
 * came or is missing; -1 at the first that failed otherwise, naming the source
 * and the path: FAIL_NETWORK, FAIL_REFUSED, FAIL_LATER, FAIL_SIZE or FAIL_SLOW
 * for what the source is to blame for, FAIL_SYSTEM for this machine.  Another
 * source may be reached in another way: try the next.
 */
int fetch_files(struct fetch *, struct fetch_item *, size_t n, struct fail *);

/* Files of "<db>/<kind>/" whose names begin with a serial from one on. */
struct fetch_range {
	const char *db;
	const char *kind;
	uint32_t from; /* of FETCH_DIGITS digits, as all since 2001 */
	uint64_t each; /* not expected to have more bytes */
	uint64_t all;  /* nor all of them together */
};

#define FETCH_DIGITS 10
#define FETCH_FOLDER (NAME_DB_MAX + 16) /* "<db>/<kind>/" */

/*
 * Begins a look of several fetch_files(), whose total_seconds are for all of
 * them, until fetch_done().  The ranges are what is likely to be wanted after
 * the first: where a source is asked anew each time, that brings it along, and
 * the later ones take it from there.  What comes is no more certain for that,
 * nor is anything missing that did not.  Borrowed until the first is over.
 */
void fetch_begin(struct fetch *, const struct fetch_range *, size_t n);
void fetch_done(struct fetch *);

/*
 * After a failure: for how many seconds the source asked to be left alone
 * (Retry-After), or FETCH_REFUSED_SECONDS; else 0.
 */
uint32_t fetch_retry_after(const struct fetch *);

/*
 * Whether the source said anything at all in the last fetch_files(), though it
 * were a refusal.
 */
bool fetch_answered(const struct fetch *);

/* Bytes that came over the network so far, as far as they are known. */
uint64_t fetch_received(const struct fetch *);

/*
 * What a file costs there beside its own bytes: as far as that was seen, what
 * its requests and the headers of their replies had on an average.
 */
uint64_t fetch_around(const struct fetch *);

/*
 * Makes a fetch_files() that is under way, and every later one, end soon with
 * FAIL_SYSTEM and the text of EINTR.  May be called by a signal handler.
 */
void fetch_cancel(struct fetch *);

/* Later ones may go on; none is under way. */
void fetch_resume(struct fetch *);

/* What is done while a fetch_files() waits, from now on. */
void fetch_meanwhile(struct fetch *, const struct meanwhile *);

#endif

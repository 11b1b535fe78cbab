/*
 * Errors.  A function that can fail takes a struct fail and returns -1 (or
 * NULL) after filling it.  The first failure wins; callers put the place in
 * front on the way out.  Library code never prints and never exits, except
 * that running out of memory ends the program (see mem.h).
 */
#ifndef FEEDMILL_FAIL_H
#define FEEDMILL_FAIL_H

#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* The kind of a failure is also the exit code of the programs. */
enum fail_kind {
	FAIL_NONE = 0,
	FAIL_SYSTEM = 1, /* a file, the disk, the network */
	FAIL_USAGE = 2,  /* the command line or the configuration */
	FAIL_SYNTAX = 3, /* text that breaks its grammar */
	FAIL_FORMAT = 4, /* bytes that are not the one encoding of anything */
	FAIL_TRUST = 5,  /* a key or signature that does not speak for this */
	FAIL_GUARD = 6,  /* a build that a guard refuses */
	FAIL_STALE = 7,  /* past its time, or from before what was seen */
	FAIL_BUSY = 8,   /* another process holds the lock */
	FAIL_HELD = 9,   /* done, but a source was held back or had bad lines */
	/* What a subscriber refuses, each by itself. */
	FAIL_ROLLBACK = 10, /* from before what was seen */
	FAIL_SPLIT = 11,    /* another state under a serial that is known */
	FAIL_FUTURE = 12,   /* ahead of the clock */
	FAIL_WRONG = 13,    /* of another database, epoch or state than asked */
	FAIL_SIZE = 14,     /* more bytes than signed or allowed */
	FAIL_SLOW = 15,     /* too few bytes in too much time */
	FAIL_MISSING = 16,  /* named, but not there */
	FAIL_KEY = 17,      /* by a key that the catalog does not let sign it */
	FAIL_ROOTS = 18,    /* a catalog without enough roots' signatures */
	FAIL_HASH = 19,     /* bytes that are not those that were signed for */
	FAIL_NETWORK = 20,  /* a server that cannot be reached, or fails */
	FAIL_HOOK = 21,     /* what was to run after a change did not succeed */
	FAIL_REFUSED = 22,  /* a server that does not let us in */
	FAIL_LATER = 23,    /* one that wants to be asked less, or later */
};

/* Room for a message, with NUL. */
#define FAIL_MSG 512

struct fail {
	enum fail_kind kind;
	char msg[FAIL_MSG];
};

/* Records a failure unless one is recorded already.  Returns -1. */
PRINTF_LIKE(3, 4)
int fail(struct fail *, enum fail_kind, const char *, ...);

/* As fail() with FAIL_SYSTEM, ": " and the text of errno.  Returns -1. */
PRINTF_LIKE(2, 3)
int fail_errno(struct fail *, const char *, ...);

/* Puts "where: " in front of a recorded failure.  Returns -1. */
PRINTF_LIKE(2, 3)
int fail_at(struct fail *, const char *, ...);

#endif

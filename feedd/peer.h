/*
 * Peers: the connections there are, and those of them that wait for news.
 * A waiting one costs a place in an array and nothing else.  Seconds are of a
 * clock that only goes forward.
 */
#ifndef FEEDMILL_PEER_H
#define FEEDMILL_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feedd/access.h"
#include "feedd/site_name.h"

struct MHD_Connection;
struct asset;
struct metrics;
struct sites;

/* Seconds for which news is waited for: below what proxies bear. */
#define PEER_WAIT 55

/* Seconds within which a request has to come whole, and a reply to begin. */
#define PEER_PATIENCE 60

/* The same for a request while others want to come in and there is no room. */
#define PEER_PRESSED 2

/* Bytes of a reply that have to be taken in a second. */
#define PEER_PACE 4096

enum peer_state {
	PEER_ACTIVE,
	PEER_WAITING,
	PEER_WAKING, /* its turn comes */
};

/* There are many of them: the order of the fields is for their size. */
struct peer {
	struct peer *prev, *next;
	struct MHD_Connection *connection;
	struct visitor visitor;
	struct asset *file; /* on disk, which it is sent, or NULL */
	int fd;
	uint32_t deadline;
	uint32_t at;    /* among those that wait */
	uint32_t about; /* the database, among the names */
	uint8_t state;  /* enum peer_state */
	bool begun;     /* a request, which is not whole */
	bool asked;     /* a whole request, which is being answered */
	bool mute;      /* it will say nothing more, as of the last look */
	bool gone;      /* while it waited */
	bool over;      /* it has waited enough */
	bool woken;     /* there is news */
};

/* { .metrics } is none. */
struct peers {
	struct metrics *metrics;
	struct peer *first;
	struct peer **waiting, **waking;
	size_t nwaiting, waiting_cap;
	size_t nwaking, waking_cap;
	size_t looked; /* where the next look at those that wait begins */
	char (*names)[SITE_DB]; /* that were ever waited for */
	size_t nnames, names_cap;
};

/* One came, one went.  The peer is freed. */
struct peer *peer_begin(struct peers *, struct MHD_Connection *, int fd,
    uint64_t now);
void peer_end(struct peers *, struct peer *);

/* What it is sent is a file; NULL: not any more.  Holds a reference. */
void peer_send(struct peer *, struct asset *);

/* From now on it has the patience, and time for so many bytes. */
void peer_renew(struct peer *, uint64_t now, uint64_t bytes);

/* Lets one wait for news of a database, by its full name as all below. */
void peer_wait(struct peers *, struct peer *, const char *db, uint64_t now);

/*
 * Wakes those that wait for a database, which has news, or for NULL all, which
 * have waited enough.  They go on in random order.
 */
void peer_wake(struct peers *, const char *db);

/* Wakes those that wait for a database that is not among what is served. */
void peer_wake_others(struct peers *, const struct sites *);

/* Lets the next ones go on, a bounded number. */
void peer_resume(struct peers *);

/*
 * Once a second: wakes those whose time is over and those that are gone, and
 * ends the connections that are too slow, have gone amid a request, or are sent
 * a file that was cut: the rest would never come.
 */
void peer_look(struct peers *, uint64_t now);

/* Where there is no room: ends those that do not say what they want. */
void peer_press(struct peers *, uint64_t now);

/* Frees what is held; the peers themselves have ended. */
void peers_clear(struct peers *);

#endif

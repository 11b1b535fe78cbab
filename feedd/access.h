/*
 * Access: who a request is from, whether it may have what it asks for, and
 * how much that is of what it may have.  A holder's token or network counts
 * for the holder, wherever its requests come from; all others by their
 * address.
 */
#ifndef FEEDMILL_ACCESS_H
#define FEEDMILL_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feedd/address.h"

struct catalog;
struct grant;
struct route;
struct rules;
struct sockaddr;
struct wr;

/* Why a request is refused, as metrics count it. */
enum access_why {
	ACCESS_GRANTED,
	ACCESS_UNKNOWN,  /* 401: no token where one is needed */
	ACCESS_TOKEN,    /* 401: a token that is none */
	ACCESS_EXPIRED,  /* 401: one that is over */
	ACCESS_NETWORK,  /* 403: one that is not good from there */
	ACCESS_DATABASE, /* 403: a database that the access has not */
	ACCESS_NOTHING,  /* 404: nothing that there is */
	ACCESS_REQUESTS, /* 429, all that follow */
	ACCESS_BYTES,
	ACCESS_WAITS,
	ACCESS_CONNECTIONS,
	ACCESS_GUESSES, /* too many wrong tokens */
	ACCESS_WHYS,
};

/* What metrics count of one access. */
struct access_tally {
	char name[64]; /* empty: of whom none is known */
	uint64_t requests, bytes;
};

struct access {
	const struct rules *rules; /* borrowed */
	uint32_t number;           /* of these rules, since the beginning */
	struct account **holders;  /* as the rules have them */
	struct addresses addresses;
	struct access_tally **tallies; /* of all names there ever were */
	size_t ntallies, tallies_cap;
	struct access_tally **counted; /* those of the rules' accesses */
	struct access_tally unknown;
	uint64_t refused[ACCESS_WHYS];
};

/* A connection, and the request that it has at the moment. */
struct visitor {
	struct address *address; /* of the connection */
	struct address *from;    /* of the request; NULL: there is none */
	struct account *account; /* that it counts for */
	struct access_tally *tally;
	const struct grant *grant; /* until the rules change; NULL: none */
	uint32_t until;            /* when it has no access any more, or 0 */
	uint32_t rules;            /* the number of those it was judged by */
	bool extra;                /* a connection more than its address has */
	bool waits;                /* it is counted as one that waits */
	bool hidden;               /* what it gets is not for everybody */
	bool bodiless;             /* HEAD: no bytes follow */
};

/* Begins with rules, and goes on with others; holders that stay keep what
 * they have taken. */
void access_begin(struct access *, const struct rules *);
void access_change(struct access *, const struct rules *, uint64_t now);
void access_end(struct access *);

/*
 * A connection comes; false: its address has too many, it is to be ended.
 * Either way access_depart() follows when it has gone.
 */
bool access_arrive(struct access *, struct visitor *, const struct sockaddr *,
    uint64_t now);
void access_depart(struct access *, struct visitor *, uint64_t now);

/* Whether who comes from there may see how things stand, by no proxy. */
bool access_is_status(const struct access *, const struct sockaddr *);

/* Lines that proxies added, at most; those before are a client's. */
#define ACCESS_FORWARDED 8

/* What is asked, by whom. */
struct access_asked {
	const struct route *route;
	const struct sockaddr *peer;
	const char *authorization; /* header, or NULL */
	/* Lines of X-Forwarded-For, the last ones in their order. */
	const char *forwarded[ACCESS_FORWARDED];
	size_t nforwarded;
	const struct catalog
	    *catalog; /* of its site, that is served, or NULL */
	uint32_t time;
	uint64_t now;
};

/* What is said of what is not there, whoever asks for whatever. */
#define ACCESS_NOTHING_HERE "nothing here\n"

/* How a request is refused: a reply with this status and these headers. */
struct access_reply {
	enum access_why why; /* ACCESS_GRANTED: go on */
	unsigned status;
	const char *text;
	const char *challenge; /* WWW-Authenticate, or NULL */
	uint32_t seconds;      /* Retry-After, or 0 */
};

/* A request comes, once until it leaves; one that was refused leaves, too. */
struct access_reply access_enter(struct access *, struct visitor *,
    const struct access_asked *);

/*
 * One that has entered and waited goes on: if the rules have changed meanwhile
 * it is judged by them, for whom it counts now.  It is not counted again.
 */
struct access_reply access_again(struct access *, struct visitor *,
    const struct access_asked *);

/* The address that it comes from, behind proxies. */
enum family access_addr(const struct access *, const struct access_asked *,
    u128 *addr);

/* Whether one has entered and not left. */
bool access_entered(const struct visitor *);

/* Counts bytes that the request is sent. */
void access_charge(struct visitor *, uint64_t bytes, uint64_t now);

/* A request is over; harmless if none has entered. */
void access_leave(struct access *, struct visitor *, uint64_t now);

/* Whether who has just entered has a database, by its full name. */
bool access_may(const struct access *, const struct visitor *, const char *db);

#endif

/*
 * Zones: a set as the text that a stock DNS server, filter or mail server
 * loads.  Every format is a row of one table and a file zone_NAME.c.
 */
#ifndef FEEDMILL_ZONE_H
#define FEEDMILL_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

struct set;
struct wr;

#define ZONE_NS_MAX 8

/*
 * What a zone says besides its listings.  Names have no final dot.  Formats
 * that are no zones of the DNS look at db, serial and now alone.
 */
struct zone_info {
	const char *db;              /* for comments */
	const char *origin;          /* the zone's name */
	const char *ns[ZONE_NS_MAX]; /* name servers, at least one */
	size_t nns;
	const char *contact; /* the SOA's mailbox as a name */
	uint32_t serial;     /* the build's time, seconds since 1970 */
	uint32_t now; /* minutes since 1970; what ended by then is left out */
	/*
	 * For rbldnsd, which refuses a zone whose stamp is in the future by
	 * its own clock: see zone_stamp().
	 */
	uint32_t stamp;   /* seconds since 1970; 0 for none */
	uint32_t expires; /* seconds after the stamp; 0 for never */
	uint32_t ttl;     /* of answers, seconds */
	uint32_t refresh, retry, expire, negative_ttl; /* of the SOA */
};

/*
 * A format writes a whole zone.  It can fail for names that are none, and when
 * the writer has a drain that failed.  The same set gives the same bytes,
 * whatever the ids of its values are.  Texts are carried as zone_text.h says.
 */
struct zone_format {
	const char *name;   /* "rbldnsd", as in --format */
	const char *suffix; /* of the file in text/: "rbldnsd" */
	int (*write)(struct wr *, const struct set *, const struct zone_info *,
	    struct fail *);
};

/* The format of a name; NULL if there is none. */
const struct zone_format *zone_format(const char *name);

/* The i-th format, NULL after the last. */
const struct zone_format *zone_format_at(size_t i);

/*
 * Stamps a zone that is written at a time and no longer served from another
 * one on (0 for never), both seconds since 1970.
 */
void zone_stamp(struct zone_info *, uint32_t now, uint32_t ends);

/*
 * Refuses what could not be a zone: no name server, a name that is none, an
 * origin too long for the names of its entries.
 */
int zone_check(const struct zone_info *, struct fail *);

/* One file each. */
int zone_rbldnsd(struct wr *, const struct set *, const struct zone_info *,
    struct fail *);
int zone_bind(struct wr *, const struct set *, const struct zone_info *,
    struct fail *);
int zone_unbound(struct wr *, const struct set *, const struct zone_info *,
    struct fail *);
int zone_rpz(struct wr *, const struct set *, const struct zone_info *,
    struct fail *);
int zone_cidr(struct wr *, const struct set *, const struct zone_info *,
    struct fail *);
int zone_nftables(struct wr *, const struct set *, const struct zone_info *,
    struct fail *);
int zone_ipset(struct wr *, const struct set *, const struct zone_info *,
    struct fail *);
int zone_postfix(struct wr *, const struct set *, const struct zone_info *,
    struct fail *);
int zone_csv(struct wr *, const struct set *, const struct zone_info *,
    struct fail *);

#endif

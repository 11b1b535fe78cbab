/*
 * A record: what a source says about some addresses at some time, before any
 * policy.  Records of all source formats become this.
 */
#ifndef FEEDMILL_RECORD_H
#define FEEDMILL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"

/* The closed set of keys that a record may have. */
enum attr {
	ATTR_UNTIL, /* RFC 3339: when the listing ends */
	ATTR_REF,   /* the source's own reference */
	ATTR_KIND,  /* source, relay or support */
	ATTR_ISP,   /* whose range it is */
	ATTR_PORT,  /* 1 to 65535 */
	ATTR_PROTO, /* socks4, socks5, http or https */
	ATTR_LIST,  /* the name of a mailing list */
	ATTR_CODE,  /* the A code, in place of the database's */
	ATTR_TXT,   /* the TXT template, in place of the database's */
};

#define ATTRS 9

/* A piece of text that lives somewhere else. */
struct text {
	const char *p;
	size_t len;
};

struct record {
	struct range range;
	/*
	 * The addresses of the record as written, less one.  More than those
	 * of range where a hole was cut out of a wider one.
	 */
	u128 span;
	uint32_t time;  /* seconds since 1970; 0 for an untimed one */
	uint32_t until; /* seconds since 1970; 0 if it does not end */
	uint32_t code;  /* with ATTR_CODE */
	bool removal;
	uint16_t has;             /* bit 1 << attr for each that is there */
	struct text attrs[ATTRS]; /* unquoted; not set where has is 0 */
};

static inline bool
record_has(const struct record *r, enum attr a)
{
	return (r->has >> a & 1) != 0;
}

/* The key's name as written, such as "port". */
const char *attr_name(enum attr);

#endif

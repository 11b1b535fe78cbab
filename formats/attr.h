/* The closed set of keys that a record may have, and what each may say. */
#ifndef FEEDMILL_ATTR_H
#define FEEDMILL_ATTR_H

#include <stddef.h>

#include "formats/text.h"

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

/* No value is longer than this many bytes; VALUE_TEXT_MAX for the TXT. */
#define ATTR_VALUE_MAX 215

/* The key's name as written, such as "port". */
const char *attr_name(enum attr);

/* The key of a name; ATTRS if there is none. */
enum attr attr_find(struct text name);

/*
 * The key whose name starts at s and has "=" behind it, *behind being what
 * follows that; ATTRS if there is none.
 */
enum attr attr_scan(const char *s, const char *end, const char **behind);

/*
 * NULL if the key may have this value, else the rule that is broken.  Values
 * are text (see text_rule()), not empty except for the TXT.
 */
const char *attr_rule(enum attr, struct text value);

#endif

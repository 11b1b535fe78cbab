/*
 * A record: what a source says about some addresses at some time, before any
 * policy.  Records of all source formats become this.
 *
 * As text, in a .rec file, a record is one line:
 *
 *	[!]ADDRESS TIME [KEY=VALUE]... [# comment]
 *
 * ADDRESS is an address, prefix or range as range_parse() reads it, TIME one
 * as stamp_parse() reads it; 1970-01-01T00:00:00Z stands for a record without
 * a time.  Parts are separated by spaces and tabs.  A "#" at the start of a
 * line or behind a space starts a comment.  A VALUE is either bare, without
 * spaces and quotes, or in double quotes, where \" stands for a quote and \\
 * for a backslash and a backslash stands before nothing else; bare, a
 * backslash is itself.  Values are UTF-8 (see text_rule()), at most
 * ATTR_VALUE_MAX bytes, and follow their key's syntax.  No key comes twice.
 * "!" makes a removal, which may have no key but ref.  An until lies after
 * the TIME.
 */
#ifndef FEEDMILL_RECORD_H
#define FEEDMILL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/attr.h"
#include "formats/fail.h"
#include "formats/text.h"

struct place;
struct wr;

struct record {
	struct range range;
	/*
	 * The addresses of the record as written, less one.  More than those
	 * of range where a hole was cut out of a wider one.
	 */
	u128 span;
	uint32_t time;  /* seconds since 1970; 0 for an untimed one */
	uint32_t until; /* seconds since 1970; 0 if it does not end */
	uint32_t code;  /* with ATTR_CODE, else 0 */
	bool removal;
	uint16_t has;             /* bit 1 << attr for each that is there */
	struct text attrs[ATTRS]; /* unquoted; not set where has is 0 */
};

static inline bool
record_has(const struct record *r, enum attr a)
{
	return (r->has >> a & 1) != 0;
}

/*
 * Gives a record a value (borrowed) for a key that it does not have yet.
 * Returns NULL, or the rule that is broken, changing nothing.
 */
const char *record_set(struct record *, enum attr, struct text value);

/*
 * Reads the line [line, end), which has no line feed in it; a carriage
 * return at its end is left out.  Values that were quoted are unquoted in
 * place, so the line changes, and the record borrows from it.  Returns 1; 0
 * if there is nothing but blanks or a comment; or -1 with a failure that
 * names the place, whose column is then set.
 */
int record_parse(struct record *, char *line, char *end, struct place *,
    struct fail *);

/*
 * Writes the one canonical line of a record: single spaces, the shortest form
 * of the address, keys in the order of enum attr, quotes where they are
 * needed.  record_parse() reads it back as the same record, except that span
 * becomes that of the range.
 */
void record_write(struct wr *, const struct record *);

#endif

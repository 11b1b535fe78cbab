/* The line of a record, read.  The hot path of a compile. */
#include <string.h>

#include "formats/place.h"
#include "formats/record.h"
#include "formats/stamp.h"

/* A line as it is read: the cursor p in [line, end). */
struct reader {
	char *line;
	char *end;
	char *p;
	struct place *place;
	struct fail *fail;
};

static inline bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Whether a bare value goes on with c; the first test is for most. */
static inline bool
is_bare(char c)
{
	return (uint8_t)(c - '#') <= '~' - '#' || (!is_blank(c) && c != '"');
}

/* Refuses what is at [at, end). */
static int
refuse(const struct reader *r, const char *at, const char *end,
    const char *rule)
{
	r->place->column = (uint32_t)(at - r->line) + 1;
	return place_fail(r->place, rule, text_of(at, end), r->fail);
}

static inline void
skip_blanks(struct reader *r)
{
	char *p = r->p;

	while (p < r->end && is_blank(*p))
		p++;
	r->p = p;
}

/* Whether nothing follows but a comment. */
static inline bool
at_end(const struct reader *r)
{
	return r->p == r->end || *r->p == '#';
}

/* The end of the word that starts at p. */
static char *
word_end(const struct reader *r, char *p)
{
	while (p < r->end && !is_blank(*p))
		p++;
	return p;
}

/* Anything but a plain IPv4 address. */
static int
read_range(struct reader *r, struct record *rec)
{
	char *end = word_end(r, r->p);
	const char *at, *rule;

	rule = range_parse(r->p, end, &rec->range, &at);
	if (rule != NULL)
		return refuse(r, at, end, rule);
	rec->span = range_span(&rec->range);
	r->p = end;
	return 0;
}

static int
read_address(struct reader *r, struct record *rec)
{
	const char *end;
	uint32_t addr;

	rec->removal = *r->p == '!';
	r->p += rec->removal;
	end = quad_scan(r->p, r->end, &addr);
	if (end == NULL || end == r->end || !is_blank(*end))
		return read_range(r, rec);
	rec->range = (struct range){ addr, addr, IP4 };
	rec->span = 0;
	r->p += end - r->p;
	return 0;
}

static int
read_time(struct reader *r, struct record *rec)
{
	char *end = r->p + STAMP_TEXT - 1;

	if (r->end - r->p < STAMP_TEXT - 1 ||
	    (end < r->end && !is_blank(*end)) ||
	    !stamp_parse(r->p, end, &rec->time))
		return refuse(r, r->p, word_end(r, r->p),
		    "after the address comes a time like "
		    "2026-11-21T22:25:00Z");
	r->p = end;
	return 0;
}

/*
 * Moves the bytes of a value in quotes together.  Returns the closing quote;
 * the end of the line if there is none; or NULL, with the cursor at it, for a
 * backslash that stands before neither a quote nor a backslash.
 */
static char *
unquote(struct reader *r, char **to)
{
	char *p = r->p;

	for (; p < r->end && *p != '"'; p++) {
		if (*p == '\\' && p + 1 < r->end) {
			r->p = p++;
			if (*p != '"' && *p != '\\')
				return NULL;
		}
		*(*to)++ = *p;
	}
	return p;
}

static int
read_quoted(struct reader *r, struct text *value)
{
	char *start = r->p++, *to = r->p, *close;

	value->p = to;
	close = unquote(r, &to);
	if (close == NULL)
		return refuse(r, r->p, r->p + 2,
		    "in quotes a backslash stands before a quote or a "
		    "backslash");
	if (close == r->end)
		return refuse(r, start, r->end, "a quote is closed");
	value->len = (size_t)(to - value->p);
	r->p = close + 1;
	if (r->p < r->end && !is_blank(*r->p))
		return refuse(r, r->p, word_end(r, r->p),
		    "after a closing quote comes a blank");
	return 0;
}

/* Whether a bare value goes on with all of eight bytes, as most have them. */
static inline bool
are_bare(const char *p)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t b;

	memcpy(&b, p, 8);
	/* A borrow or carry out of a byte only comes of one that is not. */
	return ((b | (b - '#' * ones) | (b + ones)) & 0x80 * ones) == 0;
}

static int
read_value(struct reader *r, struct text *value)
{
	char *p = r->p;

	if (p < r->end && *p == '"')
		return read_quoted(r, value);
	while (r->end - p >= 8 && are_bare(p))
		p += 8;
	while (p < r->end && is_bare(*p))
		p++;
	*value = text_of(r->p, p);
	r->p = p;
	if (p < r->end && *p == '"')
		return refuse(r, p, word_end(r, p),
		    "quotes stand around a whole value");
	return 0;
}

/* Refuses what is at the cursor in place of "key=". */
static int
refuse_key(const struct reader *r)
{
	char *end = r->p;

	while (end < r->end && !is_blank(*end) && *end != '=')
		end++;
	return refuse(r, r->p, end,
	    end < r->end && *end == '='
		? "this is not one of the keys"
		: "after the time come keys with values, like ref=T-1");
}

/* The "key=" at the cursor, which is left behind it. */
static int
read_key(struct reader *r, enum attr *a)
{
	const char *behind;

	*a = attr_scan(r->p, r->end, &behind);
	if (*a == ATTRS)
		return refuse_key(r);
	r->p += behind - r->p;
	return 0;
}

static int
read_attr(struct reader *r, struct record *rec)
{
	const char *key = r->p, *start, *rule;
	struct text value;
	enum attr a;

	if (read_key(r, &a) == -1)
		return -1;
	if (record_has(rec, a))
		return refuse(r, key, r->p - 1, "no key comes twice");
	if (rec->removal && a != ATTR_REF)
		return refuse(r, key, r->p - 1, "a removal has no key but ref");
	start = r->p;
	if (read_value(r, &value) == -1)
		return -1;
	rule = record_set(rec, a, value);
	return rule != NULL ? refuse(r, start, value.p + value.len, rule) : 0;
}

/* The end comes after the time. */
static int
check_until(const struct reader *r, const struct record *rec)
{
	const struct text *until = &rec->attrs[ATTR_UNTIL];

	if (rec->until == 0 || rec->until > rec->time)
		return 1;
	return refuse(r, until->p, until->p + until->len,
	    "a listing ends after the time that it was seen");
}

static int
read_record(struct reader *r, struct record *rec)
{
	if (read_address(r, rec) == -1)
		return -1;
	skip_blanks(r);
	if (read_time(r, rec) == -1)
		return -1;
	for (skip_blanks(r); !at_end(r); skip_blanks(r))
		if (read_attr(r, rec) == -1)
			return -1;
	return check_until(r, rec);
}

int
record_parse(struct record *rec, char *line, char *end, struct place *place,
    struct fail *f)
{
	struct reader r = { line, end, line, place, f };

	if (end > line && end[-1] == '\r')
		r.end--;
	skip_blanks(&r);
	if (at_end(&r))
		return 0;
	rec->until = rec->code = 0;
	rec->has = 0;
	return read_record(&r, rec);
}

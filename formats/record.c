#include <string.h>

#include "formats/place.h"
#include "formats/record.h"
#include "formats/stamp.h"
#include "formats/wr.h"

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

/* Refuses what is at [at, end). */
static int
refuse(const struct reader *r, const char *at, const char *end,
    const char *rule)
{
	r->place->column = (uint32_t)(at - r->line) + 1;
	return place_fail(r->place, rule, text_of(at, end), r->fail);
}

static void
skip_blanks(struct reader *r)
{
	while (r->p < r->end && is_blank(*r->p))
		r->p++;
}

/* Whether nothing follows but a comment. */
static bool
at_end(const struct reader *r)
{
	return r->p == r->end || *r->p == '#';
}

/* The end of the word that starts at the cursor. */
static char *
word_end(const struct reader *r)
{
	char *p = r->p;

	while (p < r->end && !is_blank(*p))
		p++;
	return p;
}

static int
read_address(struct reader *r, struct record *rec)
{
	const char *start, *at, *rule;
	char *end;

	rec->removal = *r->p == '!';
	r->p += rec->removal;
	start = r->p;
	end = word_end(r);
	rule = range_parse(start, end, &rec->range, &at);
	if (rule != NULL)
		return refuse(r, at, end, rule);
	rec->span = range_span(&rec->range);
	r->p = end;
	skip_blanks(r);
	return 0;
}

static int
read_time(struct reader *r, struct record *rec)
{
	char *end = word_end(r);

	if (!stamp_parse(r->p, end, &rec->time))
		return refuse(r, r->p, end,
		    "after the address comes a time like "
		    "2026-11-21T22:25:00Z");
	r->p = end;
	return 0;
}

/*
 * The byte that a value in quotes has at *p, moving *p behind it; -1 for a
 * backslash that stands before neither a quote nor a backslash.
 */
static int
unquoted(char **p, const char *end)
{
	if (**p == '\\' && ++*p < end && **p != '"' && **p != '\\')
		return -1;
	return (unsigned char)*(*p)++;
}

/* Reads a value in quotes, moving its bytes together. */
static int
read_quoted(struct reader *r, struct text *value)
{
	char *start = r->p++, *to = r->p;

	value->p = to;
	while (r->p < r->end && *r->p != '"') {
		char *at = r->p;
		int c = unquoted(&r->p, r->end);

		if (c < 0)
			return refuse(r, at, at + 2,
			    "in quotes a backslash stands before a quote or "
			    "a backslash");
		*to++ = (char)c;
	}
	if (r->p >= r->end)
		return refuse(r, start, r->end, "a quote is closed");
	r->p++;
	value->len = (size_t)(to - value->p);
	if (r->p < r->end && !is_blank(*r->p))
		return refuse(r, r->p, word_end(r),
		    "after a closing quote comes a blank");
	return 0;
}

static int
read_value(struct reader *r, struct text *value)
{
	const char *start = r->p;

	if (r->p < r->end && *r->p == '"')
		return read_quoted(r, value);
	while (r->p < r->end && !is_blank(*r->p) && *r->p != '"')
		r->p++;
	if (r->p < r->end && *r->p == '"')
		return refuse(r, r->p, word_end(r),
		    "quotes stand around a whole value");
	*value = text_of(start, r->p);
	if (value->len == 0)
		return refuse(r, start, r->p, "a key has a value");
	return 0;
}

/* The "key=" at the cursor, which is left behind it. */
static int
read_key(struct reader *r, enum attr *a)
{
	const char *start = r->p;
	struct text name;

	while (r->p < r->end && *r->p != '=' && !is_blank(*r->p))
		r->p++;
	name = text_of(start, r->p);
	if (r->p == r->end || *r->p != '=')
		return refuse(r, start, r->p,
		    "after the time come keys with values, like ref=T-1");
	*a = attr_find(name);
	if (*a == ATTRS)
		return refuse(r, start, r->p, "this is not one of the keys");
	r->p++;
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

static int
read_record(struct reader *r, struct record *rec)
{
	if (read_address(r, rec) == -1 || read_time(r, rec) == -1)
		return -1;
	for (skip_blanks(r); !at_end(r); skip_blanks(r))
		if (read_attr(r, rec) == -1)
			return -1;
	return 1;
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

const char *
record_set(struct record *rec, enum attr a, struct text value)
{
	const char *rule = attr_rule(a, value);
	enum family family;
	u128 code = 0;

	if (rule != NULL)
		return rule;
	if (a == ATTR_UNTIL)
		stamp_parse(value.p, value.p + value.len, &rec->until);
	if (a == ATTR_CODE) {
		addr_parse(value.p, value.p + value.len, &family, &code);
		rec->code = (uint32_t)code;
	}
	rec->attrs[a] = value;
	rec->has |= (uint16_t)(1u << a);
	return NULL;
}

/* Whether a value must be written in quotes. */
static bool
wants_quotes(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.p[i] == ' ' || t.p[i] == '"')
			return true;
	return t.len == 0;
}

static void
write_value(struct wr *w, struct text t)
{
	if (!wants_quotes(t)) {
		wr_bytes(w, t.p, t.len);
		return;
	}
	wr_str(w, "\"");
	for (size_t i = 0; i < t.len; i++) {
		if (t.p[i] == '"' || t.p[i] == '\\')
			wr_str(w, "\\");
		wr_bytes(w, t.p + i, 1);
	}
	wr_str(w, "\"");
}

void
record_write(struct wr *w, const struct record *rec)
{
	char range[RANGE_TEXT], stamp[STAMP_TEXT];

	range_text(range, &rec->range);
	stamp_text(stamp, rec->time);
	wr_str(w, rec->removal ? "!" : "");
	wr_str(w, range);
	wr_str(w, " ");
	wr_str(w, stamp);
	for (enum attr a = 0; a < ATTRS; a++) {
		if (!record_has(rec, a))
			continue;
		wr_str(w, " ");
		wr_str(w, attr_name(a));
		wr_str(w, "=");
		write_value(w, rec->attrs[a]);
	}
	wr_str(w, "\n");
}

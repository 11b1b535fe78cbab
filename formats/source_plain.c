/*
 * Plain lists: a line is an address, prefix or range, and what follows it is
 * remarks, except that "ADDRESS PORT PROTO" gives a proxy's port and protocol,
 * where "connect" is an HTTP proxy's method.
 * "#" and ";" start comments.  What looks like a range in two parts is refused
 * rather than cut down to its first address.
 */
#include "formats/lines.h"
#include "formats/source_formats.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of [*p, end), empty behind the last or before a comment. */
static struct text
next_word(const char **p, const char *end)
{
	const char *start;

	while (*p < end && is_blank(**p))
		++*p;
	start = *p;
	while (*p < end && !is_blank(**p) && **p != '#' && **p != ';')
		++*p;
	return text_of(start, *p);
}

static int
refuse(const struct line *line, struct text found, const char *rule,
    struct place *place, struct fail *f)
{
	place->column = (uint32_t)(found.p - line->p) + 1;
	return place_fail(place, rule, found, f);
}

/* Whether the word could be the other end of a range, or its mask. */
static bool
is_second_half(struct text word)
{
	struct range r;

	return word.len > 0 &&
	    (word.p[0] == '-' || word.p[0] == '/' ||
		range_parse(word.p, word.p + word.len, &r, NULL) == NULL);
}

static int
read_line(void *state, struct line *line, struct record *rec,
    struct place *place, struct fail *f)
{
	const char *p = line->p, *rule, *at;
	struct text word = next_word(&p, line->end), port, proto;

	(void)state;
	if (word.len == 0)
		return 0;
	*rec = (struct record){ 0 };
	rule = range_parse(word.p, word.p + word.len, &rec->range, &at);
	if (rule != NULL)
		return refuse(line, text_of(at, word.p + word.len), rule, place,
		    f);
	rec->span = range_span(&rec->range);
	port = next_word(&p, line->end);
	if (is_second_half(port))
		return refuse(line, port, "a range or prefix has no blanks",
		    place, f);
	proto = next_word(&p, line->end);
	if (text_is(proto, "connect"))
		proto = (struct text){ "http", 4 };
	if (proto.len > 0 && attr_rule(ATTR_PROTO, proto) == NULL &&
	    record_set(rec, ATTR_PORT, port) == NULL)
		record_set(rec, ATTR_PROTO, proto);
	return 1;
}

int
source_plain(const struct source_format *format, struct input *in,
    const struct source_sink *sink, struct fail *f)
{
	(void)format;
	return source_lines(in, read_line, NULL, sink, f);
}

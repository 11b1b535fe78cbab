/*
 * Zones of rbldnsd, by rbldnsd's own rules (rbldnsd(8) and the program, of
 * 2021): a line that it would warn of and leave out is a bad line, what makes
 * it load nothing at all fails the file.  Records have TIME 0.  What is
 * excluded is cut out, within its own dataset; a record's span tells how
 * wide the entry was.  Codes and texts that the file does not give are left
 * to the database.  Deliberately stricter than rbldnsd: a file ends with a
 * line feed, one key has one value, and codes and texts are those of
 * records (see attr_rule()).  $SOA, $NS, $TTL and $TIMESTAMP mean nothing here.
 * In combined files all datasets of addresses are read, whatever their
 * subzones; datasets of names are bad lines.
 */
#include <string.h>
#include <strings.h>

#include "formats/input.h"
#include "formats/lines.h"
#include "formats/rbldnsd_dataset.h"
#include "formats/source_formats.h"
#include "formats/value.h"

/* Types that list names, or that are for other things. */
static const char *const other_types[] = { "dnset", "generic", "acl" };

/* A file as it is read. */
struct zone {
	const struct source_sink *sink;
	struct fail *fail;
	struct place *place; /* of the line that is read, which starts here: */
	const char *line;
	bool combined;
	uint32_t max_span;          /* of IPv4 entries; see $MAXRANGE4 */
	struct rbldnsd_vars common; /* variables set before any dataset */
	struct rbldnsd_dataset dataset;
	bool pass_over; /* what is no dataset that can be read */
};

/* What a line reader returns when the file cannot be read on. */
#define GIVE_UP (-2)

static int
refuse(const struct zone *z, const char *at, const char *end, const char *rule)
{
	z->place->column = (uint32_t)(at - z->line) + 1;
	return place_fail(z->place, rule, text_of(at, end), z->fail);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_comment(char c)
{
	return c == '#' || c == ';';
}

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

static const char *
word_end(const char *p, const char *end)
{
	while (p < end && !is_blank(*p))
		p++;
	return p;
}

/* Ends the dataset that is read, if there is one. */
static int
end_dataset(struct zone *z)
{
	int result = 0;

	if (z->dataset.type != NULL)
		result = rbldnsd_dataset_finish(&z->dataset, z->place->file,
		    z->sink, z->fail);
	rbldnsd_dataset_free(&z->dataset);
	return result;
}

static bool
is_other_type(struct text name)
{
	for (size_t i = 0; i < sizeof(other_types) / sizeof(*other_types); i++)
		if (text_is(name, other_types[i]))
			return true;
	return false;
}

/* Where a $DATASET line ends before its comment. */
static const char *
dataset_end(const char *p, const char *end)
{
	for (const char *c = p; c < end; c++)
		if (is_comment(*c) && (c == p || is_blank(c[-1])))
			return c;
	return end;
}

/* "type[:name] subzone..." */
static int
read_dataset(struct zone *z, const char *p, const char *end)
{
	const struct rbldnsd_type *type;
	const char *stop, *colon;

	if (end_dataset(z) == -1)
		return GIVE_UP;
	end = dataset_end(p, end);
	stop = word_end(p, end);
	colon = memchr(p, ':', (size_t)(stop - p));
	colon = colon != NULL ? colon : stop;
	type = rbldnsd_type(text_of(p, colon));
	z->pass_over = true;
	if (type == NULL && !is_other_type(text_of(p, colon))) {
		refuse(z, p, colon, "this is no type of dataset");
		return GIVE_UP;
	}
	if (type == NULL)
		return refuse(z, p, colon,
		    "only datasets of addresses can be read");
	if (skip_blanks(stop, end) == end)
		return refuse(z, p, end, "a dataset has a subzone");
	z->pass_over = false;
	rbldnsd_dataset_start(&z->dataset, type, &z->common);
	return 0;
}

/* "N" addresses or "/N". */
static int
read_max_range(struct zone *z, const char *p, const char *end)
{
	const char *start = p;
	bool bits = p < end && *p == '/';
	uint64_t n = 0;

	p += bits;
	for (; p < end && *p >= '0' && *p <= '9' && n <= UINT32_MAX; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	if (p < end || n == 0 || n > UINT32_MAX || (bits && n > 32))
		return refuse(z, start, end,
		    "$MAXRANGE4 is a number of addresses or /1 to /32");
	n = (bits ? (uint64_t)1 << (32 - n) : n) - 1;
	if (n > z->max_span)
		return refuse(z, start, end, "$MAXRANGE4 can only fall");
	z->max_span = (uint32_t)n;
	return 0;
}

/* Whether the text starts with a word, a blank behind it. */
static bool
starts_with(const char *p, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - p) > n && strncasecmp(p, word, n) == 0 &&
	    is_blank(p[n]);
}

/* Whether it is one of those that mean nothing here. */
static bool
is_ignored(const char *p, const char *end)
{
	static const char *const words[] = { "soa", "ns", "nameserver", "ttl",
		"timestamp" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (starts_with(p, end, words[i]))
			return true;
	return false;
}

/* What stands behind "$". */
static int
read_special(struct zone *z, const char *p, const char *end)
{
	const char *value = skip_blanks(word_end(p, end), end);
	struct rbldnsd_vars *vars =
	    z->dataset.type != NULL ? &z->dataset.vars : &z->common;

	if (value < end && p + 1 < end && is_blank(p[1]) &&
	    (*p == '=' || (*p >= '0' && *p <= '9'))) {
		rbldnsd_vars_set(vars,
		    *p == '=' ? RBLDNSD_BASE : (unsigned)(*p - '0'),
		    text_of(value, end));
		return 0;
	}
	if (is_ignored(p, end))
		return 0;
	if (starts_with(p, end, "maxrange4"))
		return read_max_range(z, value, end);
	if (z->combined && starts_with(p, end, "dataset") && value < end)
		return read_dataset(z, value, end);
	return refuse(z, p, word_end(p, end), "this is no special entry");
}

/* Reads a value at p.  Returns its id, or -1. */
static int
read_value(const struct zone *z, const char *p, const char *end,
    uint16_t by_default)
{
	struct rbldnsd_value value;
	struct rbldnsd_value none =
	    rbldnsd_values_at(z->dataset.values, by_default);
	const char *at, *rule;
	uint16_t id;

	rule = rbldnsd_value_parse(p, end, &none, &value, &at);
	if (rule != NULL)
		return refuse(z, at, end, rule);
	id = rbldnsd_values_add(z->dataset.values, &value, z->place->line);
	if (id == VALUE_NONE)
		return refuse(z, p, end,
		    "a dataset has at most 65535 different values");
	return id;
}

/* In the tsets only the first default line counts. */
static int
read_default(struct zone *z, const char *p, const char *end)
{
	int id;

	if (!z->dataset.type->values && z->dataset.has_default)
		return 0;
	id = read_value(z, p, end, 0);
	if (id == -1)
		return -1;
	z->dataset.by_default = (uint16_t)id;
	z->dataset.has_default = true;
	return 0;
}

/* The address of an entry, and whether it may be here. */
static int
read_key(const struct zone *z, const char *p, const char *end,
    struct rbldnsd_key *key, bool exclusion)
{
	const char *rule = z->dataset.type->syntax(p, end, key, exclusion);

	if (rule != NULL)
		return refuse(z, key->end, word_end(key->end, end), rule);
	if (key->end < end && !is_blank(*key->end) && *key->end != ':' &&
	    !is_comment(*key->end))
		return refuse(z, key->end, word_end(key->end, end),
		    "this is not part of an address");
	if (z->dataset.type->max_range && range_span(&key->range) > z->max_span)
		return refuse(z, p, key->end,
		    "an entry is at most $MAXRANGE4 addresses");
	return 0;
}

static int
read_entry(struct zone *z, const char *p, const char *end)
{
	struct rbldnsd_entry e = { .line = z->place->line };
	struct rbldnsd_key key;
	int id = z->dataset.by_default;

	e.exclusion = *p == '!';
	if (e.exclusion)
		p = skip_blanks(p + 1, end);
	if (read_key(z, p, end, &key, e.exclusion) == -1)
		return -1;
	e.range = key.range;
	e.bits = key.bits;
	p = skip_blanks(key.end, end);
	if (!e.exclusion && z->dataset.type->values) {
		if (p < end && !is_comment(*p))
			id = read_value(z, p, end, z->dataset.by_default);
		if (id == -1)
			return -1;
		rbldnsd_values_use(z->dataset.values, (uint16_t)id, e.line);
	}
	e.value = (uint16_t)id;
	rbldnsd_set_add(z->dataset.set, &e);
	return 0;
}

/* Whether it is a default line; "::" may start an address of an ip6trie. */
static bool
is_default(const struct zone *z, const char *p, const char *end)
{
	return *p == ':' &&
	    !(z->dataset.type->syntax == rbldnsd_cidr6 && p + 1 < end &&
		p[1] == ':');
}

static int
read_data(struct zone *z, const char *p, const char *end)
{
	if (z->dataset.type == NULL && z->pass_over)
		return 0;
	if (z->dataset.type == NULL) {
		refuse(z, p, end, "before data comes a $DATASET line");
		return GIVE_UP;
	}
	return is_default(z, p, end) ? read_default(z, p, end)
				     : read_entry(z, p, end);
}

static int
read_line(void *state, struct line *line, struct record *rec,
    struct place *place, struct fail *f)
{
	struct zone *z = state;
	const char *p, *end = line->end;

	(void)rec;
	z->place = place;
	z->line = line->p;
	z->fail = f;
	p = skip_blanks(line->p, end);
	while (end > p && is_blank(end[-1]))
		end--;
	if (line->unended)
		return refuse(z, p, end,
		    "the last line has no end; the file may be cut short");
	if (p == end)
		return 0;
	if (*p == '$')
		return read_special(z, p + 1, end);
	if ((is_comment(*p) || *p == ':') && p + 1 < end && p[1] == '$')
		return read_special(z, p + 2, end);
	if (is_comment(*p))
		return 0;
	if (end[-1] == '\r')
		return refuse(z, end - 1, end,
		    "to rbldnsd a carriage return is no end of a line");
	return read_data(z, p, end);
}

int
source_rbldnsd(const struct source_format *format, struct input *in,
    const struct source_sink *sink, struct fail *f)
{
	struct place place = { .file = input_name(in) };
	struct zone z = {
		.sink = sink,
		.fail = f,
		.place = &place,
		.max_span = UINT32_MAX,
	};
	const struct rbldnsd_type *type = rbldnsd_type(
	    text_of(format->name, format->name + strlen(format->name)));
	int result;

	z.combined = type == NULL;
	if (type != NULL)
		rbldnsd_dataset_start(&z.dataset, type, &z.common);
	result = source_lines(in, read_line, &z, sink, f);
	z.place = &place;
	if (result == 0)
		result = end_dataset(&z);
	rbldnsd_dataset_free(&z.dataset);
	rbldnsd_vars_free(&z.common);
	return result;
}

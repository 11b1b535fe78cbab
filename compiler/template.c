#include <string.h>

#include "compiler/policy.h"
#include "compiler/template.h"
#include "formats/text.h"

/* The lists of a mask, joined. */
#define LISTS_TEXT (POLICY_MEMBERS_MAX * (NAME_DB_MAX + 2))

/* A template on its way into text. */
struct filling {
	const struct policy *policy;
	const struct record *record; /* NULL: has no keys */
	struct text lists;
	size_t value_max; /* bytes that one value may take */
	size_t values;    /* how many there were */
	size_t addresses; /* and how many "$" that stand for the address */
	bool ends_so;     /* with the last of these */
	size_t len;
	char out[VALUE_TEXT_MAX + 1];
};

/* What stands in a template between { and }. */
enum place_kind {
	PLACE_NONE,
	PLACE_FIXED, /* of the policy */
	PLACE_VALUE, /* of the record or the members */
};

struct template_place {
	enum place_kind kind;
	struct text text;
	bool there; /* a value that the record has */
};

/* A blank keeps a "$" from becoming half of a pair with the next. */
static void
put(struct filling *f, const char *bytes, size_t n)
{
	if (f->ends_so && n > 0) {
		f->ends_so = false;
		if (bytes[0] == '$')
			put(f, " ", 1);
	}
	for (size_t i = 0; i < n; i++, f->len++) {
		if (f->len < VALUE_TEXT_MAX)
			f->out[f->len] = bytes[i];
	}
}

/* The bytes of the character at p. */
static size_t
character(const char *p, const char *end)
{
	size_t n = 1;

	while (p + n < end && ((unsigned char)p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* A value with "$" made harmless, cut between characters. */
static void
put_value(struct filling *f, struct text value)
{
	size_t left = f->value_max, n;

	f->values++;
	for (size_t i = 0; i < value.len; i += n) {
		const char *p = value.p + i;

		n = character(p, value.p + value.len);
		if (n + (*p == '$') > left)
			return;
		left -= n + (*p == '$');
		if (*p == '$')
			put(f, "$", 1);
		put(f, p, n);
	}
}

static struct template_place
attr_place(const struct policy *policy, const struct record *r,
    struct text name)
{
	enum attr a = attr_find(name);
	struct template_place place = { .kind = PLACE_NONE };

	if (a >= ATTR_CODE || (policy->shown >> a & 1) == 0)
		return place;
	place.kind = PLACE_VALUE;
	place.there = r != NULL && record_has(r, a);
	if (place.there)
		place.text = r->attrs[a];
	return place;
}

static struct template_place
fixed(const char *s)
{
	return (struct template_place){ PLACE_FIXED, { s, strlen(s) }, true };
}

static struct template_place
find_place(const struct filling *f, struct text name)
{
	if (text_is(name, "db"))
		return fixed(f->policy->name);
	if (text_is(name, "title"))
		return fixed(f->policy->title);
	if (text_is(name, "lookup"))
		return fixed(f->policy->lookup);
	if (text_is(name, "lists") && f->policy->kind == POLICY_MASK)
		return (struct template_place){ PLACE_VALUE, f->lists,
			f->lists.len > 0 };
	return attr_place(f->policy, f->record, name);
}

/* The name between { at p and the next }. */
static struct text
name_at(const char *p, const char *end)
{
	const char *close = memchr(p, '}', (size_t)(end - p));

	return text_of(p + 1, close != NULL ? close : end);
}

/* Whether the record has all values of a part. */
static bool
is_there(const struct filling *f, struct text part)
{
	const char *p = part.p, *end = p + part.len;

	for (; p < end; p++) {
		if (*p == '{' && !find_place(f, name_at(p, end)).there)
			return false;
	}
	return true;
}

/* A character of the template itself, or both of "$$"; returns its end. */
static const char *
put_own(struct filling *f, const char *p, const char *end)
{
	bool pair = *p == '$' && p + 1 < end && p[1] == '$';

	put(f, p, pair ? 2 : 1);
	f->ends_so = *p == '$' && !pair;
	f->addresses += f->ends_so;
	return p + pair;
}

static void
put_part(struct filling *f, struct text part)
{
	const char *end = part.p + part.len;

	for (const char *p = part.p; p < end; p++) {
		struct template_place place;
		struct text name;

		if (*p != '{') {
			p = put_own(f, p, end);
			continue;
		}
		name = name_at(p, end);
		place = find_place(f, name);
		if (place.kind == PLACE_VALUE)
			put_value(f, place.text);
		else if (text_is(name, "lookup"))
			put_part(f, place.text);
		else
			put(f, place.text.p, place.text.len);
		p = name.p + name.len;
	}
}

/* The parts of the [...|...] at p; returns its end. */
static const char *
split_choice(const char *p, struct text *yes, struct text *no)
{
	const char *close = p + strcspn(p, "]");
	const char *bar = memchr(p, '|', (size_t)(close - p));

	*yes = text_of(p + 1, bar != NULL ? bar : close);
	*no = bar != NULL ? text_of(bar + 1, close) : text_of(close, close);
	return close;
}

static void
put_template(struct filling *f)
{
	for (const char *p = f->policy->text; *p != '\0'; p++) {
		const char *next = p + strcspn(p, "[");
		struct text yes, no;

		put_part(f, text_of(p, next));
		if (*next == '\0')
			return;
		p = split_choice(next, &yes, &no);
		put_part(f, is_there(f, yes) ? yes : no);
	}
}

static struct text
join_lists(const struct policy *policy, unsigned bits,
    char out[static LISTS_TEXT])
{
	size_t n = 0;

	for (size_t i = 0; i < policy->nmembers; i++) {
		const char *db = policy->members[i].db;

		if ((policy->members[i].bit & bits) == 0)
			continue;
		if (n > 0) {
			out[n++] = ',';
			out[n++] = ' ';
		}
		memcpy(out + n, db, strlen(db));
		n += strlen(db);
	}
	return (struct text){ out, n };
}

size_t
template_fill(char out[static VALUE_TEXT_MAX + 1], const struct policy *policy,
    const struct record *record, unsigned bits)
{
	char lists[LISTS_TEXT];
	struct filling f = { .policy = policy, .record = record };

	f.lists = join_lists(policy, bits, lists);
	put_template(&f); /* without its values, to know how long it is */
	if (f.values > 0 && f.len < VALUE_TEXT_MAX)
		f.value_max = (VALUE_TEXT_MAX - f.len) / f.values;
	f.len = 0;
	f.ends_so = false;
	put_template(&f);
	if (f.len > VALUE_TEXT_MAX)
		f.len = VALUE_TEXT_MAX;
	memcpy(out, f.out, f.len);
	out[f.len] = '\0';
	return f.len;
}

static int
refuse(const struct policy *policy, struct fail *f, const char *rule)
{
	return fail(f, FAIL_USAGE, "%s: %s", policy->name, rule);
}

/* Every { has its } and a name that is known. */
static int
check_places(const struct policy *policy, const char *text, struct fail *f)
{
	struct filling filling = { .policy = policy };
	const char *end = text + strlen(text);

	for (const char *p = text; *p != '\0'; p++) {
		struct text name;

		if (*p == '}')
			return refuse(policy, f, "} without {");
		if (*p != '{')
			continue;
		name = name_at(p, end);
		if (name.p + name.len == end)
			return refuse(policy, f, "{ without }");
		if (find_place(&filling, name).kind == PLACE_NONE)
			return fail(f, FAIL_USAGE,
			    "%s: {%.*s} is nothing that its answers show",
			    policy->name, (int)name.len, name.p);
		p = name.p + name.len;
	}
	return 0;
}

/* Every [ has its ], and none is in another. */
static int
check_choices(const struct policy *policy, struct fail *f)
{
	bool open = false;

	for (const char *p = policy->text; *p != '\0'; p++) {
		if (*p == '[' && open)
			return refuse(policy, f, "[ within [");
		if ((*p == ']' || *p == '|') && !open)
			return refuse(policy, f, "] or | without [");
		open = *p == '[' || (*p != ']' && open);
	}
	return open ? refuse(policy, f, "[ without ]") : 0;
}

/* The filled template has the address at most once and fits. */
static int
check_filled(const struct policy *policy, struct fail *f)
{
	struct filling all = { .policy = policy };
	struct text text = { policy->text, strlen(policy->text) };

	put_part(&all, text);
	if (all.len > VALUE_TEXT_MAX)
		return fail(f, FAIL_USAGE,
		    "%s: the text is %zu bytes long without any values, at "
		    "most %d will do",
		    policy->name, all.len, VALUE_TEXT_MAX);
	if (all.addresses > 1)
		return refuse(policy, f, "more than one $ in the text");
	return 0;
}

int
template_check(const struct policy *policy, struct fail *f)
{
	if (policy->lookup[strcspn(policy->lookup, "[]|")] != '\0')
		return refuse(policy, f, "[, | or ] in the lookup address");
	if (strstr(policy->lookup, "{lookup}") != NULL)
		return refuse(policy, f, "{lookup} within itself");
	if (policy->title[strcspn(policy->title, "$")] != '\0')
		return refuse(policy, f, "$ in the title");
	if (check_places(policy, policy->text, f) == -1 ||
	    check_places(policy, policy->lookup, f) == -1 ||
	    check_choices(policy, f) == -1)
		return -1;
	return check_filled(policy, f);
}

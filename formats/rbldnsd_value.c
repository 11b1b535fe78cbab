#include <stdlib.h>
#include <string.h>

#include "formats/addr.h"
#include "formats/mem.h"
#include "formats/rbldnsd_text.h"
#include "formats/rbldnsd_value.h"
#include "formats/record.h"
#include "formats/value.h"
#include "formats/wr.h"

/* Codes are below 128.0.0.0, which leaves a bit for "there is a text". */
#define HAS_TEXT 0x80000000u

/* What an answer becomes. */
struct answer {
	uint32_t line;
	char code[ADDR_TEXT]; /* empty for none */
	char *text;           /* NULL for none */
	size_t len;
	bool used, bad;
};

struct rbldnsd_values {
	struct values *written;
	struct answer *all;
	size_t cap;
};

/* Reads an octet at *s. */
static const char *
read_octet(const char **s, const char *end, uint32_t *octet)
{
	const char *start = *s;

	*octet = 0;
	for (; *s < end && **s >= '0' && **s <= '9'; ++*s) {
		*octet = *octet * 10 + (uint32_t)(**s - '0');
		if (*octet > 255)
			return "an octet is at most 255";
	}
	return *s == start ? "an A code is one to four octets" : NULL;
}

/*
 * Reads a code, the last octet being the last of the address and one alone
 * one of 127.0.0.0.
 */
static const char *
read_code(const char **s, const char *end, uint32_t *code)
{
	const char *rule;
	uint32_t octet;
	unsigned shift = 32;

	*code = 0;
	for (;;) {
		rule = read_octet(s, end, &octet);
		if (rule != NULL)
			return rule;
		if (shift == 8 || *s == end || **s != '.')
			break;
		shift -= 8;
		*code |= octet << shift;
		++*s;
	}
	*code |= shift == 32 ? 127u << 24 | octet : octet;
	return *code >> 24 == 127 && *code > 0x7f000001
	    ? NULL
	    : "an A code is in 127.0.0.0/8 above 127.0.0.1";
}

static void
skip_blanks(const char **s, const char *end)
{
	while (*s < end && (**s == ' ' || **s == '\t'))
		++*s;
}

/* Reads ":A" and ":A:", *s being left behind it. */
static const char *
read_prefix(const char **s, const char *end, struct rbldnsd_value *v)
{
	const char *start = ++*s;
	const char *rule = read_code(s, end, &v->code);

	if (rule != NULL) {
		*s = start;
		return rule;
	}
	skip_blanks(s, end);
	if (*s == end)
		return NULL;
	if (**s != ':')
		return "after an A code comes a colon or nothing";
	++*s;
	skip_blanks(s, end);
	v->has_text = true;
	v->text = text_of(*s, end);
	return NULL;
}

const char *
rbldnsd_value_parse(const char *s, const char *end,
    const struct rbldnsd_value *by_default, struct rbldnsd_value *v,
    const char **at)
{
	const char *rule = NULL;

	*v = *by_default;
	*at = s;
	if (*s == ':') {
		rule = read_prefix(at, end, v);
	} else {
		v->has_text = true;
		v->text = text_of(s, end);
	}
	if (rule == NULL && v->has_text && v->text.len > RBLDNSD_TEXT_MAX)
		rule = "a TXT is at most 255 bytes";
	return rule;
}

struct rbldnsd_values *
rbldnsd_values_new(void)
{
	struct rbldnsd_values *v = mem_new(1, sizeof(*v));

	v->written = values_new();
	return v;
}

size_t
rbldnsd_values_size(const struct rbldnsd_values *v)
{
	return values_size(v->written);
}

void
rbldnsd_values_free(struct rbldnsd_values *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < rbldnsd_values_size(v); i++)
		free(v->all[i].text);
	values_free(v->written);
	free(v->all);
	free(v);
}

uint16_t
rbldnsd_values_add(struct rbldnsd_values *v, const struct rbldnsd_value *value,
    uint32_t line)
{
	size_t n = rbldnsd_values_size(v);
	uint16_t id = values_add(v->written,
	    value->code | (value->has_text ? HAS_TEXT : 0),
	    value->has_text ? value->text.p : "",
	    value->has_text ? value->text.len : 0);

	if (rbldnsd_values_size(v) == n)
		return id;
	v->all = mem_grow(v->all, n, &v->cap, sizeof(*v->all));
	v->all[id] = (struct answer){ .line = line };
	return id;
}

struct rbldnsd_value
rbldnsd_values_at(const struct rbldnsd_values *v, uint16_t id)
{
	struct value written = values_at(v->written, id);

	return (struct rbldnsd_value){ written.code & ~HAS_TEXT,
		(written.code & HAS_TEXT) != 0, { written.text, written.len } };
}

void
rbldnsd_values_use(struct rbldnsd_values *v, uint16_t id, uint32_t line)
{
	struct answer *a = &v->all[id];

	a->used = true;
	if (a->line == 0)
		a->line = line;
}

/* Makes the TXT of an answer.  Returns the rule that it breaks, or NULL. */
static const char *
settle_text(struct answer *a, struct text text, const struct rbldnsd_vars *vars)
{
	struct wr w = { 0 };
	const char *rule = rbldnsd_text(&w, text, vars);

	a->len = w.len;
	wr_u8(&w, 0);
	a->text = (char *)w.buf;
	if (rule == NULL)
		rule = attr_rule(ATTR_TXT, (struct text){ a->text, a->len });
	return rule;
}

const char *
rbldnsd_values_settle(struct rbldnsd_values *v, uint16_t id,
    const struct rbldnsd_vars *vars, uint32_t *line)
{
	struct rbldnsd_value written = rbldnsd_values_at(v, id);
	struct answer *a = &v->all[id];
	const char *rule = NULL;

	if (!a->used)
		return NULL;
	if (written.code != 0)
		addr_text(a->code, IP4, written.code);
	if (written.has_text || vars->value[RBLDNSD_BASE] != NULL)
		rule = settle_text(a, written.text, vars);
	a->bad = rule != NULL;
	*line = a->line;
	return rule;
}

bool
rbldnsd_values_put(const struct rbldnsd_values *v, uint16_t id,
    struct record *rec)
{
	const struct answer *a = &v->all[id];

	if (a->bad)
		return false;
	if (a->code[0] != '\0')
		record_set(rec, ATTR_CODE,
		    (struct text){ a->code, strlen(a->code) });
	if (a->text != NULL)
		record_set(rec, ATTR_TXT, (struct text){ a->text, a->len });
	return true;
}

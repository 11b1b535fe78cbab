#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/rbldnsd_text.h"
#include "formats/wr.h"

void
rbldnsd_vars_set(struct rbldnsd_vars *vars, unsigned i, struct text value)
{
	if (vars->value[i] == NULL)
		vars->value[i] = mem_text(value.p, value.len);
}

void
rbldnsd_vars_copy(struct rbldnsd_vars *to, const struct rbldnsd_vars *from)
{
	rbldnsd_vars_free(to);
	for (unsigned i = 0; i < RBLDNSD_VARS; i++) {
		const char *value = from->value[i];

		if (value != NULL)
			to->value[i] = mem_text(value, strlen(value));
	}
}

void
rbldnsd_vars_free(struct rbldnsd_vars *vars)
{
	for (unsigned i = 0; i < RBLDNSD_VARS; i++)
		free(vars->value[i]);
	*vars = (struct rbldnsd_vars){ 0 };
}

/* A template as it grows. */
struct template
{
	struct wr *w;
	bool after_address; /* where another dollar sign would be misread */
	bool misread;
};

/* The address that is asked for. */
static void
add_address(struct template *t)
{
	t->misread |= t->after_address;
	t->after_address = true;
	wr_str(t->w, "$");
}

/* One character of text that stands for itself. */
static void
add_char(struct template *t, uint8_t c, bool utf8)
{
	if (c == '$') {
		t->misread |= t->after_address;
		wr_str(t->w, "$$");
	} else if (c >= 0x80 && !utf8) {
		wr_u8(t->w, 0xc0 | c >> 6);
		wr_u8(t->w, 0x80 | (c & 0x3f));
	} else {
		wr_u8(t->w, c == '\t' ? ' ' : c);
	}
	t->after_address = false;
}

static void
add_text(struct template *t, struct text text)
{
	bool utf8 = text_is_utf8(text);

	for (size_t i = 0; i < text.len; i++)
		add_char(t, (uint8_t)text.p[i], utf8);
}

/* What a text of an entry is before it is expanded. */
struct entry {
	struct text text; /* what "$=" stands for */
	bool is_address;  /* it stands for the address */
	const struct rbldnsd_vars *vars;
};

/* What follows a "$" at p.  Returns how many characters that takes. */
static size_t
add_place(struct template *t, const char *p, const char *end,
    const struct entry *e)
{
	const char *value;

	if (p < end && *p == '$') {
		add_text(t, text_of(p, p + 1));
	} else if (p < end && *p >= '0' && *p <= '9') {
		value = e->vars->value[*p - '0'];
		add_text(t,
		    value != NULL ? text_of(value, value + strlen(value))
				  : text_of(p - 1, p + 1));
	} else if (p < end && *p == '=' && !e->is_address) {
		add_text(t, e->text);
	} else {
		add_address(t);
		return p < end && *p == '=';
	}
	return 1;
}

static void
expand(struct template *t, struct text text, const struct entry *e)
{
	const char *p = text.p, *end = p + text.len;

	while (p < end) {
		const char *dollar = memchr(p, '$', (size_t)(end - p));

		add_text(t, text_of(p, dollar != NULL ? dollar : end));
		if (dollar == NULL)
			return;
		p = dollar + 1;
		p += add_place(t, p, end, e);
	}
}

const char *
rbldnsd_text(struct wr *w, struct text text, const struct rbldnsd_vars *vars)
{
	struct template t = { .w = w };
	struct entry e = { text, false, vars };
	const char *base = vars->value[RBLDNSD_BASE];

	if (text.len > 0 && text.p[0] == '=') {
		text = text_of(text.p + 1, text.p + text.len);
		e.text = text;
	} else if (base != NULL) {
		e.is_address = text.len == 0;
		text = text_of(base, base + strlen(base));
	}
	expand(&t, text, &e);
	return t.misread ? "after the address no dollar sign can come" : NULL;
}

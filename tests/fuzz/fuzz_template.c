/*
 * Any text as a database's template: if it is taken, then whatever a record
 * says the answer fits, asks for the address at most once and is text.
 */
#include <stdlib.h>
#include <string.h>

#include "compiler/answer.h"
#include "compiler/policy.h"
#include "compiler/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* The next line, cut to a size; *p is left behind it. */
static struct text
line(const char **p, const char *end, size_t most)
{
	const char *close = memchr(*p, '\n', (size_t)(end - *p));
	struct text t = text_of(*p, close != NULL ? close : end);

	*p = close != NULL ? close + 1 : end;
	if (t.len > most)
		t.len = most;
	return t;
}

static unsigned
addresses(const char *s)
{
	unsigned n = 0;

	for (; *s != '\0'; s++) {
		if (s[0] == '$' && s[1] == '$')
			s++;
		else
			n += *s == '$';
	}
	return n;
}

static void
check_answer(const struct policy *policy, const struct record *r)
{
	char out[VALUE_TEXT_MAX + 1];
	size_t n = template_fill(out, policy, r, 5);

	if (n != strlen(out) || addresses(out) > 1 ||
	    text_rule((struct text){ out, n }) != NULL)
		abort();
}

/* A record's own text is cut, but fits rbldnsd whatever it asks for. */
static void
check_own(struct text own)
{
	struct values *values = values_new();
	struct answers *a = answers_new(policy_builtin("rbl"), values);
	struct record r = { .has = 1u << ATTR_TXT };
	char text[1024];
	struct value v;

	r.attrs[ATTR_TXT] = own;
	v = values_at(values, answers_of(a, &r));
	if (value_expand(text, sizeof(text), &v,
		"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff") > 254)
		abort();
	answers_free(a);
	values_free(values);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *p = (const char *)bytes, *end = p + size;
	struct policy policy = *policy_builtin(size % 2 ? "ops" : "rblplus");
	struct text text = line(&p, end, POLICY_TEXT_MAX);
	struct text lookup = line(&p, end, POLICY_LOOKUP_MAX);
	struct record r = { 0 };
	struct fail f = { 0 };

	memset(policy.text, 0, sizeof(policy.text));
	memcpy(policy.text, text.p, text.len);
	memset(policy.lookup, 0, sizeof(policy.lookup));
	memcpy(policy.lookup, lookup.p, lookup.len);
	for (enum attr a = ATTR_REF; a <= ATTR_LIST && p < end; a++) {
		r.attrs[a] = line(&p, end, ATTR_VALUE_MAX);
		if (text_rule(r.attrs[a]) == NULL)
			r.has |= (uint16_t)(1u << a);
	}
	if (policy_check(&policy, &f) == 0) {
		check_answer(&policy, NULL);
		check_answer(&policy, &r);
	} else if (f.kind != FAIL_USAGE) {
		abort();
	}
	if (record_has(&r, ATTR_REF))
		check_own(r.attrs[ATTR_REF]);
	return 0;
}

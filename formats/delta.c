#include "formats/delta.h"
#include "formats/delta_adds.h"
#include "formats/delta_back.h"
#include "formats/delta_code.h"
#include "formats/delta_fates.h"
#include "formats/delta_head.h"
#include "formats/delta_rules.h"
#include "formats/delta_values.h"
#include "formats/dictionary.h"
#include "formats/set.h"
#include "formats/trie.h"

static void
values_out(struct wr *w, const struct delta_values *v)
{
	struct dictionary_at at = { 0 };

	if (v->n > v->nold)
		wr_vli(w, v->n - v->nold);
	for (uint32_t i = v->nold; i < v->n; i++)
		dictionary_out(w, &at, &v->all[i]);
}

static void
code_out(struct wr *w, struct delta_code *c, const struct delta_diff *diffs)
{
	c->way = ENCODE;
	c->most = UINT64_MAX;
	c->coder = coder_begin_out(&c->bytes);
	for (int i = 0; i < FAMILIES; i++) {
		c->family = (enum family)i;
		delta_back(c, diffs[i].back);
		delta_adds(c, diffs[i].added);
		delta_fates_out(c, &diffs[i]);
	}
	coder_end_short_out(&c->coder, w, TRIE_LEAST(c->count));
}

static void
body_out(struct wr *w, const struct delta_end *from, const struct delta_end *to,
    const struct set *base, const struct delta_values *v)
{
	struct delta_diff diffs[FAMILIES];
	struct delta_code c = { .base = base, .ids = v->of_base };
	struct delta_rules rules = delta_rules_of(from, to);
	unsigned flags = base != from->set ? DELTA_AFRESH : 0;

	if (rules.told)
		flags |= DELTA_RULES;
	if (v->n > v->nold)
		flags |= DELTA_VALUES;
	for (int i = 0; i < FAMILIES; i++) {
		diffs[i] = delta_diff_of(base, to->set, (enum family)i, v,
		    to->id.serial / 60);
		if (diffs[i].ends)
			flags |= DELTA_ENDS;
	}
	delta_head_out(w, from, to, flags);
	delta_rules_out(w, &rules, to);
	values_out(w, v);
	delta_code_init(&c, &to->id, v->n, flags & DELTA_ENDS);
	code_out(w, &c, diffs);
	delta_code_free(&c);
	for (int i = 0; i < FAMILIES; i++)
		delta_diff_free(&diffs[i]);
}

void
delta_make(struct wr *w, const struct delta_end *from,
    const struct delta_end *to)
{
	struct delta_values v = delta_values_of(from->set, to->set);
	struct set *nothing = NULL;

	if (v.n > VALUE_MAX) {
		delta_values_free(&v);
		nothing = set_new();
		v = delta_values_of(nothing, to->set);
	}
	body_out(w, from, to, nothing != NULL ? nothing : from->set, &v);
	delta_values_free(&v);
	set_free(nothing);
}

/* What is read. */
struct reading {
	struct rd r;
	unsigned flags;
	const struct delta_end *from;
	struct delta_end *to;
	const struct set *base;
	struct delta_values values;
	uint32_t nvalues;
};

/* Adds the values that the result is made with to its dictionary. */
static int
values_in(struct reading *d, struct fail *f)
{
	struct values *values = set_values(d->to->set);
	struct dictionary_at at = { 0 };
	bool some = (d->flags & DELTA_VALUES) != 0;
	uint64_t n = some ? rd_vli(&d->r) : 0;

	if (d->r.bad || some != (n > 0))
		return fail(f, FAIL_FORMAT, "the head is not whole");
	if (n > VALUE_MAX - d->values.nold)
		return fail(f, FAIL_FORMAT, "more than %d values", VALUE_MAX);
	d->nvalues = d->values.nold + (uint32_t)n;
	for (uint32_t i = 0; i < d->values.nold; i++) {
		const struct value *v = &d->values.all[i];

		values_add(values, v->code, v->text, v->len);
	}
	for (uint32_t i = d->values.nold; i < d->nvalues; i++) {
		if (!dictionary_in(&d->r, &at) ||
		    values_add(values, at.code, at.text, at.len) != i)
			return fail(f, FAIL_FORMAT,
			    "value %u is not new, or not in its order and form",
			    i);
	}
	return 0;
}

/* Makes a family's part of the result. */
static void
family_in(struct delta_code *c, struct set *result)
{
	struct set *added = set_new(), *back = set_new();

	delta_back(c, back);
	if (!c->bad)
		delta_adds(c, added);
	if (!c->bad && !delta_back_join(&added, back))
		c->bad = true;
	if (!c->bad) {
		set_reserve(result, c->family,
		    set_size(c->base, c->family) + set_size(added, c->family));
		delta_fates_in(c, added, result);
	}
	if (!c->bad && !delta_back_is_all(c, back, result))
		c->bad = true;
	set_free(added);
	set_free(back);
}

static bool
code_in(struct reading *d, struct delta_code *c)
{
	c->way = DECODE;
	c->most = (uint64_t)rd_left(&d->r) * TRIE_MOST;
	c->coder = coder_begin_short_in(&c->bytes, d->r);
	for (int i = 0; i < FAMILIES && !c->bad; i++) {
		c->family = (enum family)i;
		family_in(c, d->to->set);
	}
	return !c->bad && c->ends == ((d->flags & DELTA_ENDS) != 0) &&
	    coder_end_short_in(&c->coder, TRIE_LEAST(c->count));
}

/* Is every new value in use, and starting afresh needed? */
static bool
values_are_needed(const struct reading *d)
{
	struct delta_values v;
	uint32_t n;

	if (d->nvalues == d->values.nold && (d->flags & DELTA_AFRESH) == 0)
		return true;
	v = delta_values_of(d->from->set, d->to->set);
	n = v.n;
	delta_values_free(&v);
	if (d->flags & DELTA_AFRESH)
		return n > VALUE_MAX;
	return n == d->nvalues;
}

static int
body_in(struct reading *d, struct fail *f)
{
	struct delta_code c = { .base = d->base };
	bool good;

	d->values = delta_values_of(d->base, NULL);
	if (values_in(d, f) == -1)
		return -1;
	c.ids = d->values.of_base;
	delta_code_init(&c, &d->to->id, d->nvalues, d->flags & DELTA_ENDS);
	good = code_in(d, &c);
	delta_code_free(&c);
	if (!good || !values_are_needed(d))
		return fail(f, FAIL_FORMAT,
		    "this is not the code of what differs");
	return 0;
}

static int
apply(struct reading *d, struct fail *f)
{
	struct set *nothing = set_new();
	int bad;

	d->base = d->flags & DELTA_AFRESH ? nothing : d->from->set;
	bad = body_in(d, f);
	delta_values_free(&d->values);
	set_free(nothing);
	return bad;
}

/* All but what the result remembers. */
static int
result_in(struct reading *d, struct delta_rules *rules, struct fail *f)
{
	if (delta_head_in(&d->r, d->from, d->to, &d->flags, f) == -1)
		return -1;
	rules->told = (d->flags & DELTA_RULES) != 0;
	if (delta_rules_in(&d->r, rules, d->from, d->to, f) == -1)
		return -1;
	d->to->set = set_new();
	return apply(d, f);
}

int
delta_apply(struct rd r, const struct delta_end *from, struct delta_end *to,
    struct fail *f)
{
	struct reading d = { .r = r, .from = from, .to = to };
	struct delta_rules rules = { 0 };
	int bad;

	to->set = NULL;
	bad = result_in(&d, &rules, f);
	if (bad == 0)
		bad = delta_rules_remember(&rules, from, to, f);
	if (bad == 0)
		return 0;
	set_free(to->set);
	to->set = NULL;
	return -1;
}

#include <string.h>

#include "formats/delta.h"
#include "formats/delta_adds.h"
#include "formats/delta_code.h"
#include "formats/delta_fates.h"
#include "formats/delta_values.h"
#include "formats/dictionary.h"
#include "formats/opening.h"
#include "formats/set.h"
#include "formats/trie.h"

/* The flags of a delta's head. */
#define FLAG_GRAINS 1 /* the result's are not the base's */
#define FLAG_ENDS   2 /* some new label has an until */
#define FLAG_AFRESH 4 /* together the sets have too many values */
#define FLAG_VALUES 8 /* the result has values that the base has not */
#define FLAGS       15

static bool
same_grains(const struct snapshot_id *a, const struct snapshot_id *b)
{
	return a->ngrains == b->ngrains &&
	    memcmp(a->grains, b->grains, a->ngrains * sizeof(*a->grains)) == 0;
}

static void
head_out(struct wr *w, const struct delta_end *from, const struct delta_end *to,
    unsigned flags)
{
	opening_out(w, OPENING_DELTA, &to->id);
	wr_vli(w, to->id.serial - from->id.serial);
	wr_bytes(w, from->state, sizeof(from->state));
	wr_bytes(w, to->state, sizeof(to->state));
	wr_u8(w, (uint8_t)flags);
	if (flags & FLAG_GRAINS)
		grains_out(w, &to->id);
}

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
	unsigned flags = base != from->set ? FLAG_AFRESH : 0;

	if (!same_grains(&from->id, &to->id))
		flags |= FLAG_GRAINS;
	if (v->n > v->nold)
		flags |= FLAG_VALUES;
	for (int i = 0; i < FAMILIES; i++) {
		diffs[i] = delta_diff_of(base, to->set, (enum family)i, v,
		    to->id.serial / 60);
		if (diffs[i].ends)
			flags |= FLAG_ENDS;
	}
	head_out(w, from, to, flags);
	values_out(w, v);
	delta_code_init(&c, &to->id, v->n, flags & FLAG_ENDS);
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

static int
head_in(struct reading *d, struct fail *f)
{
	const struct delta_end *from = d->from;
	struct delta_end *to = d->to;
	const uint8_t *base, *result;
	uint64_t step;
	uint32_t serial;

	if (opening_in(&d->r, OPENING_DELTA, &to->id, f) == -1)
		return -1;
	step = rd_vli(&d->r);
	base = rd_take(&d->r, OBJECT_STATE_LEN);
	result = rd_take(&d->r, OBJECT_STATE_LEN);
	d->flags = rd_u8(&d->r);
	if (d->r.bad || step == 0 || step > to->id.serial)
		return fail(f, FAIL_FORMAT, "the head is not whole");
	serial = to->id.serial - (uint32_t)step;
	if ((d->flags & ~FLAGS) != 0)
		return fail(f, FAIL_FORMAT, "unknown flags %#x", d->flags);
	if (strcmp(to->id.db, from->id.db) != 0 ||
	    to->id.epoch != from->id.epoch)
		return fail(f, FAIL_WRONG,
		    "a delta of %s, epoch %u, not of %s, epoch %u", to->id.db,
		    to->id.epoch, from->id.db, from->id.epoch);
	if (serial != from->id.serial ||
	    memcmp(base, from->state, OBJECT_STATE_LEN) != 0)
		return fail(f, FAIL_WRONG,
		    "a delta from serial %u, which is not the set of %u",
		    serial, from->id.serial);
	memcpy(to->state, result, OBJECT_STATE_LEN);
	return 0;
}

static int
rest_of_head_in(struct reading *d, struct fail *f)
{
	struct snapshot_id *id = &d->to->id;

	if ((d->flags & FLAG_GRAINS) == 0) {
		id->ngrains = d->from->id.ngrains;
		memcpy(id->grains, d->from->id.grains, sizeof(id->grains));
		return 0;
	}
	if (grains_in(&d->r, id, f) == -1)
		return -1;
	if (same_grains(id, &d->from->id))
		return fail(f, FAIL_FORMAT, "new grains, but the same");
	return 0;
}

/* Adds the values that the result is made with to its dictionary. */
static int
values_in(struct reading *d, struct fail *f)
{
	struct values *values = set_values(d->to->set);
	struct dictionary_at at = { 0 };
	bool some = (d->flags & FLAG_VALUES) != 0;
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

static bool
code_in(struct reading *d, struct delta_code *c)
{
	struct set *result = d->to->set;

	c->way = DECODE;
	c->most = (uint64_t)rd_left(&d->r) * TRIE_MOST;
	c->coder = coder_begin_short_in(&c->bytes, d->r);
	for (int i = 0; i < FAMILIES && !c->bad; i++) {
		struct set *added = set_new();

		c->family = (enum family)i;
		delta_adds(c, added);
		if (!c->bad) {
			set_reserve(result, c->family,
			    set_size(d->base, c->family) +
				set_size(added, c->family));
			delta_fates_in(c, added, result);
		}
		set_free(added);
	}
	return !c->bad && c->ends == ((d->flags & FLAG_ENDS) != 0) &&
	    coder_end_short_in(&c->coder, TRIE_LEAST(c->count));
}

/* Is every new value in use, and starting afresh needed? */
static bool
values_are_needed(const struct reading *d)
{
	struct delta_values v;
	uint32_t n;

	if (d->nvalues == d->values.nold && (d->flags & FLAG_AFRESH) == 0)
		return true;
	v = delta_values_of(d->from->set, d->to->set);
	n = v.n;
	delta_values_free(&v);
	if (d->flags & FLAG_AFRESH)
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
	delta_code_init(&c, &d->to->id, d->nvalues, d->flags & FLAG_ENDS);
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
	int bad = -1;

	d->base = d->flags & FLAG_AFRESH ? nothing : d->from->set;
	if (rest_of_head_in(d, f) == 0)
		bad = body_in(d, f);
	delta_values_free(&d->values);
	set_free(nothing);
	return bad;
}

int
delta_apply(struct rd r, const struct delta_end *from, struct delta_end *to,
    struct fail *f)
{
	struct reading d = { .r = r, .from = from, .to = to };

	to->set = NULL;
	if (head_in(&d, f) == -1)
		return -1;
	to->set = set_new();
	if (apply(&d, f) == 0)
		return 0;
	set_free(to->set);
	to->set = NULL;
	return -1;
}

#include <stdlib.h>

#include "formats/dictionary.h"
#include "formats/mem.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/snapshot_head.h"
#include "formats/wr.h"

/* A value and its id in the set. */
struct used_value {
	struct value value;
	uint16_t id;
};

static int
used_order(const void *a, const void *b)
{
	const struct used_value *x = a, *y = b;

	return value_order(&x->value, &y->value);
}

/* Writes the values in use; ids becomes the dictionary's by the set's. */
static void
values_out(struct wr *w, const struct values *values, uint16_t *ids,
    uint32_t nvalues)
{
	struct used_value *used = mem_new(nvalues, sizeof(*used));
	struct dictionary_at at = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < values_size(values); i++) {
		if (ids[i] != 0)
			used[n++] =
			    (struct used_value){ values_at(values, (uint16_t)i),
				    (uint16_t)i };
	}
	qsort(used, n, sizeof(*used), used_order);
	for (size_t i = 0; i < n; i++) {
		ids[used[i].id] = (uint16_t)i;
		dictionary_out(w, &at, &used[i].value);
	}
	free(used);
}

void
snapshot_encode(struct wr *w, const struct set *set,
    const struct snapshot_id *id)
{
	const struct values *values = set_values(set);
	uint16_t *ids = mem_new(values_size(values), sizeof(*ids));
	struct snapshot_head h = { .id = *id };

	snapshot_parts_count(&h.parts, set, ids);
	for (size_t i = 0; i < values_size(values); i++)
		h.parts.nvalues += ids[i];
	snapshot_head_out(w, &h);
	values_out(w, values, ids, h.parts.nvalues);
	snapshot_parts_out(w, &h.parts, id, set, ids);
	if (id->recent > 0)
		snapshot_recent_out(w, id, set_recent(set));
	free(ids);
}

static int
values_in(struct rd *r, const struct snapshot_parts *p, struct values *values,
    struct fail *f)
{
	struct dictionary_at at = { 0 };

	if (p->nvalues > VALUE_MAX)
		return fail(f, FAIL_FORMAT, "%u values, at most %d fit",
		    p->nvalues, VALUE_MAX);
	for (uint32_t i = 0; i < p->nvalues; i++) {
		if (!dictionary_in(r, &at))
			return fail(f, FAIL_FORMAT,
			    "value %u is not in its order and form", i);
		values_add(values, at.code, at.text, at.len);
	}
	return 0;
}

/* What is listed. */
static int
listed_in(struct rd *r, const struct snapshot_head *h, struct set *set,
    struct fail *f)
{
	const struct snapshot_parts *p = &h->parts;
	uint16_t *used = mem_new(p->nvalues, sizeof(*used));
	int bad = snapshot_parts_in(r, p, &h->id, set, used, f);

	for (uint32_t i = 0; bad == 0 && i < p->nvalues; i++) {
		if (!used[i])
			bad = fail(f, FAIL_FORMAT, "value %u is not in use", i);
	}
	free(used);
	return bad;
}

static int
decode(struct rd *r, struct snapshot_head *h, struct set *set, struct fail *f)
{
	const struct snapshot_parts *p = &h->parts;
	struct set *recent;

	if (snapshot_head_in(r, h, f) == -1 ||
	    values_in(r, p, set_values(set), f) == -1)
		return -1;
	if (p->nvalues == 0 && (p->of[IP4].count > 0 || p->of[IP6].count > 0))
		return fail(f, FAIL_FORMAT, "entries, but no value");
	if (listed_in(r, h, set, f) == -1)
		return -1;
	if (h->id.recent > 0) {
		recent = snapshot_recent_in(r, &h->id, set, f);
		if (recent == NULL)
			return -1;
		set_remember(set, recent);
	}
	if (r->bad || rd_left(r) > 0)
		return fail(f, FAIL_FORMAT, "%zu bytes too many", rd_left(r));
	return 0;
}

struct set *
snapshot_decode(struct rd in, struct snapshot_id *id, struct fail *f)
{
	struct set *set = set_new();
	struct snapshot_head h = { 0 };
	int bad = decode(&in, &h, set, f);

	*id = h.id;
	if (bad == 0)
		return set;
	set_free(set);
	return NULL;
}

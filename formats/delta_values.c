#include <stdbool.h>
#include <stdlib.h>

#include "formats/delta_values.h"
#include "formats/mem.h"
#include "formats/set.h"

/* A value in use and its id in a set. */
struct used {
	struct value value;
	uint16_t id;
};

struct used_values {
	struct used *all; /* in the order of values */
	size_t n;
};

static int
by_value(const void *a, const void *b)
{
	const struct used *x = a, *y = b;

	return value_order(&x->value, &y->value);
}

static void
mark_used(const struct set *s, enum family family, bool *used)
{
	size_t n = set_size(s, family);

	for (size_t i = 0; i < n; i++)
		used[set_at(s, family, i).value] = true;
}

static struct used_values
used_of(const struct set *s)
{
	const struct values *values = set_values(s);
	size_t n = values_size(values);
	struct used_values u = { mem_new(n, sizeof(*u.all)), 0 };
	bool *used = mem_new(n, sizeof(*used));

	for (int i = 0; i < FAMILIES; i++)
		mark_used(s, (enum family)i, used);
	for (size_t i = 0; i < n; i++) {
		if (used[i])
			u.all[u.n++] =
			    (struct used){ values_at(values, (uint16_t)i),
				    (uint16_t)i };
	}
	free(used);
	qsort(u.all, u.n, sizeof(*u.all), by_value);
	return u;
}

/* Gives the result's values their places; new ones come behind the others. */
static void
add_result(struct delta_values *v, const struct used_values *u)
{
	uint32_t old = 0;

	for (size_t i = 0; i < u->n; i++) {
		const struct used *x = &u->all[i];

		while (
		    old < v->nold && value_order(&v->all[old], &x->value) < 0)
			old++;
		if (old < v->nold &&
		    value_order(&v->all[old], &x->value) == 0) {
			v->of_result[x->id] = (uint16_t)old;
		} else {
			v->of_result[x->id] = (uint16_t)v->n;
			v->all[v->n++] = x->value;
		}
	}
}

struct delta_values
delta_values_of(const struct set *base, const struct set *result)
{
	struct delta_values v = { 0 };
	struct used_values old = used_of(base), new = { 0 };

	if (result != NULL)
		new = used_of(result);
	v.all = mem_new(old.n + new.n, sizeof(*v.all));
	v.of_base = mem_new(values_size(set_values(base)), sizeof(*v.of_base));
	v.nold = v.n = (uint32_t)old.n;
	for (size_t i = 0; i < old.n; i++) {
		v.all[i] = old.all[i].value;
		v.of_base[old.all[i].id] = (uint16_t)i;
	}
	if (result != NULL) {
		v.of_result = mem_new(values_size(set_values(result)),
		    sizeof(*v.of_result));
		add_result(&v, &new);
	}
	free(old.all);
	free(new.all);
	return v;
}

void
delta_values_free(struct delta_values *v)
{
	free(v->all);
	free(v->of_base);
	free(v->of_result);
	*v = (struct delta_values){ 0 };
}

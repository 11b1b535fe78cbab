#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "feedd/asset.h"
#include "feedd/edition.h"
#include "formats/name.h"

void
edition_free(struct edition *e)
{
	if (e == NULL)
		return;
	for (size_t i = 0; e->tellings != NULL && i < 2 * (e->index.n + 1); i++)
		if (e->tellings[i].response != NULL)
			MHD_destroy_response(e->tellings[i].response);
	for (size_t i = 0; e->deltas != NULL && i < e->index.n; i++)
		asset_unref(e->deltas[i]);
	asset_unref(e->head_file);
	asset_unref(e->index_file);
	asset_unref(e->snapshot);
	asset_unref(e->signature);
	free(e->tellings);
	free(e->deltas);
	index_clear(&e->index);
	free(e);
}

static bool
is_named(const struct asset *a, const char *name)
{
	const char *slash = a == NULL ? NULL : strrchr(a->path, '/');

	return slash != NULL && strcmp(slash + 1, name) == 0;
}

/* Deltas ascend by the serial that they are from. */
static struct asset *
find_delta(const struct edition *e, uint32_t from, const char *name)
{
	size_t low = 0, high = e->index.n;

	while (low < high) {
		size_t at = low + (high - low) / 2;

		if (e->index.deltas[at].from < from)
			low = at + 1;
		else
			high = at;
	}
	return low < e->index.n && is_named(e->deltas[low], name)
	    ? e->deltas[low]
	    : NULL;
}

struct asset *
edition_object(const struct edition *e, const char *name)
{
	struct asset *const few[] = { e->index_file, e->snapshot,
		e->signature };
	uint32_t from, to;

	if (name_delta_serials(name, &from, &to))
		return find_delta(e, from, name);
	for (size_t i = 0; i < sizeof(few) / sizeof(few[0]); i++)
		if (is_named(few[i], name))
			return few[i];
	return NULL;
}

/* What the snapshot and the deltas after it come to. */
static uint64_t
whole_bytes(const struct index *x)
{
	return x->snapshot.bytes +
	    index_bytes(x, index_from(x, x->snapshot_serial));
}

enum edition_need
edition_need(const struct edition *e, uint32_t epoch, uint32_t serial,
    size_t *first)
{
	const struct index *x = &e->index;

	*first = x->n;
	if (epoch > x->epoch || (epoch == x->epoch && serial >= x->serial))
		return EDITION_NOTHING;
	if (epoch < x->epoch || !index_reaches(x, serial))
		return EDITION_WHOLE;
	*first = index_from(x, serial);
	return index_bytes(x, *first) <= whole_bytes(x) ? EDITION_STEPS
							: EDITION_WHOLE;
}

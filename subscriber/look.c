#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "keys/apply.h"
#include "keys/roots.h"
#include "subscriber/batch.h"
#include "subscriber/catalogs.h"
#include "subscriber/fetch.h"
#include "subscriber/look_along.h"
#include "subscriber/look_head.h"
#include "subscriber/look_way.h"

/* What is believed is kept, though it be only part of the way. */
static int
judge_catalog(struct look *l, const struct batch *b, struct fail *f)
{
	struct fail kept = { 0 };
	int rc;

	if (l->fetch == NULL)
		return trust_catalog(&l->catalogs->catalog, l->clock, f);
	rc = catalogs_follow(l->catalogs, b, f);

	if (catalogs_write(l->catalogs, l->state, l->feed, &kept) == -1) {
		*f = kept;
		l->local = true;
		return -1;
	}
	if (rc == 0 && trust_catalog(&l->catalogs->catalog, l->clock, f) == -1)
		rc = batch_fail_at(b, 0, f);
	return rc;
}

/*
 * Deltas that are wrong or not there are left for the snapshot, once, unless
 * the way by that has the same one that is not there.
 */
static bool
may_fall_back(const struct look_db *d, enum fail_kind kind)
{
	if (d->local || look_is_whole(d) || d->told.n > 0)
		return false;
	if (kind == FAIL_MISSING)
		return d->need == LOOK_DELTA || !look_is_lost(d);
	return kind == FAIL_HASH || kind == FAIL_FORMAT || kind == FAIL_WRONG ||
	    kind == FAIL_TRUST;
}

static void
take_objects(struct look_db *d, const struct batch *b)
{
	struct fail f = { 0 };

	if (look_apply(d, b, &f) == 0) {
		look_believe(d);
	} else if (may_fall_back(d, f.kind)) {
		d->change.deltas = f;
		d->way = trust_way_whole(&d->index);
		d->need = d->need == LOOK_WAY ? LOOK_WAY : LOOK_INDEX;
	} else {
		d->fail = f;
		d->need = LOOK_NOTHING;
	}
}

static int
read_index(struct look_db *d, const struct batch *b, struct fail *f)
{
	struct rd bytes;

	if (batch_take(b, d->first_at, &bytes, f) == -1)
		return -1;
	index_clear(&d->index);
	if (object_check(&d->head.index, bytes.p, rd_left(&bytes), f) == -1 ||
	    index_parse(&d->index, (const char *)bytes.p, rd_left(&bytes), f) ==
		-1 ||
	    trust_index(&d->index, &d->head, &d->trust, f) == -1)
		return batch_fail_at(b, d->first_at, f);
	return 0;
}

static void
take_index(const struct look *l, struct look_db *d, const struct batch *b)
{
	uint64_t around = l->fetch != NULL ? fetch_around(l->fetch) : 0;
	bool failed = d->change.deltas.kind != FAIL_NONE;

	d->need = LOOK_NOTHING;
	if (read_index(d, b, &d->fail) == -1)
		return;
	if (look_is_lost(d)) {
		d->fail = d->change.deltas;
		return;
	}
	d->way = failed ? trust_way_whole(&d->index)
			: trust_way(&d->index, &d->trust, around);
	d->need = LOOK_WAY;
}

static void
tell(const struct look *l, const struct batch *b)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < b->n; i++)
		if (b->items[i].exact && b->items[i].given.p == NULL)
			bytes += b->items[i].most;
	if (l->fetching != NULL && bytes > 0)
		l->fetching(l->arg, l->url, bytes);
}

static void
take_one(struct look *l, struct look_db *d, const struct batch *b)
{
	switch (d->need) {
	case LOOK_NOTHING:
		break;
	case LOOK_TELLING:
		look_take_telling(d, b);
		break;
	case LOOK_HEAD:
		look_take_head(l, d, b);
		break;
	case LOOK_INDEX:
		take_index(l, d, b);
		break;
	case LOOK_DELTA:
	case LOOK_WAY:
		take_objects(d, b);
		break;
	}
	if (d->fail.kind != FAIL_NONE && l->fetch != NULL)
		look_distrust(d);
}

static void
take(struct look *l, const struct batch *b)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->dbs[i].wanted)
			take_one(l, &l->dbs[i], b);
}

/* Fetches what all databases need next, besides what is in the batch. */
static void
fetch(const struct look *l, struct batch *b)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->dbs[i].wanted)
			look_want(b, &l->dbs[i]);
	tell(l, b);
	batch_fetch(b);
}

/* One more round; false if nobody needs any. */
static bool
go_on(struct look *l)
{
	struct batch b = { .fetch = l->fetch, .url = l->url };
	bool more;

	fetch(l, &b);
	more = b.n > 0;
	take(l, &b);
	batch_free(&b);
	return more;
}

/* With what is likely to be wanted next, where that saves a connection. */
static void
fetch_first(const struct look *l, struct batch *b)
{
	struct fetch_range *ranges =
	    mem_new(l->n * LOOK_ALONG_MAX, sizeof(*ranges));

	if (l->fetch != NULL)
		fetch_begin(l->fetch, ranges, look_along(l, ranges));
	fetch(l, b);
	free(ranges);
}

/* The catalog, which is number 0, and what is first of each database. */
static int
begin(struct look *l, struct fail *f)
{
	struct batch b = { .fetch = l->fetch, .url = l->url };
	int rc;

	if (l->fetch != NULL)
		batch_add(&b, "catalog", CATALOG_MAX);
	for (size_t i = 0; i < l->n; i++)
		look_begin(&l->dbs[i]);
	fetch_first(l, &b);
	rc = judge_catalog(l, &b, f);
	if (rc == 0)
		take(l, &b);
	batch_free(&b);
	return rc;
}

int
look_at(struct look *l, struct fail *f)
{
	int rc = begin(l, f);

	while (rc == 0 && go_on(l))
		;
	for (size_t i = 0; i < l->n; i++)
		look_end(&l->dbs[i]);
	if (l->fetch != NULL)
		fetch_done(l->fetch);
	return rc;
}

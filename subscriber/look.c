#include <stdio.h>
#include <string.h>

#include "keys/apply.h"
#include "keys/roots.h"
#include "subscriber/batch.h"
#include "subscriber/catalogs.h"
#include "subscriber/look_way.h"

/* "<db>/head" */
#define HEAD_PATH (NAME_DB_MAX + 6)

/* Fetches the catalog, which is number 0, and the heads that are wanted. */
static void
fetch_heads(struct look *l, struct batch *b)
{
	char path[HEAD_PATH];

	batch_add(b, "catalog", CATALOG_MAX);
	for (size_t i = 0; i < l->n; i++) {
		struct look_db *d = &l->dbs[i];

		if (!d->wanted)
			continue;
		snprintf(path, sizeof(path), "%s/head", d->held->place.db);
		d->head_at = batch_add(b, path, HEAD_MAX);
	}
	batch_fetch(b);
}

/* What is believed is kept, though it be only part of the way. */
static int
judge_catalog(struct look *l, const struct batch *b, struct fail *f)
{
	struct fail kept = { 0 };
	int rc = catalogs_follow(l->catalogs, b, f);

	if (catalogs_write(l->catalogs, l->state, l->feed, &kept) == -1) {
		*f = kept;
		l->local = true;
		return -1;
	}
	if (rc == 0 && trust_catalog(&l->catalogs->catalog, l->clock, f) == -1)
		rc = batch_fail_at(b, 0, f);
	return rc;
}

static int
open_head(struct look *l, struct look_db *d, struct rd file,
    enum trust_news *news)
{
	const struct catalog *c = &l->catalogs->catalog;
	const char *db = d->held->place.db;
	struct roots_signer by;
	struct head judged;

	d->next = (struct held_head){ &d->head, file };
	d->trust = held_trust(d->held, c);
	if (roots_head(c, db, file, &d->head, &d->fail) == -1 ||
	    roots_head_key(c, db, file, &by, &d->fail) == -1)
		return -1;
	d->key = by.key;
	judged = d->head;
	judged.valid_until = trust_until(&d->head, by.until, c->valid_until);
	return trust_head(&judged, &d->trust, l->clock, news, &d->fail);
}

static void
believe(struct look_db *d)
{
	d->believed = true;
	d->need = LOOK_NOTHING;
}

static bool
same_signature(const struct minisig *a, const struct minisig *b)
{
	return memcmp(a->sig, b->sig, sizeof(a->sig)) == 0 &&
	    memcmp(a->global, b->global, sizeof(a->global)) == 0 &&
	    strcmp(a->comment, b->comment) == 0;
}

/* Another key may sign the same snapshot, but it has to do that. */
static int
check_signature(struct look_db *d)
{
	struct apply a = apply_begin(&d->head, &d->held->at);
	int rc = 0;

	if (!same_signature(&d->head.signature, &d->held->head.signature))
		rc = apply_end(&a, &d->key, &d->fail);
	apply_free(&a);
	return rc;
}

static void
beat(struct look_db *d)
{
	if (check_signature(d) == -1)
		return;
	if (held_beat(d->held, &d->next, &d->fail) == -1)
		d->local = true;
	else
		believe(d);
}

/* What a head that is believed calls for. */
static void
begin(struct look_db *d, enum trust_news news)
{
	d->change.changed = news >= TRUST_STEP;
	switch (news) {
	case TRUST_SAME:
		believe(d);
		break;
	case TRUST_BEHIND:
		d->behind = true;
		break;
	case TRUST_BEAT:
		beat(d);
		break;
	case TRUST_STEP:
		d->need = LOOK_DELTA;
		break;
	case TRUST_FAR:
	case TRUST_WHOLE:
		d->need = LOOK_INDEX;
		break;
	}
}

static void
judge_head(struct look *l, struct look_db *d, const struct batch *b)
{
	enum trust_news news;
	struct rd file;

	d->need = LOOK_NOTHING;
	if (batch_take(b, d->head_at, &file, &d->fail) == -1)
		return;
	if (open_head(l, d, file, &news) == 0)
		begin(d, news);
	if (d->fail.kind != FAIL_NONE && !d->local)
		batch_fail_at(b, d->head_at, &d->fail);
}

/*
 * Deltas that are wrong or not there are left for the snapshot, once, unless
 * the way by that has the same one that is not there.
 */
static bool
may_fall_back(const struct look_db *d, enum fail_kind kind)
{
	if (d->local || look_is_whole(d))
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
		believe(d);
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
take_index(struct look_db *d, const struct batch *b)
{
	bool failed = d->change.deltas.kind != FAIL_NONE;

	d->need = LOOK_NOTHING;
	if (read_index(d, b, &d->fail) == -1)
		return;
	if (look_is_lost(d)) {
		d->fail = d->change.deltas;
		return;
	}
	d->way = failed ? trust_way_whole(&d->index)
			: trust_way(&d->index, &d->trust);
	d->need = LOOK_WAY;
}

static void
tell(const struct look *l, const struct batch *b)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < b->n; i++)
		bytes += b->items[i].most;
	if (l->fetching != NULL && b->n > 0)
		l->fetching(l->arg, l->url, bytes);
}

/* Fetches what all databases need next; false if that is nothing. */
static bool
go_on(struct look *l)
{
	struct batch b = { .fetch = l->fetch, .url = l->url };
	bool more;

	for (size_t i = 0; i < l->n; i++)
		if (l->dbs[i].wanted)
			look_want(&b, &l->dbs[i]);
	tell(l, &b);
	batch_fetch(&b);
	more = b.n > 0;
	for (size_t i = 0; i < l->n; i++) {
		struct look_db *d = &l->dbs[i];

		if (!d->wanted || d->need == LOOK_NOTHING)
			continue;
		if (d->need == LOOK_INDEX)
			take_index(d, &b);
		else
			take_objects(d, &b);
	}
	batch_free(&b);
	return more;
}

int
look_at(struct look *l, struct fail *f)
{
	struct batch heads = { .fetch = l->fetch, .url = l->url };
	int rc;

	fetch_heads(l, &heads);
	rc = judge_catalog(l, &heads, f);
	for (size_t i = 0; i < l->n && rc == 0; i++)
		if (l->dbs[i].wanted)
			judge_head(l, &l->dbs[i], &heads);
	while (rc == 0 && go_on(l))
		;
	for (size_t i = 0; i < l->n; i++)
		index_clear(&l->dbs[i].index);
	batch_free(&heads);
	return rc;
}

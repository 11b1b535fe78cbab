#include <stdio.h>
#include <string.h>

#include "formats/set.h"
#include "keys/roots.h"
#include "subscriber/apply.h"
#include "subscriber/batch.h"
#include "subscriber/catalogs.h"
#include "subscriber/look.h"

/* "<db>/snapshot" */
#define FOLDER_LEN (NAME_DB_MAX + 16)

/* Fetches the catalog, which is number 0, and the heads that are wanted. */
static void
fetch_heads(struct look *l, struct batch *b)
{
	char path[FOLDER_LEN];

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

	d->next = (struct held_head){ &d->head, file };
	d->trust = held_trust(d->held, c);
	if (roots_head(c, db, file, &d->head, &d->fail) == -1 ||
	    roots_head_key(c, db, file, &d->key, &d->fail) == -1)
		return -1;
	return trust_head(&d->head, &d->trust, l->clock, news, &d->fail);
}

static void
believe(struct look_db *d)
{
	d->believed = true;
	d->need = LOOK_NOTHING;
}

static void
beat(struct look_db *d)
{
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
	if (open_head(l, d, file, &news) == -1)
		batch_fail_at(b, d->head_at, &d->fail);
	else
		begin(d, news);
}

/* Adds an object of a database to what is fetched next. */
static size_t
want(struct batch *b, struct look_db *d, const char *kind, const char *name,
    const struct object *o)
{
	char folder[FOLDER_LEN];

	snprintf(folder, sizeof(folder), "%s/%s", d->held->place.db, kind);
	d->change.bytes += o->bytes;
	return batch_object(b, folder, name, o->bytes);
}

static size_t
want_snapshot(struct batch *b, struct look_db *d, uint32_t serial,
    const struct object *o)
{
	char name[NAME_SNAPSHOT];

	name_snapshot(name, serial, o->hash);
	return want(b, d, "snapshot", name, o);
}

static size_t
want_delta(struct batch *b, struct look_db *d, const uint32_t serials[2],
    const struct object *o)
{
	char name[NAME_DELTA];

	name_delta(name, serials[0], serials[1], o->hash);
	return want(b, d, "delta", name, o);
}

static void
want_way(struct batch *b, struct look_db *d)
{
	const struct index *ix = &d->index;

	if (d->way.snapshot)
		want_snapshot(b, d, ix->snapshot_serial, &ix->snapshot);
	for (size_t i = d->way.first; i < ix->n; i++)
		want_delta(b, d,
		    (uint32_t[]){ ix->deltas[i].from, index_to(ix, i) },
		    &ix->deltas[i].object);
}

static void
want_next(struct batch *b, struct look_db *d)
{
	const struct head *h = &d->head;
	char name[NAME_INDEX];

	d->first_at = b->n;
	switch (d->need) {
	case LOOK_NOTHING:
		break;
	case LOOK_DELTA:
		want_delta(b, d, (uint32_t[]){ h->delta_from, h->serial },
		    &h->delta);
		break;
	case LOOK_INDEX:
		name_index(name, h->serial, h->index.hash);
		want(b, d, "index", name, &h->index);
		break;
	case LOOK_WAY:
		want_way(b, d);
		break;
	}
}

/* The objects of a database as they are taken out of a batch. */
struct taking {
	const struct batch *batch;
	struct apply *apply;
	size_t at;
};

static int
take_snapshot(struct taking *t, uint32_t serial, const struct object *o,
    struct fail *f)
{
	struct rd bytes;

	if (batch_take(t->batch, t->at, &bytes, f) == -1)
		return -1;
	if (apply_snapshot(t->apply, o, serial, bytes, f) == -1)
		return batch_fail_at(t->batch, t->at, f);
	t->at++;
	return 0;
}

static int
take_delta(struct taking *t, uint32_t serial, const struct object *o,
    struct fail *f)
{
	struct rd bytes;

	if (batch_take(t->batch, t->at, &bytes, f) == -1)
		return -1;
	if (apply_delta(t->apply, o, serial, bytes, f) == -1)
		return batch_fail_at(t->batch, t->at, f);
	t->at++;
	return 0;
}

static int
take_way(struct taking *t, const struct look_db *d, struct fail *f)
{
	const struct index *ix = &d->index;

	if (d->way.snapshot &&
	    take_snapshot(t, ix->snapshot_serial, &ix->snapshot, f) == -1)
		return -1;
	for (size_t i = d->way.first; i < ix->n; i++)
		if (take_delta(t, index_to(ix, i), &ix->deltas[i].object, f) ==
		    -1)
			return -1;
	return 0;
}

/* Whether what is being taken begins with a snapshot. */
static bool
is_whole(const struct look_db *d)
{
	return d->need == LOOK_WAY && d->way.snapshot;
}

static void
note_change(struct look_db *d, const struct set *old, const struct set *new)
{
	d->change.snapshot = is_whole(d);
	d->change.steps =
	    d->need == LOOK_WAY ? (unsigned)(d->index.n - d->way.first) : 1;
	d->change.ranges = change_of(old, new);
}

/* From what was fetched to a set that is installed. */
static int
apply(struct look_db *d, const struct batch *b, struct fail *f)
{
	struct apply a =
	    apply_begin(&d->head, is_whole(d) ? NULL : &d->held->at);
	struct taking t = { b, &a, d->first_at };
	int rc = d->need == LOOK_WAY
	    ? take_way(&t, d, f)
	    : take_delta(&t, d->head.serial, &d->head.delta, f);

	if (rc == 0)
		rc = apply_end(&a, &d->key, f);
	if (rc == 0) {
		note_change(d, d->held->at.set, a.at.set);
		rc = held_install(d->held, &d->next, &a, f);
		d->local = rc == -1;
	}
	apply_free(&a);
	return rc;
}

/*
 * Deltas that came and were wrong are left for the snapshot, once.  Those that
 * did not come are not: then the source has not all that it names.
 */
static bool
may_fall_back(const struct look_db *d, enum fail_kind kind)
{
	return !d->local && !is_whole(d) &&
	    (kind == FAIL_HASH || kind == FAIL_FORMAT || kind == FAIL_WRONG ||
		kind == FAIL_TRUST);
}

static void
take_objects(struct look_db *d, const struct batch *b)
{
	struct fail f = { 0 };

	if (apply(d, b, &f) == 0) {
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

	if (read_index(d, b, &d->fail) == -1) {
		d->need = LOOK_NOTHING;
		return;
	}
	d->way = failed ? trust_way_whole(&d->index)
			: trust_way(&d->index, &d->trust);
	d->need = LOOK_WAY;
}

/* Fetches what all databases need next; false if that is nothing. */
static bool
go_on(struct look *l)
{
	struct batch b = { .fetch = l->fetch, .url = l->url };
	bool more;

	for (size_t i = 0; i < l->n; i++)
		if (l->dbs[i].wanted)
			want_next(&b, &l->dbs[i]);
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

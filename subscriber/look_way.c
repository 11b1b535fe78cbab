#include <stdio.h>
#include <string.h>

#include "formats/set.h"
#include "keys/apply.h"
#include "subscriber/batch.h"
#include "subscriber/look_way.h"

/* "<db>/snapshot" */
#define FOLDER_LEN (NAME_DB_MAX + 16)

/* "<db>/head" */
#define HEAD_PATH (NAME_DB_MAX + 6)

/* What was told is not fetched. */
static void
give(struct batch *b, size_t i, const struct look_db *d)
{
	struct rd file;

	if (telling_file(&d->told, b->items[i].path, &file))
		batch_give(b, i, file);
}

/* Adds an object of a database to what is fetched next. */
static size_t
want(struct batch *b, struct look_db *d, const char *kind, const char *name,
    const struct object *o)
{
	char folder[FOLDER_LEN];
	size_t i;

	snprintf(folder, sizeof(folder), "%s/%s", d->held->place.db, kind);
	d->change.bytes += o->bytes;
	i = batch_object(b, folder, name, o->bytes);
	give(b, i, d);
	return i;
}

static void
want_telling(struct batch *b, const struct look_db *d)
{
	char path[TELLING_PATH];

	telling_path(path, "since", d->held->place.db, &d->held->head);
	batch_ask(b, path, telling_most(&d->held->head));
}

static void
want_head(struct batch *b, const struct look_db *d)
{
	char path[HEAD_PATH];

	snprintf(path, sizeof(path), "%s/head", d->held->place.db);
	give(b, batch_add(b, path, HEAD_MAX), d);
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

void
look_want(struct batch *b, struct look_db *d)
{
	const struct head *h = &d->head;
	char name[NAME_INDEX];

	d->first_at = b->n;
	switch (d->need) {
	case LOOK_NOTHING:
		break;
	case LOOK_TELLING:
		want_telling(b, d);
		break;
	case LOOK_HEAD:
		want_head(b, d);
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

/* The delta from a serial did not come, and that is all there is to it. */
static void
note_lost(struct look_db *d, uint32_t from, const struct fail *f)
{
	if (f->kind == FAIL_MISSING)
		d->lost = from;
}

static int
take_newest(struct taking *t, struct look_db *d, struct fail *f)
{
	if (take_delta(t, d->head.serial, &d->head.delta, f) == 0)
		return 0;
	note_lost(d, d->head.delta_from, f);
	return -1;
}

static int
take_way(struct taking *t, struct look_db *d, struct fail *f)
{
	const struct index *ix = &d->index;

	if (d->way.snapshot &&
	    take_snapshot(t, ix->snapshot_serial, &ix->snapshot, f) == -1)
		return -1;
	for (size_t i = d->way.first; i < ix->n; i++) {
		if (take_delta(t, index_to(ix, i), &ix->deltas[i].object, f) ==
		    0)
			continue;
		note_lost(d, ix->deltas[i].from, f);
		return -1;
	}
	return 0;
}

bool
look_is_lost(const struct look_db *d)
{
	const struct index *ix = &d->index;

	for (size_t i = trust_way_whole(ix).first; i < ix->n; i++)
		if (d->lost != 0 && ix->deltas[i].from == d->lost)
			return true;
	return false;
}

bool
look_is_whole(const struct look_db *d)
{
	return d->need == LOOK_WAY && d->way.snapshot;
}

static void
note_change(struct look_db *d, const struct set *old, const struct set *new)
{
	d->change.snapshot = look_is_whole(d);
	d->change.steps =
	    d->need == LOOK_WAY ? (unsigned)(d->index.n - d->way.first) : 1;
	d->change.ranges = change_of(old, new);
}

int
look_apply(struct look_db *d, const struct batch *b, struct fail *f)
{
	struct apply a =
	    apply_begin(&d->head, look_is_whole(d) ? NULL : &d->held->at);
	struct taking t = { b, &a, d->first_at };
	int rc =
	    d->need == LOOK_WAY ? take_way(&t, d, f) : take_newest(&t, d, f);

	if (rc == 0 && (rc = apply_end(&a, &d->key, f)) == -1)
		fail_at(f, "%s: %s", b->url, d->held->place.db);
	if (rc == 0) {
		note_change(d, d->held->at.set, a.at.set);
		rc = held_install(d->held, &d->next, &a, f);
		d->local = rc == -1;
	}
	apply_free(&a);
	return rc;
}

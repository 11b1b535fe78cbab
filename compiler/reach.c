#include <stdio.h>
#include <string.h>

#include "compiler/reach.h"
#include "compiler/tree.h"
#include "formats/head.h"
#include "formats/index.h"
#include "formats/set.h"
#include "keys/published.h"
#include "keys/tree_read.h"

void
reach_clear(struct reach *r)
{
	set_free(r->end.set);
	wr_free(&r->snapshot);
	*r = (struct reach){ 0 };
}

/* Decodes a snapshot to start from. */
static int
start(struct reach *r, struct rd bytes, struct fail *f)
{
	struct object o = object_of(bytes.p, rd_left(&bytes));

	memcpy(r->end.state, o.hash, sizeof(r->end.state));
	r->end.set = snapshot_decode(bytes, &r->end.id, f);
	return r->end.set != NULL ? 0 : -1;
}

/* One delta further. */
static int
step(struct reach *r, struct rd bytes, struct fail *f)
{
	struct delta_end next = { 0 };

	if (delta_apply(bytes, &r->end, &next, f) == -1)
		return -1;
	set_free(r->end.set);
	r->end = next;
	return 0;
}

/* What is done with the bytes of an object. */
typedef int take_fn(struct reach *, struct rd, struct fail *);

/* Goes on with what was read from a path. */
static int
go_on(struct reach *r, take_fn *take, const struct wr *bytes, const char *path,
    struct fail *f)
{
	if (take(r, rd_over(bytes->buf, bytes->len), f) == -1)
		return fail_at(f, "%s", path);
	return 0;
}

int
reach_bytes(struct reach *r, struct fail *f)
{
	return start(r, rd_over(r->snapshot.buf, r->snapshot.len), f);
}

/* A set is what it is said to be where its snapshot's hash begins so. */
static int
confirm(struct reach *r, struct fail *f)
{
	const struct delta_end *end = &r->end;
	struct object o;

	snapshot_encode(&r->snapshot, end->set, &end->id);
	o = object_of(r->snapshot.buf, r->snapshot.len);
	if (memcmp(o.hash, end->state, sizeof(end->state)) != 0)
		return fail(f, FAIL_TRUST,
		    "%s: the deltas to serial %u do not lead to what they say",
		    end->id.db, end->id.serial);
	return 0;
}

/* The state is the one that the head is of. */
static int
check(const struct delta_end *end, const struct head *h, struct fail *f)
{
	const struct snapshot_id *id = &end->id;

	if (strcmp(id->db, h->db) != 0 || id->epoch != h->epoch ||
	    id->serial != h->serial)
		return fail(f, FAIL_TRUST,
		    "%s: the head of serial %u leads to a set of %s, epoch "
		    "%u, serial %u",
		    h->db, h->serial, id->db, id->epoch, id->serial);
	if (memcmp(end->state, h->snapshot.hash, sizeof(end->state)) != 0)
		return fail(f, FAIL_TRUST,
		    "%s: what leads to serial %u is not what is signed", h->db,
		    h->serial);
	return 0;
}

/* Reads an object of an index and goes on with it. */
static int
read_and(int treefd, const char *path, const struct object *o, struct reach *r,
    take_fn *take, struct fail *f)
{
	struct wr bytes = { 0 };
	int rc = published_object(treefd, path, o, &bytes, f);

	if (rc == 0)
		rc = go_on(r, take, &bytes, path, f);
	wr_free(&bytes);
	return rc;
}

/* From the index's snapshot to its serial. */
static int
walk(int treefd, const struct index *x, struct reach *r, struct fail *f)
{
	char path[PUBLISHED_PATH];

	published_snapshot_path(path, x);
	if (read_and(treefd, path, &x->snapshot, r, start, f) == -1)
		return -1;
	for (size_t i = index_from(x, x->snapshot_serial); i < x->n; i++) {
		published_delta_path(path, x, i);
		if (read_and(treefd, path, &x->deltas[i].object, r, step, f) ==
		    -1)
			return -1;
	}
	return 0;
}

int
reach_head(int treefd, const struct head *h, const struct index *x,
    struct reach *r, struct fail *f)
{
	*r = (struct reach){ 0 };
	if (walk(treefd, x, r, f) == 0 && check(&r->end, h, f) == 0 &&
	    confirm(r, f) == 0 &&
	    object_check(&h->snapshot, r->snapshot.buf, r->snapshot.len, f) ==
		0)
		return 0;
	reach_clear(r);
	return -1;
}

/* A folder of a database, and what is in it. */
struct folder {
	int treefd;
	char path[NAME_DB_MAX + 16];
	struct tree_names names;
};

static int
folder_open(struct folder *d, int treefd, const char *db, const char *name,
    struct fail *f)
{
	*d = (struct folder){ .treefd = treefd };
	snprintf(d->path, sizeof(d->path), "%s/%s", db, name);
	return tree_list(treefd, d->path, &d->names, f);
}

/* The newest snapshot up to a serial; NULL if there is none. */
static const char *
find_snapshot(const struct folder *d, uint32_t serial)
{
	const char *found = NULL;
	uint32_t best = 0, s;

	for (size_t i = 0; i < d->names.n; i++) {
		const char *name = d->names.name[i];

		if (name_serial(name, &s) && !name_is_signature(name) &&
		    s <= serial && s >= best) {
			found = name;
			best = s;
		}
	}
	return found;
}

/* The delta that leads on from one serial, not beyond another. */
static const char *
find_delta(const struct folder *d, uint32_t from, uint32_t most)
{
	uint32_t start, to;

	for (size_t i = 0; i < d->names.n; i++) {
		if (name_delta_serials(d->names.name[i], &start, &to) &&
		    start == from && to <= most)
			return d->names.name[i];
	}
	return NULL;
}

/* Reads one of a folder's files and goes on with it; NULL is a failure. */
static int
folder_and(const struct folder *d, const char *name, struct reach *r,
    take_fn *take, struct fail *f)
{
	char path[PUBLISHED_PATH];
	struct wr bytes = { 0 };
	int rc;

	if (name == NULL)
		return fail(f, FAIL_USAGE,
		    "the tree has it not, or not any more");
	snprintf(path, sizeof(path), "%s/%s", d->path, name);
	rc = tree_read(d->treefd, path, SIZE_MAX, &bytes, f);
	if (rc == 0)
		rc = go_on(r, take, &bytes, path, f);
	wr_free(&bytes);
	return rc;
}

static int
walk_names(const struct folder *snapshots, const struct folder *deltas,
    uint32_t serial, struct reach *r, struct fail *f)
{
	const uint32_t *at = &r->end.id.serial;
	int rc = folder_and(snapshots, find_snapshot(snapshots, serial), r,
	    start, f);

	while (rc == 0 && *at < serial)
		rc = folder_and(deltas, find_delta(deltas, *at, serial), r,
		    step, f);
	return rc;
}

int
reach_serial(int treefd, const char *db, uint32_t serial, struct reach *r,
    struct fail *f)
{
	struct folder snapshots = { 0 }, deltas = { 0 };
	int rc = -1;

	*r = (struct reach){ 0 };
	if (folder_open(&snapshots, treefd, db, "snapshot", f) == 0 &&
	    folder_open(&deltas, treefd, db, "delta", f) == 0 &&
	    walk_names(&snapshots, &deltas, serial, r, f) == 0)
		rc = confirm(r, f);
	tree_names_free(&snapshots.names);
	tree_names_free(&deltas.names);
	if (rc == -1) {
		fail_at(f, "%s: serial %u", db, serial);
		reach_clear(r);
	}
	return rc;
}

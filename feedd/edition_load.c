#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feedd/asset.h"
#include "feedd/edition.h"
#include "formats/below.h"
#include "formats/mem.h"
#include "formats/name.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/digest.h"
#include "keys/published.h"
#include "keys/roots.h"
#include "keys/tree_read.h"

#define PIECE 65536

/* An edition on its way. */
struct loading {
	struct edition *e;
	const struct edition *prior; /* NULL if there is none */
	const struct catalog *catalog;
	const char *db;
	int treefd;
	struct roots_signer signer; /* of the head */
};

static int
check_prior(const struct head *h, const struct edition *prior, struct fail *f)
{
	const struct head *was;

	if (prior == NULL || prior->head.epoch < h->epoch)
		return 0;
	was = &prior->head;
	if (h->epoch < was->epoch || h->serial < was->serial ||
	    h->time < was->time)
		return fail(f, FAIL_ROLLBACK,
		    "epoch %" PRIu32 ", serial %" PRIu32 ", time %" PRIu32
		    " is from before what is served, %" PRIu32 ", %" PRIu32
		    ", %" PRIu32,
		    h->epoch, h->serial, h->time, was->epoch, was->serial,
		    was->time);
	if (h->serial == was->serial &&
	    !object_same(&h->snapshot, &was->snapshot))
		return fail(f, FAIL_SPLIT,
		    "another state under serial %" PRIu32 " than is served",
		    h->serial);
	return 0;
}

static int
load_head(struct loading *l, struct fail *f)
{
	char path[PUBLISHED_PATH];
	struct wr w = { 0 };
	struct rd file;
	int rc = -1;

	snprintf(path, sizeof(path), "%s/head", l->db);
	if (tree_read(l->treefd, path, HEAD_MAX, &w, f) == -1)
		return -1;
	file = rd_over(w.buf, w.len);
	if (roots_head(l->catalog, l->db, file, &l->e->head, f) == 0 &&
	    roots_head_key(l->catalog, l->db, file, &l->signer, f) == 0 &&
	    check_prior(&l->e->head, l->prior, f) == 0) {
		l->e->head_file = asset_of_bytes(path, w.buf, w.len, false);
		rc = 0;
	}
	wr_free(&w);
	return rc == 0 ? 0 : fail_at(f, "%s", path);
}

/* The asset of the prior edition under this path, if it is this object. */
static struct asset *
again(const struct loading *l, const char *path, const struct object *o)
{
	struct asset *a = l->prior == NULL
	    ? NULL
	    : edition_object(l->prior, strrchr(path, '/') + 1);

	return a != NULL && object_same(&a->object, o) ? asset_ref(a) : NULL;
}

/* An object into memory. */
static struct asset *
load_object(const struct loading *l, const char *path, const struct object *o,
    struct fail *f)
{
	struct asset *a = again(l, path, o);
	struct wr w = { 0 };

	if (a == NULL && published_object(l->treefd, path, o, &w, f) == 0)
		a = asset_of_bytes(path, w.buf, w.len, true);
	wr_free(&w);
	return a;
}

static int
load_index(struct loading *l, struct fail *f)
{
	char path[PUBLISHED_PATH], name[NAME_INDEX];
	struct edition *e = l->e;

	if (published_index(l->treefd, &e->head, &e->index, f) == -1)
		return -1;
	name_index(name, e->head.serial, e->head.index.hash);
	snprintf(path, sizeof(path), "%s/index/%s", l->db, name);
	e->index_file = load_object(l, path, &e->head.index, f);
	return e->index_file == NULL ? -1 : 0;
}

static int
load_deltas(struct loading *l, struct fail *f)
{
	struct edition *e = l->e;
	char path[PUBLISHED_PATH];

	e->deltas = mem_new(e->index.n + 1, sizeof(struct asset *));
	e->tellings = mem_new(2 * (e->index.n + 1), sizeof(*e->tellings));
	if (index_bytes(&e->index, 0) > EDITION_DELTAS_MAX)
		return fail(f, FAIL_SIZE,
		    "%" PRIu64 " bytes of deltas are over the limit of %ju",
		    index_bytes(&e->index, 0), (uintmax_t)EDITION_DELTAS_MAX);
	for (size_t i = 0; i < e->index.n; i++) {
		published_delta_path(path, &e->index, i);
		e->deltas[i] =
		    load_object(l, path, &e->index.deltas[i].object, f);
		if (e->deltas[i] == NULL)
			return -1;
	}
	return 0;
}

static int
hash_file(int fd, struct digest *digest, struct fail *f)
{
	uint8_t piece[PIECE];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0)
		digest_add(digest, piece, (size_t)n);
	return n == 0 ? 0 : fail_errno(f, "reading");
}

/* Opens a file that is the object; what was hashed is for its signature. */
static int
open_object(int treefd, const char *path, const struct object *want,
    struct digest *digest, struct fail *f)
{
	int fd = below_open(treefd, path);
	struct object is;
	struct stat st;

	if (fd == -1)
		return fail_errno(f, "%s", path);
	digest_begin_object(digest);
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) ||
	    (uint64_t)st.st_size != want->bytes) {
		fail(f, FAIL_SIZE, "has not the size that was signed for");
	} else if (hash_file(fd, digest, f) == 0) {
		digest_object(digest, &is);
		if (object_same(&is, want))
			return fd;
		fail(f, FAIL_HASH, "has not the hash that was signed for");
	}
	close(fd);
	return fail_at(f, "%s", path);
}

static int
load_signature(struct loading *l, const char *path, struct digest *digest,
    struct fail *f)
{
	struct wr w = { 0 };
	int rc = tree_read(l->treefd, path, SIGN_FILE_MAX, &w, f);

	if (rc == 0) {
		rc = sign_check(w.buf, w.len, &digest->hash, &l->signer.key, f);
		if (rc == -1)
			fail_at(f, "%s", path);
	}
	if (rc == 0)
		l->e->signature = asset_of_bytes(path, w.buf, w.len, true);
	wr_free(&w);
	return rc;
}

/* The snapshot stays on disk, behind the descriptor that was checked. */
static int
load_snapshot(struct loading *l, struct fail *f)
{
	const struct object *want = &l->e->index.snapshot;
	char path[PUBLISHED_PATH], name[PUBLISHED_PATH + sizeof(NAME_SIGNED)];
	struct digest digest;
	int fd;

	published_snapshot_path(path, &l->e->index);
	l->e->snapshot = again(l, path, want);
	if (l->e->snapshot != NULL) {
		l->e->signature = asset_ref(l->prior->signature);
		return 0;
	}
	fd = open_object(l->treefd, path, want, &digest, f);
	if (fd == -1)
		return -1;
	l->e->snapshot = asset_of_file(path, fd, want);
	snprintf(name, sizeof(name), "%s" NAME_SIGNED, path);
	return load_signature(l, name, &digest, f);
}

struct edition *
edition_load(int treefd, const struct catalog *c, const char *db,
    const struct edition *prior, struct fail *f)
{
	struct loading l = { .prior = prior,
		.catalog = c,
		.db = db,
		.treefd = treefd };

	l.e = mem_new(1, sizeof(*l.e));
	if (load_head(&l, f) == 0 && load_index(&l, f) == 0 &&
	    load_deltas(&l, f) == 0 && load_snapshot(&l, f) == 0)
		return l.e;
	edition_free(l.e);
	return NULL;
}

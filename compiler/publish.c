#include <stdio.h>
#include <string.h>

#include "compiler/chain.h"
#include "compiler/publish.h"
#include "formats/delta.h"
#include "keys/published.h"
#include "keys/sign.h"

#define DIR_LEN (NAME_DB_MAX + 16)

/* What a signature is of, for humans; programs read it in what is signed. */
static void
comment(char out[static MINISIG_COMMENT + 1], const struct head *h,
    const char *what)
{
	snprintf(out, MINISIG_COMMENT + 1, "db=%s epoch=%u serial=%u %s", h->db,
	    h->epoch, h->serial, what);
}

void
publish_sign(const struct publish *p, struct sign_hash *hash, const char *what,
    struct minisig *m)
{
	char about[MINISIG_COMMENT + 1];
	struct signature sig;

	comment(about, &p->head, what);
	sign_make(&sig, p->key, hash, about);
	sign_to_minisig(&sig, m);
}

int
publish_signature(struct publish *p, const char *dir, const char *name,
    const struct minisig *m, uint32_t mtime, struct fail *f)
{
	char signame[NAME_SIGNATURE];
	struct signature sig;
	struct wr text = { 0 };
	int rc;

	if (sign_of_minisig(&sig, m, f) == -1)
		return -1;
	name_signature(signame, name);
	sign_print(&text, &sig);
	rc = tree_put(p->tree, dir, signame, &text, mtime, f);
	wr_free(&text);
	return rc;
}

/* Puts an object into its folder, with the serial for its time. */
static int
put_object(struct publish *p, const char *folder, const char *name,
    const struct wr *bytes, struct fail *f)
{
	char dir[DIR_LEN];

	snprintf(dir, sizeof(dir), "%s/%s", p->head.db, folder);
	return tree_put(p->tree, dir, name, bytes, p->head.serial, f);
}

static void
sign_snapshot(struct publish *p, const struct wr *bytes)
{
	struct sign_hash hash = sign_hash_of(bytes->buf, bytes->len);

	p->head.snapshot = object_of(bytes->buf, bytes->len);
	publish_sign(p, &hash, "snapshot", &p->head.signature);
}

static int
put_snapshot(struct publish *p, const struct wr *bytes, struct fail *f)
{
	const struct head *h = &p->head;
	char name[NAME_SNAPSHOT], dir[DIR_LEN];

	name_snapshot(name, h->serial, h->snapshot.hash);
	snprintf(dir, sizeof(dir), "%s/snapshot", h->db);
	if (put_object(p, "snapshot", name, bytes, f) == -1)
		return -1;
	return publish_signature(p, dir, name, &h->signature, h->serial, f);
}

static int
put_delta(struct publish *p, const struct wr *bytes, struct fail *f)
{
	const struct head *h = &p->head;
	char name[NAME_DELTA];

	name_delta(name, h->delta_from, h->serial, h->delta.hash);
	return put_object(p, "delta", name, bytes, f);
}

static int
put_index(struct publish *p, const struct index *index, struct fail *f)
{
	struct head *h = &p->head;
	char name[NAME_INDEX];
	struct wr text = { 0 };
	int rc;

	index_write(&text, index);
	h->index = object_of(text.buf, text.len);
	name_index(name, h->serial, h->index.hash);
	rc = put_object(p, "index", name, &text, f);
	wr_free(&text);
	return rc;
}

/* The delta is worth it only where it is smaller than the snapshot. */
static void
take_delta(struct head *h, const struct publish_state *s)
{
	h->has_delta = s->delta != NULL && s->delta->len < s->snapshot->len &&
	    s->delta->len <= DELTA_MAX;
	if (!h->has_delta)
		return;
	h->delta_from = s->last->serial;
	h->delta = object_of(s->delta->buf, s->delta->len);
}

static void
next_index(struct index *next, const struct head *h,
    const struct publish_state *s)
{
	struct chain_step step = { .db = h->db,
		.epoch = h->epoch,
		.serial = h->serial,
		.snapshot = h->snapshot,
		.has_delta = h->has_delta };

	if (h->has_delta) {
		step.delta.from = h->delta_from;
		step.delta.object = h->delta;
		memcpy(step.delta.state, s->last->snapshot.hash,
		    sizeof(step.delta.state));
	}
	chain_next(next, s->index, &step);
}

int
publish_state(struct publish *p, const struct publish_state *s, struct fail *f)
{
	struct head *h = &p->head;
	struct index next;
	int rc = 0;

	sign_snapshot(p, s->snapshot);
	take_delta(h, s);
	next_index(&next, h, s);
	if (next.snapshot_serial == h->serial)
		rc = put_snapshot(p, s->snapshot, f);
	if (rc == 0 && h->has_delta)
		rc = put_delta(p, s->delta, f);
	if (rc == 0)
		rc = put_index(p, &next, f);
	index_clear(&next);
	return rc;
}

/* Subscribers would refuse what goes back. */
static int
check_forward(const struct head *last, const struct head *h, struct fail *f)
{
	if (h->epoch < last->epoch)
		return fail(f, FAIL_STALE, "%s: epoch %u is published already",
		    h->db, last->epoch);
	if (h->epoch > last->epoch)
		return 0;
	if (h->serial < last->serial || h->time < last->time)
		return fail(f, FAIL_STALE,
		    "%s: serial %u, time %u is before what is published "
		    "(%u, %u)",
		    h->db, h->serial, h->time, last->serial, last->time);
	if (h->serial == last->serial &&
	    !object_same(&h->snapshot, &last->snapshot))
		return fail(f, FAIL_STALE,
		    "%s: serial %u is published with another snapshot", h->db,
		    h->serial);
	return 0;
}

/* What is there lets it be replaced. */
static int
check_last(const struct publish *p, struct fail *f)
{
	struct fail why = { 0 };
	struct head last;
	int rc = published_last(tree_fd(p->tree), p->head.db, &last, &why);

	if (rc == 1)
		return check_forward(&last, &p->head, f);
	if (rc == 0 ||
	    (p->anew && (why.kind == FAIL_TRUST || why.kind == FAIL_FORMAT)))
		return 0;
	return fail(f, why.kind, "%s", why.msg);
}

int
publish_head(struct publish *p, struct fail *f)
{
	struct wr text = { 0 }, file = { 0 };
	char about[MINISIG_COMMENT + 1];
	int rc;

	if (check_last(p, f) == -1)
		return -1;
	head_write(&text, &p->head);
	comment(about, &p->head, "head");
	sign_text_wrap(&file, p->key, text.buf, text.len, about);
	rc = tree_put(p->tree, p->head.db, "head", &file, p->head.time, f);
	wr_free(&text);
	wr_free(&file);
	return rc;
}

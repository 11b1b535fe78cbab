#include <string.h>

#include "compiler/copy.h"
#include "compiler/last.h"
#include "compiler/published.h"
#include "formats/opening.h"
#include "formats/stamp.h"

void
last_clear(struct last *l)
{
	reach_clear(&l->state);
	index_clear(&l->index);
	*l = (struct last){ 0 };
}

/* The copy is of something that was published, in the tree or not any more. */
static void
note_seen(struct last *l, const char *db)
{
	const struct wr *copy = &l->state.snapshot;
	struct rd r = rd_over(copy->buf, copy->len);
	struct fail unheard = { 0 };
	struct snapshot_id id;

	l->seen_epoch = l->head.epoch;
	l->seen_serial = l->head.serial;
	if (opening_in(&r, OPENING_SNAPSHOT, &id, &unheard) == 0 &&
	    strcmp(id.db, db) == 0 &&
	    (id.epoch > l->seen_epoch ||
		(id.epoch == l->seen_epoch && id.serial > l->seen_serial))) {
		l->seen_epoch = id.epoch;
		l->seen_serial = id.serial;
	}
}

static bool
is_copy(const struct last *l)
{
	const struct wr *copy = &l->state.snapshot;
	struct object o = object_of(copy->buf, copy->len);

	return object_same(&o, &l->head.snapshot);
}

/* The set: the copy's, or by the way that the tree offers. */
static int
read_state(struct last *l, int treefd, struct fail *f)
{
	struct fail lost = { 0 };
	int rc = published_index(treefd, &l->head, &l->index, &lost);

	l->copied = is_copy(l);
	if (l->copied)
		return reach_bytes(&l->state, f);
	reach_clear(&l->state);
	if (rc == -1)
		return fail(f, lost.kind, "%s", lost.msg);
	return reach_head(treefd, &l->head, &l->index, &l->state, f);
}

/*
 * Without a way back only a new history helps: the operator begins it with a
 * higher epoch.
 */
static int
lost(const struct last *l, const struct last_from *from, const struct fail *why,
    struct fail *f)
{
	if (l->head.epoch < from->epoch)
		return 1;
	return fail(f, why->kind,
	    "%s: what is published cannot be read back: %s; bring the tree "
	    "back, or begin anew: raise the epoch in the configuration and in "
	    "the catalog",
	    from->db, why->msg);
}

static int
read_by(struct last *l, const struct last_from *from, const struct pubkey *key,
    struct fail *f)
{
	struct fail why = { 0 };
	int rc = published_head(from->treefd, from->db, key, &l->head, f);

	if (rc == -1)
		return -1;
	copy_read(from->state, from->db, &l->state.snapshot);
	note_seen(l, from->db);
	if (rc == 1 && read_state(l, from->treefd, &why) == 0)
		return 1;
	reach_clear(&l->state);
	return rc == 1 ? lost(l, from, &why, f) : 0;
}

int
last_read(struct last *l, const struct last_from *from, struct fail *f)
{
	struct fail why = { 0 };
	struct head any;

	*l = (struct last){ 0 };
	if (published_head(from->treefd, from->db, from->key, &any, &why) != -1)
		return read_by(l, from, from->key, f);
	if (why.kind != FAIL_TRUST)
		return fail(f, why.kind, "%s", why.msg);
	if (!from->any_key)
		return fail(f, FAIL_GUARD,
		    "%s: key: %s; if the key is a new one: feedc accept %s key",
		    from->db, why.msg, from->db);
	l->rekeyed = true;
	return read_by(l, from, NULL, f);
}

bool
last_went_back(const struct last *l, uint32_t epoch)
{
	return l->seen_epoch == epoch && l->seen_serial > l->head.serial;
}

int
last_check_time(const struct last *l, uint32_t epoch, uint32_t now,
    bool changed, struct fail *f)
{
	uint32_t floor = l->head.time;
	char have[STAMP_TEXT], is[STAMP_TEXT];

	if (l->seen_epoch > epoch)
		return fail(f, FAIL_STALE,
		    "epoch %u was published already, and the configuration "
		    "says %u: set it to %u or higher",
		    l->seen_epoch, epoch, l->seen_epoch);
	if (l->seen_epoch < epoch)
		return 0;
	if (l->seen_serial > floor)
		floor = l->seen_serial;
	stamp_text(have, floor);
	stamp_text(is, now);
	if (now < floor)
		return fail(f, FAIL_STALE,
		    "what was published is of %s and it is only %s: is the "
		    "clock right?  If it was wrong then, raise the epoch in "
		    "the configuration and in the catalog",
		    have, is);
	if (changed && now <= l->seen_serial)
		return fail(f, FAIL_STALE,
		    "two sets within the second %s: try again", is);
	return 0;
}

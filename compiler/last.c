#include <string.h>

#include "compiler/copy.h"
#include "compiler/last.h"
#include "formats/delta.h"
#include "formats/opening.h"
#include "formats/stamp.h"
#include "keys/published.h"

void
last_clear(struct last *l)
{
	reach_clear(&l->state);
	index_clear(&l->index);
	*l = (struct last){ 0 };
}

static bool
is_of(const struct wr *copy, const struct object *snapshot)
{
	struct object o = object_of(copy->buf, copy->len);

	return object_same(&o, snapshot);
}

/* Whether the copy says that it is later than the head. */
static bool
is_later(const struct last *l, const struct wr *copy, const char *db)
{
	struct rd r = rd_over(copy->buf, copy->len);
	struct fail unheard = { 0 };
	struct snapshot_id id;

	return opening_in(&r, &id, &unheard) == 0 && strcmp(id.db, db) == 0 &&
	    (id.epoch > l->head.epoch ||
		(id.epoch == l->head.epoch && id.serial > l->head.serial));
}

/*
 * The copy is of something that was published, in the tree or not any more;
 * but it has no signature, and may be damaged.
 */
static void
note_seen(struct last *l, struct reach *copy, const char *db)
{
	struct fail unheard = { 0 };

	l->seen_epoch = l->head.epoch;
	l->seen_serial = l->head.serial;
	if (is_later(l, &copy->snapshot, db) &&
	    reach_bytes(copy, &unheard) == 0) {
		l->seen_epoch = copy->end.id.epoch;
		l->seen_serial = copy->end.id.serial;
	}
}

/* What is in memory, if it is the head's. */
static bool
take_warm(struct last *l, struct reach *warm)
{
	if (warm == NULL || l->head.db[0] == '\0' ||
	    !is_of(&warm->snapshot, &l->head.snapshot))
		return false;
	l->state = *warm;
	*warm = (struct reach){ 0 };
	l->copied = true;
	l->warm = true;
	l->seen_epoch = l->head.epoch;
	l->seen_serial = l->head.serial;
	return true;
}

/* What the copy is good for: to be gone on from, or to be compared with. */
static void
take_copy(struct last *l, const struct last_from *from)
{
	struct reach copy = { 0 };

	if (take_warm(l, from->warm))
		return;
	copy_read(from->state, from->db, &copy.snapshot);
	note_seen(l, &copy, from->db);
	l->copied =
	    l->head.db[0] != '\0' && is_of(&copy.snapshot, &l->head.snapshot);
	if (l->copied ||
	    (l->head.db[0] == '\0' && copy.end.set != NULL &&
		copy.end.id.epoch == from->epoch))
		l->state = copy;
	else
		reach_clear(&copy);
}

/*
 * Formats of deltas change from then to now.  Nobody gets on by those of an old
 * one, so that an index which offers any is as lost.
 */
static void
drop_old(int treefd, struct index *x)
{
	char path[PUBLISHED_PATH];
	struct wr delta = { 0 };
	struct fail odd = { 0 };

	if (x->n == 0)
		return;
	published_delta_path(path, x, 0);
	if (published_object(treefd, path, &x->deltas[0].object, &delta,
		&odd) == 0 &&
	    !delta_begins(rd_over(delta.buf, delta.len)))
		index_clear(x);
	wr_free(&delta);
}

/* The set: the copy's, or by the way that the tree offers. */
static int
read_state(struct last *l, int treefd, struct fail *f)
{
	struct fail lost = { 0 };
	int rc = published_index(treefd, &l->head, &l->index, &lost);

	if (l->copied) {
		drop_old(treefd, &l->index);
		return l->state.end.set != NULL ? 0 : reach_bytes(&l->state, f);
	}
	if (rc == -1)
		return fail(f, lost.kind, "%s", lost.msg);
	return reach_head(treefd, &l->head, &l->index, &l->state, f);
}

#define ANEW                                                                   \
	"begin anew: raise the epoch in the configuration and in the "         \
	"catalog"

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
	    "back, or " ANEW,
	    from->db, why->msg);
}

/* The same without a head: its epoch was the copy's, and the first at least. */
static int
lost_head(struct last *l, const struct last_from *from, const struct fail *why,
    struct fail *f)
{
	take_copy(l, from);
	reach_clear(&l->state);
	l->broken = from->epoch > 1 && from->epoch > l->seen_epoch;
	if (l->broken)
		return 0;
	return fail(f, why->kind,
	    "%s: the head %s: %s; bring it back from a mirror or a backup, "
	    "or " ANEW,
	    from->db,
	    why->kind == FAIL_TRUST ? "is not as it was signed"
				    : "cannot be read",
	    why->msg);
}

static int
read_by(struct last *l, const struct last_from *from, const struct pubkey *key,
    struct fail *f)
{
	struct fail why = { 0 };
	int rc = published_head(from->treefd, from->db, key, &l->head, f);

	if (rc == -1)
		return -1;
	take_copy(l, from);
	if (rc == 0 || read_state(l, from->treefd, &why) == 0)
		return rc;
	reach_clear(&l->state);
	return lost(l, from, &why, f);
}

int
last_read(struct last *l, const struct last_from *from, struct fail *f)
{
	struct fail why = { 0 };
	struct head any;

	*l = (struct last){ 0 };
	if (published_head(from->treefd, from->db, from->key, &any, &why) != -1)
		return read_by(l, from, from->key, f);
	if (why.kind != FAIL_TRUST && why.kind != FAIL_FORMAT)
		return fail(f, why.kind, "%s", why.msg);
	if (!published_by_another(from->treefd, from->db, from->key))
		return lost_head(l, from, &why, f);
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

/* What the operator cannot find in the tree. */
static const char *
who_says(const struct last *l)
{
	if (l->seen_epoch == l->head.epoch && l->seen_serial <= l->head.serial)
		return "";
	return " (so says its .snap file in the state folder)";
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
		    "says %u: set it to %u or higher%s",
		    l->seen_epoch, epoch, l->seen_epoch, who_says(l));
	if (l->seen_epoch < epoch)
		return 0;
	if (l->seen_serial > floor)
		floor = l->seen_serial;
	stamp_text(have, floor);
	stamp_text(is, now);
	if (now < floor)
		return fail(f, FAIL_STALE,
		    "what was published is of %s%s and it is only %s: is the "
		    "clock right?  Wait until then, or, if it was wrong then, "
		    "raise the epoch in the configuration and in the catalog",
		    have, who_says(l), is);
	if (changed && now <= l->seen_serial)
		return fail(f, FAIL_STALE,
		    "two sets within the second %s: try again", is);
	return 0;
}

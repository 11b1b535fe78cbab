#include <string.h>

#include "keys/apply.h"
#include "keys/roots.h"
#include "subscriber/batch.h"
#include "subscriber/catalogs.h"
#include "subscriber/look_head.h"

void
look_begin(struct look_db *d)
{
	bool asks = d->asks && d->told.n == 0;

	d->need = !d->wanted ? LOOK_NOTHING : asks ? LOOK_TELLING : LOOK_HEAD;
}

void
look_end(struct look_db *d)
{
	index_clear(&d->index);
	telling_free(&d->told);
	wr_free(&d->head_file);
}

/* Why nobody tells; or that what was told cannot be trusted. */
static void
note_untold(struct look_db *d, const struct fetch_item *item)
{
	d->told_status = item->status;
	d->told_after = item->after;
	d->need = item->status == LOOK_GONE ? LOOK_NOTHING : LOOK_HEAD;
}

/* No more of it could be taken. */
static bool
is_of_telling(const struct fail *f)
{
	return f->kind == FAIL_SIZE || f->kind == FAIL_SLOW;
}

void
look_take_telling(struct look_db *d, const struct batch *b)
{
	struct fetch_item *item = &b->items[d->first_at];
	struct fail f = { 0 };
	struct rd bytes;
	int rc;

	d->need = LOOK_HEAD;
	if (item->missing || item->web_page) {
		note_untold(d, item);
	} else if (batch_take(b, d->first_at, &bytes, &f) == -1) {
		if (is_of_telling(&f))
			d->told_fail = f;
		else
			d->fail = f;
	} else if ((rc = telling_open(&d->told, &item->bytes, d->held->place.db,
			&f)) == -1) {
		batch_fail_at(b, d->first_at, &f);
		d->told_fail = f;
	} else if (rc == 1) {
		note_untold(d, item);
	}
	if (d->fail.kind != FAIL_NONE)
		d->need = LOOK_NOTHING;
}

/* What was not told and could not be fetched says nothing of what was. */
static bool
is_elsewhere(enum fail_kind kind)
{
	return kind == FAIL_NETWORK || kind == FAIL_REFUSED ||
	    kind == FAIL_LATER || kind == FAIL_SLOW || kind == FAIL_SYSTEM;
}

void
look_distrust(struct look_db *d)
{
	if (d->told.n == 0 || d->local || is_elsewhere(d->fail.kind))
		return;
	d->told_fail = d->fail;
	d->fail = (struct fail){ 0 };
	d->change = (struct follow_change){ 0 };
	telling_free(&d->told);
	d->need = LOOK_HEAD;
}

static int
open_head(struct look *l, struct look_db *d, enum trust_news *news)
{
	struct rd file = rd_over(d->head_file.buf, d->head_file.len);
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

void
look_believe(struct look_db *d)
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
		look_believe(d);
}

/* What a head that is believed calls for. */
static void
follow_head(struct look_db *d, enum trust_news news)
{
	d->change.changed = news >= TRUST_STEP;
	switch (news) {
	case TRUST_SAME:
		look_believe(d);
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

void
look_take_head(struct look *l, struct look_db *d, const struct batch *b)
{
	enum trust_news news;
	struct rd file;

	d->need = LOOK_NOTHING;
	if (batch_take(b, d->first_at, &file, &d->fail) == -1)
		return;
	wr_free(&d->head_file);
	wr_bytes(&d->head_file, file.p, rd_left(&file));
	if (open_head(l, d, &news) == 0)
		follow_head(d, news);
	if (d->fail.kind != FAIL_NONE && !d->local)
		batch_fail_at(b, d->first_at, &d->fail);
}

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/name.h"
#include "keys/keyfile.h"
#include "subscriber/batch.h"
#include "subscriber/catalogs.h"
#include "subscriber/state.h"

#define PINS_MAX 4096

void
catalogs_free(struct catalogs *c)
{
	wr_free(&c->file);
	c->held = false;
}

/* The roots that are pinned, as text, to see when others are. */
static void
pins_text(struct wr *w, const struct roots *pinned)
{
	char text[PUBKEY_TEXT_LEN + 1];

	wr_fmt(w, "threshold: %u\n", pinned->threshold);
	for (size_t i = 0; i < pinned->n; i++) {
		pubkey_text(text, &pinned->keys[i]);
		wr_fmt(w, "root: %s\n", text);
	}
}

static bool
is_same(const struct wr *a, const void *bytes, size_t n)
{
	return a->len == n && (n == 0 || memcmp(a->buf, bytes, n) == 0);
}

/* Was it these pins that what is held was believed from, or others? */
static int
check_pins(struct catalogs *c, const struct state *s, const char *feed,
    struct fail *f)
{
	struct wr have = { 0 }, want = { 0 };
	int rc = state_read(s, feed, "roots", PINS_MAX, &have, f);

	pins_text(&want, c->pinned);
	if (rc == 1) {
		c->repinned = !is_same(&have, want.buf, want.len);
		rc = !c->repinned;
	}
	wr_free(&have);
	wr_free(&want);
	return rc;
}

/* It was believed when it was written: its own roots tell whether it is it. */
static bool
is_whole(struct catalog *catalog, const struct wr *file)
{
	struct fail f = { 0 };

	return roots_own(rd_over(file->buf, file->len), catalog, &f) == 0;
}

int
catalogs_read(struct catalogs *c, const struct state *s, const char *feed,
    struct fail *f)
{
	int rc = check_pins(c, s, feed, f);

	if (rc == 1)
		rc = state_read(s, feed, "catalog", CATALOG_MAX, &c->file, f);
	c->held = rc == 1 && is_whole(&c->catalog, &c->file);
	if (!c->held)
		wr_free(&c->file);
	return rc == -1 ? -1 : 0;
}

/* After the catalog: if only that is there, the pins are not these. */
static int
write_pins(struct catalogs *c, const struct state *s, const char *feed,
    struct fail *f)
{
	struct wr pins = { 0 };
	int rc = check_pins(c, s, feed, f);

	if (rc != 0)
		return rc == -1 ? -1 : 0;
	pins_text(&pins, c->pinned);
	rc = state_write(s, feed, "roots", rd_over(pins.buf, pins.len), f);
	wr_free(&pins);
	c->repinned = rc == -1;
	return rc;
}

int
catalogs_write(struct catalogs *c, const struct state *s, const char *feed,
    struct fail *f)
{
	struct rd file = rd_over(c->file.buf, c->file.len);

	if (!c->fresh)
		return 0;
	if (state_write(s, feed, "catalog", file, f) == -1 ||
	    write_pins(c, s, feed, f) == -1)
		return -1;
	c->fresh = false;
	return 0;
}

/* One step, if this catalog follows what is held. */
static int
step(struct catalogs *c, struct rd file, struct fail *f)
{
	struct catalog *next = mem_new(1, sizeof(*next));
	int rc = c->held ? roots_next(&c->catalog, file, next, f)
			 : roots_first(c->pinned, file, next, f);

	if (rc == 0) {
		c->held = c->fresh = true;
		c->catalog = *next;
		wr_free(&c->file);
		wr_bytes(&c->file, file.p, rd_left(&file));
	}
	free(next);
	return rc;
}

/* Can there be others between what is held and one that was refused so? */
static bool
may_walk(enum fail_kind kind)
{
	return kind == FAIL_ROOTS || kind == FAIL_WRONG;
}

/* Where a walk stands. */
struct walk {
	struct catalogs *catalogs;
	const struct batch *from; /* its first file is where it goes */
	struct rd newest;         /* that one */
	struct fail why;          /* it was not believed the last time */
	bool done;
};

/*
 * Takes one of the catalogs between.  Before any is believed, those that the
 * pinned roots did not sign are passed over: they may be of earlier roots.
 */
static int
pass(struct walk *w, struct rd file, struct fail *f)
{
	if (step(w->catalogs, file, f) == -1) {
		if (w->catalogs->held || f->kind != FAIL_ROOTS)
			return -1;
		*f = (struct fail){ 0 };
		return 0;
	}
	w->why = (struct fail){ 0 };
	w->done = step(w->catalogs, w->newest, &w->why) == 0;
	return 0;
}

/* Fetches some catalogs from a version on, and takes those that are there. */
static int
walk_on(struct walk *w, uint32_t version, struct fail *f)
{
	struct batch batch = { .fetch = w->from->fetch, .url = w->from->url };
	char name[NAME_CATALOG];
	struct rd file;
	int rc = 0;

	for (uint32_t i = 0; i < CATALOGS_BATCH; i++) {
		name_catalog(name, version + i);
		batch_add(&batch, name, CATALOG_MAX);
	}
	batch_fetch(&batch);
	for (size_t i = 0; i < CATALOGS_BATCH && rc == 0 && !w->done; i++) {
		rc = batch_take(&batch, i, &file, f);
		if (rc == 0 && pass(w, file, f) == -1)
			rc = batch_fail_at(&batch, i, f);
		if (w->why.kind != FAIL_NONE && !may_walk(w->why.kind))
			rc = -1;
	}
	batch_free(&batch);
	return rc;
}

static int
walk(struct walk *w, struct fail *f)
{
	uint32_t first =
	    w->catalogs->held ? w->catalogs->catalog.version + 1 : 1;
	struct fail stop = { 0 };

	for (uint32_t i = 0; i < CATALOGS_STEPS_MAX && !w->done;
	     i += CATALOGS_BATCH)
		if (walk_on(w, first + i, &stop) == -1)
			break;
	if (w->done)
		return 0;
	if (stop.kind != FAIL_NONE && stop.kind != FAIL_MISSING)
		return fail(f, stop.kind, "%s", stop.msg);
	fail(f, w->why.kind, "%.300s%s", w->why.msg,
	    stop.kind == FAIL_MISSING ? ", and no others lead there" : "");
	return batch_fail_at(w->from, 0, f);
}

static int
follow(struct catalogs *c, const struct batch *from, struct fail *f)
{
	struct walk w = { .catalogs = c, .from = from };

	if (batch_take(from, 0, &w.newest, f) == -1)
		return -1;
	if (c->held && is_same(&c->file, w.newest.p, rd_left(&w.newest)))
		return 0;
	if (step(c, w.newest, &w.why) == 0)
		return 0;
	if (may_walk(w.why.kind))
		return walk(&w, f);
	fail(f, w.why.kind, "%s", w.why.msg);
	return batch_fail_at(from, 0, f);
}

/* Nothing was taken, and other roots were pinned when something was. */
static void
tell_repinned(struct fail *f)
{
	size_t n = strlen(f->msg);

	snprintf(f->msg + n, sizeof(f->msg) - n,
	    "; what is held was believed by other roots than are named now: "
	    "name those that sign this catalog, or the former ones again; "
	    "nothing is lost, what is held stays");
}

int
catalogs_follow(struct catalogs *c, const struct batch *from, struct fail *f)
{
	int rc = follow(c, from, f);

	if (rc == -1 && f->kind == FAIL_ROOTS && c->repinned && !c->held)
		tell_repinned(f);
	return rc;
}

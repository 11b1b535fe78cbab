#include <sodium.h>
#include <string.h>

#include "subscriber/clock.h"
#include "subscriber/fetch.h"
#include "subscriber/fetch_wait.h"
#include "subscriber/follow_own.h"
#include "subscriber/held.h"
#include "subscriber/look.h"
#include "subscriber/spread.h"

/*
 * A request that is over in less than this without news is followed by a rest:
 * so long at first, then twice as long each time; after so many in a row there
 * is no waiting at that source.
 */
#define QUICK_MS   5000
#define QUICK_MOST 4

/*
 * One that may not be held, as one of too many: files alone are asked for, once
 * that may be, for so long.
 */
#define REFUSED_SECONDS 900

/* One that was held and then cut is sent again within this. */
#define CUT_MS 2000

/* A request is over; what brought nothing may not follow at once. */
static void
end(struct follow *fo, size_t i, uint32_t now, bool news)
{
	struct follow_wait *w = &fo->waits[i];
	uint64_t held = clock_ms() - w->begun;

	if (news || held >= QUICK_MS) {
		w->quick = 0;
		fo->plains[w->source].errors = 0;
	} else {
		w->quick++;
	}
	w->rest = w->quick == 0
	    ? 0
	    : w->begun + ((uint64_t)QUICK_MS << (w->quick - 1));
	if (w->quick < QUICK_MOST)
		return;
	w->quick = 0;
	follow_make_plain(fo, w->source, now, 0);
}

/* Whether a request was held for long, and somebody between cut it. */
static bool
is_cut(const struct follow_wait *w)
{
	return clock_ms() - w->begun >= QUICK_MS;
}

static void
again_soon(struct follow_wait *w)
{
	w->rest = clock_ms() + spread_between(0, CUT_MS);
}

static void
leave_alone(struct follow *fo, size_t source, uint32_t now, uint32_t seconds)
{
	struct backoff_source *b =
	    backoff_of(&fo->backoff, fo->feed->sources[source].url);
	struct fail odd = { 0 };

	backoff_failed(b, now, seconds, randombytes_random());
	follow_write_backoff(fo, &odd);
}

static void
failed(struct follow *fo, size_t i, uint32_t now, const struct fail *f)
{
	struct follow_wait *w = &fo->waits[i];
	uint32_t asked = fetch_retry_after(fo->fetches[w->source]);

	if (f->kind == FAIL_NETWORK && asked == 0 && is_cut(w)) {
		again_soon(w);
		return;
	}
	fo->soon = true;
	if (f->kind != FAIL_NETWORK || asked > 0)
		w->fail = *f;
	if (asked > 0) {
		leave_alone(fo, w->source, now, asked);
		follow_make_plain(fo, w->source, now,
		    asked > REFUSED_SECONDS ? asked : REFUSED_SECONDS);
	}
	if (f->kind == FAIL_SIZE)
		follow_make_plain(fo, w->source, now, 0);
}

/* Takes what is told; false if there is nothing in it to look into. */
static bool
open_told(struct follow *fo, size_t i, struct fetch_item *item, uint32_t now)
{
	struct follow_wait *w = &fo->waits[i];
	struct fail f = { 0 };
	int rc = item->web_page
	    ? 1
	    : telling_open(&w->told, &item->bytes, fo->feed->dbs[i].name, &f);

	if (rc == 0)
		return true;
	follow_make_plain(fo, w->source, now, 0);
	if (rc == -1) {
		fail_at(&f, "%s/%s", fo->feed->sources[w->source].url,
		    item->path);
		w->fail = f;
		fo->soon = true;
	}
	return false;
}

static void
untold(struct follow *fo, size_t i, const struct fetch_item *item, uint32_t now)
{
	struct follow_wait *w = &fo->waits[i];

	switch (item->status) {
	case 200: /* it was none */
	case 204:
		break;
	case LOOK_GONE:
		follow_make_whole(fo, i, now, item->after);
		break;
	default:
		follow_make_plain(fo, w->source, now, item->after);
	}
}

/* Not now: nothing is said of how well it tells. */
static void
error(struct follow *fo, size_t i, const struct fetch_item *item, uint32_t now)
{
	struct follow_wait *w = &fo->waits[i];
	bool between = item->status == 502 || item->status == 504;

	if (between && is_cut(w))
		again_soon(w);
	else
		follow_make_error(fo, w->source, now, item->after);
}

enum follow_news
follow_hear(struct follow *fo, uint32_t now, size_t *db)
{
	enum follow_news news = FOLLOW_NOTHING;

	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		struct follow_wait *w = &fo->waits[i];
		struct fetch_item *item;
		struct fail f = { 0 };
		int rc = w->asking ? fetch_wait_end(w->request, &item, &f) : 0;

		if (rc == 0)
			continue;
		w->asking = false;
		*db = i;
		if (rc == 1 && item->status == 200 &&
		    open_told(fo, i, item, now))
			return FOLLOW_TOLD;
		news = FOLLOW_ANEW;
		if (rc == 1 && follow_is_error(item->status)) {
			error(fo, i, item, now);
			continue;
		}
		end(fo, i, now, false);
		if (rc == -1)
			failed(fo, i, now, &f);
		else
			untold(fo, i, item, now);
	}
	return news;
}

/* What a look may mend, and if not will tell. */
static bool
is_mended(enum fail_kind kind)
{
	return kind == FAIL_MISSING || kind == FAIL_KEY || kind == FAIL_ROOTS ||
	    kind == FAIL_STALE;
}

static void
believe(struct follow *fo, size_t i, const struct look_db *l, uint32_t now)
{
	struct follow_db *d = &fo->dbs[i];
	size_t source = fo->waits[i].source;

	d->checked = now;
	d->source = fo->feed->sources[source].url;
	d->change = l->change;
	d->behind = false;
	d->look_fail = (struct fail){ 0 };
	fo->fails[source] = (struct fail){ 0 };
}

int
follow_told(struct follow *fo, size_t i, uint32_t now, struct fail *f)
{
	struct follow_wait *w = &fo->waits[i];
	struct look_db one = { .held = &fo->helds[i],
		.wanted = true,
		.told = w->told };
	struct look l = follow_look_of(fo, w->source, now);
	uint32_t before = fo->helds[i].head.time;
	struct fail all = { 0 };

	w->told = (struct telling){ 0 };
	l.fetch = NULL;
	l.dbs = &one;
	l.n = 1;
	for (size_t k = 0; k < fo->feed->ndbs; k++)
		fo->dbs[k].change = (struct follow_change){ 0 };
	if (look_at(&l, &all) == -1)
		one.fail = all;
	if (one.believed)
		believe(fo, i, &one, now);
	else if (one.local || l.local)
		fo->dbs[i].look_fail = one.fail;
	else
		fo->soon = true;
	if (fo->soon && !is_mended(one.fail.kind))
		w->fail = one.fail;
	end(fo, i, now, fo->helds[i].head.time != before);
	follow_show(fo, i);
	follow_tell(&fo->dbs[i]);
	if (fo->dbs[i].look_fail.kind == FAIL_NONE)
		return 0;
	return fail(f, fo->dbs[i].look_fail.kind, "%s: %.400s", fo->feed->name,
	    fo->dbs[i].look_fail.msg);
}

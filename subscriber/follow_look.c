#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "formats/stamp.h"
#include "subscriber/clock.h"
#include "subscriber/fetch.h"
#include "subscriber/follow_own.h"
#include "subscriber/held.h"
#include "subscriber/look.h"
#include "subscriber/state.h"

/* So many intervals are the longest wait while nobody can be reached. */
#define OUTAGE_INTERVALS 3

/* One for whom no source that was asked yet had a head that is fresh. */
static bool
wants(const struct follow *fo, size_t i, uint32_t now)
{
	const struct look_db *d = &fo->looks[i];

	return !d->local && !follow_spreads(fo, i, now) &&
	    (!d->believed || d->head.fresh_until < now);
}

static bool
wants_any(const struct follow *fo, uint32_t now)
{
	bool any = false;

	for (size_t i = 0; i < fo->feed->ndbs; i++)
		any |= wants(fo, i, now);
	return any;
}

/* Tells what came of a source's look for one database. */
static void
settle(struct follow *fo, size_t i, size_t source, const struct fail *all,
    uint32_t now)
{
	const char *url = fo->feed->sources[source].url;
	struct look_db *l = &fo->looks[i];
	struct follow_db *d = &fo->dbs[i];

	if (all->kind != FAIL_NONE)
		l->fail = *all;
	if (l->fail.kind != FAIL_NONE) {
		follow_graver(&fo->fails[source], &l->fail);
		follow_graver(&d->look_fail, &l->fail);
		return;
	}
	d->behind |= l->behind;
	if (!l->believed)
		return;
	d->checked = now;
	d->source = url;
	if (l->change.changed)
		d->change = l->change;
}

/* A database's part of a look at one more source. */
static void
ready(struct follow *fo, size_t i, size_t source, uint32_t now)
{
	struct look_db *l = &fo->looks[i];
	bool believed = l->believed;

	if (!wants(fo, i, now)) {
		l->wanted = false;
		return;
	}
	*l = (struct look_db){ .held = &fo->helds[i],
		.wanted = true,
		.asks = follow_asks(fo, i, source, now) };
	l->believed = believed;
}

struct look
follow_look_of(struct follow *fo, size_t source, uint32_t now)
{
	return (struct look){ .state = fo->state,
		.feed = fo->feed->name,
		.fetch = fo->fetches[source],
		.url = fo->feed->sources[source].url,
		.catalogs = &fo->catalogs,
		.clock = { now, fo->feed->skew },
		.fetching = fo->fetching,
		.arg = fo->arg };
}

static int
look_at_source(struct follow *fo, size_t source, uint32_t now)
{
	struct look l = follow_look_of(fo, source, now);
	struct fail all = { 0 };

	l.dbs = fo->looks;
	l.n = fo->feed->ndbs;
	for (size_t i = 0; i < l.n; i++)
		ready(fo, i, source, now);
	look_at(&l, &all);
	for (size_t i = 0; i < l.n; i++) {
		if (!fo->looks[i].wanted)
			continue;
		settle(fo, i, source, &all, now);
		follow_heard(fo, i, source, now);
	}
	return l.local ? -1 : 0;
}

/* What a look at a source says of it. */
enum merit {
	NOTHING, /* this machine failed: it may be as good as it was */
	WORKED,
	FAILED,
};

/* A failure of this machine neither blames a source nor excuses it. */
static enum merit
merit(const struct follow *fo)
{
	enum merit so_far = WORKED;

	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		const struct look_db *l = &fo->looks[i];

		if (!l->wanted || l->fail.kind == FAIL_NONE)
			continue;
		if (!l->local && l->fail.kind != FAIL_SYSTEM)
			return FAILED;
		so_far = NOTHING;
	}
	return so_far;
}

/* How the source did is remembered.  Returns whether that is new. */
static bool
remember(struct follow *fo, size_t source, uint32_t now)
{
	struct backoff_source *b =
	    backoff_of(&fo->backoff, fo->feed->sources[source].url);
	bool before = b->failures > 0;

	switch (merit(fo)) {
	case NOTHING:
		return false;
	case WORKED:
		backoff_worked(b);
		break;
	case FAILED:
		backoff_failed(b, now, fetch_retry_after(fo->fetches[source]),
		    randombytes_random());
		break;
	}
	return before || b->failures > 0;
}

/*
 * Nobody at all answered, so that it is rather our own network: it is to be
 * noticed soon when that is back.
 */
static void
wait_less(struct follow *fo, uint32_t now)
{
	for (size_t i = 0; i < fo->feed->nsources; i++)
		if (fo->fails[i].kind != FAIL_NONE)
			backoff_outage(backoff_of(&fo->backoff,
					   fo->feed->sources[i].url),
			    now, OUTAGE_INTERVALS * follow_interval(fo),
			    randombytes_random());
}

int
follow_write_backoff(const struct follow *fo, struct fail *f)
{
	struct wr text = { 0 };
	int rc;

	backoff_write(&text, &fo->backoff);
	rc = state_write(fo->state, fo->feed->name, FOLLOW_SOURCES_NAME,
	    rd_over(text.buf, text.len), f);
	wr_free(&text);
	return rc;
}

static bool
may_ask(struct follow *fo, const char *url, uint32_t now)
{
	const struct backoff_source *b = backoff_of(&fo->backoff, url);

	return backoff_may(b, now) || fo->forced || (fo->eager && !b->asked);
}

/* A look takes its time, and what comes after it is reckoned from its end. */
static uint32_t
later(uint32_t now, uint64_t began)
{
	return now + (uint32_t)((clock_ms() - began) / 1000);
}

/* Sources in order, until every database has a head that is fresh. */
static int
ask_sources(struct follow *fo, uint32_t now, struct fail *f)
{
	const uint64_t began = clock_ms();
	bool told = false, answered = false;
	int rc = 0;

	for (size_t i = 0; i < fo->feed->nsources && rc == 0; i++) {
		const char *url = fo->feed->sources[i].url;

		if (!wants_any(fo, now) || atomic_load(&fo->cancelled))
			break;
		if (!may_ask(fo, url, now))
			continue;
		rc = look_at_source(fo, i, now);
		answered |= fetch_answered(fo->fetches[i]);
		if (rc == 0 && !atomic_load(&fo->cancelled))
			told |= remember(fo, i, later(now, began));
	}
	if (told && !answered)
		wait_less(fo, later(now, began));
	return told ? follow_write_backoff(fo, f) : 0;
}

static int
nobody_asked(const struct follow *fo, uint32_t now, struct fail *f)
{
	char at[STAMP_TEXT];

	if (atomic_load(&fo->cancelled))
		return fail(f, FAIL_SYSTEM, "stopped");
	stamp_text(at, follow_soonest(fo, now));
	return fail(f, FAIL_NETWORK,
	    "every source failed before and is left alone, the first until %s",
	    at);
}

/*
 * There is nothing newer at one source, and others are no more than out of
 * order; or the snapshot is to be taken later.
 */
static bool
is_excused(const struct follow *fo, size_t i, uint32_t now)
{
	const struct follow_db *d = &fo->dbs[i];

	return (d->behind && trust_graver(FAIL_STALE, d->look_fail.kind)) ||
	    (d->look_fail.kind == FAIL_NONE && follow_spreads(fo, i, now));
}

/* What each database is told, and the gravest of it. */
static int
judge(struct follow *fo, uint32_t now, struct fail *f)
{
	fo->missed = false;
	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		struct follow_db *d = &fo->dbs[i];

		follow_show(fo, i); /* the catalog may be another */
		fo->missed |= !fo->looks[i].believed;
		if (fo->looks[i].believed || is_excused(fo, i, now))
			d->look_fail = (struct fail){ 0 };
		else if (d->look_fail.kind == FAIL_NONE)
			nobody_asked(fo, now, &d->look_fail);
		follow_tell(d);
		follow_graver(f, &d->look_fail);
	}
	return f->kind == FAIL_NONE ? 0 : -1;
}

int
follow_look(struct follow *fo, uint32_t now, struct fail *f)
{
	struct fail gravest = { 0 };

	memset(fo->fails, 0, fo->feed->nsources * sizeof(*fo->fails));
	memset(fo->looks, 0, fo->feed->ndbs * sizeof(*fo->looks));
	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		fo->dbs[i].look_fail = (struct fail){ 0 };
		fo->dbs[i].behind = false;
		fo->dbs[i].change = (struct follow_change){ 0 };
	}
	follow_before(fo);
	fo->looked = now;
	fo->soon = false;
	if (ask_sources(fo, now, &gravest) == -1)
		fo->missed = true;
	fo->eager = fo->forced = false;
	follow_after(fo);
	if (judge(fo, now, &gravest) == 0)
		return 0;
	return fail(f, gravest.kind, "%s: %.400s", fo->feed->name, gravest.msg);
}

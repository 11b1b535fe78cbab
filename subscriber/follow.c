#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/stamp.h"
#include "subscriber/backoff.h"
#include "subscriber/catalogs.h"
#include "subscriber/fetch.h"
#include "subscriber/follow.h"
#include "subscriber/held.h"
#include "subscriber/look.h"
#include "subscriber/output.h"
#include "subscriber/state.h"

/* Of the file with the sources' back-off. */
#define SOURCES_NAME "sources"
#define SOURCES_MAX  (1u << 20)

/* Seconds between looks where nobody says. */
#define INTERVAL_DEFAULT 60

struct follow {
	const struct sub_feed *feed;
	const struct state *state;
	struct catalogs catalogs;
	struct backoff backoff;
	struct fetch **fetches; /* of each source */
	struct fail *fails;     /* and of each in the last look */
	struct held *helds;
	struct look_db *looks;
	struct follow_db *dbs;
	bool missed; /* the last look was not believed for every database */
	atomic_bool cancelled;
};

/* What is told of a database is what is held of it. */
static void
show(struct follow *fo, size_t i)
{
	const struct held *h = &fo->helds[i];
	struct follow_db *d = &fo->dbs[i];

	d->conf = &fo->feed->dbs[i];
	d->holds = h->known && h->at.set != NULL;
	if (d->holds)
		d->head = h->head;
	d->set = h->at.set;
}

static int
read_all(struct follow *fo, struct fail *f)
{
	const char *feed = fo->feed->name;

	if (state_make(fo->state, feed, f) == -1 ||
	    catalogs_read(&fo->catalogs, fo->state, feed, f) == -1)
		return -1;
	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		struct state_db place = { fo->state, feed,
			fo->feed->dbs[i].name };

		if (held_read(&fo->helds[i], &place, f) == -1)
			return -1;
		show(fo, i);
	}
	return 0;
}

static int
read_backoff(struct follow *fo, struct fail *f)
{
	struct wr text = { 0 };
	int rc = state_read(fo->state, fo->feed->name, SOURCES_NAME,
	    SOURCES_MAX, &text, f);

	if (rc == 1)
		backoff_read(&fo->backoff, rd_over(text.buf, text.len));
	wr_free(&text);
	return rc == -1 ? -1 : 0;
}

static int
open_sources(struct follow *fo, struct fail *f)
{
	for (size_t i = 0; i < fo->feed->nsources; i++) {
		fo->fetches[i] = fetch_new(&fo->feed->sources[i], f);
		if (fo->fetches[i] == NULL)
			return -1;
	}
	return 0;
}

struct follow *
follow_new(const struct sub_feed *feed, const struct state *state,
    struct fail *f)
{
	struct follow *fo = mem_new(1, sizeof(*fo));

	fo->feed = feed;
	fo->state = state;
	fo->catalogs.pinned = &feed->roots;
	fo->fetches = mem_new(feed->nsources, sizeof(*fo->fetches));
	fo->fails = mem_new(feed->nsources, sizeof(*fo->fails));
	fo->helds = mem_new(feed->ndbs, sizeof(*fo->helds));
	fo->looks = mem_new(feed->ndbs, sizeof(*fo->looks));
	fo->dbs = mem_new(feed->ndbs, sizeof(*fo->dbs));
	if (read_all(fo, f) == 0 && read_backoff(fo, f) == 0 &&
	    open_sources(fo, f) == 0)
		return fo;
	fail_at(f, "%s", feed->name);
	follow_free(fo);
	return NULL;
}

void
follow_free(struct follow *fo)
{
	if (fo == NULL)
		return;
	for (size_t i = 0; i < fo->feed->nsources; i++)
		if (fo->fetches[i] != NULL)
			fetch_free(fo->fetches[i]);
	for (size_t i = 0; i < fo->feed->ndbs; i++)
		held_free(&fo->helds[i]);
	catalogs_free(&fo->catalogs);
	backoff_free(&fo->backoff);
	free(fo->fetches);
	free(fo->fails);
	free(fo->helds);
	free(fo->looks);
	free(fo->dbs);
	free(fo);
}

/* One for whom no source that was asked yet had a head that is fresh. */
static bool
wants(const struct follow *fo, size_t i, uint32_t now)
{
	const struct look_db *d = &fo->looks[i];

	return !d->local && (!d->believed || d->head.fresh_until < now);
}

static bool
wants_any(const struct follow *fo, uint32_t now)
{
	bool any = false;

	for (size_t i = 0; i < fo->feed->ndbs; i++)
		any |= wants(fo, i, now);
	return any;
}

static void
keep_graver(struct fail *have, const struct fail *other)
{
	if (trust_graver(other->kind, have->kind))
		*have = *other;
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
		keep_graver(&fo->fails[source], &l->fail);
		keep_graver(&d->fail, &l->fail);
		return;
	}
	d->checked = now;
	d->source = url;
	if (l->change.changed)
		d->change = l->change;
	show(fo, i);
}

/* A database's part of a look at one more source. */
static void
ready(struct look_db *l, struct held *held, bool wanted)
{
	bool believed = l->believed;

	if (!wanted) {
		l->wanted = false;
		return;
	}
	*l = (struct look_db){ .held = held, .wanted = true };
	l->believed = believed;
}

static int
look_at_source(struct follow *fo, size_t source, struct trust_clock clock)
{
	struct look l = { .state = fo->state,
		.feed = fo->feed->name,
		.fetch = fo->fetches[source],
		.url = fo->feed->sources[source].url,
		.catalogs = &fo->catalogs,
		.clock = clock,
		.dbs = fo->looks,
		.n = fo->feed->ndbs };
	struct fail all = { 0 };

	for (size_t i = 0; i < l.n; i++)
		ready(&fo->looks[i], &fo->helds[i], wants(fo, i, clock.now));
	look_at(&l, &all);
	for (size_t i = 0; i < l.n; i++)
		if (fo->looks[i].wanted)
			settle(fo, i, source, &all, clock.now);
	return l.local ? -1 : 0;
}

/* A failure that any source would have met says nothing about this one. */
static bool
is_blamed(const struct follow *fo, size_t source)
{
	for (size_t i = 0; i < fo->feed->ndbs; i++)
		if (fo->looks[i].wanted && fo->looks[i].local)
			return false;
	return fo->fails[source].kind != FAIL_NONE;
}

/* How the source did is remembered.  Returns whether that is new. */
static bool
remember(struct follow *fo, size_t source, uint32_t now)
{
	struct backoff_source *b =
	    backoff_of(&fo->backoff, fo->feed->sources[source].url);
	bool before = b->failures > 0;

	if (is_blamed(fo, source))
		backoff_failed(b, now, fetch_retry_after(fo->fetches[source]),
		    randombytes_random());
	else
		backoff_worked(b);
	return before || b->failures > 0;
}

static int
write_backoff(const struct follow *fo, struct fail *f)
{
	struct wr text = { 0 };
	int rc;

	backoff_write(&text, &fo->backoff);
	rc = state_write(fo->state, fo->feed->name, SOURCES_NAME,
	    rd_over(text.buf, text.len), f);
	wr_free(&text);
	return rc;
}

/* Sources in order, until every database has a head that is fresh. */
static int
ask_sources(struct follow *fo, struct trust_clock clock, struct fail *f)
{
	bool told = false;
	int rc = 0;

	for (size_t i = 0; i < fo->feed->nsources && rc == 0; i++) {
		const char *url = fo->feed->sources[i].url;

		if (!wants_any(fo, clock.now) || atomic_load(&fo->cancelled))
			break;
		if (!backoff_may(backoff_of(&fo->backoff, url), clock.now))
			continue;
		rc = look_at_source(fo, i, clock);
		if (rc == 0 && !atomic_load(&fo->cancelled))
			told |= remember(fo, i, clock.now);
	}
	return told ? write_backoff(fo, f) : 0;
}

/* The first second at which a source that is left alone may be asked again. */
static uint32_t
soonest(const struct follow *fo, uint32_t now)
{
	uint32_t at = UINT32_MAX;

	for (size_t i = 0; i < fo->backoff.n; i++) {
		uint32_t t = fo->backoff.sources[i].not_before;

		if (t > now && t < at)
			at = t;
	}
	return at;
}

static int
nobody_asked(const struct follow *fo, uint32_t now, struct fail *f)
{
	char at[STAMP_TEXT];

	if (atomic_load(&fo->cancelled))
		return fail(f, FAIL_SYSTEM, "stopped");
	stamp_text(at, soonest(fo, now));
	return fail(f, FAIL_NETWORK,
	    "every source failed before and is left alone, the first until %s",
	    at);
}

/* What each database is told, and the gravest of it. */
static int
judge(struct follow *fo, uint32_t now, struct fail *f)
{
	fo->missed = false;
	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		struct follow_db *d = &fo->dbs[i];

		if (fo->looks[i].believed) {
			d->fail = (struct fail){ 0 };
			continue;
		}
		fo->missed = true;
		if (d->fail.kind == FAIL_NONE)
			nobody_asked(fo, now, &d->fail);
		keep_graver(f, &d->fail);
	}
	return f->kind == FAIL_NONE ? 0 : -1;
}

int
follow_look(struct follow *fo, uint32_t now, struct fail *f)
{
	struct trust_clock clock = { now, fo->feed->skew };
	struct fail gravest = { 0 };

	memset(fo->fails, 0, fo->feed->nsources * sizeof(*fo->fails));
	memset(fo->looks, 0, fo->feed->ndbs * sizeof(*fo->looks));
	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		fo->dbs[i].fail = (struct fail){ 0 };
		fo->dbs[i].change = (struct follow_change){ 0 };
	}
	if (ask_sources(fo, clock, &gravest) == -1)
		fo->missed = true;
	if (judge(fo, now, &gravest) == 0)
		return 0;
	return fail(f, gravest.kind, "%s: %.400s", fo->feed->name, gravest.msg);
}

static struct output_source
source_of(const struct follow *fo, size_t i)
{
	const struct follow_db *d = &fo->dbs[i];

	return (struct output_source){ .feed = fo->feed,
		.db = d->conf,
		.set = d->set,
		.epoch = d->head.epoch,
		.serial = d->head.serial,
		.valid_until = d->head.valid_until };
}

int
follow_write(struct follow *fo, uint32_t now, struct fail *f)
{
	struct fail gravest = { 0 };

	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		struct output_source source = source_of(fo, i);
		struct follow_db *d = &fo->dbs[i];
		struct fail one = { 0 };

		d->written = 0;
		if (!d->holds ||
		    output_all(fo->state, &source, now, &d->written, &one) == 0)
			continue;
		keep_graver(&d->fail, &one);
		keep_graver(&gravest, &one);
	}
	if (gravest.kind == FAIL_NONE)
		return 0;
	return fail(f, gravest.kind, "%s: %.400s", fo->feed->name, gravest.msg);
}

static uint32_t
interval_of(const struct follow *fo)
{
	uint32_t least = 0;

	if (fo->feed->interval > 0)
		return fo->feed->interval;
	for (size_t i = 0; i < fo->feed->ndbs && fo->catalogs.held; i++) {
		const struct catalog_db *d =
		    catalog_db(&fo->catalogs.catalog, fo->feed->dbs[i].name);

		if (d != NULL && (least == 0 || d->interval < least))
			least = d->interval;
	}
	return least > 0 ? least : INTERVAL_DEFAULT;
}

uint32_t
follow_next(const struct follow *fo, uint32_t now)
{
	uint32_t interval = interval_of(fo), tenth = interval / 10;
	uint32_t next =
	    now + interval - tenth + randombytes_uniform(2 * tenth + 1);
	uint32_t again = soonest(fo, now);

	return fo->missed && again < next ? again : next;
}

uint32_t
follow_due(const struct follow *fo, uint32_t now)
{
	uint32_t first = UINT32_MAX;

	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		struct output_source source = source_of(fo, i);
		uint32_t due = UINT32_MAX;

		if (fo->dbs[i].holds)
			due = output_due(fo->state, &source, now);
		if (due < first)
			first = due;
	}
	return first;
}

const struct fail *
follow_source_fail(const struct follow *fo, size_t source)
{
	return &fo->fails[source];
}

const struct sub_feed *
follow_feed(const struct follow *fo)
{
	return fo->feed;
}

const struct follow_db *
follow_dbs(const struct follow *fo, size_t *n)
{
	*n = fo->feed->ndbs;
	return fo->dbs;
}

uint64_t
follow_received(const struct follow *fo)
{
	uint64_t n = 0;

	for (size_t i = 0; i < fo->feed->nsources; i++)
		n += fetch_received(fo->fetches[i]);
	return n;
}

void
follow_cancel(struct follow *fo)
{
	atomic_store(&fo->cancelled, true);
	for (size_t i = 0; i < fo->feed->nsources; i++)
		fetch_cancel(fo->fetches[i]);
}

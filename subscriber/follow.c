#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "subscriber/fetch.h"
#include "subscriber/follow_own.h"
#include "subscriber/held.h"
#include "subscriber/look.h"
#include "subscriber/output.h"
#include "subscriber/state.h"

/* Seconds between looks where nobody says. */
#define INTERVAL_DEFAULT 60

void
follow_show(struct follow *fo, size_t i)
{
	const struct held *h = &fo->helds[i];
	struct follow_db *d = &fo->dbs[i];

	d->conf = &fo->feed->dbs[i];
	d->holds = h->known && h->at.set != NULL;
	if (d->holds) {
		d->head = h->head;
		d->head.valid_until = held_until(h,
		    fo->catalogs.held ? &fo->catalogs.catalog : NULL);
	}
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
		follow_show(fo, i);
	}
	return 0;
}

static int
read_backoff(struct follow *fo, struct fail *f)
{
	struct wr text = { 0 };
	int rc = state_read(fo->state, fo->feed->name, FOLLOW_SOURCES_NAME,
	    FOLLOW_SOURCES_MAX, &text, f);

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
	fo->plains = mem_new(feed->nsources, sizeof(*fo->plains));
	fo->waits = mem_new(feed->ndbs, sizeof(*fo->waits));
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
	follow_waits(fo, NULL);
	for (size_t i = 0; i < fo->feed->nsources; i++)
		if (fo->fetches[i] != NULL)
			fetch_free(fo->fetches[i]);
	for (size_t i = 0; i < fo->feed->ndbs; i++)
		held_free(&fo->helds[i]);
	catalogs_free(&fo->catalogs);
	backoff_free(&fo->backoff);
	free(fo->fetches);
	free(fo->fails);
	free(fo->plains);
	free(fo->waits);
	free(fo->helds);
	free(fo->looks);
	free(fo->dbs);
	free(fo);
}

void
follow_graver(struct fail *have, const struct fail *other)
{
	if (trust_graver(other->kind, have->kind))
		*have = *other;
}

void
follow_tell(struct follow_db *d)
{
	d->fail = d->look_fail;
	follow_graver(&d->fail, &d->write_fail);
}

uint32_t
follow_soonest(const struct follow *fo, uint32_t now)
{
	uint32_t at = UINT32_MAX;

	for (size_t i = 0; i < fo->backoff.n; i++) {
		uint32_t t = fo->backoff.sources[i].not_before;

		if (t > now && t < at)
			at = t;
	}
	return at;
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
		.valid_until = d->head.valid_until,
		.cancelled = &fo->cancelled,
		.meanwhile = fo->meanwhile };
}

int
follow_write(struct follow *fo, uint32_t now, struct fail *f)
{
	struct fail gravest = { 0 };

	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		struct follow_db *d = &fo->dbs[i];
		struct output_source source;

		/* a look under way may have come that far */
		follow_show(fo, i);
		source = source_of(fo, i);
		d->written = 0;
		d->write_fail = (struct fail){ 0 };
		if (d->holds)
			output_all(fo->state, &source, now, &d->written,
			    &d->write_fail);
		follow_tell(d);
		follow_graver(&gravest, &d->write_fail);
	}
	if (gravest.kind == FAIL_NONE)
		return 0;
	return fail(f, gravest.kind, "%s: %.400s", fo->feed->name, gravest.msg);
}

uint32_t
follow_interval(const struct follow *fo)
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
follow_next(struct follow *fo, uint32_t now)
{
	uint32_t interval = follow_interval(fo), tenth = interval / 10;
	uint32_t next =
	    now + interval - tenth + randombytes_uniform(2 * tenth + 1);
	uint32_t again = follow_soonest(fo, now);

	if (fo->missed && again < next)
		next = again;
	return follow_wait_next(fo, now, next);
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

void
follow_on_fetch(struct follow *fo, follow_fetching *fetching, void *arg)
{
	fo->fetching = fetching;
	fo->arg = arg;
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
follow_hurry(struct follow *fo)
{
	fo->eager = true;
}

void
follow_force(struct follow *fo)
{
	fo->eager = fo->forced = true;
}

void
follow_meanwhile(struct follow *fo, const struct meanwhile *meanwhile)
{
	fo->meanwhile = *meanwhile;
	for (size_t i = 0; i < fo->feed->nsources; i++)
		fetch_meanwhile(fo->fetches[i], meanwhile);
}

void
follow_cancel(struct follow *fo)
{
	atomic_store(&fo->cancelled, true);
	for (size_t i = 0; i < fo->feed->nsources; i++)
		fetch_cancel(fo->fetches[i]);
}

void
follow_resume(struct follow *fo)
{
	for (size_t i = 0; i < fo->feed->nsources; i++)
		fetch_resume(fo->fetches[i]);
	atomic_store(&fo->cancelled, false);
}

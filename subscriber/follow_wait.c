#include <string.h>

#include "subscriber/clock.h"
#include "subscriber/fetch.h"
#include "subscriber/fetch_wait.h"
#include "subscriber/follow_own.h"
#include "subscriber/held.h"
#include "subscriber/look.h"
#include "subscriber/spread.h"

/* A source that does not tell is asked again after so many seconds. */
#define PLAIN_SECONDS 3600

/*
 * One that answers with an error is, after so many seconds at first, then twice
 * as long each time.  No longer than files are looked for anyway, mostly: an
 * outage of whatever is behind a proxy costs little to ask about.
 */
#define ERROR_LEAST 5
#define ERROR_MOST  60

/* Who is to take the snapshot, and is not told when, does within this. */
#define WHOLE_SECONDS 30

/* However long a source says that is, it holds nobody off other ones. */
#define WHOLE_MOST 300

/* So long there are no looks but for the catalog while news is waited for. */
#define LOOK_SECONDS 900

/* What gets late while it is waited for is looked for within this. */
#define LATE_SECONDS 10

static bool
is_plain(const struct follow *fo, size_t source, uint32_t now)
{
	return spread_is_ahead(fo->plains[source].until, now, BACKOFF_ASKED);
}

static bool
can_tell(const struct follow *fo, size_t source)
{
	return fo->room != NULL && fetch_can_wait(fo->fetches[source]);
}

static bool
tells(const struct follow *fo, size_t source, uint32_t now)
{
	return can_tell(fo, source) && !is_plain(fo, source, now);
}

bool
follow_asks(const struct follow *fo, size_t i, size_t source, uint32_t now)
{
	const struct held *h = &fo->helds[i];

	return h->known && h->at.set != NULL && !fo->waits[i].whole &&
	    tells(fo, source, now);
}

bool
follow_spreads(const struct follow *fo, size_t i, uint32_t now)
{
	const struct follow_wait *w = &fo->waits[i];

	return w->whole && spread_is_ahead(w->whole_at, now, WHOLE_MOST);
}

/* Nothing is asked of a source but files for a while. */
void
follow_make_plain(struct follow *fo, size_t source, uint32_t now,
    uint32_t after)
{
	fo->plains[source].until = now +
	    spread_seconds(after, BACKOFF_ASKED, PLAIN_SECONDS,
		PLAIN_SECONDS / 10);
}

bool
follow_is_error(long status)
{
	return status >= 500 && status != 501 && status != 505;
}

void
follow_make_error(struct follow *fo, size_t source, uint32_t now,
    uint32_t after)
{
	struct follow_plain *p = &fo->plains[source];
	uint32_t wait = ERROR_LEAST;

	/* what several databases hear at a time is one error */
	if (!is_plain(fo, source, now))
		p->errors++;
	for (unsigned i = 1; i < p->errors && wait < ERROR_MOST; i++)
		wait *= 2;
	if (wait > ERROR_MOST)
		wait = ERROR_MOST;
	p->until = now +
	    (after > wait ? spread_seconds(after, BACKOFF_ASKED, 0, 0)
			  : spread_between(wait, wait));
}

void
follow_make_whole(struct follow *fo, size_t i, uint32_t now, uint32_t after)
{
	struct follow_wait *w = &fo->waits[i];

	w->whole = true;
	w->whole_at = now + spread_seconds(after, WHOLE_MOST, 1, WHOLE_SECONDS);
}

/* An old head is no lie: it may be newer soon. */
static bool
is_old(enum fail_kind kind)
{
	return kind == FAIL_ROLLBACK || kind == FAIL_STALE;
}

void
follow_heard(struct follow *fo, size_t i, size_t source, uint32_t now)
{
	const struct look_db *l = &fo->looks[i];
	struct follow_wait *w = &fo->waits[i];

	if (l->told_fail.kind != FAIL_NONE) {
		follow_graver(&fo->fails[source], &l->told_fail);
		follow_make_plain(fo, source, now,
		    is_old(l->told_fail.kind) ? follow_interval(fo) : 0);
	}
	if (l->told_status == LOOK_GONE)
		follow_make_whole(fo, i, now, l->told_after);
	else if (follow_is_error(l->told_status))
		follow_make_error(fo, source, now, l->told_after);
	else if (l->told_status != 0)
		follow_make_plain(fo, source, now, l->told_after);
	if (!l->believed)
		return;
	w->fit = true;
	w->source = source;
	w->whole = false;
}

static void
drop(struct follow_wait *w)
{
	fetch_wait_free(w->request);
	telling_free(&w->told);
	w->request = NULL;
	w->asking = false;
}

void
follow_before(struct follow *fo)
{
	fo->poll = 0;
	if (fo->eager)
		memset(fo->plains, 0,
		    fo->feed->nsources * sizeof(fo->plains[0]));
	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		struct follow_wait *w = &fo->waits[i];

		follow_graver(&fo->fails[w->source], &w->fail);
		follow_graver(&fo->dbs[i].look_fail, &w->fail);
		w->fail = (struct fail){ 0 };
		w->was = w->source;
		w->fit = false;
		if (fo->eager) {
			w->quick = 0;
			w->rest = 0;
		}
	}
}

void
follow_after(struct follow *fo)
{
	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		struct follow_wait *w = &fo->waits[i];

		if (!w->fit || w->source != w->was)
			drop(w);
	}
}

void
follow_waits(struct follow *fo, struct fetch_waits *room)
{
	for (size_t i = 0; i < fo->feed->ndbs && room == NULL; i++)
		drop(&fo->waits[i]);
	fo->room = room;
}

/* Whether news can be waited for, but perhaps not now. */
static bool
is_for_waiting(const struct follow *fo, size_t i)
{
	const struct follow_wait *w = &fo->waits[i];

	return w->fit && !w->whole && fo->dbs[i].holds &&
	    can_tell(fo, w->source);
}

static bool
is_waited_for(const struct follow *fo, size_t i, uint32_t now)
{
	return is_for_waiting(fo, i) && tells(fo, fo->waits[i].source, now);
}

/* When the head that is the first to do so gets late; whether all wait. */
static uint32_t
first_late(const struct follow *fo, uint32_t now, bool *all)
{
	uint32_t late = UINT32_MAX;

	*all = true;
	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		uint32_t until = fo->dbs[i].head.fresh_until;

		*all &= is_waited_for(fo, i, now) && until >= now;
		if (until < late)
			late = until;
	}
	return late;
}

uint32_t
follow_wait_next(struct follow *fo, uint32_t now, uint32_t next)
{
	bool all;
	uint32_t late = first_late(fo, now, &all), first;

	if (all || fo->poll == 0 || next < fo->poll)
		fo->poll = all ? 0 : next;
	first = all ? fo->looked +
		spread_between(LOOK_SECONDS - LOOK_SECONDS / 10,
		    LOOK_SECONDS / 5)
		    : fo->poll;
	if ((all || late < now) && fo->looked <= late && late < first)
		first = late + spread_between(1, LATE_SECONDS);
	for (size_t i = 0; i < fo->feed->ndbs; i++)
		if (fo->waits[i].whole && fo->waits[i].whole_at < first)
			first = fo->waits[i].whole_at;
	return first > now && !fo->soon ? first : now;
}

static void
ask(struct follow *fo, size_t i, uint32_t now)
{
	struct follow_wait *w = &fo->waits[i];
	const struct head *held = &fo->helds[i].head;
	char path[TELLING_PATH];
	struct fail f = { 0 };

	if (w->request == NULL)
		w->request =
		    fetch_wait_new(fo->room, fo->fetches[w->source], &f);
	if (w->request == NULL) {
		w->fail = f;
		/* the next look says why, and files are looked for again */
		follow_make_plain(fo, w->source, now, 0);
		w->fit = false;
		fo->soon = true;
		return;
	}
	telling_path(path, "wait", fo->feed->dbs[i].name, held);
	fetch_wait_begin(w->request, path, telling_most(held));
	w->asking = true;
	w->begun = clock_ms();
}

/* When it may be asked, by both clocks. */
static uint64_t
rest_of(const struct follow *fo, size_t i, uint32_t now, uint64_t ms)
{
	const struct follow_wait *w = &fo->waits[i];
	const struct follow_plain *p = &fo->plains[w->source];
	uint64_t at = ms;

	if (is_plain(fo, w->source, now))
		at += (uint64_t)(p->until - now) * 1000;
	return at > w->rest ? at : w->rest;
}

uint64_t
follow_wait(struct follow *fo, uint32_t now)
{
	uint64_t ms = clock_ms(), first = UINT64_MAX;

	for (size_t i = 0; i < fo->feed->ndbs; i++) {
		struct follow_wait *w = &fo->waits[i];
		uint64_t rest = rest_of(fo, i, now, ms);

		if (w->asking || fo->soon)
			continue;
		if (!is_waited_for(fo, i, now))
			drop(w);
		if (!is_for_waiting(fo, i))
			continue;
		if (rest <= ms)
			ask(fo, i, now);
		else if (rest < first)
			first = rest;
	}
	return fo->soon ? 0 : first;
}

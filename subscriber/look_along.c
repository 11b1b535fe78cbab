#include "subscriber/look_along.h"
#include "formats/index.h"
#include "subscriber/catalogs.h"
#include "subscriber/held.h"
#include "subscriber/look.h"

/* Serials from here on have as many digits as all to come. */
#define SERIAL_LEAST 1000000000

/* More heads behind than this is far behind. */
#define HEADS_MOST 90

/* The index is for those who are behind by more heads than this. */
#define HEADS_FEW 2

/*
 * When the newest index was made, at the earliest: an interval ago, and some
 * time for it to be put there and for a clock that is ahead.
 */
static uint32_t
index_from_time(uint32_t now, uint32_t interval)
{
	return now - interval - interval / 4;
}

/* There may be more than one of that time. */
#define INDEXES 4

size_t
look_along_db(const struct held *held, uint32_t interval, uint32_t now,
    struct fetch_range ranges[static LOOK_ALONG_MAX])
{
	const struct head *h = &held->head;
	uint64_t heads, some;

	if (!held->known || held->at.set == NULL || !h->has_delta ||
	    interval == 0 || h->serial < SERIAL_LEAST || h->time > now)
		return 0;
	heads = (now - h->time) / interval + 1;
	some = h->snapshot.bytes / 2;
	if (heads > HEADS_MOST || heads * h->delta.bytes > some)
		return 0;
	ranges[0] =
	    (struct fetch_range){ h->db, "delta", h->serial, some, some };
	if (heads <= HEADS_FEW)
		return 1;
	ranges[1] = (struct fetch_range){ h->db, "index",
		index_from_time(now, interval), INDEX_MAX,
		INDEXES * INDEX_MAX };
	if (ranges[1].from <= h->serial)
		ranges[1].from = h->serial + 1;
	return 2;
}

static uint32_t
interval_of(const struct catalogs *c, const char *db)
{
	const struct catalog_db *d =
	    c->held ? catalog_db(&c->catalog, db) : NULL;

	return d != NULL ? d->interval : 0;
}

size_t
look_along(const struct look *l, struct fetch_range *ranges)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct held *h = l->dbs[i].held;

		if (l->dbs[i].wanted)
			n += look_along_db(h,
			    interval_of(l->catalogs, h->place.db), l->clock.now,
			    &ranges[n]);
	}
	return n;
}

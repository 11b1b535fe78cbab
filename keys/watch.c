#include <stdbool.h>
#include <stdio.h>

#include "formats/catalog.h"
#include "formats/fail.h"
#include "formats/stamp.h"
#include "keys/watch.h"

static bool
is_soon(uint32_t time, uint32_t now)
{
	return time <= now || time - now <= WATCH_SOON;
}

void
watch_validity(const struct catalog *c, uint32_t now, watch_say *say, void *arg)
{
	char time[STAMP_TEXT], until[STAMP_TEXT];
	struct fail f = { 0 };

	stamp_text(time, c->time);
	stamp_text(until, c->valid_until);
	if (c->time > now && c->time - now > WATCH_SKEW)
		fail(&f, FAIL_FUTURE,
		    "version %u of the catalog is of %s, which is to come",
		    c->version, time);
	else if (c->valid_until <= now)
		fail(&f, FAIL_STALE,
		    "version %u of the catalog is over since %s", c->version,
		    until);
	else if (is_soon(c->valid_until, now))
		fail(&f, FAIL_HELD,
		    "version %u of the catalog is over soon, at %s", c->version,
		    until);
	else
		return;
	say(arg, &f);
}

void
watch_db(const struct catalog *c, const struct catalog_db *db, uint32_t now,
    watch_say *say, void *arg)
{
	uint32_t end = catalog_db_until(db, now);
	char until[STAMP_TEXT];
	struct fail f = { 0 };

	stamp_text(until, end);
	if (end == now)
		fail(&f, FAIL_KEY, "%s: no key may sign now", db->name);
	else if (is_soon(end, now))
		fail(&f, FAIL_HELD, "%s: no key may sign soon, from %s on",
		    db->name, until);
	else if (end < c->valid_until)
		snprintf(f.msg, sizeof(f.msg), "%s: no key may sign from %s on",
		    db->name, until);
	else
		return;
	say(arg, &f);
}

void
watch_catalog(const struct catalog *c, uint32_t now, watch_say *say, void *arg)
{
	watch_validity(c, now, say, arg);
	for (size_t i = 0; i < c->ndbs; i++)
		watch_db(c, &c->dbs[i], now, say, arg);
}

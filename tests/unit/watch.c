#include <stdlib.h>

#include "formats/catalog.h"
#include "formats/fail.h"
#include "keys/watch.h"
#include "tests/unit/tap.h"

#define DAY 86400u

/* What is told of a catalog and rbl at a time, all in days. */
static const struct watch_case {
	const char *name;
	uint32_t made, valid_until;
	uint32_t keys[2][2];
	uint32_t now;
	enum fail_kind kind; /* of the one thing told */
	const char *want;    /* in it; NULL if there is none */
} cases[] = {
	{ "all is well", 10, 100, { { 10, 100 } }, 50, 0, NULL },
	{ "keys go on longer", 10, 100, { { 10, 200 } }, 92, 0, NULL },
	{ "a week and a day before the end", 10, 100, { { 10, 200 } }, 92, 0,
	    NULL },
	{ "a week before", 10, 100, { { 10, 200 } }, 93, FAIL_HELD,
	    "version 7 of the catalog is over soon, at 1970-04-11T00:00:00Z" },
	{ "at the end", 10, 100, { { 10, 200 } }, 100, FAIL_STALE,
	    "version 7 of the catalog is over since 1970-04-11T00:00:00Z" },
	{ "before it was made", 10, 100, { { 1, 200 } }, 9, FAIL_FUTURE,
	    "is of 1970-01-11T00:00:00Z, which is to come" },
	{ "the key ends before", 10, 100, { { 10, 60 } }, 50, FAIL_NONE,
	    "rbl: no key may sign from 1970-03-02T00:00:00Z on" },
	{ "a week before that", 10, 100, { { 10, 60 } }, 53, FAIL_HELD,
	    "rbl: no key may sign soon, from 1970-03-02T00:00:00Z on" },
	{ "the key has ended", 10, 100, { { 10, 60 } }, 60, FAIL_KEY,
	    "rbl: no key may sign now" },
	{ "it has not begun", 10, 100, { { 60, 100 } }, 50, FAIL_KEY,
	    "rbl: no key may sign now" },
	{ "another follows", 10, 100, { { 10, 60 }, { 60, 100 } }, 55, 0,
	    NULL },
	{ "another follows late", 10, 100, { { 10, 60 }, { 61, 100 } }, 55,
	    FAIL_HELD, "no key may sign soon, from 1970-03-02T00:00:00Z on" },
};

struct heard {
	struct fail first;
	unsigned n;
};

static void
hear(void *arg, const struct fail *why)
{
	struct heard *h = arg;

	if (h->n++ == 0)
		h->first = *why;
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct watch_case *c = &cases[i];
		struct catalog catalog = { .version = 7,
			.time = c->made * DAY,
			.valid_until = c->valid_until * DAY,
			.ndbs = 1 };
		struct catalog_db *db = &catalog.dbs[0];
		struct heard heard = { 0 };

		memcpy(db->name, "rbl", 4);
		for (; db->nkeys < 2 && c->keys[db->nkeys][1] > 0;
		     db->nkeys++) {
			db->keys[db->nkeys].from = c->keys[db->nkeys][0] * DAY;
			db->keys[db->nkeys].until = c->keys[db->nkeys][1] * DAY;
		}
		watch_catalog(&catalog, c->now * DAY, hear, &heard);
		is_int(heard.n, c->want != NULL, c->name);
		is_int(heard.first.kind, c->kind, "  its kind");
		ok(c->want == NULL || strstr(heard.first.msg, c->want) != NULL,
		    "  %s", heard.first.msg);
	}
	return tap_end();
}

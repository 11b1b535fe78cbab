#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "formats/text.h"
#include "subscriber/fetch_rsync.h"
#include "subscriber/held.h"
#include "subscriber/look_along.h"
#include "tests/unit/tap.h"

/* Does a pattern of the wish take this path, as rsync(1) reads them? */
static bool
takes(const struct rsync_wish *w, const char *path)
{
	struct rd r = rd_over(w->text.buf, w->text.len);
	struct text line;

	while (text_cut(&r, '\n', &line)) {
		char pattern[200];

		snprintf(pattern, sizeof(pattern), "%.*s", (int)line.len - 2,
		    line.p + 2);
		if (line.p[0] == '+' && pattern[strlen(pattern) - 1] != '/' &&
		    fnmatch(pattern, path, FNM_PATHNAME) == 0)
			return true;
	}
	return false;
}

static void
test_range(uint32_t from)
{
	static const int64_t steps[] = { -1000000000, -100000, -60, -10, -9, -1,
		0, 1, 9, 10, 60, 99, 100, 100000, 1000000000, 2000000000 };
	const struct fetch_range range = { "rbl", "delta", from, 10, 100 };
	struct rsync_wish w = { .patterns = true };
	unsigned wrong = 0;

	rsync_wish_range(&w, &range);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int64_t serial = from + steps[i];
		char path[100];

		if (serial < 1000000000 || serial > UINT32_MAX)
			continue;
		snprintf(path, sizeof(path), "/rbl/delta/%u-%u.0011aabb.delta",
		    (unsigned)serial, (unsigned)serial + 60);
		wrong += takes(&w, path) != (serial >= from);
		snprintf(path, sizeof(path), "/rbl/index/%u.0011aabb",
		    (unsigned)serial);
		wrong += takes(&w, path);
	}
	ok(wrong == 0, "patterns take serials from %u on", from);
	ok(w.bounds.bytes == 100 && w.most == 10, "and say what may come");
	wr_free(&w.text);
}

static void
test_names(void)
{
	const struct fetch_item items[] = { { .path = "catalog", .most = 7 },
		{ .path = "rbl/head", .most = 5 } };
	struct rsync_wish w = { .patterns = true }, names = { 0 };

	for (size_t i = 0; i < 2; i++) {
		rsync_wish_file(&w, &items[i]);
		rsync_wish_file(&names, &items[i]);
	}
	rsync_wish_end(&w);
	rsync_wish_end(&names);
	wr_u8(&w.text, '\0');
	wr_u8(&names.text, '\0');
	is_str((char *)w.text.buf, "+ /catalog\n+ /rbl/\n+ /rbl/head\n- *\n",
	    "files by patterns");
	is_str((char *)names.text.buf, "catalog\nrbl/head\n", "and by name");
	is_int(names.bounds.bytes, 7 + 5 + 7, "one may be too large");
	wr_free(&w.text);
	wr_free(&names.text);
}

/* So old a head, so many bytes of its delta and snapshot: the ranges. */
static const struct {
	const char *name;
	uint32_t age;
	uint64_t delta, snapshot;
	size_t n;
} looks[] = {
	{ "the head is of now", 0, 100, 100000, 1 },
	{ "a minute behind", 66, 100, 100000, 1 },
	{ "an index from the third on", 120, 100, 100000, 2 },
	{ "an hour behind", 3600, 100, 100000, 2 },
	{ "as many as there may be", 89 * 60, 100, 100000, 2 },
	{ "and more", 90 * 60, 100, 100000, 0 },
	{ "half a snapshot", 9 * 60, 100, 2000, 2 },
	{ "and more than that", 10 * 60, 100, 2000, 0 },
};

static void
test_look(void)
{
	const uint32_t now = 1763712000;
	struct fetch_range r[LOOK_ALONG_MAX];
	struct held held = { .known = true,
		.at.set = (struct set *)&held,
		.head = { .db = "rbl", .has_delta = true } };
	struct head *h = &held.head;

	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		h->time = now - looks[i].age;
		h->serial = h->time - 5;
		h->delta.bytes = looks[i].delta;
		h->snapshot.bytes = looks[i].snapshot;
		is_int(look_along_db(&held, 60, now, r), looks[i].n,
		    looks[i].name);
	}
	h->time = now - 1200;
	h->serial = now - 3000;
	h->snapshot.bytes = 100000;
	is_int(look_along_db(&held, 60, now, r), 2, "it is long the same");
	ok(r[0].from == h->serial && r[1].from == now - 75,
	    "deltas from what is held, the index of the last minute");
	h->serial = now - 30;
	look_along_db(&held, 60, now, r);
	is_int(r[1].from, now - 29, "the index of what is held is none");
	is_int(look_along_db(&held, 0, now, r), 0, "no interval is known");
	h->time = now + 1;
	is_int(look_along_db(&held, 60, now, r), 0,
	    "a clock that was set back");
	h->time = h->serial = 999999999;
	is_int(look_along_db(&held, 4000000, now, r), 0, "before 2001");
	h->time = h->serial = now - 100;
	h->has_delta = false;
	is_int(look_along_db(&held, 60, now, r), 0, "no delta to reckon by");
	h->has_delta = true;
	held.at.set = NULL;
	is_int(look_along_db(&held, 60, now, r), 0, "the set is damaged");
}

int
main(void)
{
	static const uint32_t from[] = { 1763712000, 1999999999, 2000000000,
		1099999999, 4294967295, 1234567890, 1000000000 };

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++)
		test_range(from[i]);
	test_names();
	test_look();
	return tap_end();
}

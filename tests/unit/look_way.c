/* Which files a look wants for a database, and what its way is. */
#include <stdlib.h>
#include <string.h>

#include "formats/catalog.h"
#include "subscriber/batch.h"
#include "subscriber/catalogs.h"
#include "subscriber/held.h"
#include "subscriber/look_head.h"
#include "subscriber/look_way.h"
#include "tests/unit/tap.h"

#define T0 1795300000u

/* A database held at T0 whose index leads by two deltas to T0 + 120. */
struct scene {
	struct held held;
	struct index_delta deltas[2];
	struct look_db db;
};

static struct object
object(uint64_t bytes, uint8_t begins)
{
	return (struct object){ .bytes = bytes, .hash = { begins, 0xbb } };
}

static void
scene_open(struct scene *s, enum look_need need)
{
	*s = (struct scene){ .deltas = { { T0, object(10, 1), { 0 } },
				 { T0 + 60, object(20, 2), { 0 } } } };
	s->held.place.db = "rbl";
	s->held.head = (struct head){ .epoch = 3, .serial = T0, .time = T0 };
	s->db = (struct look_db){ .held = &s->held,
		.wanted = true,
		.need = need,
		.head = { .serial = T0 + 120,
		    .has_delta = true,
		    .delta_from = T0 + 60,
		    .delta = object(20, 2),
		    .index = object(300, 3) },
		.index = { .serial = T0 + 120,
		    .snapshot_serial = T0 + 60,
		    .snapshot = object(1000, 4),
		    .deltas = s->deltas,
		    .n = 2 } };
}

/* All that is wanted, as "path bytes" and "!" for what may be shorter. */
static void
is_wanted(struct scene *s, const char *want, const char *name)
{
	struct batch b = { 0 };
	struct wr w = { 0 };

	look_want(&b, &s->db);
	for (size_t i = 0; i < b.n; i++)
		wr_fmt(&w, "%s%s%s %ju%s", i > 0 ? ", " : "",
		    b.items[i].given.p != NULL ? "given " : "", b.items[i].path,
		    (uintmax_t)b.items[i].most, b.items[i].exact ? "" : "!");
	wr_u8(&w, '\0');
	is_str((char *)w.buf, want, name);
	wr_free(&w);
	batch_free(&b);
}

static void
test_wants(void)
{
	static const char delta[] =
	    "rbl/delta/1795300060-1795300120.02bb0000.delta 20";
	struct scene s;

	scene_open(&s, LOOK_NOTHING);
	is_wanted(&s, "", "nothing");
	scene_open(&s, LOOK_HEAD);
	is_wanted(&s, "rbl/head 2048!", "a head");
	scene_open(&s, LOOK_DELTA);
	is_wanted(&s, delta, "the newest delta");
	is_int((long long)s.db.change.bytes, 20, "  and so many bytes");
	scene_open(&s, LOOK_INDEX);
	is_wanted(&s, "rbl/index/1795300120.03bb0000 300", "an index");
	scene_open(&s, LOOK_WAY);
	is_wanted(&s,
	    "rbl/delta/1795300000-1795300060.01bb0000.delta 10, "
	    "rbl/delta/1795300060-1795300120.02bb0000.delta 20",
	    "a way by deltas");
	ok(!look_is_whole(&s.db), "  which begins with what is held");
	s.db.way = trust_way_whole(&s.db.index);
	is_wanted(&s,
	    "rbl/snapshot/1795300060.04bb0000.snap 1000, "
	    "rbl/delta/1795300060-1795300120.02bb0000.delta 20",
	    "a way by the snapshot");
	ok(look_is_whole(&s.db), "  which does not");
	is_int((long long)s.db.change.bytes, 30 + 1020, "  all bytes count");
}

/* What was told is not fetched. */
static void
test_told(void)
{
	static const char path[] =
	    "rbl/delta/1795300060-1795300120.02bb0000.delta";
	struct bundle_part part = { text_of(path, path + sizeof(path) - 1),
		rd_over("x", 1) };
	struct scene s;

	scene_open(&s, LOOK_WAY);
	s.db.told = (struct telling){ .parts = &part, .n = 1 };
	is_wanted(&s,
	    "rbl/delta/1795300000-1795300060.01bb0000.delta 10, "
	    "given rbl/delta/1795300060-1795300120.02bb0000.delta 20",
	    "what was told is not fetched");
}

static void
test_lost(void)
{
	struct scene s;

	scene_open(&s, LOOK_WAY);
	ok(!look_is_lost(&s.db), "no delta is lost");
	s.db.lost = T0;
	ok(!look_is_lost(&s.db), "one that the snapshot's way has not");
	s.db.lost = T0 + 60;
	ok(look_is_lost(&s.db), "one that it has, too");
}

/* Looks without a source, of what was told: nothing. */
static void
test_look(void)
{
	struct scene s;
	struct catalogs catalogs = { .held = true };
	struct look l = { .url = "http://x",
		.catalogs = &catalogs,
		.clock = { T0 + 130, 60 },
		.dbs = &s.db,
		.n = 1 };
	struct fail f = { 0 };

	catalogs.catalog.time = T0;
	catalogs.catalog.valid_until = T0 + 129;
	scene_open(&s, LOOK_NOTHING);
	s.db.index = (struct index){ 0 };
	is_int(look_at(&l, &f), -1, "nobody is believed by an old catalog");
	is_int(f.kind, FAIL_STALE, "  as that is");
	f = (struct fail){ 0 };
	catalogs.catalog.valid_until = T0 + 1000;
	is_int(look_at(&l, &f), 0, "a good one and no head");
	ok(!s.db.believed && s.db.fail.kind == FAIL_MISSING,
	    "  leave what is held: %s", s.db.fail.msg);
	s.db = (struct look_db){ .held = &s.held };
	is_int(look_at(&l, &f), 0, "a database that is not wanted");
	ok(!s.db.believed && s.db.fail.kind == FAIL_NONE, "  is passed over");
}

int
main(void)
{
	test_wants();
	test_told();
	test_lost();
	test_look();
	return tap_end();
}

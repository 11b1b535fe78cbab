/*
 * Lookups: what is held follows what is served, over snapshots and deltas, and
 * what is said of an address.
 */
#include <err.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "feedd/asset.h"
#include "feedd/edition.h"
#include "feedd/lookup.h"
#include "feedd/lookup_json.h"
#include "formats/delta.h"
#include "formats/mem.h"
#include "formats/wr.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

#define T0     1795262400u /* 2026-11-21T12:00:00Z */
#define MINUTE (T0 / 60)

/* What was said last. */
static void
note(void *said, const char *what, const struct fail *f)
{
	(void)what;
	snprintf(said, 512, "%s", f->msg);
}

static void
list(struct set *s, const char *text, uint32_t until, const char *txt)
{
	struct listing l = { .until = until };

	if (range_parse(text, text + strlen(text), &l.range, NULL) != NULL)
		errx(1, "%s", text);
	l.value = values_add(set_values(s), 0x7f000002, txt, strlen(txt));
	if (!set_insert(s, &l))
		errx(1, "%s twice", text);
}

/* A set with what all of them have, and one address more. */
static struct delta_end
end_of(uint32_t serial, const char *more)
{
	struct delta_end e = { .set = set_new(),
		.id = { .db = "rbl", .epoch = 1, .serial = serial } };

	list(e.set, "192.0.2.0-192.0.2.6", 0, "see $");
	list(e.set, "198.51.100.7", MINUTE + 5, "caught");
	list(e.set, "2001:db8:7::/48", 0, "see $");
	list(e.set, more, 0, "more");
	return e;
}

static struct asset *
file_of(const struct wr *w)
{
	int fd = memfd_create("snapshot", MFD_CLOEXEC);
	struct object o = object_of(w->buf, w->len);

	if (fd == -1 || write(fd, w->buf, w->len) != (ssize_t)w->len)
		err(1, "memfd");
	return asset_of_file("rbl/snapshot/x", fd, &o);
}

/* Adds the delta between two states to an edition. */
static void
add_delta(struct edition *e, struct delta_end *from, struct delta_end *to)
{
	struct wr w = { 0 };

	delta_make(&w, from, to);
	e->deltas[e->index.n] =
	    asset_of_bytes("rbl/delta/x", w.buf, w.len, true);
	e->index.deltas[e->index.n].from = from->id.serial;
	e->index.deltas[e->index.n++].object = object_of(w.buf, w.len);
	wr_free(&w);
}

/*
 * The edition of the last of these states, with a snapshot of the first, and a
 * flaw in that if it is wanted.
 */
static struct edition *
edition_of(const char *const *more, size_t n, bool flaw)
{
	struct edition *e = mem_new(1, sizeof(*e));
	struct delta_end ends[4];
	struct wr w = { 0 };

	e->deltas = mem_new(n, sizeof(struct asset *));
	e->index = (struct index){ .db = "rbl", .epoch = 1 };
	e->index.deltas = mem_new(n, sizeof(*e->index.deltas));
	for (size_t i = 0; i < n; i++) {
		w.len = 0;
		ends[i] = end_of(T0 + (uint32_t)i, more[i]);
		snapshot_encode(&w, ends[i].set, &ends[i].id);
		e->head.snapshot = object_of(w.buf, w.len);
		memcpy(ends[i].state, e->head.snapshot.hash, OBJECT_STATE_LEN);
		if (i == 0)
			e->snapshot = file_of(&w);
		if (i == 0 && flaw && ftruncate(e->snapshot->fd, 9) == -1)
			err(1, "memfd");
		if (i > 0)
			add_delta(e, &ends[i - 1], &ends[i]);
	}
	e->index.snapshot = e->snapshot->object;
	e->index.snapshot_serial = T0;
	e->index.serial = e->head.serial = T0 + (uint32_t)n - 1;
	memcpy(e->head.db, "rbl", 4);
	e->head.epoch = 1;
	e->head.time = e->head.serial;
	e->head.fresh_until = T0 + 600;
	for (size_t i = 0; i < n; i++)
		set_free(ends[i].set);
	wr_free(&w);
	return e;
}

/* A stock of one database, and what looks into it. */
struct scene {
	struct stock stock;
	struct stock_db db;
	struct lookup *lookup;
	char said[512];
};

static void
begin(struct scene *s)
{
	struct fail f = { 0 };

	*s = (struct scene){ .db = { .name = "rbl" }, .stock = { .n = 1 } };
	s->stock.dbs = &s->db;
	s->lookup = lookup_start(&f);
	is_str(f.msg, "", "lookups start");
}

static void
look(struct scene *s)
{
	lookup_look(s->lookup, &s->stock, note, s->said);
}

/* Puts an edition into the stock. */
static void
serve(struct scene *s, struct edition *e)
{
	edition_free(s->db.now);
	s->db.now = e;
	look(s);
}

/* Until the worker has nothing to do any more. */
static void
settle(struct scene *s)
{
	struct pollfd fd = { .fd = lookup_fd(s->lookup), .events = POLLIN };

	while (lookup_busy(s->lookup) && poll(&fd, 1, -1) == 1)
		look(s);
}

static void
end(struct scene *s)
{
	lookup_stop(s->lookup);
	edition_free(s->db.now);
}

static struct lookup_question
question(const char *address, uint32_t now)
{
	struct lookup_question q = { .now = now };

	if (addr_parse(address, address + strlen(address), &q.family,
		&q.addr) != NULL)
		errx(1, "%s", address);
	return q;
}

/* How an address is listed: "range code text until". */
static const char *
listed(const struct scene *s, const char *address, uint32_t now)
{
	static char text[400];
	struct lookup_question q = question(address, now);
	char prefix[RANGE_TEXT];
	struct lookup_hit hit;
	struct range r;

	if (!lookup_find(s->lookup, &s->db, &q, &hit))
		return "no";
	r = prefix_range(&hit.prefix);
	range_text(prefix, &r);
	snprintf(text, sizeof(text), "%s %x %s %u", prefix, hit.value.code,
	    hit.value.text, hit.until);
	return text;
}

static void
is_serial(const struct scene *s, uint32_t serial, const char *name)
{
	const struct head *h = lookup_head(s->lookup, &s->db);

	is_int(h == NULL ? 0 : h->serial, serial, name);
}

static void
test_find(void)
{
	static const char *const more[] = { "203.0.113.9" };
	struct scene s;

	begin(&s);
	is_int(lookup_state(s.lookup, &s.db), LOOKUP_NONE, "nothing is served");
	serve(&s, edition_of(more, 1, false));
	is_str(listed(&s, "192.0.2.1", T0), "no", "nothing is held yet");
	settle(&s);
	is_int(lookup_state(s.lookup, &s.db), LOOKUP_READY, "a set is held");
	is_serial(&s, T0, "of its serial");
	is_str(listed(&s, "192.0.2.0", T0), "192.0.2.0/30 7f000002 see $ 0",
	    "the first of a range");
	is_str(listed(&s, "192.0.2.5", T0), "192.0.2.4/31 7f000002 see $ 0",
	    "one in it");
	is_str(listed(&s, "192.0.2.6", T0), "192.0.2.6 7f000002 see $ 0",
	    "the last of it");
	is_str(listed(&s, "192.0.2.7", T0), "no", "one behind");
	is_str(listed(&s, "192.0.1.255", T0), "no", "one before");
	is_str(listed(&s, "2001:db8:7:ffff::", T0),
	    "2001:db8:7::/48 7f000002 see $ 0", "IPv6");
	is_str(listed(&s, "2001:db8:8::", T0), "no", "behind that");
	is_str(listed(&s, "::c000:201", T0), "no", "another family");
	is_str(listed(&s, "198.51.100.7", T0 + 299),
	    "198.51.100.7 7f000002 caught 1795262700", "before its end");
	is_str(listed(&s, "198.51.100.7", T0 + 300), "no", "at its end");
	end(&s);
}

static void
test_follow(void)
{
	static const char *const more[] = { "203.0.113.9", "203.0.113.10",
		"203.0.113.11" };
	struct scene s;
	struct edition *e;

	begin(&s);
	serve(&s, edition_of(more, 2, false));
	settle(&s);
	is_serial(&s, T0 + 1, "a snapshot and a delta");
	is_str(listed(&s, "203.0.113.10", T0), "203.0.113.10 7f000002 more 0",
	    "lead to what is listed now");
	is_str(listed(&s, "203.0.113.9", T0), "no", "and no more");
	/* a flaw in the snapshot: only the delta leads on */
	serve(&s, edition_of(more, 3, true));
	is_int(lookup_state(s.lookup, &s.db), LOOKUP_READY,
	    "the set before is asked");
	is_serial(&s, T0 + 1, "meanwhile");
	settle(&s);
	is_serial(&s, T0 + 2, "then the next");
	is_str(s.said, "", "with nothing to say");
	is_str(listed(&s, "203.0.113.11", T0), "203.0.113.11 7f000002 more 0",
	    "it is as it should be");
	e = edition_of(more, 3, true);
	e->head.time += 60;
	serve(&s, e);
	is_int(lookup_head(s.lookup, &s.db)->time, T0 + 62,
	    "a heartbeat needs no work");
	s.stock.n = 0;
	look(&s);
	s.stock.n = 1;
	is_int(lookup_state(s.lookup, &s.db), LOOKUP_READING,
	    "what is forgotten is read again");
	look(&s);
	settle(&s);
	is_int(lookup_state(s.lookup, &s.db), LOOKUP_NONE, "if it can be");
	is_str(s.said,
	    "lookups in rbl: rbl/snapshot/x: has 9 bytes, but 117 were "
	    "signed for",
	    "and is said if not");
	e = edition_of(more, 3, false);
	e->head.time += 60;
	serve(&s, e);
	settle(&s);
	is_int(lookup_state(s.lookup, &s.db), LOOKUP_NONE, "the same no more");
	s.db.now->head.time += 60;
	look(&s);
	settle(&s);
	is_serial(&s, T0 + 2, "but with the next head");
	serve(&s, edition_of(more, 1, false));
	settle(&s);
	is_serial(&s, T0, "another is");
	s.stock.n = 0;
	look(&s);
	settle(&s);
	is_serial(&s, 0, "a database that goes is forgotten");
	end(&s);
}

/* What the worker has in hand while everything changes. */
static void
test_busy(void)
{
	static const char *const more[] = { "203.0.113.9", "203.0.113.10",
		"203.0.113.11" };
	struct scene s;

	begin(&s);
	for (size_t i = 0; i < 21; i++) {
		serve(&s, edition_of(more, 1 + i % 3, i % 6 == 4));
		listed(&s, "192.0.2.1", T0);
		s.stock.n = i % 7 != 6;
		look(&s);
		s.stock.n = 1;
		if (i % 4 == 3)
			settle(&s);
	}
	settle(&s);
	is_serial(&s, T0 + 2, "in the end it is the last");
	serve(&s, edition_of(more, 1, false));
	end(&s);
	begin(&s);
	end(&s);
	lookup_stop(NULL);
	lookup_look(NULL, &s.stock, note, s.said);
	is_int(lookup_fd(NULL), -1, "none is no lookup");
}

static bool
only_qil(const void *arg, const char *db)
{
	(void)arg;
	return strcmp(db, "qil") == 0;
}

static void
is_json(struct lookup_json *k, const char *file, const char *name)
{
	size_t n;
	char path[80];
	char *want, *have = lookup_json_text(k);

	snprintf(path, sizeof(path), "tests/data/lookup-%s.json", file);
	want = slurp(path, &n);
	is_str(have, want, name);
	free(want);
	free(have);
}

static void
test_json(void)
{
	static const char *const more[] = { "203.0.113.9" };
	struct lookup_question q = question("2001:DB8:7::25", T0);
	struct stock_db dbs[2] = { { .name = "qil" } };
	struct lookup_json k = { .question = &q };
	char *text;
	struct scene s;

	begin(&s);
	serve(&s, edition_of(more, 1, false));
	k.lookup = s.lookup;
	k.stock = &s.stock;
	ok(lookup_json_early(&k), "too early");
	settle(&s);
	ok(!lookup_json_early(&k), "not any more");
	is_json(&k, "listed", "a listed address");
	ok(k.listed, "is");
	q = question("198.51.100.7", T0);
	dbs[1] = s.db;
	s.stock.dbs = dbs;
	s.stock.n = 2;
	is_json(&k, "until", "one that ends, and what has no edition");
	q = question("198.51.100.8", T0);
	is_json(&k, "unlisted", "one that is not listed");
	ok(!k.listed, "is not");
	k.may = only_qil;
	is_json(&k, "hidden", "what the asker may not hear of");
	text = lookup_json_error("a \"b\"");
	is_str(text, "{\n \"error\": \"a \\\"b\\\"\"\n}\n", "an error");
	free(text);
	end(&s);
}

int
main(void)
{
	test_find();
	test_follow();
	test_busy();
	test_json();
	return tap_end();
}

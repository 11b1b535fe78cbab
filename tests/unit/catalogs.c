/* The chain of catalogs, by a source that is a folder, and how it is kept. */
#include <err.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "subscriber/batch.h"
#include "subscriber/catalogs.h"
#include "subscriber/fetch.h"
#include "subscriber/state.h"
#include "tests/unit/file.h"
#include "tests/unit/roots.h"

/* A tree of catalogs, and a feed that follows them. */
struct scene {
	char folder[64];
	char url[80];
	char path[200]; /* of what was named last */
	struct fetch_conf conf;
	struct fetch *fetch;
	struct state *state;
};

static const char *
in(struct scene *s, const char *name)
{
	snprintf(s->path, sizeof(s->path), "%s/%s", s->folder, name);
	return s->path;
}

static void
scene_open(struct scene *s)
{
	struct fail f = { 0 };

	*s = (struct scene){ .folder = "/tmp/feedmill-catalogs-XXXXXX" };
	if (mkdtemp(s->folder) == NULL || mkdir(in(s, "tree"), 0755) == -1)
		err(1, "%s", s->folder);
	s->state = state_open(in(s, "state"), &f);
	if (s->state == NULL || state_make(s->state, "x", &f) == -1)
		errx(1, "%s", f.msg);
	snprintf(s->url, sizeof(s->url), "file://%s/tree", s->folder);
	s->conf = (struct fetch_conf){ .url = s->url,
		.connect_seconds = 5,
		.stall_seconds = 5,
		.total_seconds = 60 };
	s->fetch = fetch_new(&s->conf, &f);
	if (s->fetch == NULL)
		errx(1, "%s", f.msg);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void
scene_close(struct scene *s)
{
	fetch_free(s->fetch);
	state_close(s->state);
	if (nftw(s->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS) == -1)
		err(1, "%s", s->folder);
}

/* Puts a catalog into the tree; signers as in file_of(). */
static void
put_catalog(struct scene *s, const struct catalog *c, const char *signers,
    bool newest)
{
	struct wr file = file_of(c, signers);
	char name[40];

	snprintf(name, sizeof(name), "tree/catalog.%u", c->version);
	put_bytes(in(s, name), file.buf, file.len);
	if (newest)
		put_bytes(in(s, "tree/catalog"), file.buf, file.len);
	wr_free(&file);
}

/* What a look at the source comes to; 0 or a kind of failure. */
static enum fail_kind
look(struct scene *s, struct catalogs *c, struct fail *f)
{
	struct batch b = { .fetch = s->fetch, .url = s->url };

	*f = (struct fail){ 0 };
	batch_add(&b, "catalog", CATALOG_MAX);
	batch_fetch(&b);
	catalogs_follow(c, &b, f);
	batch_free(&b);
	return f->kind;
}

/* Roots 012, then 123, then 234: each half knows the next. */
static void
put_chain(struct scene *s)
{
	struct catalog one = catalog_by(1, "012", 2);
	struct catalog two = catalog_by(2, "123", 2);
	struct catalog three = catalog_by(3, "234", 2);

	put_catalog(s, &one, "01", false);
	put_catalog(s, &two, "12", false);
	put_catalog(s, &three, "23", true);
}

static void
test_chain(struct scene *s)
{
	struct roots pinned = roots_by("012", 2), others = roots_by("589", 2);
	struct catalogs c = { .pinned = &pinned }, back = { .pinned = &pinned };
	struct catalogs alien = { .pinned = &others };
	struct fail f = { 0 };

	put_chain(s);
	is_int(look(s, &c, &f), FAIL_NONE, "from the first to the third");
	ok(c.held && c.fresh && c.catalog.version == 3, "it is believed");
	is_int(catalogs_write(&c, s->state, "x", &f), 0, "and written");
	ok(!c.fresh, "once");
	is_int(look(s, &c, &f), FAIL_NONE, "the same again");
	ok(!c.fresh, "is no news");
	is_int(catalogs_read(&back, s->state, "x", &f), 0, "read again");
	ok(back.held && !back.fresh && !back.repinned &&
		back.catalog.version == 3,
	    "it is the same");
	is_int(catalogs_read(&alien, s->state, "x", &f), 0, "by other roots");
	ok(!alien.held && alien.repinned, "it is none");
	is_int(look(s, &alien, &f), FAIL_ROOTS, "nor do they believe it");
	ok(strstr(f.msg, "other roots than are named now") != NULL,
	    "and it is told what that is: %s", f.msg);
	is_int(catalogs_write(&alien, s->state, "x", &f), 0, "nothing new");
	catalogs_free(&back);
	back = (struct catalogs){ .pinned = &pinned };
	catalogs_read(&back, s->state, "x", &f);
	ok(back.held, "so the former roots still know it");
	catalogs_free(&c);
	catalogs_free(&back);
	catalogs_free(&alien);
}

static void
test_steps(struct scene *s)
{
	struct roots pinned = roots_by("012", 2);
	struct catalogs c = { .pinned = &pinned };
	struct catalog coup = catalog_by(3, "589", 2);
	struct catalog two = catalog_by(2, "123", 2);
	struct fail f = { 0 };

	put_chain(s);
	unlink(in(s, "tree/catalog.2"));
	is_int(look(s, &c, &f), FAIL_ROOTS, "one between is missing");
	ok(c.held && c.catalog.version == 1, "the way to it was believed");
	put_catalog(s, &two, "58", false);
	is_int(look(s, &c, &f), FAIL_ROOTS, "one between by somebody else");
	ok(c.catalog.version == 1, "is not believed");
	put_catalog(s, &coup, "58", true);
	put_catalog(s, &two, "12", false);
	is_int(look(s, &c, &f), FAIL_ROOTS, "somebody else's newest");
	ok(c.catalog.version == 2, "is not, the one before it is");
	put_chain(s);
	is_int(look(s, &c, &f), FAIL_NONE, "and on from there");
	ok(c.catalog.version == 3, "to the newest");
	put_catalog(s, &two, "12", true);
	is_int(look(s, &c, &f) != FAIL_NONE && c.catalog.version == 3, 1,
	    "never back");
	catalogs_free(&c);
}

static void
test_damage(struct scene *s)
{
	struct roots pinned = roots_by("012", 2);
	struct catalogs c = { .pinned = &pinned };
	struct fail f = { 0 };
	char *bytes;
	size_t n;

	bytes = slurp(in(s, "state/x/catalog"), &n);
	bytes[n - 2] ^= 1;
	put_bytes(in(s, "state/x/catalog"), bytes, n);
	is_int(catalogs_read(&c, s->state, "x", &f), 0, "a byte is wrong");
	ok(!c.held && c.file.len == 0 && !c.repinned, "it is none");
	unlink(in(s, "state/x/roots"));
	is_int(catalogs_read(&c, s->state, "x", &f), 0, "no roots are there");
	ok(!c.held && !c.repinned, "it is none, and no others were pinned");
	free(bytes);
	catalogs_free(&c);
}

int
main(void)
{
	struct scene s;

	scene_open(&s);
	test_chain(&s);
	test_steps(&s);
	test_damage(&s);
	scene_close(&s);
	return tap_end();
}

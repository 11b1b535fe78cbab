#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "feedd/asset.h"
#include "feedd/conf_site.h"
#include "feedd/edition.h"
#include "feedd/stock.h"
#include "formats/mem.h"
#include "formats/wr.h"
#include "keys/tree_read.h"

/* A look, and who hears of it. */
struct looking {
	struct stock *stock;
	bool anew; /* by another catalog than the last look */
	stock_say *say;
	void *arg;
};

struct stock *
stock_open(const struct conf_site *conf, struct fail *f)
{
	struct stock *s;
	int fd = open(conf->tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1) {
		fail_errno(f, "%s", conf->tree);
		return NULL;
	}
	s = mem_new(1, sizeof(*s));
	s->conf = conf;
	s->treefd = fd;
	s->dbs = mem_new(CATALOG_DBS_MAX, sizeof(*s->dbs));
	return s;
}

static void
db_clear(struct stock_db *d)
{
	edition_free(d->now);
	for (size_t i = 0; i < STOCK_FORMER; i++)
		edition_free(d->former[i]);
	*d = (struct stock_db){ 0 };
}

void
stock_free(struct stock *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n; i++)
		db_clear(&s->dbs[i]);
	anchor_free(&s->anchor);
	close(s->treefd);
	free(s->dbs);
	free(s);
}

/* Says what is new about something: its failure, or that there is none. */
static bool
tell(const struct looking *l, const char *what, char why[static 512],
    const struct fail *f)
{
	bool new = strcmp(why, f->msg) != 0;

	snprintf(why, 512, "%s", f->msg);
	if (new)
		l->say(l->arg, what, f);
	return new;
}

/* Whether a file has the bytes of the asset. */
static bool
is_same(int treefd, const char *path, const struct asset *a, size_t max)
{
	struct fail f = { 0 };
	struct wr w = { 0 };
	bool same = a != NULL && tree_read(treefd, path, max, &w, &f) == 0 &&
	    w.len == a->object.bytes &&
	    memcmp(w.buf, asset_bytes(a), w.len) == 0;

	wr_free(&w);
	return same;
}

/* The i-th database that is to be served; NULL behind the last. */
static const char *
wanted(const struct stock *s, size_t i)
{
	const struct conf_site *conf = s->conf;
	const struct catalog *c = &s->anchor.catalog;

	if (conf->ndbs > 0)
		return i < conf->ndbs ? conf->dbs[i] : NULL;
	return i < c->ndbs ? c->dbs[i].name : NULL;
}

static bool
is_wanted(const struct stock *s, const char *name)
{
	const char *db;

	for (size_t i = 0; (db = wanted(s, i)) != NULL; i++)
		if (strcmp(db, name) == 0)
			return true;
	return false;
}

/* Those that are named, or else those of the catalog. */
static void
name_dbs(struct stock *s)
{
	const char *db;
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (!is_wanted(s, s->dbs[i].name)) {
			db_clear(&s->dbs[i]);
			continue;
		}
		if (n != i) {
			s->dbs[n] = s->dbs[i];
			s->dbs[i] = (struct stock_db){ 0 };
		}
		n++;
	}
	s->n = n;
	for (size_t i = 0; (db = wanted(s, i)) != NULL; i++)
		if (stock_db(s, db) == NULL)
			memcpy(s->dbs[s->n++].name, db, strlen(db) + 1);
}

/* The folder may be another by now: trees are also replaced whole. */
static int
look_tree(struct stock *s, struct fail *f)
{
	int fd = open(s->conf->tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1)
		return fail_errno(f, "%s", s->conf->tree);
	close(s->treefd);
	s->treefd = fd;
	return 0;
}

static void
look_catalog(struct looking *l)
{
	struct stock *s = l->stock;
	struct fail f = { 0 };

	if (look_tree(s, &f) == 0 &&
	    !is_same(s->treefd, "catalog", s->anchor.newest, CATALOG_MAX) &&
	    anchor_look(&s->anchor, s->treefd, &s->conf->roots, &f) == 0)
		l->anew = true;
	name_dbs(s);
	if (tell(l, "catalog", s->why, &f) && f.kind != FAIL_NONE)
		s->refused[f.kind]++;
}

/* Takes an edition over, unless it is the present one again. */
static bool
take(struct stock_db *d, struct edition *e)
{
	if (d->now != NULL &&
	    object_same(&d->now->head_file->object, &e->head_file->object)) {
		edition_free(e);
		return false;
	}
	edition_free(d->former[STOCK_FORMER - 1]);
	memmove(&d->former[1], &d->former[0],
	    (STOCK_FORMER - 1) * sizeof(d->former[0]));
	d->former[0] = d->now;
	d->now = e;
	d->changed = true;
	return true;
}

/* How late a head is here, and is served. */
static void
reckon(const struct stock *s, struct stock_db *d, const char *path)
{
	uint32_t since = d->now->head.time;
	struct timespec now;
	struct stat st;

	if (d->former[0] == NULL)
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	lag_add(&d->publish, &now, since);
	if (fstatat(s->treefd, path, &st, AT_SYMLINK_NOFOLLOW) == 0)
		lag_add(&d->build, &st.st_ctim, since);
}

static void
look_db(const struct looking *l, struct stock_db *d)
{
	char path[NAME_DB_MAX + sizeof("/head")];
	struct fail f = { 0 };
	struct edition *e;

	d->changed = false;
	snprintf(path, sizeof(path), "%s/head", d->name);
	if (d->now == NULL || l->anew || d->why[0] != '\0' ||
	    !is_same(l->stock->treefd, path, d->now->head_file, HEAD_MAX)) {
		e = edition_load(l->stock->treefd, &l->stock->anchor.catalog,
		    d->name, d->now, &f);
		if (e != NULL && take(d, e))
			reckon(l->stock, d, path);
	}
	if (tell(l, d->name, d->why, &f) && f.kind != FAIL_NONE)
		d->refused[f.kind]++;
}

bool
stock_look(struct stock *s, stock_say *say, void *arg)
{
	struct looking l = { .stock = s, .say = say, .arg = arg };
	bool changed = false;

	look_catalog(&l);
	for (size_t i = 0; i < s->n && s->anchor.held; i++) {
		look_db(&l, &s->dbs[i]);
		changed |= s->dbs[i].changed;
	}
	return changed;
}

struct stock_db *
stock_db(const struct stock *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->dbs[i].name, name) == 0)
			return &s->dbs[i];
	return NULL;
}

struct asset *
stock_object(const struct stock_db *d, const char *name)
{
	struct asset *a = d->now == NULL ? NULL : edition_object(d->now, name);

	for (size_t i = 0; a == NULL && i < STOCK_FORMER; i++)
		if (d->former[i] != NULL)
			a = edition_object(d->former[i], name);
	return a;
}

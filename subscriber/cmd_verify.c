#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/set.h"
#include "formats/stamp.h"
#include "keys/keyfile.h"
#include "keys/print.h"
#include "subscriber/cmd.h"
#include "subscriber/output.h"
#include "subscriber/recheck.h"
#include "subscriber/state.h"

static void
put_good(struct wr *w, const struct recheck *r, const struct sub_feed *feed,
    const struct sub_db *db, const char *path)
{
	char serial[STAMP_TEXT], id[KEY_ID_TEXT], key[PUBKEY_TEXT_LEN + 1];

	stamp_text(serial, r->head.serial);
	key_id_text(id, r->key.id);
	pubkey_text(key, &r->key);
	wr_fmt(w,
	    "%s/%s: %s, %" PRIu64 " entries, signed by key %s; %zu output%s "
	    "good\n",
	    feed->name, db->name, serial, r->head.entries, id, db->noutputs,
	    db->noutputs == 1 ? "" : "s");
	wr_fmt(w, "    minisign -V -P %s -m %s\n", key, path);
}

/* What is held of one database, and its files. */
static int
verify_db(const struct recheck_place *place, const struct sub_db *db,
    uint32_t now, struct wr *w, struct fail *f)
{
	struct recheck r;
	struct output_source src = { .feed = place->feed, .db = db };
	char name[NAME_DB_MAX + sizeof(".snap")], *path;

	if (recheck_db(&r, place, db->name, f) == -1)
		return -1;
	src.set = r.set;
	src.epoch = r.head.epoch;
	src.serial = r.head.serial;
	src.valid_until = r.until;
	if (output_verify(place->state, &src, now, f) == 0) {
		snprintf(name, sizeof(name), "%s.snap", db->name);
		path = state_path(place->state, place->feed->name, name);
		put_good(w, &r, place->feed, db, path);
		free(path);
	}
	recheck_free(&r);
	return f->kind == FAIL_NONE ? 0 : -1;
}

/* The first failure is the command's; those after it are told here. */
static int
bad(const char *feed, const char *db, const struct fail *why, struct fail *f)
{
	const char *slash = db != NULL ? "/" : "", *name = db != NULL ? db : "";

	if (f->kind != FAIL_NONE)
		print_warning("%s%s%s: %s", feed, slash, name, why->msg);
	return fail(f, why->kind, "%s%s%s: %s", feed, slash, name, why->msg);
}

static int
verify_feed(const struct state *state, const struct sub_feed *feed,
    uint32_t now, struct wr *w, struct fail *f)
{
	struct recheck_place place = { .state = state, .feed = feed };
	struct fail why = { 0 };
	int rc = 0;

	if (recheck_catalog(&place, &why) == -1)
		return bad(feed->name, NULL, &why, f);
	wr_fmt(w, "%s: catalog %u, signed by enough of its roots\n", feed->name,
	    place.catalog.version);
	for (size_t i = 0; i < feed->ndbs; i++) {
		why = (struct fail){ 0 };
		if (verify_db(&place, &feed->dbs[i], now, w, &why) == -1)
			rc = bad(feed->name, feed->dbs[i].name, &why, f);
	}
	return rc;
}

static int
run(const struct cmd_args *a, const struct sub_conf *conf, struct wr *w,
    struct fail *f)
{
	uint32_t now = a->now != 0 ? a->now : (uint32_t)time(NULL);
	struct state *state = state_look(conf->state, f);
	int rc = state == NULL ? -1 : 0;

	for (size_t i = 0; state != NULL && i < conf->nfeeds; i++) {
		const struct sub_feed *feed = &conf->feeds[i];

		if (a->feed == NULL || strcmp(a->feed, feed->name) == 0)
			rc |= verify_feed(state, feed, now, w, f);
	}
	state_close(state);
	return rc;
}

int
cmd_verify(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "[DATABASE...]",
		"Judges what is held from scratch: the catalog by the root "
		"keys, heads and snapshots by theirs, and outputs by what they "
		"have to be.",
		0, -1, NULL };
	struct sub_conf *conf;
	struct cmd_args a;
	struct wr w;
	int rc;

	cmd_parse(&a, CMD_PLACE | CMD(NOW), &shape, argc, argv);
	conf = cmd_conf(&a, f);
	if (conf == NULL ||
	    (a.feed != NULL && sub_conf_feed(conf, a.feed, f) == NULL)) {
		sub_conf_free(conf);
		return -1;
	}
	w = print_begin();
	rc = run(&a, conf, &w, f);
	if (print_end(&w, f) == -1)
		rc = -1;
	sub_conf_free(conf);
	return rc;
}

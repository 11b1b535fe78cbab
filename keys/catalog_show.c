#include <string.h>

#include "formats/catalog.h"
#include "formats/stamp.h"
#include "formats/wr.h"
#include "keys/catalog_show.h"
#include "keys/roots.h"
#include "keys/shown_key.h"

static bool
is_root(const struct roots *roots, const struct signature *s)
{
	for (size_t i = 0; i < roots->n; i++)
		if (memcmp(roots->keys[i].id, s->id, KEY_ID_LEN) == 0)
			return true;
	return false;
}

static void
show_roots(struct wr *w, const struct roots *roots,
    const struct roots_file *file)
{
	char id[KEY_ID_TEXT];

	wr_fmt(w, "signed by %u of its %zu roots, which takes %u\n",
	    roots_count(roots, file), roots->n, roots->threshold);
	for (size_t i = 0; i < roots->n; i++) {
		struct shown_key s = shown_key(&roots->keys[i]);

		wr_fmt(w, "root %s %s%s\n", s.id, s.text,
		    roots_file_by(file, &roots->keys[i]) ? " signed"
			: roots_file_find(file, roots->keys[i].id) != NULL
			? " SIGNED SOMETHING ELSE"
			: "");
	}
	for (size_t i = 0; i < file->n; i++) {
		if (is_root(roots, &file->signatures[i]))
			continue;
		key_id_text(id, file->signatures[i].id);
		wr_fmt(w, "signed by another key, %s\n", id);
	}
}

static void
show_db(struct wr *w, const struct catalog_db *db)
{
	char from[STAMP_TEXT], until[STAMP_TEXT];

	wr_fmt(w, "%s: epoch %u, a head every %u seconds\n", db->name,
	    db->epoch, db->interval);
	for (size_t i = 0; i < db->nkeys; i++) {
		struct shown_key s = shown_key_of(db->keys[i].key);

		stamp_text(from, db->keys[i].from);
		stamp_text(until, db->keys[i].until);
		wr_fmt(w, "  key %s %s from %s until %s\n", s.id, s.text, from,
		    until);
	}
}

void
catalog_show(struct wr *w, const struct catalog *c,
    const struct roots_file *file)
{
	char time[STAMP_TEXT], until[STAMP_TEXT];
	struct roots roots;

	roots_of(&roots, c);
	stamp_text(time, c->time);
	stamp_text(until, c->valid_until);
	wr_fmt(w, "catalog, version %u, of %s, valid until %s\n", c->version,
	    time, until);
	show_roots(w, &roots, file);
	for (size_t i = 0; i < c->ndbs; i++)
		show_db(w, &c->dbs[i]);
}

static void
set_time(json_t *object, const char *name, uint32_t time)
{
	char text[STAMP_TEXT];

	stamp_text(text, time);
	json_object_set_new(object, name, json_string(text));
}

static json_t *
key_json(const struct shown_key *s)
{
	return json_pack("{s:s, s:s}", "id", s->id, "key", s->text);
}

static json_t *
roots_json(const struct roots *roots, const struct roots_file *file)
{
	json_t *list = json_array();

	for (size_t i = 0; i < roots->n; i++) {
		struct shown_key s = shown_key(&roots->keys[i]);
		json_t *root = key_json(&s);

		json_object_set_new(root, "signed",
		    json_boolean(roots_file_by(file, &roots->keys[i])));
		json_array_append_new(list, root);
	}
	return list;
}

/* The ids of those signatures that are by none of its roots. */
static json_t *
others_json(const struct roots *roots, const struct roots_file *file)
{
	json_t *list = json_array();
	char id[KEY_ID_TEXT];

	for (size_t i = 0; i < file->n; i++) {
		key_id_text(id, file->signatures[i].id);
		if (!is_root(roots, &file->signatures[i]))
			json_array_append_new(list, json_string(id));
	}
	return list;
}

static json_t *
db_json(const struct catalog_db *db)
{
	json_t *keys = json_array();

	for (size_t i = 0; i < db->nkeys; i++) {
		struct shown_key s = shown_key_of(db->keys[i].key);
		json_t *key = key_json(&s);

		set_time(key, "from", db->keys[i].from);
		set_time(key, "until", db->keys[i].until);
		json_array_append_new(keys, key);
	}
	return json_pack("{s:s, s:I, s:I, s:o}", "name", db->name, "epoch",
	    (json_int_t)db->epoch, "interval", (json_int_t)db->interval, "keys",
	    keys);
}

json_t *
catalog_show_json(const struct catalog *c, const struct roots_file *file)
{
	json_t *out = json_object(), *dbs = json_array();
	struct roots roots;

	roots_of(&roots, c);
	json_object_set_new(out, "version", json_integer(c->version));
	set_time(out, "time", c->time);
	set_time(out, "valid_until", c->valid_until);
	json_object_set_new(out, "threshold", json_integer(c->threshold));
	json_object_set_new(out, "signed",
	    json_integer(roots_count(&roots, file)));
	json_object_set_new(out, "roots", roots_json(&roots, file));
	json_object_set_new(out, "other_signatures", others_json(&roots, file));
	for (size_t i = 0; i < c->ndbs; i++)
		json_array_append_new(dbs, db_json(&c->dbs[i]));
	json_object_set_new(out, "databases", dbs);
	return out;
}

#include <stdbool.h>
#include <string.h>

#include "formats/catalog.h"
#include "formats/stamp.h"
#include "formats/wr.h"
#include "keys/catalog_diff.h"
#include "keys/shown_key.h"

static void
diff_validity(struct wr *w, const struct catalog *before,
    const struct catalog *after)
{
	char was[STAMP_TEXT], is[STAMP_TEXT];

	stamp_text(was, before->valid_until);
	stamp_text(is, after->valid_until);
	if (before->valid_until != after->valid_until)
		wr_fmt(w, "  valid until %s instead of %s\n", is, was);
	if (before->threshold != after->threshold)
		wr_fmt(w, "  takes signatures of %u roots instead of %u\n",
		    after->threshold, before->threshold);
}

static bool
has_root(const struct catalog *c, const uint8_t root[static CATALOG_KEY_LEN])
{
	for (size_t i = 0; i < c->nroots; i++)
		if (memcmp(c->roots[i], root, CATALOG_KEY_LEN) == 0)
			return true;
	return false;
}

/* The roots of one that the other has not. */
static void
diff_roots(struct wr *w, const struct catalog *of, const struct catalog *other,
    const char *what)
{
	for (size_t i = 0; i < of->nroots; i++) {
		struct shown_key s = shown_key_of(of->roots[i]);

		if (!has_root(other, of->roots[i]))
			wr_fmt(w, "  root %s: %s %s\n", what, s.id, s.text);
	}
}

/* The same key of another; NULL if it is NULL or has it not. */
static const struct catalog_key *
find_key(const struct catalog_db *db, const struct catalog_key *key)
{
	for (size_t i = 0; db != NULL && i < db->nkeys; i++)
		if (memcmp(db->keys[i].key, key->key, CATALOG_KEY_LEN) == 0)
			return &db->keys[i];
	return NULL;
}

/* "from ... until ..." */
static void
put_window(struct wr *w, const struct catalog_key *key)
{
	char from[STAMP_TEXT], until[STAMP_TEXT];

	stamp_text(from, key->from);
	stamp_text(until, key->until);
	wr_fmt(w, "from %s until %s", from, until);
}

/* The keys of a database that is new where there was none before. */
static void
diff_keys(struct wr *w, const struct catalog_db *before,
    const struct catalog_db *after)
{
	for (size_t i = 0; i < after->nkeys; i++) {
		const struct catalog_key *is = &after->keys[i];
		const struct catalog_key *was = find_key(before, is);
		struct shown_key s = shown_key_of(is->key);

		if (was != NULL && was->from == is->from &&
		    was->until == is->until)
			continue;
		wr_fmt(w, "  %s: key %s: %s %s ", after->name,
		    was == NULL ? "added" : "changed", s.id, s.text);
		put_window(w, is);
		if (was != NULL) {
			wr_fmt(w, " instead of ");
			put_window(w, was);
		}
		wr_fmt(w, "\n");
	}
}

static void
diff_lost_keys(struct wr *w, const struct catalog_db *before,
    const struct catalog_db *after)
{
	for (size_t i = 0; i < before->nkeys; i++) {
		struct shown_key s = shown_key_of(before->keys[i].key);

		if (find_key(after, &before->keys[i]) == NULL)
			wr_fmt(w,
			    "  %s: key removed: %s %s, and nothing that it "
			    "signed is believed any more\n",
			    before->name, s.id, s.text);
	}
}

static void
diff_db(struct wr *w, const struct catalog_db *before,
    const struct catalog_db *after)
{
	if (before->epoch != after->epoch)
		wr_fmt(w, "  %s: epoch %u instead of %u\n", after->name,
		    after->epoch, before->epoch);
	if (before->interval != after->interval)
		wr_fmt(w, "  %s: a head every %u seconds instead of %u\n",
		    after->name, after->interval, before->interval);
	diff_keys(w, before, after);
	diff_lost_keys(w, before, after);
}

static void
diff_dbs(struct wr *w, const struct catalog *before,
    const struct catalog *after)
{
	for (size_t i = 0; i < after->ndbs; i++) {
		const struct catalog_db *db = &after->dbs[i];
		const struct catalog_db *was = catalog_db(before, db->name);

		if (was != NULL) {
			diff_db(w, was, db);
			continue;
		}
		wr_fmt(w,
		    "  database added: %s, epoch %u, a head every %u "
		    "seconds\n",
		    db->name, db->epoch, db->interval);
		diff_keys(w, NULL, db);
	}
	for (size_t i = 0; i < before->ndbs; i++)
		if (catalog_db(after, before->dbs[i].name) == NULL)
			wr_fmt(w, "  database removed: %s\n",
			    before->dbs[i].name);
}

void
catalog_diff(struct wr *w, const struct catalog *before,
    const struct catalog *after)
{
	struct wr lines = { 0 };

	diff_validity(&lines, before, after);
	diff_roots(&lines, after, before, "added");
	diff_roots(&lines, before, after, "removed");
	diff_dbs(&lines, before, after);
	if (lines.len == 0)
		wr_fmt(&lines, "  nothing\n");
	wr_fmt(w, "changed since version %u:\n", before->version);
	wr_bytes(w, lines.buf, lines.len);
	wr_free(&lines);
}

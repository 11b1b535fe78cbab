#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/mem.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/newfile.h"
#include "subscriber/conf.h"
#include "subscriber/follow.h"
#include "subscriber/status.h"
#include "subscriber/status_json.h"

#define STATUS_NAME "status.json"

enum status_state
status_of(const struct status_db *db, uint32_t now)
{
	if (db->serial == 0)
		return STATUS_NONE;
	if (now >= db->valid_until)
		return STATUS_STALE;
	return now >= db->fresh_until ? STATUS_LATE : STATUS_FRESH;
}

const char *
status_name(enum status_state state)
{
	static const char *const names[] = { "fresh", "late", "stale", "none" };

	return names[state];
}

void
status_free(struct status *s)
{
	free(s->dbs);
	*s = (struct status){ 0 };
}

const struct status_db *
status_find(const struct status *s, const char *feed, const char *db)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->dbs[i].feed, feed) == 0 &&
		    strcmp(s->dbs[i].db, db) == 0)
			return &s->dbs[i];
	return NULL;
}

/* "<state>/status.json" with its NUL. */
static struct wr
path_of(const char *state)
{
	struct wr w = { 0 };

	wr_fmt(&w, "%s/" STATUS_NAME "%c", state, '\0');
	return w;
}

int
status_read(struct status *s, const char *state, struct fail *f)
{
	struct wr path = path_of(state);
	int rc;

	*s = (struct status){ 0 };
	if (access((const char *)path.buf, F_OK) == -1 && errno == ENOENT)
		rc = 0;
	else
		rc = status_json_read(s, (const char *)path.buf, f);
	wr_free(&path);
	return rc;
}

static bool
is_configured(const struct sub_conf *conf, const struct status_db *row)
{
	for (size_t i = 0; i < conf->nfeeds; i++) {
		const struct sub_feed *feed = &conf->feeds[i];

		for (size_t k = 0; k < feed->ndbs; k++)
			if (strcmp(feed->name, row->feed) == 0 &&
			    strcmp(feed->dbs[k].name, row->db) == 0)
				return true;
	}
	return false;
}

static void
drop_others(struct status *s, const struct sub_conf *conf)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++)
		if (is_configured(conf, &s->dbs[i]))
			s->dbs[kept++] = s->dbs[i];
	s->n = kept;
}

/* The row of a database, made if there is none. */
static struct status_db *
row_of(struct status *s, const char *feed, const char *db)
{
	const struct status_db *found = status_find(s, feed, db);
	struct status_db *row;

	if (found != NULL)
		return &s->dbs[found - s->dbs];
	s->dbs = mem_resize(s->dbs, s->n + 1, sizeof(s->dbs[0]));
	row = &s->dbs[s->n++];
	*row = (struct status_db){ 0 };
	snprintf(row->feed, sizeof(row->feed), "%s", feed);
	snprintf(row->db, sizeof(row->db), "%s", db);
	return row;
}

static void
take_head(struct status_db *row, const struct follow_db *db)
{
	const struct head *h = &db->head;

	row->epoch = db->holds ? h->epoch : 0;
	row->serial = db->holds ? h->serial : 0;
	row->time = db->holds ? h->time : 0;
	row->fresh_until = db->holds ? h->fresh_until : 0;
	row->valid_until = db->holds ? h->valid_until : 0;
	row->entries = db->holds ? h->entries : 0;
	row->bytes = db->holds ? h->snapshot.bytes : 0;
}

static void
take_look(struct status_db *row, const struct follow_db *db,
    const struct status_look *look)
{
	row->looked = look->now;
	row->looks++;
	row->next = look->next;
	if (db->checked > row->checked)
		row->checked = db->checked;
	if (db->source != NULL)
		snprintf(row->source, sizeof(row->source), "%s", db->source);
	if (db->change.changed) {
		row->changes++;
		row->received += db->change.bytes;
	}
}

/* One of the last look stays while nothing but writing is done. */
static bool
is_known(const struct status_db *row, const struct follow_db *db)
{
	return db->write_fail.kind == FAIL_NONE ||
	    strcmp(row->fail.msg, db->fail.msg) == 0;
}

static void
take_fail(struct status_db *row, const struct follow_db *db,
    const struct status_look *look)
{
	bool known = !look->looked && is_known(row, db);

	row->fail = db->fail;
	if (db->fail.kind == FAIL_NONE || known)
		return;
	row->failures++;
	row->failed = look->now;
}

static void
take(struct status *s, const struct status_look *look)
{
	for (size_t i = 0; i < look->n; i++) {
		const struct follow_db *db = &look->dbs[i];
		struct status_db *row =
		    row_of(s, look->feed->name, db->conf->name);

		take_head(row, db);
		if (look->looked)
			take_look(row, db, look);
		take_fail(row, db, look);
	}
}

static int
put(const char *path, void text(struct wr *, const struct status *),
    const struct status *s, struct fail *f)
{
	struct wr w = { 0 };
	int rc;

	text(&w, s);
	rc = newfile_put(path, rd_over(w.buf, w.len), 0644, true, f);
	wr_free(&w);
	return rc;
}

int
status_put(const struct sub_conf *conf, const struct status_look *look,
    struct fail *f)
{
	struct wr path = path_of(conf->state);
	struct fail odd = { 0 };
	struct status s;
	int rc;

	/* one that cannot be read begins anew */
	if (status_read(&s, conf->state, &odd) == -1)
		status_free(&s);
	drop_others(&s, conf);
	take(&s, look);
	rc = put((const char *)path.buf, status_json, &s, f);
	if (conf->textfile != NULL &&
	    put(conf->textfile, status_metrics, &s, f) == -1)
		rc = -1;
	status_free(&s);
	wr_free(&path);
	return rc;
}

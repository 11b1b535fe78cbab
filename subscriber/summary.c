#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "formats/set.h"
#include "formats/stamp.h"
#include "formats/wr.h"
#include "subscriber/follow.h"
#include "subscriber/summary.h"

static uint64_t
entries_of(const struct follow_db *d)
{
	return set_size(d->set, IP4) + set_size(d->set, IP6);
}

/* "a snapshot and 2 deltas" */
static void
put_way(struct wr *w, const struct follow_change *c)
{
	if (c->snapshot)
		wr_str(w, c->steps > 0 ? "a snapshot and " : "a snapshot");
	if (c->steps > 0)
		wr_fmt(w, "%u delta%s", c->steps, c->steps == 1 ? "" : "s");
}

static void
put_change(struct wr *w, const struct follow_change *c)
{
	wr_fmt(w, ", +%" PRIu64 " -%" PRIu64, c->ranges.added,
	    c->ranges.removed);
	if (c->ranges.changed > 0)
		wr_fmt(w, " ~%" PRIu64, c->ranges.changed);
	wr_fmt(w, ", %" PRIu64 " bytes: ", c->bytes);
	put_way(w, c);
}

static void
put_db(struct wr *w, const struct follow_db *d)
{
	wr_fmt(w, "%s: ", d->conf->name);
	if (!d->holds) {
		wr_str(w, "nothing is held yet\n");
		return;
	}
	wr_fmt(w, "serial %" PRIu32 ", %" PRIu64 " entries", d->head.serial,
	    entries_of(d));
	if (d->change.changed)
		put_change(w, &d->change);
	else if (d->fail.kind == FAIL_NONE)
		wr_str(w, ", nothing new");
	else
		wr_str(w, ", still in service");
	if (d->fail.kind == FAIL_NONE && !d->behind)
		wr_fmt(w, ", from %s", d->source);
	wr_u8(w, '\n');
}

void
summary_text(struct wr *w, const struct follow *fo, bool only_news)
{
	size_t n;
	const struct follow_db *dbs = follow_dbs(fo, &n);

	for (size_t i = 0; i < n; i++)
		if (!only_news || dbs[i].change.changed)
			put_db(w, &dbs[i]);
}

static void
warn_of(struct wr *w, const struct fail *f, const struct fail *told)
{
	if (f->kind != FAIL_NONE && strstr(told->msg, f->msg) == NULL)
		wr_fmt(w, "%s\n", f->msg);
}

static void
warn_of_db(struct wr *w, const struct follow_db *d, uint32_t now,
    const struct fail *told)
{
	char until[STAMP_TEXT];

	warn_of(w, &d->fail, told);
	if (d->change.deltas.kind != FAIL_NONE)
		wr_fmt(w, "%s; a snapshot was taken in their place\n",
		    d->change.deltas.msg);
	if (!d->holds || d->head.fresh_until >= now)
		return;
	stamp_text(until, d->head.fresh_until);
	wr_fmt(w,
	    "%s: was to be fresh until %s, and nobody has a newer head: still "
	    "in service\n",
	    d->conf->name, until);
}

/* A source's gravest is a database's, too, unless another one served that. */
void
summary_warnings(struct wr *w, const struct follow *fo, uint32_t now,
    const struct fail *told)
{
	size_t n;
	const struct follow_db *dbs = follow_dbs(fo, &n);

	for (size_t i = 0; i < follow_feed(fo)->nsources; i++) {
		const struct fail *f = follow_source_fail(fo, i);
		bool twice = false;

		for (size_t k = 0; k < n; k++)
			twice |= strcmp(f->msg, dbs[k].fail.msg) == 0;
		if (!twice)
			warn_of(w, f, told);
	}
	for (size_t i = 0; i < n; i++)
		warn_of_db(w, &dbs[i], now, told);
}

static json_t *
change_json(const struct follow_change *c)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:b, s:I}", "added",
	    (json_int_t)c->ranges.added, "removed",
	    (json_int_t)c->ranges.removed, "changed",
	    (json_int_t)c->ranges.changed, "bytes", (json_int_t)c->bytes,
	    "snapshot", c->snapshot, "deltas", (json_int_t)c->steps);
}

static void
set_time(json_t *j, const char *name, uint32_t time)
{
	char text[STAMP_TEXT];

	stamp_text(text, time);
	json_object_set_new(j, name, json_string(text));
}

static json_t *
db_json(const struct follow_db *d)
{
	json_t *j = json_pack("{s:s, s:b, s:i}", "name", d->conf->name, "holds",
	    d->holds, "written", (int)d->written);

	if (d->holds) {
		json_object_set_new(j, "epoch", json_integer(d->head.epoch));
		json_object_set_new(j, "serial", json_integer(d->head.serial));
		json_object_set_new(j, "entries",
		    json_integer((json_int_t)entries_of(d)));
		set_time(j, "time", d->head.time);
		set_time(j, "fresh_until", d->head.fresh_until);
		set_time(j, "valid_until", d->head.valid_until);
	}
	if (d->source != NULL)
		json_object_set_new(j, "source", json_string(d->source));
	if (d->change.changed)
		json_object_set_new(j, "change", change_json(&d->change));
	if (d->fail.kind != FAIL_NONE) {
		json_object_set_new(j, "error", json_string(d->fail.msg));
		json_object_set_new(j, "exit", json_integer(d->fail.kind));
	}
	return j;
}

json_t *
summary_json(const struct follow *fo)
{
	size_t n;
	const struct follow_db *all = follow_dbs(fo, &n);
	json_t *dbs = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(dbs, db_json(&all[i]));
	return json_pack("{s:s, s:o}", "feed", follow_feed(fo)->name,
	    "databases", dbs);
}

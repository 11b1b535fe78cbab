#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/stamp.h"
#include "formats/wr.h"
#include "keys/print.h"
#include "keys/verdict.h"
#include "subscriber/cmd.h"
#include "subscriber/cmd_place.h"
#include "subscriber/status.h"

/* What is to be shown: rows of the state folder, or of its configuration. */
struct view {
	struct status status;
	uint32_t now;
};

static uint32_t
elapsed(uint32_t from, uint32_t to)
{
	return to > from ? to - from : 0;
}

static enum verdict
verdict_of(enum status_state state)
{
	return state == STATUS_FRESH ? VERDICT_FINE
	    : state == STATUS_LATE   ? VERDICT_WARNING
				     : VERDICT_CRITICAL;
}

static enum verdict
verdict_of_all(const struct view *v)
{
	enum verdict worst = v->status.n > 0 ? VERDICT_FINE : VERDICT_UNKNOWN;

	for (size_t i = 0; i < v->status.n; i++) {
		enum verdict one =
		    verdict_of(status_of(&v->status.dbs[i], v->now));

		if (one > worst)
			worst = one;
	}
	return worst;
}

static void
put_head(struct wr *w)
{
	wr_fmt(w, "%-10s %-10s %-6s %-20s %5s %10s %5s  %s\n", "FEED",
	    "DATABASE", "STATE", "SERIAL", "AGE", "ENTRIES", "NEXT", "SOURCE");
}

static void
put_row(struct wr *w, const struct status_db *db, uint32_t now)
{
	char serial[STAMP_TEXT] = "-", age[PRINT_CELL] = "-";
	char next[PRINT_CELL] = "-";

	if (db->serial != 0) {
		stamp_text(serial, db->serial);
		print_span(age, elapsed(db->time, now));
	}
	if (db->next != 0)
		print_span(next, elapsed(now, db->next));
	wr_fmt(w, "%-10s %-10s %-6s %-20s %5s %10" PRIu64 " %5s  %s\n",
	    db->feed, db->db, status_name(status_of(db, now)), serial, age,
	    db->entries, next, db->source[0] != '\0' ? db->source : "-");
	if (db->fail.kind != FAIL_NONE)
		wr_fmt(w, "    failed %s ago: %s\n",
		    print_span(age, elapsed(db->failed, now)), db->fail.msg);
}

static int
print_table(const struct view *v, struct fail *f)
{
	struct wr w = print_begin();

	if (v->status.n == 0)
		wr_str(&w, "no look was made yet\n");
	else
		put_head(&w);
	for (size_t i = 0; i < v->status.n; i++)
		put_row(&w, &v->status.dbs[i], v->now);
	return print_end(&w, f);
}

/* What is wrong with one, for a line of several. */
static void
put_trouble(struct wr *w, const struct status_db *db, uint32_t now)
{
	enum status_state state = status_of(db, now);
	char span[PRINT_CELL];

	wr_fmt(w, "; %s/%s", db->feed, db->db);
	if (state == STATUS_NONE)
		wr_str(w, " holds nothing");
	else if (state == STATUS_STALE)
		wr_fmt(w, " is past valid-until by %s",
		    print_span(span, elapsed(db->valid_until, now)));
	else if (state == STATUS_LATE)
		wr_fmt(w, " is past fresh-until by %s",
		    print_span(span, elapsed(db->fresh_until, now)));
	if (db->fail.kind != FAIL_NONE)
		wr_fmt(w, "%s: %s", state == STATUS_FRESH ? " failed" : "",
		    db->fail.msg);
}

static void
put_performance(struct wr *w, const struct view *v)
{
	for (size_t i = 0; i < v->status.n; i++) {
		const struct status_db *db = &v->status.dbs[i];

		wr_fmt(w, "%s%s_%s_age=%us;%u;%u %s_%s_entries=%" PRIu64,
		    i == 0 ? " | " : " ", db->feed, db->db,
		    elapsed(db->time, v->now),
		    elapsed(db->time, db->fresh_until),
		    elapsed(db->time, db->valid_until), db->feed, db->db,
		    db->entries);
	}
}

/* One line, as monitoring plugins print it. */
static int
print_check(const struct view *v, struct fail *f)
{
	struct wr w = print_begin();
	size_t fresh = 0;

	for (size_t i = 0; i < v->status.n; i++)
		fresh += status_of(&v->status.dbs[i], v->now) == STATUS_FRESH;
	wr_fmt(&w, "FEEDSUB %s: %zu of %zu databases fresh",
	    verdict_name(verdict_of_all(v)), fresh, v->status.n);
	for (size_t i = 0; i < v->status.n; i++) {
		const struct status_db *db = &v->status.dbs[i];

		if (status_of(db, v->now) != STATUS_FRESH ||
		    db->fail.kind != FAIL_NONE)
			put_trouble(&w, db, v->now);
	}
	put_performance(&w, v);
	wr_str(&w, "\n");
	return print_end(&w, f);
}

/* The file's rows, each with its state. */
static void
put_json(const struct view *v)
{
	struct wr w = { 0 };
	json_t *all, *rows, *row;
	size_t i;

	status_json(&w, &v->status);
	all = json_loadb((const char *)w.buf, w.len, 0, NULL);
	rows = json_object_get(all, "databases");
	json_array_foreach(rows, i, row)
	{
		const struct status_db *db = &v->status.dbs[i];

		json_object_set_new(row, "state",
		    json_string(status_name(status_of(db, v->now))));
		json_object_set_new(row, "age",
		    json_integer(elapsed(db->time, v->now)));
	}
	json_object_set_new(all, "now", json_integer(v->now));
	print_json(all);
	wr_free(&w);
}

/* Leaves the rows that are asked for. */
static void
keep_feed(struct status *s, const char *feed)
{
	size_t kept = 0;

	for (size_t i = 0; feed != NULL && i < s->n; i++)
		if (strcmp(s->dbs[i].feed, feed) == 0)
			s->dbs[kept++] = s->dbs[i];
	if (feed != NULL)
		s->n = kept;
}

static int
show(const struct cmd_args *a, const struct view *v, struct fail *f)
{
	if (a->check)
		return print_check(v, f);
	if (!a->json)
		return print_table(v, f);
	put_json(v);
	return fflush(stdout) == EOF ? fail_errno(f, "standard output") : 0;
}

static int
run(const struct cmd_args *a, enum verdict *verdict, struct fail *f)
{
	struct view v = { .now = a->now != 0 ? a->now : (uint32_t)time(NULL) };
	struct cmd_place place;
	int rc;

	if (cmd_place_open(&place, a, f) == -1)
		return -1;
	rc = cmd_place_status(&place, &v.status, f);
	keep_feed(&v.status, a->feed);
	if (rc == 0)
		rc = show(a, &v, f);
	*verdict = verdict_of_all(&v);
	status_free(&v.status);
	cmd_place_close(&place);
	return rc;
}

int
cmd_status(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { NULL,
		"Says how everything stands.  Exits with 0 if all is fresh, 1 "
		"if something is past fresh-until, 2 if something is past "
		"valid-until or not held, 3 if that cannot be told.",
		0, 0, NULL };
	enum verdict verdict = VERDICT_UNKNOWN;
	struct cmd_args a;

	argp_err_exit_status = VERDICT_UNKNOWN;
	cmd_parse(&a,
	    CMD(CHECK) | CMD(CONFIG) | CMD(FEED) | CMD(JSON) | CMD(NOW) |
		CMD(STATE),
	    &shape, argc, argv);
	if (run(&a, &verdict, f) == -1) {
		fprintf(stderr, "feedsub: %s\n", f->msg);
		verdict = VERDICT_UNKNOWN;
	}
	exit(verdict);
}

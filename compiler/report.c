#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/report.h"
#include "formats/mem.h"
#include "formats/name.h"
#include "formats/stamp.h"
#include "keys/print.h"

const char *
report_state(const struct build *b)
{
	static const char *const names[] = {
		[BUILD_FAILED] = "failed",
		[BUILD_SAME] = "unchanged",
		[BUILD_NEW] = "published",
	};

	if (b->fail.kind == FAIL_GUARD)
		return "refused";
	return names[b->state];
}

/* The table's columns; names to the left, numbers to the right. */
enum column {
	NAME,
	STATE,
	RANGES4,
	RANGES6,
	COVERED4,
	ADDED,
	REMOVED,
	SNAPSHOT,
	DELTA,
	TEXTS,
	SECONDS,
	COLUMNS,
};

#define CELL PRINT_CELL

_Static_assert(CELL > NAME_DB_MAX, "the longest cell is a database's name");

struct row {
	char cell[COLUMNS][CELL];
};

static const struct row heads = { {
    "database",
    "state",
    "IPv4",
    "IPv6",
    "IPv4 addresses",
    "added",
    "removed",
    "snapshot",
    "delta",
    "texts",
    "seconds",
} };

static void
fill_row(struct row *r, const struct build *b)
{
	snprintf(r->cell[NAME], CELL, "%s", b->db->policy.name);
	snprintf(r->cell[STATE], CELL, "%s", report_state(b));
	if (b->state == BUILD_FAILED) {
		for (int i = STATE + 1; i < COLUMNS; i++)
			snprintf(r->cell[i], CELL, "-");
		return;
	}
	print_count(r->cell[RANGES4], b->entries[IP4]);
	print_count(r->cell[RANGES6], b->entries[IP6]);
	print_count(r->cell[COVERED4], (uint64_t)b->covered[IP4]);
	print_count(r->cell[ADDED], b->change.added);
	print_count(r->cell[REMOVED], b->change.removed);
	print_bytes(r->cell[SNAPSHOT], b->snapshot_bytes);
	print_bytes(r->cell[DELTA], b->delta_bytes);
	print_bytes(r->cell[TEXTS], b->text_bytes);
	snprintf(r->cell[SECONDS], CELL, "%.2f", b->seconds);
}

static void
widen(int widths[static COLUMNS], const struct row *r)
{
	for (int i = 0; i < COLUMNS; i++) {
		int n = (int)strlen(r->cell[i]);

		if (n > widths[i])
			widths[i] = n;
	}
}

static void
put_row(const struct row *r, const int widths[static COLUMNS])
{
	printf("%-*s", widths[NAME], r->cell[NAME]);
	printf("  %-*s", widths[STATE], r->cell[STATE]);
	for (int i = STATE + 1; i < COLUMNS; i++)
		printf("  %*s", widths[i], r->cell[i]);
	putchar('\n');
}

void
report_table(const struct build *builds, size_t n)
{
	struct row *rows = mem_new(n, sizeof(*rows));
	int widths[COLUMNS] = { 0 };

	widen(widths, &heads);
	for (size_t i = 0; i < n; i++) {
		fill_row(&rows[i], &builds[i]);
		widen(widths, &rows[i]);
	}
	put_row(&heads, widths);
	for (size_t i = 0; i < n; i++)
		put_row(&rows[i], widths);
	free(rows);
}

void
report_line(const struct build *b)
{
	struct row r;

	if (b->state != BUILD_NEW)
		return;
	fill_row(&r, b);
	printf("%s: %s + %s ranges, %s added, %s removed, delta %s, %s s\n",
	    r.cell[NAME], r.cell[RANGES4], r.cell[RANGES6], r.cell[ADDED],
	    r.cell[REMOVED], r.cell[DELTA], r.cell[SECONDS]);
	fflush(stdout);
}

static json_t *
source_json(const struct intake_source *s)
{
	json_t *j = json_pack("{s:s, s:I, s:I, s:I, s:b}", "name",
	    s->guard.name, "records", (json_int_t)s->guard.records, "protected",
	    (json_int_t)s->guard.protected, "bad", (json_int_t)s->bad, "held",
	    s->held);

	if (s->why.kind != FAIL_NONE)
		json_object_set_new(j, "why", json_string(s->why.msg));
	return j;
}

static json_t *
build_json(const struct build *b)
{
	json_t *sources = json_array();
	json_t *j = json_pack("{s:s, s:s}", "name", b->db->policy.name, "state",
	    report_state(b));
	char covered6[24];

	for (size_t i = 0; i < b->intake.n; i++)
		json_array_append_new(sources,
		    source_json(&b->intake.sources[i]));
	if (b->state == BUILD_FAILED) {
		json_object_set_new(j, "error", json_string(b->fail.msg));
		json_object_set_new(j, "exit", json_integer(b->fail.kind));
	} else {
		snprintf(covered6, sizeof(covered6), "%.6g",
		    (double)b->covered[IP6]);
		json_object_update_new(j,
		    json_pack("{s:I, s:I, s:I, s:I, s:s}", "serial",
			(json_int_t)b->serial, "ipv4_entries",
			(json_int_t)b->entries[IP4], "ipv6_entries",
			(json_int_t)b->entries[IP6], "ipv4_addresses",
			(json_int_t)b->covered[IP4], "ipv6_addresses",
			covered6));
		json_object_update_new(j,
		    json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "added",
			(json_int_t)b->change.added, "removed",
			(json_int_t)b->change.removed, "changed",
			(json_int_t)b->change.changed, "snapshot_bytes",
			(json_int_t)b->snapshot_bytes, "delta_bytes",
			(json_int_t)b->delta_bytes, "text_bytes",
			(json_int_t)b->text_bytes));
		if (b->fail.kind != FAIL_NONE)
			json_object_set_new(j, "warning",
			    json_string(b->fail.msg));
	}
	json_object_set_new(j, "seconds", json_real(b->seconds));
	json_object_set_new(j, "sources", sources);
	return j;
}

void
report_json(const struct build *builds, size_t n, uint32_t now)
{
	json_t *list = json_array();
	char stamp[STAMP_TEXT];

	stamp_text(stamp, now);
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, build_json(&builds[i]));
	print_json(json_pack("{s:s, s:o}", "now", stamp, "databases", list));
}

static bool
warn_source(const char *db, const struct intake_source *s)
{
	const char *name = s->guard.name;

	if (s->held && !s->lost)
		print_warning("%s: source %s held back, its last good state "
			      "counts: %s",
		    db, name, s->why.msg);
	else if (s->held)
		print_warning("%s: source %s held back: %s", db, name,
		    s->why.msg);
	else if (s->why.kind != FAIL_NONE)
		print_warning("%s: source %s: %s", db, name, s->why.msg);
	if (s->hits.capped)
		print_warning("%s: source %s sent more than its rate: the rest "
			      "waits for the next builds",
		    db, name);
	if (s->bad > 0)
		print_warning("%s: source %s: %" PRIu64
			      " bad lines, the first: %s",
		    db, name, s->bad, s->first_bad.msg);
	if (s->guard.protected > 0)
		print_warning("%s: source %s: %" PRIu64
			      " lines meet protected space, which is cut out, "
			      "the first: %s",
		    db, name, s->guard.protected, s->guard.first_protected);
	return s->why.kind != FAIL_NONE || s->bad > 0 || s->hits.capped;
}

size_t
report_warnings(const struct build *builds, size_t n)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++) {
		const struct build *b = &builds[i];

		for (size_t s = 0; s < b->intake.n; s++)
			bad += warn_source(b->db->policy.name,
			    &b->intake.sources[s]);
		if (b->fail.kind != FAIL_NONE)
			print_warning("%s", b->fail.msg);
	}
	return bad;
}

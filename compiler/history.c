#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/history.h"
#include "compiler/path.h"
#include "compiler/report.h"
#include "compiler/statefile.h"
#include "formats/mem.h"
#include "formats/stamp.h"

#define DAY 86400

/* The date of a time, with which names of files end. */
#define DATE_LEN 10

/* No line is longer. */
#define ROW_MAX 1024

static int
day_path(char out[static PATH_MAX], const char *folder, const char *db,
    uint32_t time, struct fail *f)
{
	char stamp[STAMP_TEXT];

	stamp_text(stamp, time);
	return path_join(out, f, "%s/%s.%.*s", folder, db, DATE_LEN, stamp);
}

static json_t *
row_json(const struct history_row *r)
{
	return json_pack(
	    "{s:I, s:I, s:s, s:b, s:f, s:f, s:I, s:I, s:I, s:I, s:I, s:I, s:I, "
	    "s:I, s:I, s:I, s:I, s:I}",
	    "as_of", (json_int_t)r->as_of, "serial", (json_int_t)r->serial,
	    "state", r->state, "failed", r->failed, "seconds", r->seconds,
	    "late", r->late, "ipv4", (json_int_t)r->entries[IP4], "ipv6",
	    (json_int_t)r->entries[IP6], "added", (json_int_t)r->added,
	    "removed", (json_int_t)r->removed, "changed",
	    (json_int_t)r->changed, "snapshot_bytes",
	    (json_int_t)r->snapshot_bytes, "delta_bytes",
	    (json_int_t)r->delta_bytes, "records", (json_int_t)r->records,
	    "late_hits", (json_int_t)r->late_hits, "future_hits",
	    (json_int_t)r->future_hits, "bad", (json_int_t)r->bad, "held",
	    (json_int_t)r->held);
}

static uint64_t
count_of(const json_t *j, const char *name)
{
	json_int_t v = json_integer_value(json_object_get(j, name));

	return v > 0 ? (uint64_t)v : 0;
}

static bool
row_of(struct history_row *r, const json_t *j)
{
	const char *state = json_string_value(json_object_get(j, "state"));

	if (state == NULL || strlen(state) >= sizeof(r->state))
		return false;
	*r = (struct history_row){
		.as_of = (uint32_t)count_of(j, "as_of"),
		.serial = (uint32_t)count_of(j, "serial"),
		.seconds = json_real_value(json_object_get(j, "seconds")),
		.late = json_real_value(json_object_get(j, "late")),
		.failed = json_is_true(json_object_get(j, "failed")),
		.entries = { count_of(j, "ipv4"), count_of(j, "ipv6") },
		.added = count_of(j, "added"),
		.removed = count_of(j, "removed"),
		.changed = count_of(j, "changed"),
		.snapshot_bytes = count_of(j, "snapshot_bytes"),
		.delta_bytes = count_of(j, "delta_bytes"),
		.records = count_of(j, "records"),
		.late_hits = count_of(j, "late_hits"),
		.future_hits = count_of(j, "future_hits"),
		.bad = count_of(j, "bad"),
		.held = (uint32_t)count_of(j, "held"),
	};
	memcpy(r->state, state, strlen(state) + 1);
	return true;
}

static void
count_sources(struct history_row *r, const struct intake *in)
{
	for (size_t i = 0; i < in->n; i++) {
		const struct intake_source *s = &in->sources[i];

		r->records += s->guard.records;
		r->late_hits += s->hits.late;
		r->future_hits += s->hits.future;
		r->bad += s->bad;
		r->held += s->held;
	}
}

static struct history_row
row_from(const struct build *b, uint32_t as_of, double late)
{
	struct history_row r = { .as_of = as_of,
		.serial = b->serial,
		.seconds = b->seconds,
		.late = late,
		.failed = b->state == BUILD_FAILED,
		.entries = { b->entries[IP4], b->entries[IP6] },
		.added = b->change.added,
		.removed = b->change.removed,
		.changed = b->change.changed,
		.snapshot_bytes = b->snapshot_bytes,
		.delta_bytes = b->delta_bytes };

	snprintf(r.state, sizeof(r.state), "%s", report_state(b));
	count_sources(&r, &b->intake);
	return r;
}

/* Removes the files of a database from days before a path's. */
static void
sweep(const char *folder, const char *oldest)
{
	DIR *dir = opendir(folder);
	const char *first = strrchr(oldest, '/') + 1;
	size_t prefix = strlen(first) - DATE_LEN;
	const struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (strlen(e->d_name) == strlen(first) &&
		    strncmp(e->d_name, first, prefix) == 0 &&
		    strcmp(e->d_name, first) < 0)
			unlinkat(dirfd(dir), e->d_name, 0);
	if (dir != NULL)
		closedir(dir);
}

int
history_add(const char *state, const struct build *b, uint32_t as_of,
    double late, struct fail *f)
{
	const char *db = b->db->policy.name;
	char folder[PATH_MAX], path[PATH_MAX], line[ROW_MAX];
	struct history_row row = row_from(b, as_of, late);
	json_t *j = row_json(&row);
	size_t n = json_dumpb(j, line, sizeof(line) - 2, JSON_COMPACT);

	json_decref(j);
	memcpy(line + n, "\n", 2);
	if (statefile_path(folder, state, "builds", f) == -1 ||
	    (mkdir(folder, 0755) == -1 && errno != EEXIST))
		return fail_errno(f, "%.300s", folder);
	if (day_path(path, folder, db, as_of - (HISTORY_DAYS - 1) * DAY, f) ==
	    -1)
		return -1;
	sweep(folder, path);
	return day_path(path, folder, db, as_of, f) == -1
	    ? -1
	    : statefile_append(path, line, f);
}

static void
add_row(struct history *h, const struct history_row *row)
{
	h->rows = mem_grow(h->rows, h->n, &h->cap, sizeof(*h->rows));
	h->rows[h->n++] = *row;
}

static void
read_day(struct history *h, const char *path, uint32_t since)
{
	FILE *file = fopen(path, "re");
	char line[ROW_MAX];

	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		json_t *j = json_loads(line, 0, NULL);
		struct history_row row;

		if (row_of(&row, j) && row.as_of >= since)
			add_row(h, &row);
		json_decref(j);
	}
	if (file != NULL)
		fclose(file);
}

int
history_read(struct history *h, const char *state, const char *db,
    uint32_t since, struct fail *f)
{
	char folder[PATH_MAX], path[PATH_MAX];

	*h = (struct history){ 0 };
	if (path_join(folder, f, "%s/builds", state) == -1)
		return -1;
	for (uint32_t day = 0; day < HISTORY_DAYS; day++) {
		if (day_path(path, folder, db, since + day * DAY, f) == -1)
			return -1;
		read_day(h, path, since);
	}
	return 0;
}

void
history_clear(struct history *h)
{
	free(h->rows);
	*h = (struct history){ 0 };
}

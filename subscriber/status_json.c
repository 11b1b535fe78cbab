#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/wr.h"
#include "subscriber/status_json.h"
#include "subscriber/status_number.h"

/* The numbers of a row, in the order of the file. */
static const struct {
	const char *name;
	struct status_number value;
} numbers[] = {
	{ "epoch", STATUS_NUMBER(epoch) },
	{ "serial", STATUS_NUMBER(serial) },
	{ "time", STATUS_NUMBER(time) },
	{ "fresh_until", STATUS_NUMBER(fresh_until) },
	{ "valid_until", STATUS_NUMBER(valid_until) },
	{ "entries", STATUS_NUMBER(entries) },
	{ "bytes", STATUS_NUMBER(bytes) },
	{ "looked", STATUS_NUMBER(looked) },
	{ "checked", STATUS_NUMBER(checked) },
	{ "next", STATUS_NUMBER(next) },
	{ "failed", STATUS_NUMBER(failed) },
	{ "looks", STATUS_NUMBER(looks) },
	{ "failures", STATUS_NUMBER(failures) },
	{ "changes", STATUS_NUMBER(changes) },
	{ "received", STATUS_NUMBER(received) },
	{ "code", STATUS_NUMBER(fail.kind) },
};

#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static json_t *
row_to_json(const struct status_db *db)
{
	json_t *j = json_pack("{s:s, s:s}", "feed", db->feed, "db", db->db);

	for (size_t i = 0; i < NUMBERS; i++) {
		json_int_t v =
		    (json_int_t)status_number_get(db, &numbers[i].value);

		json_object_set_new(j, numbers[i].name, json_integer(v));
	}
	json_object_set_new(j, "source", json_string(db->source));
	json_object_set_new(j, "failure", json_string(db->fail.msg));
	return j;
}

void
status_json(struct wr *w, const struct status *s)
{
	json_t *rows = json_array(), *all;
	char *text;

	for (size_t i = 0; i < s->n; i++)
		json_array_append_new(rows, row_to_json(&s->dbs[i]));
	all = json_pack("{s:i, s:o}", "version", 1, "databases", rows);
	text = json_dumps(all, JSON_INDENT(1));
	wr_fmt(w, "%s\n", text);
	free(text);
	json_decref(all);
}

/* A text of an object, cut to its room; empty if it has none. */
static void
take_text(char *out, size_t size, const json_t *j, const char *name)
{
	const char *text = json_string_value(json_object_get(j, name));

	snprintf(out, size, "%s", text != NULL ? text : "");
}

static void
row_of_json(struct status_db *db, const json_t *j)
{
	for (size_t i = 0; i < NUMBERS; i++)
		status_number_set(db, &numbers[i].value,
		    (uint64_t)json_integer_value(
			json_object_get(j, numbers[i].name)));
	take_text(db->feed, sizeof(db->feed), j, "feed");
	take_text(db->db, sizeof(db->db), j, "db");
	take_text(db->source, sizeof(db->source), j, "source");
	take_text(db->fail.msg, sizeof(db->fail.msg), j, "failure");
}

int
status_json_read(struct status *s, const char *path, struct fail *f)
{
	json_error_t why;
	json_t *all = json_load_file(path, 0, &why);
	const json_t *rows = json_object_get(all, "databases"), *j;
	size_t i;

	if (json_integer_value(json_object_get(all, "version")) != 1) {
		json_decref(all);
		return fail(f, FAIL_FORMAT, "%s: cannot be read: %s", path,
		    all == NULL ? why.text : "of another version");
	}
	s->dbs = mem_new(json_array_size(rows) + 1, sizeof(s->dbs[0]));
	json_array_foreach(rows, i, j) row_of_json(&s->dbs[s->n++], j);
	json_decref(all);
	return 1;
}

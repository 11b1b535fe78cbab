#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "compiler/build.h"
#include "compiler/history_row.h"
#include "compiler/report.h"

json_t *
history_row_json(const struct history_row *r)
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

bool
history_row_read(struct history_row *r, const json_t *j)
{
	const char *state = json_string_value(json_object_get(j, "state"));

	if (state == NULL || strlen(state) >= sizeof(r->state))
		return false;
	*r = (struct history_row){
		.as_of = (uint32_t)count_of(j, "as_of"),
		.serial = (uint32_t)count_of(j, "serial"),
		.seconds = json_number_value(json_object_get(j, "seconds")),
		.late = json_number_value(json_object_get(j, "late")),
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

struct history_row
history_row_of(const struct build *b, uint32_t as_of, double late)
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

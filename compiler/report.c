#include <inttypes.h>
#include <stdio.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/print.h"
#include "compiler/report.h"
#include "formats/stamp.h"

static const char *
state_name(const struct build *b)
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

/* Large IPv6 coverage is told in /64 networks, as v6 is handed out. */
static void
put_row(const struct build *b)
{
	if (b->state == BUILD_FAILED) {
		printf("%-8s %s\n", b->db->policy.name, state_name(b));
		return;
	}
	printf("%-8s %-9s %10" PRIu64 " %8" PRIu64 " %11" PRIu64 " %9" PRIu64
	       " %9" PRIu64 " %10" PRIu64 " %11" PRIu64 " %7.2f\n",
	    b->db->policy.name, state_name(b), b->entries[IP4], b->entries[IP6],
	    (uint64_t)b->covered[IP4], b->change.added, b->change.removed,
	    b->snapshot_bytes, b->text_bytes, b->seconds);
}

void
report_table(const struct build *builds, size_t n)
{
	printf("%-8s %-9s %10s %8s %11s %9s %9s %10s %11s %7s\n", "database",
	    "state", "IPv4", "IPv6", "addresses", "added", "removed",
	    "snapshot", "texts", "seconds");
	for (size_t i = 0; i < n; i++)
		put_row(&builds[i]);
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
	    state_name(b));
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
		    json_pack("{s:I, s:I, s:I, s:I, s:I}", "added",
			(json_int_t)b->change.added, "removed",
			(json_int_t)b->change.removed, "changed",
			(json_int_t)b->change.changed, "snapshot_bytes",
			(json_int_t)b->snapshot_bytes, "text_bytes",
			(json_int_t)b->text_bytes));
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
	else if (s->why.kind != FAIL_NONE)
		print_warning("%s: source %s: %s", db, name, s->why.msg);
	if (s->bad > 0)
		print_warning("%s: source %s: %" PRIu64
			      " bad lines, the first: %s",
		    db, name, s->bad, s->first_bad.msg);
	if (s->guard.protected > 0)
		print_warning("%s: source %s: %" PRIu64
			      " lines meet protected space, which is cut out, "
			      "the first: %s",
		    db, name, s->guard.protected, s->guard.first_protected);
	return s->why.kind != FAIL_NONE || s->bad > 0;
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

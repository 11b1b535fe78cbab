#include <stdio.h>
#include <string.h>

#include "compiler/cmd.h"
#include "compiler/mapped.h"
#include "compiler/reach.h"
#include "formats/fail.h"
#include "formats/record.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/value.h"
#include "formats/zone.h"
#include "keys/print.h"

static void
put_record(struct wr *w, const struct set *s, const struct listing *l,
    uint32_t serial)
{
	struct record r = { .range = l->range, .time = serial };
	struct value v = values_at(set_values(s), l->value);
	struct print_answer answer =
	    print_answer_of(v.code, v.text, l->until * 60);

	record_set(&r, ATTR_CODE,
	    (struct text){ answer.code, strlen(answer.code) });
	if (v.len > 0)
		record_set(&r, ATTR_TXT, (struct text){ v.text, v.len });
	if (l->until != 0)
		record_set(&r, ATTR_UNTIL,
		    (struct text){ answer.until, strlen(answer.until) });
	record_write(w, &r);
}

static void
put_records(struct wr *w, const struct set *s, uint32_t serial, uint32_t now)
{
	for (int family = IP4; family <= IP6; family++) {
		for (size_t i = 0; i < set_size(s, family); i++) {
			struct listing l = set_at(s, family, i);

			if (listing_is_live(&l, now / 60))
				put_record(w, s, &l, serial);
		}
	}
}

static int
put_zone(struct wr *w, const struct set *s, const struct snapshot_id *id,
    const struct cmd_args *a, struct fail *f)
{
	const struct zone_format *format = zone_format(a->format);
	char origin[NAME_DB_MAX + 10];
	struct zone_info info = {
		.db = id->db,
		.origin = a->origin != NULL ? a->origin : origin,
		.ns = { "localhost" },
		.nns = 1,
		.contact = "hostmaster.localhost",
		.serial = id->serial,
		.now = a->now.time / 60,
		.ttl = 2100,
		.refresh = 3600,
		.retry = 600,
		.expire = 604800,
		.negative_ttl = 300,
	};

	if (format == NULL)
		return fail(f, FAIL_USAGE, "no format \"%s\"", a->format);
	snprintf(origin, sizeof(origin), "%s.invalid", id->db);
	return format->write(w, s, &info, f);
}

static int
dump(const struct cmd_args *a, const struct set *s,
    const struct snapshot_id *id, struct fail *f)
{
	struct wr w = print_begin();
	int result = 0;

	if (a->format == NULL || strcmp(a->format, "rec") == 0)
		put_records(&w, s, id->serial, a->now.time);
	else
		result = put_zone(&w, s, id, a, f);
	return print_end(&w, f) == -1 ? -1 : result;
}

/* A state of the publish tree. */
static int
dump_state(const struct cmd_args *a, struct fail *f)
{
	struct reach state;
	int result;

	if (cmd_state(a, a->operands[0], &state, f) == -1)
		return -1;
	result = dump(a, state.end.set, &state.end.id, f);
	reach_clear(&state);
	return result;
}

static int
dump_file(const struct cmd_args *a, struct fail *f)
{
	struct snapshot_id id;
	struct set *s;
	int result;

	if (a->operands[0] == NULL)
		return fail(f, FAIL_USAGE,
		    "which snapshot?  Name a file, or a database with --db");
	s = mapped_set(a->operands[0], &id, f);
	if (s == NULL)
		return -1;
	result = dump(a, s, &id, f);
	set_free(s);
	return result;
}

int
cmd_dump(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "[SNAPSHOT]",
		"Writes what a snapshot lists, as records or as a zone, "
		"without what has ended: a file, or with --db what is "
		"published, of a serial or the newest.",
		0, 1, NULL };
	struct cmd_args a;

	cmd_parse(&a,
	    CMD(CONFIG) | CMD(DB) | CMD(FORMAT) | CMD(ORIGIN) | CMD(NOW),
	    &shape, argc, argv);
	return a.db != NULL ? dump_state(&a, f) : dump_file(&a, f);
}

#include <stdio.h>
#include <string.h>

#include "compiler/cmd.h"
#include "compiler/mapped.h"
#include "compiler/print.h"
#include "formats/fail.h"
#include "formats/record.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/stamp.h"
#include "formats/value.h"
#include "formats/zone.h"

static void
put_record(struct wr *w, const struct set *s, const struct listing *l,
    uint32_t serial)
{
	struct record r = { .range = l->range, .time = serial };
	struct value v = values_at(set_values(s), l->value);
	char code[ADDR_TEXT], until[STAMP_TEXT];

	addr_text(code, IP4, v.code);
	record_set(&r, ATTR_CODE, (struct text){ code, strlen(code) });
	if (v.len > 0)
		record_set(&r, ATTR_TXT, (struct text){ v.text, v.len });
	if (l->until != 0) {
		stamp_text(until, l->until * 60);
		record_set(&r, ATTR_UNTIL,
		    (struct text){ until, strlen(until) });
	}
	record_write(w, &r);
}

static void
put_records(struct wr *w, const struct set *s, uint32_t serial, uint32_t now)
{
	for (int family = IP4; family <= IP6; family++) {
		for (size_t i = 0; i < set_size(s, family); i++) {
			struct listing l = set_at(s, family, i);

			if (l.until == 0 || l.until > now / 60)
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
dump(const struct cmd_args *a, struct fail *f)
{
	const char *path = a->operands[0];
	struct snapshot_id id;
	struct mapped m;
	struct set *s;
	struct wr w;
	int result = 0;

	if (mapped_open(&m, path, f) == -1)
		return -1;
	s = snapshot_decode(mapped_rd(&m), &id, f);
	mapped_close(&m);
	if (s == NULL)
		return fail_at(f, "%s", path);
	w = print_begin();
	if (a->format == NULL || strcmp(a->format, "rec") == 0)
		put_records(&w, s, id.serial, a->now.time);
	else
		result = put_zone(&w, s, &id, a, f);
	set_free(s);
	return print_end(&w, f) == -1 ? -1 : result;
}

int
cmd_dump(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "SNAPSHOT",
		"Writes what a snapshot lists, as records or as a zone, "
		"without what has ended.",
		1, 1, NULL };
	struct cmd_args a;

	cmd_parse(&a, CMD(FORMAT) | CMD(ORIGIN) | CMD(NOW), &shape, argc, argv);
	return dump(&a, f);
}

#include "formats/record.h"
#include "formats/stamp.h"
#include "formats/wr.h"

const char *
record_set(struct record *rec, enum attr a, struct text value)
{
	const char *rule = attr_rule(a, value);
	enum family family;
	u128 code = 0;

	if (rule != NULL)
		return rule;
	if (a == ATTR_UNTIL)
		stamp_parse(value.p, value.p + value.len, &rec->until);
	if (a == ATTR_CODE) {
		addr_parse(value.p, value.p + value.len, &family, &code);
		rec->code = (uint32_t)code;
	}
	rec->attrs[a] = value;
	rec->has |= (uint16_t)(1u << a);
	return NULL;
}

/* Whether a value must be written in quotes. */
static bool
wants_quotes(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.p[i] == ' ' || t.p[i] == '"')
			return true;
	return t.len == 0;
}

static void
write_value(struct wr *w, struct text t)
{
	if (!wants_quotes(t)) {
		wr_bytes(w, t.p, t.len);
		return;
	}
	wr_str(w, "\"");
	for (size_t i = 0; i < t.len; i++) {
		if (t.p[i] == '"' || t.p[i] == '\\')
			wr_str(w, "\\");
		wr_bytes(w, t.p + i, 1);
	}
	wr_str(w, "\"");
}

void
record_write(struct wr *w, const struct record *rec)
{
	char range[RANGE_TEXT], stamp[STAMP_TEXT];

	range_text(range, &rec->range);
	stamp_text(stamp, rec->time);
	wr_str(w, rec->removal ? "!" : "");
	wr_str(w, range);
	wr_str(w, " ");
	wr_str(w, stamp);
	for (enum attr a = 0; a < ATTRS; a++) {
		if (!record_has(rec, a))
			continue;
		wr_str(w, " ");
		wr_str(w, attr_name(a));
		wr_str(w, "=");
		write_value(w, rec->attrs[a]);
	}
	wr_str(w, "\n");
}

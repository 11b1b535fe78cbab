#include <string.h>

#include "formats/base64.h"
#include "formats/delta.h"
#include "formats/field.h"
#include "formats/head.h"
#include "formats/wr.h"

#define FORMAT "feedmill head 1"

static void
write_time(struct wr *w, const char *name, uint32_t t)
{
	wr_fmt(w, "%s: ", name);
	field_put_time(w, t);
	wr_u8(w, '\n');
}

static void
write_signature(struct wr *w, const struct minisig *s)
{
	wr_str(w, "signature: ");
	base64_write(w, s->sig, sizeof(s->sig));
	wr_fmt(w, "\ncomment: %s\nglobal: ", s->comment);
	base64_write(w, s->global, sizeof(s->global));
	wr_u8(w, '\n');
}

void
head_write(struct wr *w, const struct head *h)
{
	wr_fmt(w, "format: " FORMAT "\ndb: %s\nepoch: %u\nserial: %u\n", h->db,
	    h->epoch, h->serial);
	write_time(w, "time", h->time);
	write_time(w, "fresh-until", h->fresh_until);
	write_time(w, "valid-until", h->valid_until);
	wr_str(w, "entries: ");
	wr_dec(w, h->entries);
	wr_str(w, "\nsnapshot: ");
	field_put_object(w, &h->snapshot);
	wr_u8(w, '\n');
	write_signature(w, &h->signature);
	wr_str(w, "index: ");
	field_put_object(w, &h->index);
	wr_u8(w, '\n');
	if (h->has_delta) {
		wr_fmt(w, "delta: %u ", h->delta_from);
		field_put_object(w, &h->delta);
		wr_u8(w, '\n');
	}
}

static bool
field_comment(struct field *c, char out[static MINISIG_COMMENT + 1])
{
	size_t n = (size_t)(c->end - c->p);

	if (n > MINISIG_COMMENT)
		return false;
	for (size_t i = 0; i < n; i++)
		if (c->p[i] < ' ' || c->p[i] > '~')
			return false;
	memcpy(out, c->p, n);
	out[n] = '\0';
	return true;
}

/* Size and hash, which end a line. */
static int
parse_object(struct fields *l, struct field *c, struct object *o,
    struct fail *f)
{
	if (!field_object(c, o) || !field_done(c))
		return fields_bad(l, f,
		    "a size and a hash of 64 digits are wanted");
	return 0;
}

static int
parse_times(struct fields *l, struct head *h, struct fail *f)
{
	if (fields_u32(l, "epoch: ", &h->epoch, f) == -1 ||
	    fields_u32(l, "serial: ", &h->serial, f) == -1 ||
	    fields_time(l, "time: ", &h->time, f) == -1 ||
	    fields_time(l, "fresh-until: ", &h->fresh_until, f) == -1 ||
	    fields_time(l, "valid-until: ", &h->valid_until, f) == -1)
		return -1;
	if (h->fresh_until <= h->time || h->valid_until < h->fresh_until)
		return fields_bad(l, f,
		    "time < fresh-until <= valid-until is broken");
	return 0;
}

static int
parse_signature(struct fields *l, struct minisig *s, struct fail *f)
{
	struct field c;

	if (fields_take(l, "signature: ", &c, f) == -1)
		return -1;
	if (!field_base64(&c, s->sig, sizeof(s->sig)) || !field_done(&c))
		return fields_bad(l, f, "a signature is 100 digits of base64");
	if (fields_take(l, "comment: ", &c, f) == -1)
		return -1;
	if (!field_comment(&c, s->comment))
		return fields_bad(l, f,
		    "a comment is 255 printable ASCII at most");
	if (fields_take(l, "global: ", &c, f) == -1)
		return -1;
	if (!field_base64(&c, s->global, sizeof(s->global)) || !field_done(&c))
		return fields_bad(l, f,
		    "a global signature is 88 digits of base64");
	return 0;
}

static int
parse_snapshot(struct fields *l, struct head *h, struct fail *f)
{
	struct field c;

	if (fields_take(l, "entries: ", &c, f) == -1)
		return -1;
	if (!field_number(&c, INT64_MAX, &h->entries) || !field_done(&c))
		return fields_bad(l, f, "a number below 2^63 is wanted");
	if (fields_take(l, "snapshot: ", &c, f) == -1 ||
	    parse_object(l, &c, &h->snapshot, f) == -1)
		return -1;
	return parse_signature(l, &h->signature, f);
}

static int
parse_way(struct fields *l, struct head *h, struct fail *f)
{
	struct field c;

	if (fields_take(l, "index: ", &c, f) == -1 ||
	    parse_object(l, &c, &h->index, f) == -1)
		return -1;
	h->has_delta = fields_if(l, "delta: ", &c);
	if (!h->has_delta)
		return 0;
	if (!field_u32(&c, &h->delta_from) || !field_byte(&c, ' ') ||
	    h->delta_from >= h->serial)
		return fields_bad(l, f, "a delta starts at an earlier serial");
	if (parse_object(l, &c, &h->delta, f) == -1)
		return -1;
	if (h->delta.bytes > DELTA_MAX)
		return fail(f, FAIL_SIZE,
		    "a delta of %ju bytes is over the limit of %u",
		    (uintmax_t)h->delta.bytes, DELTA_MAX);
	return 0;
}

int
head_parse(struct head *h, const char *text, size_t n, struct fail *f)
{
	struct fields l = fields_of(text, n);

	*h = (struct head){ 0 };
	if (n > HEAD_MAX)
		return fail(f, FAIL_FORMAT, "a head has at most %d bytes",
		    HEAD_MAX);
	if (fields_format(&l, FORMAT, f) == -1 ||
	    fields_db(&l, h->db, f) == -1 || parse_times(&l, h, f) == -1 ||
	    parse_snapshot(&l, h, f) == -1 || parse_way(&l, h, f) == -1)
		return -1;
	return fields_end(&l, f);
}

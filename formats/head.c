#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "formats/base64.h"
#include "formats/head.h"
#include "formats/stamp.h"
#include "formats/wr.h"

#define FORMAT  "feedmill head 1"
#define HEX_LEN (2 * (size_t)OBJECT_HASH_LEN)

static void
write_time(struct wr *w, const char *name, uint32_t t)
{
	char text[STAMP_TEXT];

	stamp_text(text, t);
	wr_fmt(w, "%s: %s\n", name, text);
}

/* Size and hash, which end a line. */
static void
write_object(struct wr *w, const struct object *o)
{
	char hex[HEX_LEN + 1];

	sodium_bin2hex(hex, sizeof(hex), o->hash, OBJECT_HASH_LEN);
	wr_dec(w, o->bytes);
	wr_fmt(w, " %s\n", hex);
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
	write_object(w, &h->snapshot);
	write_signature(w, &h->signature);
	if (h->has_index) {
		wr_str(w, "index: ");
		write_object(w, &h->index);
	}
	if (h->has_delta) {
		wr_fmt(w, "delta: %u ", h->delta_from);
		write_object(w, &h->delta);
	}
}

/* Lines of text as they are taken off its start. */
struct head_lines {
	const char *p;
	const char *end;
	unsigned number; /* of the line taken last */
};

/* Text that is taken off its start. */
struct cut {
	const char *p;
	const char *end;
};

static int
bad(const struct head_lines *l, struct fail *f, const char *rule)
{
	return fail(f, FAIL_FORMAT, "line %u: %s", l->number, rule);
}

/* The next line if it starts as said; what comes after that goes to *rest. */
static bool
line_if(struct head_lines *l, const char *start, struct cut *rest)
{
	size_t left = (size_t)(l->end - l->p), n = strlen(start);
	const char *nl = left > 0 ? memchr(l->p, '\n', left) : NULL;

	if (nl == NULL || (size_t)(nl - l->p) < n ||
	    memcmp(l->p, start, n) != 0)
		return false;
	*rest = (struct cut){ l->p + n, nl };
	l->p = nl + 1;
	l->number++;
	return true;
}

static int
line(struct head_lines *l, const char *start, struct cut *rest, struct fail *f)
{
	if (!line_if(l, start, rest))
		return fail(f, FAIL_FORMAT, "line %u: want \"%s...\"",
		    l->number + 1, start);
	return 0;
}

/* A decimal number without leading zeros, at most max. */
static bool
cut_number(struct cut *c, uint64_t max, uint64_t *v)
{
	const char *start = c->p;

	for (*v = 0; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++) {
		uint64_t digit = (uint64_t)(*c->p - '0');

		if (*v > (max - digit) / 10)
			return false;
		*v = *v * 10 + digit;
	}
	return c->p > start && (*start != '0' || c->p == start + 1);
}

static bool
cut_byte(struct cut *c, char want)
{
	return c->p < c->end && *c->p++ == want;
}

static bool
cut_hash(struct cut *c, uint8_t hash[static OBJECT_HASH_LEN])
{
	char again[HEX_LEN + 1];

	if ((size_t)(c->end - c->p) != HEX_LEN ||
	    sodium_hex2bin(hash, OBJECT_HASH_LEN, c->p, HEX_LEN, NULL, NULL,
		NULL) != 0)
		return false;
	sodium_bin2hex(again, sizeof(again), hash, OBJECT_HASH_LEN);
	return memcmp(again, c->p, HEX_LEN) == 0;
}

static bool
cut_object(struct cut *c, struct object *o)
{
	return cut_number(c, INT64_MAX, &o->bytes) && cut_byte(c, ' ') &&
	    cut_hash(c, o->hash);
}

/* The whole of a line is base64 of n bytes. */
static bool
cut_base64(const struct cut *c, void *out, size_t n)
{
	return base64_read(out, n, c->p, (size_t)(c->end - c->p));
}

static bool
cut_comment(const struct cut *c, char out[static MINISIG_COMMENT + 1])
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

static int
parse_u32(struct head_lines *l, const char *name, uint32_t *v, struct fail *f)
{
	struct cut c;
	uint64_t n;

	if (line(l, name, &c, f) == -1)
		return -1;
	if (!cut_number(&c, UINT32_MAX, &n) || c.p != c.end)
		return bad(l, f, "a number below 2^32 is wanted");
	*v = (uint32_t)n;
	return 0;
}

static int
parse_time(struct head_lines *l, const char *name, uint32_t *t, struct fail *f)
{
	struct cut c;

	if (line(l, name, &c, f) == -1)
		return -1;
	if (!stamp_parse(c.p, c.end, t))
		return bad(l, f, "a time is as 2026-11-21T22:25:00Z");
	return 0;
}

static int
parse_object(struct head_lines *l, struct cut *c, struct object *o,
    struct fail *f)
{
	if (!cut_object(c, o))
		return bad(l, f, "a size and a hash of 64 digits are wanted");
	return 0;
}

static int
parse_name(struct head_lines *l, struct head *h, struct fail *f)
{
	struct cut c;

	if (line(l, "format: ", &c, f) == -1)
		return -1;
	if (c.end - c.p != strlen(FORMAT) ||
	    memcmp(c.p, FORMAT, strlen(FORMAT)) != 0)
		return bad(l, f, "the format is not \"" FORMAT "\"");
	if (line(l, "db: ", &c, f) == -1)
		return -1;
	if (!name_is_db(c.p, (size_t)(c.end - c.p)))
		return bad(l, f, "this is no name of a database");
	memcpy(h->db, c.p, (size_t)(c.end - c.p));
	return 0;
}

static int
parse_times(struct head_lines *l, struct head *h, struct fail *f)
{
	if (parse_u32(l, "epoch: ", &h->epoch, f) == -1 ||
	    parse_u32(l, "serial: ", &h->serial, f) == -1 ||
	    parse_time(l, "time: ", &h->time, f) == -1 ||
	    parse_time(l, "fresh-until: ", &h->fresh_until, f) == -1 ||
	    parse_time(l, "valid-until: ", &h->valid_until, f) == -1)
		return -1;
	if (h->fresh_until <= h->time || h->valid_until < h->fresh_until)
		return bad(l, f, "time < fresh-until <= valid-until is broken");
	return 0;
}

static int
parse_signature(struct head_lines *l, struct minisig *s, struct fail *f)
{
	struct cut c;

	if (line(l, "signature: ", &c, f) == -1)
		return -1;
	if (!cut_base64(&c, s->sig, sizeof(s->sig)))
		return bad(l, f, "a signature is 100 digits of base64");
	if (line(l, "comment: ", &c, f) == -1)
		return -1;
	if (!cut_comment(&c, s->comment))
		return bad(l, f, "a comment is 255 printable ASCII at most");
	if (line(l, "global: ", &c, f) == -1)
		return -1;
	if (!cut_base64(&c, s->global, sizeof(s->global)))
		return bad(l, f, "a global signature is 88 digits of base64");
	return 0;
}

static int
parse_snapshot(struct head_lines *l, struct head *h, struct fail *f)
{
	struct cut c;

	if (line(l, "entries: ", &c, f) == -1)
		return -1;
	if (!cut_number(&c, INT64_MAX, &h->entries) || c.p != c.end)
		return bad(l, f, "a number below 2^63 is wanted");
	if (line(l, "snapshot: ", &c, f) == -1 ||
	    parse_object(l, &c, &h->snapshot, f) == -1)
		return -1;
	return parse_signature(l, &h->signature, f);
}

static int
parse_optional(struct head_lines *l, struct head *h, struct fail *f)
{
	struct cut c;
	uint64_t from;

	h->has_index = line_if(l, "index: ", &c);
	if (h->has_index && parse_object(l, &c, &h->index, f) == -1)
		return -1;
	h->has_delta = line_if(l, "delta: ", &c);
	if (!h->has_delta)
		return 0;
	if (!cut_number(&c, UINT32_MAX, &from) || !cut_byte(&c, ' ') ||
	    from >= h->serial)
		return bad(l, f, "a delta starts at an earlier serial");
	h->delta_from = (uint32_t)from;
	return parse_object(l, &c, &h->delta, f);
}

int
head_parse(struct head *h, const char *text, size_t n, struct fail *f)
{
	struct head_lines l = { text, text + n, 0 };

	*h = (struct head){ 0 };
	if (n > HEAD_MAX)
		return fail(f, FAIL_FORMAT, "a head has at most %d bytes",
		    HEAD_MAX);
	if (parse_name(&l, h, f) == -1 || parse_times(&l, h, f) == -1 ||
	    parse_snapshot(&l, h, f) == -1 || parse_optional(&l, h, f) == -1)
		return -1;
	if (l.p != l.end) {
		l.number++;
		return bad(&l, f, "nothing may follow");
	}
	return 0;
}

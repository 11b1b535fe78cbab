#include <sodium.h>
#include <string.h>

#include "compiler/journal_scan.h"
#include "formats/wr.h"

#define MAGIC_LEN (sizeof(JOURNAL_MAGIC) - 1)
#define NAME_LEN  (JOURNAL_HEADER - MAGIC_LEN - 2)
#define SUM_LEN   16

_Static_assert(NAME_LEN > NAME_DB_MAX, "a name fits the header");
_Static_assert(JOURNAL_RECORD == 4 + SUM_LEN, "before a body");

void
journal_write_header(struct wr *w, const char *db)
{
	wr_str(w, JOURNAL_MAGIC);
	wr_u16(w, JOURNAL_VERSION);
	wr_str(w, db);
	for (size_t n = strlen(db); n < NAME_LEN; n++)
		wr_u8(w, 0);
}

static int
read_header(struct rd *r, const char *db, struct fail *f)
{
	char want[NAME_LEN] = "";
	uint16_t version;

	rd_literal(r, JOURNAL_MAGIC, MAGIC_LEN);
	version = rd_u16(r);
	if (r->bad)
		return fail(f, FAIL_FORMAT, "is no journal");
	if (version != JOURNAL_VERSION)
		return fail(f, FAIL_FORMAT,
		    "is a journal of version %u, not %u", version,
		    JOURNAL_VERSION);
	memcpy(want, db, strlen(db));
	rd_literal(r, want, NAME_LEN);
	if (r->bad)
		return fail(f, FAIL_FORMAT, "is not the journal of %s", db);
	return 0;
}

static void
sum_of(uint8_t out[static SUM_LEN], uint64_t number, uint32_t n,
    const void *body)
{
	crypto_generichash_state state;
	struct wr w = { 0 };

	wr_u64(&w, number);
	wr_u32(&w, n);
	crypto_generichash_init(&state, NULL, 0, SUM_LEN);
	crypto_generichash_update(&state, w.buf, w.len);
	crypto_generichash_update(&state, body, n);
	crypto_generichash_final(&state, out, SUM_LEN);
	wr_free(&w);
}

int
journal_write_record(struct wr *w, uint64_t number, enum journal_kind kind,
    struct rd body, struct fail *f)
{
	size_t n = rd_left(&body) + 1;
	struct wr whole = { 0 };
	uint8_t sum[SUM_LEN];

	if (n > JOURNAL_RECORD_MAX)
		return fail(f, FAIL_SYSTEM, "a record of %zu bytes is too long",
		    n);
	wr_u8(&whole, (uint8_t)kind);
	wr_bytes(&whole, body.p, n - 1);
	sum_of(sum, number, (uint32_t)n, whole.buf);
	wr_u32(w, (uint32_t)n);
	wr_bytes(w, sum, sizeof(sum));
	wr_bytes(w, whole.buf, n);
	wr_free(&whole);
	return 0;
}

/* The next record, if it is whole; else the cursor stays where it is. */
static bool
read_record(struct rd *r, uint64_t number, struct rd *body)
{
	struct rd ahead = *r;
	uint32_t n = rd_u32(&ahead);
	const uint8_t *sum = rd_take(&ahead, SUM_LEN);
	const uint8_t *bytes = rd_take(&ahead, n);
	uint8_t want[SUM_LEN];

	if (bytes == NULL || n == 0 || n > JOURNAL_RECORD_MAX)
		return false;
	sum_of(want, number, n, bytes);
	if (memcmp(sum, want, SUM_LEN) != 0)
		return false;
	*body = rd_over(bytes, n);
	*r = ahead;
	return true;
}

static int
take_record(struct journal_scan *s, const struct journal_reader *to,
    struct rd body, struct fail *f)
{
	uint8_t kind = rd_u8(&body);
	bool batch = s->parts != 0;

	if (kind < JOURNAL_PART || kind > JOURNAL_BATCH ||
	    batch != (kind == JOURNAL_BATCH))
		return fail(f, FAIL_FORMAT, "record %llu is out of place",
		    (unsigned long long)s->number);
	return to->record(to->arg, (enum journal_kind)kind, body, f);
}

int
journal_scan(struct journal_scan *s, struct rd r, const char *db,
    const struct journal_reader *to, struct fail *f)
{
	const uint8_t *start = r.p;
	struct rd body;

	*s = (struct journal_scan){ 0 };
	if (read_header(&r, db, f) == -1)
		return -1;
	while (read_record(&r, s->number, &body)) {
		enum journal_kind kind = (enum journal_kind)body.p[0];

		if (take_record(s, to, body, f) == -1)
			return -1;
		s->number++;
		s->end = (uint64_t)(r.p - start);
		if (kind == JOURNAL_END)
			s->parts = s->end;
	}
	if (s->parts == 0)
		return fail(f, FAIL_FORMAT, "its checkpoint is damaged");
	return 0;
}

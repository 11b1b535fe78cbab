/*
 * Lines of records: one that is read can be written, and what was written
 * reads as the same record and is written the same again.  Refusals name a
 * place within the line.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/place.h"
#include "formats/record.h"
#include "formats/wr.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool
is_same(const struct record *a, const struct record *b)
{
	if (a->range.first != b->range.first ||
	    a->range.last != b->range.last ||
	    a->range.family != b->range.family || a->span != b->span ||
	    a->time != b->time || a->until != b->until || a->code != b->code ||
	    a->removal != b->removal || a->has != b->has)
		return false;
	for (enum attr i = 0; i < ATTRS; i++)
		if (record_has(a, i) && !text_same(a->attrs[i], b->attrs[i]))
			return false;
	return true;
}

/* The canonical line of a record, which must read as the same one. */
static void
check_record(const struct record *rec)
{
	struct wr w = { 0 }, again = { 0 };
	struct place place = { "f", 1, 0 };
	struct fail f = { 0 };
	struct record back;
	char *line;

	record_write(&w, rec);
	if (w.buf[w.len - 1] != '\n' || memchr(w.buf, '\n', w.len - 1) != NULL)
		abort();
	line = malloc(w.len);
	memcpy(line, w.buf, w.len);
	if (record_parse(&back, line, line + w.len - 1, &place, &f) != 1 ||
	    !is_same(rec, &back))
		abort();
	record_write(&again, &back);
	if (again.len != w.len || memcmp(again.buf, w.buf, w.len) != 0)
		abort();
	free(line);
	wr_free(&w);
	wr_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *line = calloc(1, n + (n == 0));
	struct place place = { "f", 1, 0 };
	struct fail f = { 0 };
	struct record rec;
	int got;

	if (n > 0)
		memcpy(line, bytes, n);
	if (memchr(line, '\n', n) == NULL) {
		got = record_parse(&rec, line, line + n, &place, &f);
		if (got == 1)
			check_record(&rec);
		if ((got == -1) != (f.kind == FAIL_SYNTAX) ||
		    (got == -1 && (place.column < 1 || place.column > n + 1)))
			abort();
	}
	free(line);
	return 0;
}

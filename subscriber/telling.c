#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "subscriber/telling.h"
#include "subscriber/trust.h"

/* Of a head, an index and the lines of all parts. */
#define AROUND_MAX                                                             \
	(HEAD_MAX + INDEX_MAX + (uint64_t)BUNDLE_PARTS_MAX * BUNDLE_LINE_MAX)

void
telling_path(char path[static TELLING_PATH], const char *way, const char *db,
    const struct head *held)
{
	snprintf(path, TELLING_PATH,
	    "v1/%s/%s/%" PRIu32 ".%" PRIu32 ".%" PRIu32, db, way, held->epoch,
	    held->serial, held->time);
}

uint64_t
telling_most(const struct head *held)
{
	uint64_t deltas = 2 * held->snapshot.bytes;

	return AROUND_MAX +
	    (deltas < TRUST_BYTES_MAX ? deltas : TRUST_BYTES_MAX);
}

static int
take_apart(struct telling *t, struct bundle *b, const char *db, struct fail *f)
{
	char head[NAME_DB_MAX + sizeof("/head")], first[TEXT_SHOWN];
	struct bundle_part part;
	size_t cap = 0;
	int rc;

	snprintf(head, sizeof(head), "%s/head", db);
	while ((rc = bundle_next(b, &part, f)) == 1) {
		t->parts = mem_grow(t->parts, t->n, &cap, sizeof(t->parts[0]));
		t->parts[t->n++] = part;
	}
	if (rc == -1)
		return -1;
	if (t->n > 0 && text_is(t->parts[0].path, head))
		return 0;
	text_show(first, t->n > 0 ? t->parts[0].path : text_of(head, head));
	return fail(f, FAIL_WRONG, "begins with %s, want %s first", first,
	    head);
}

int
telling_open(struct telling *t, struct wr *bytes, const char *db,
    struct fail *f)
{
	struct bundle b;
	int rc = 1;

	*t = (struct telling){ .bytes = *bytes };
	*bytes = (struct wr){ 0 };
	if (bundle_open(&b, rd_over(t->bytes.buf, t->bytes.len),
		&(struct fail){ 0 }) == 0)
		rc = take_apart(t, &b, db, f);
	if (rc != 0)
		telling_free(t);
	return rc;
}

void
telling_free(struct telling *t)
{
	wr_free(&t->bytes);
	free(t->parts);
	*t = (struct telling){ 0 };
}

bool
telling_file(const struct telling *t, const char *path, struct rd *bytes)
{
	for (size_t i = 0; i < t->n; i++) {
		if (!text_is(t->parts[i].path, path))
			continue;
		*bytes = t->parts[i].bytes;
		return true;
	}
	return false;
}

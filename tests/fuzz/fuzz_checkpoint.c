/*
 * Checkpoints, each part behind its length in four bytes: a state that is read
 * is written as bytes that are read as the same state.
 */
#include <stdlib.h>
#include <string.h>

#include "compiler/fold.h"
#include "compiler/seen.h"
#include "formats/wr.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct state {
	struct fold *fold;
	struct seen seen;
};

static int
put(void *arg, struct rd part, struct fail *f)
{
	struct wr *w = arg;

	(void)f;
	wr_u32(w, (uint32_t)rd_left(&part));
	wr_bytes(w, part.p, rd_left(&part));
	return 0;
}

static void
write_state(struct wr *w, struct state *s)
{
	struct fail f = { 0 };

	fold_write(s->fold, put, w, &f);
	seen_write(&s->seen, put, w, &f);
}

static int
read_state(struct state *s, struct rd r)
{
	struct fail f = { 0 };
	int result = 0;

	*s = (struct state){ .fold = fold_new() };
	while (result == 0 && rd_left(&r) > 0) {
		struct rd part = rd_sub(&r, rd_u32(&r));

		result = fold_is_part(part) ? fold_read(s->fold, part, &f)
					    : seen_read(&s->seen, part, &f);
	}
	if (result == -1 && f.kind == FAIL_NONE)
		abort();
	return result;
}

static void
clear(struct state *s)
{
	fold_free(s->fold);
	seen_free(&s->seen);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct wr first = { 0 }, second = { 0 };
	struct state a, b;

	if (read_state(&a, rd_over(bytes, size)) == 0) {
		write_state(&first, &a);
		if (read_state(&b, rd_over(first.buf, first.len)) == -1)
			abort();
		write_state(&second, &b);
		if (first.len != second.len ||
		    memcmp(first.buf, second.buf, first.len) != 0)
			abort();
		clear(&b);
	}
	clear(&a);
	wr_free(&first);
	wr_free(&second);
	return 0;
}

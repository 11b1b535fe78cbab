/* Batches: what is read is written back as the same bytes, and folds. */
#include <stdlib.h>
#include <string.h>

#include "compiler/fold.h"
#include "compiler/hitbatch.h"
#include "formats/set.h"
#include "formats/wr.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* A first batch may be folded whatever its events are. */
static void
fold(const struct hitbatch *b)
{
	struct fold *f = fold_new();
	struct fail fail = { 0 };

	if (fold_apply(f, b, NULL, &fail) == 0)
		set_free(fold_set(f, NULL));
	fold_free(f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fail f = { 0 };
	struct wr w = { 0 };
	struct hitbatch b;

	if (hitbatch_read(rd_over(bytes, size), &b, &f) == 0) {
		hitbatch_write(&w, &b);
		if (w.len != size || memcmp(w.buf, bytes, size) != 0)
			abort();
		fold(&b);
	} else if (f.kind == FAIL_NONE) {
		abort();
	}
	wr_free(&w);
	hitbatch_free(&b);
	return 0;
}

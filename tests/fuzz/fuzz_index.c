#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/index.h"
#include "formats/wr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A way from each serial leads to the index's own. */
static void
walk(const struct index *x)
{
	if (!index_reaches(x, x->serial) ||
	    !index_reaches(x, x->snapshot_serial))
		abort();
	for (size_t i = 0; i < x->n; i++) {
		uint32_t to = index_to(x, i);

		if (to <= x->deltas[i].from || index_from(x, to) != i + 1)
			abort();
	}
}

/* What is read as an index is written again byte for byte. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct fail f = { 0 };
	struct wr w = { 0 };
	struct index x;

	if (index_parse(&x, text, size, &f) == 0) {
		walk(&x);
		index_write(&w, &x);
		if (w.len != size || memcmp(w.buf, data, size) != 0)
			abort();
	} else if (f.kind != FAIL_FORMAT) {
		abort();
	}
	index_clear(&x);
	wr_free(&w);
	return 0;
}

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/head.h"
#include "formats/wr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read as a head is written again byte for byte. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct fail f = { 0 };
	struct wr w = { 0 };
	struct head h;

	if (head_parse(&h, text, size, &f) == 0) {
		head_write(&w, &h);
		if (w.len != size || memcmp(w.buf, data, size) != 0)
			abort();
	} else if (f.kind == FAIL_NONE) {
		abort();
	}
	wr_free(&w);
	return 0;
}

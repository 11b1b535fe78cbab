#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/bundle.h"
#include "formats/mem.h"
#include "formats/wr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read as a bundle is written again byte for byte. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fail f = { 0 };
	struct wr w = { 0 };
	struct bundle b;
	struct bundle_part part;
	int rc = bundle_open(&b, rd_over(data, size), &f);

	bundle_begin(&w);
	while (rc == 0 && (rc = bundle_next(&b, &part, &f)) == 1) {
		char *path = mem_text(part.path.p, part.path.len);

		bundle_line(&w, path, rd_left(&part.bytes));
		wr_bytes(&w, part.bytes.p, rd_left(&part.bytes));
		free(path);
		rc = 0;
		if (rd_left(&b.rest) == 0)
			break;
	}
	if (rc == 0 && (w.len != size || memcmp(w.buf, data, size) != 0))
		abort();
	if (rc == -1 && f.kind != FAIL_FORMAT)
		abort();
	wr_free(&w);
	return 0;
}

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/head.h"
#include "formats/wr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read as a head or a signature is written again byte for byte. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct fail f = { 0 }, g = { 0 };
	struct minisig s;
	struct wr w = { 0 };
	struct head h;

	if (head_parse(&h, text, size, &f) == 0) {
		head_write(&w, &h);
		if (w.len != size || memcmp(w.buf, data, size) != 0)
			abort();
	} else if (f.kind == FAIL_NONE) {
		abort();
	}
	w.len = 0;
	if (minisig_parse(&s, text, size, &g) == 0) {
		struct minisig again;

		minisig_write(&w, &s);
		if (minisig_parse(&again, (const char *)w.buf, w.len, &g) !=
			0 ||
		    strcmp(s.sig, again.sig) != 0 ||
		    strcmp(s.comment, again.comment) != 0 ||
		    strcmp(s.global, again.global) != 0)
			abort();
	} else if (g.kind == FAIL_NONE) {
		abort();
	}
	wr_free(&w);
	return 0;
}

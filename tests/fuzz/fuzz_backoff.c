#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "subscriber/backoff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read is written, read and written as the same. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct backoff first = { 0 }, second = { 0 };
	struct wr a = { 0 }, b = { 0 };

	backoff_read(&first, rd_over(data, size));
	backoff_write(&a, &first);
	backoff_read(&second, rd_over(a.buf, a.len));
	backoff_write(&b, &second);
	if (a.len != b.len || a.len > size || first.n != second.n ||
	    (a.len > 0 && memcmp(a.buf, b.buf, a.len) != 0))
		abort();
	wr_free(&a);
	wr_free(&b);
	backoff_free(&first);
	backoff_free(&second);
	return 0;
}

/*
 * Text of addresses: what is read can be written, and what was written reads
 * as the same range and is written the same again.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/addr.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const char *s = (const char *)bytes;
	const char *at = s;
	char text[RANGE_TEXT], again[RANGE_TEXT];
	struct range r, back;
	size_t len;

	if (range_parse(s, s + n, &r, &at) != NULL) {
		if (at < s || at > s + n)
			abort();
		return 0;
	}
	if (r.first > r.last || r.last > family_last(r.family))
		abort();
	len = range_text(text, &r);
	if (len != strlen(text) ||
	    range_parse(text, text + len, &back, NULL) != NULL)
		abort();
	if (back.first != r.first || back.last != r.last ||
	    back.family != r.family)
		abort();
	range_text(again, &back);
	if (strcmp(text, again) != 0)
		abort();
	return 0;
}

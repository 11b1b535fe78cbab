/* What the fuzzers of source formats share. */
#ifndef FEEDMILL_FUZZ_SOURCES_H
#define FEEDMILL_FUZZ_SOURCES_H

#include <stdlib.h>
#include <string.h>

#include "tests/tool_source.h"

/* Whether a line starts so. */
static inline bool
has_line(const char *text, const char *start)
{
	size_t n = strlen(start);

	for (; *text != '\0'; text += strcspn(text, "\n") + 1)
		if (strncmp(text, start, n) == 0)
			return true;
	return false;
}

/* Whether records are canonical lines, which read as themselves. */
static inline void
check_lines(const struct wr *out)
{
	struct wr lines = { 0 }, again = { 0 };
	const char *p = (const char *)out->buf;
	const char *end = out->len > 0 ? p + out->len : p;

	while (p < end) {
		const char *feed = memchr(p, '\n', (size_t)(end - p));

		if (strncmp(p, "BAD ", 4) != 0 && strncmp(p, "FAIL ", 5) != 0)
			wr_bytes(&lines, p, (size_t)(feed + 1 - p));
		p = feed + 1;
	}
	text_of_source(&again, lines.buf, lines.len, "f", "record");
	if (has_line((char *)again.buf, "BAD "))
		abort();
	wr_free(&lines);
	wr_free(&again);
}

#endif

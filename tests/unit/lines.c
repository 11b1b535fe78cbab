#include <stdlib.h>

#include "formats/input.h"
#include "formats/lines.h"
#include "tests/tool_source.h"
#include "tests/unit/tap.h"

/* The lines of some bytes, numbered, with what is odd about them. */
static char *
lines_text(const char *bytes, size_t n)
{
	struct fail f = { 0 };
	int fd = file_of(bytes, n);
	struct input *in = input_open(fd, "f", "f", &f);
	struct wr w = { 0 };
	struct lines lines;
	struct line line;

	input_next(in, &f);
	lines = lines_of(in);
	while (lines_next(&lines, &line, &f) == 1)
		wr_fmt(&w, "%u:%zu%s%s ", lines.number,
		    (size_t)(line.end - line.p), line.too_long ? "!" : "",
		    line.unended ? "?" : "");
	lines_free(&lines);
	input_free(in);
	close(fd);
	wr_u8(&w, 0);
	return (char *)w.buf;
}

static void
test_text(const char *bytes, size_t n, const char *want, const char *name)
{
	char *have = lines_text(bytes, n);

	is_str(have, want, name);
	free(have);
}

/* One line of n bytes between two short ones. */
static void
test_long(size_t n, bool ended, const char *want)
{
	char *bytes = malloc(n + 10);
	char name[60];

	memcpy(bytes, "ab\n", 3);
	memset(bytes + 3, 'x', n);
	memcpy(bytes + 3 + n, "\ncd\n", 4);
	snprintf(name, sizeof(name), "a line of %zu bytes%s", n,
	    ended ? "" : " at the end");
	test_text(bytes, 3 + n + (ended ? 4 : 0), want, name);
	free(bytes);
}

/* Lines of all lengths up to some, which lie everywhere in the buffer. */
static void
test_many(void)
{
	struct wr w = { 0 };
	size_t at = 0, n = 0;
	char *have;

	for (size_t i = 0; i < 3000; i++) {
		for (size_t k = 0; k < i % 601; k++)
			wr_u8(&w, (uint8_t)('a' + k % 26));
		wr_u8(&w, '\n');
	}
	have = lines_text((char *)w.buf, w.len);
	for (size_t i = 0; i < 3000; i++) {
		char want[30];
		int len = sprintf(want, "%zu:%zu ", i + 1, i % 601);

		n += strncmp(have + at, want, (size_t)len) == 0;
		at += (size_t)len;
	}
	is_int((long long)n, 3000, "lines of all lengths");
	free(have);
	wr_free(&w);
}

int
main(void)
{
	test_text("", 0, "", "nothing");
	test_text("\n", 1, "1:0 ", "an empty line");
	test_text("a\nbc\n", 5, "1:1 2:2 ", "two lines");
	test_text("a\nbc", 4, "1:1 2:2? ", "no end");
	test_text("a\r\n\0\n", 5, "1:2 2:1 ", "CR and NUL are bytes of a line");
	test_long(LINE_BYTES_MAX, true, "1:2 2:32768 3:2 ");
	test_long(LINE_BYTES_MAX + 1, true, "1:2 2:32768! 3:2 ");
	test_long(1000000, true, "1:2 2:32768! 3:2 ");
	test_long(LINE_BYTES_MAX, false, "1:2 2:32768? ");
	test_long(1000000, false, "1:2 2:32768! ");
	test_many();
	return tap_end();
}

/*
 * Plain lists: what is read are records, as many as are lines at most; the
 * same list with CRLF, or blanks around its lines, says the same.
 */
#include "tests/fuzz/sources.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* The list with other white space. */
static void
change_blanks(struct wr *w, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n')
			wr_str(w, " \t\r");
		wr_u8(w, bytes[i]);
	}
}

/* Drops the messages, whose columns differ. */
static void
drop_bad(char *text)
{
	char *to = text;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n") + 1;

		if (strncmp(text, "BAD ", 4) != 0) {
			memmove(to, text, n);
			to += n;
		}
		text += n;
	}
	*to = '\0';
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct wr out = { 0 }, other = { 0 }, blanks = { 0 };

	text_of_source(&out, bytes, n, "f", "plain");
	if (has_line((char *)out.buf, "FAIL ")) {
		wr_free(&out); /* compressed */
		return 0;
	}
	check_lines(&out);
	change_blanks(&blanks, bytes, n);
	text_of_source(&other, blanks.buf, blanks.len, "f", "plain");
	drop_bad((char *)out.buf);
	drop_bad((char *)other.buf);
	if (n < 8000 && strcmp((char *)out.buf, (char *)other.buf) != 0)
		abort();
	wr_free(&out);
	wr_free(&other);
	wr_free(&blanks);
	return 0;
}

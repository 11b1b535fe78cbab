#include <string.h>

#include "formats/base64.h"
#include "formats/fail.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/keyline.h"

/* ASCII's, and those of Latin-1 as UTF-8 writes them (C2 80 to C2 9F). */
static bool
is_control(const char *s, size_t left)
{
	const uint8_t *c = (const uint8_t *)s;

	return (c[0] < ' ' && c[0] != '\t') || c[0] == 0x7f ||
	    (c[0] == 0xc2 && left > 1 && c[1] >= 0x80 && c[1] < 0xa0);
}

int
keyline_comment_check(const char *text, size_t n, struct fail *f)
{
	if (n > KEYLINE_COMMENT_MAX)
		return fail(f, FAIL_FORMAT,
		    "comment of %zu bytes, want at most %d", n,
		    KEYLINE_COMMENT_MAX);
	for (size_t i = 0; i < n; i++) {
		if (is_control(text + i, n - i))
			return fail(f, FAIL_FORMAT,
			    "control character %#04x at byte %zu of comment",
			    (uint8_t)text[i], i + 1);
	}
	return 0;
}

/* The next line without its LF, or NULL. */
static const char *
keyline_take(struct rd *r, size_t *n, struct fail *f)
{
	size_t left = rd_left(r);
	const uint8_t *end = left > 0 ? memchr(r->p, '\n', left) : NULL;

	if (end == NULL) {
		fail(f, FAIL_FORMAT,
		    left > 0 ? "line without an end" : "line missing");
		return NULL;
	}
	*n = (size_t)(end - r->p);
	return (const char *)rd_take(r, *n + 1);
}

int
keyline_comment(struct rd *r, const char *prefix, const char **text, size_t *n,
    struct fail *f)
{
	size_t skip = strlen(prefix);
	const char *line = keyline_take(r, n, f);

	if (line == NULL)
		return -1;
	if (*n < skip || memcmp(line, prefix, skip) != 0)
		return fail(f, FAIL_FORMAT, "want \"%s\" first", prefix);
	*n -= skip;
	*text = line + skip;
	return keyline_comment_check(*text, *n, f);
}

int
keyline_base64(struct rd *r, void *out, size_t n, struct fail *f)
{
	size_t len;
	const char *line = keyline_take(r, &len, f);

	if (line == NULL)
		return -1;
	if (!base64_read(out, n, line, len))
		return fail(f, FAIL_FORMAT,
		    "want %zu bytes as %zu characters of base64", n,
		    BASE64_LEN(n));
	return 0;
}

void
keyline_put_comment(struct wr *w, const char *prefix, const char *text,
    size_t n)
{
	wr_str(w, prefix);
	wr_bytes(w, text, n);
	wr_u8(w, '\n');
}

void
keyline_put_base64(struct wr *w, const void *bytes, size_t n)
{
	base64_write(w, bytes, n);
	wr_u8(w, '\n');
}

int
keyline_file(const void *bytes, size_t n, void *raw, size_t size,
    struct fail *f)
{
	struct rd r = rd_over(bytes, n);
	const char *comment;
	size_t len;

	if (keyline_comment(&r, KEYLINE_UNTRUSTED, &comment, &len, f) == -1)
		return fail_at(f, "line 1");
	if (keyline_base64(&r, raw, size, f) == -1)
		return fail_at(f, "line 2");
	if (rd_left(&r) > 0)
		return fail(f, FAIL_FORMAT, "%zu bytes after line 2",
		    rd_left(&r));
	return 0;
}

#include <string.h>

#include "formats/bundle.h"
#include "formats/wr.h"

#define FIRST "format: feedmill bundle 1\n"

/* Digits of the longest number that is read. */
#define DIGITS_MAX 18

void
bundle_begin(struct wr *w)
{
	wr_str(w, FIRST);
}

void
bundle_line(struct wr *w, const char *path, uint64_t bytes)
{
	wr_str(w, path);
	wr_u8(w, ' ');
	wr_dec(w, bytes);
	wr_u8(w, '\n');
}

int
bundle_open(struct bundle *b, struct rd bytes, struct fail *f)
{
	*b = (struct bundle){ .rest = bytes };
	rd_literal(&b->rest, FIRST, strlen(FIRST));
	return b->rest.bad ? fail(f, FAIL_FORMAT, "this is no bundle") : 0;
}

static bool
is_name(struct text t)
{
	if (t.len == 0 || t.p[0] == '.')
		return false;
	for (size_t i = 0; i < t.len; i++)
		if (!(t.p[i] >= 'a' && t.p[i] <= 'z') &&
		    !(t.p[i] >= '0' && t.p[i] <= '9') && t.p[i] != '-' &&
		    t.p[i] != '.')
			return false;
	return true;
}

/* Names as a tree has, single slashes between them. */
static bool
is_path(struct text path)
{
	const char *end = path.p + path.len, *at = path.p, *slash;

	if (path.len > BUNDLE_PATH_MAX)
		return false;
	while ((slash = memchr(at, '/', (size_t)(end - at))) != NULL) {
		if (!is_name(text_of(at, slash)))
			return false;
		at = slash + 1;
	}
	return is_name(text_of(at, end));
}

/* Decimal, without leading zeros. */
static bool
is_number(struct text t, uint64_t *v)
{
	*v = 0;
	if (t.len == 0 || t.len > DIGITS_MAX || (t.len > 1 && t.p[0] == '0'))
		return false;
	for (size_t i = 0; i < t.len; i++) {
		if (t.p[i] < '0' || t.p[i] > '9')
			return false;
		*v = *v * 10 + (uint64_t)(t.p[i] - '0');
	}
	return true;
}

/* The line of a part.  Returns NULL, or the rule that it breaks. */
static const char *
read_line(struct rd *r, struct text *path, uint64_t *bytes)
{
	struct text number;

	if (!text_cut(r, ' ', path) || !is_path(*path))
		return "want the path of a file in a tree";
	if (!text_cut(r, '\n', &number) || !is_number(number, bytes))
		return "want a number of bytes behind the path";
	if (*bytes > rd_left(r))
		return "it has fewer bytes than it says";
	return NULL;
}

int
bundle_next(struct bundle *b, struct bundle_part *part, struct fail *f)
{
	const char *rule;
	uint64_t bytes;

	if (rd_left(&b->rest) == 0)
		return 0;
	b->n++;
	if (b->n > BUNDLE_PARTS_MAX)
		return fail(f, FAIL_FORMAT,
		    "a bundle has at most %d parts, this has more",
		    BUNDLE_PARTS_MAX);
	rule = read_line(&b->rest, &part->path, &bytes);
	if (rule != NULL)
		return fail(f, FAIL_FORMAT, "part %zu: %s", b->n, rule);
	part->bytes = rd_sub(&b->rest, (size_t)bytes);
	return 1;
}

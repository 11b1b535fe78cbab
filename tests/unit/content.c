/* What is remembered of a file that grows. */
#include <stdlib.h>

#include "compiler/content.h"
#include "tests/unit/claims.h"
#include "tests/unit/tap.h"

#define LENGTH (5 * CONTENT_PIECE)

static uint8_t text[LENGTH];

/* The content of the first n bytes, added in pieces of up to some length. */
static struct content
content_in(size_t n, size_t most)
{
	struct content_sum s;

	content_begin(&s);
	for (size_t at = 0, part; at < n; at += part) {
		part = 1 + rnd((uint32_t)most);
		if (part > n - at)
			part = n - at;
		content_add(&s, text + at, part);
	}
	return content_of(&s);
}

static bool
same(const struct content *a, const struct content *b)
{
	return a->bytes == b->bytes && a->head == b->head &&
	    memcmp(a->chain, b->chain, CONTENT_HASH) == 0 &&
	    memcmp(a->hash, b->hash, CONTENT_HASH) == 0;
}

/* A length, at times at an edge or next to one. */
static size_t
random_length(void)
{
	switch (rnd(4)) {
	case 0:
		return rnd(LENGTH / CONTENT_PIECE) * CONTENT_PIECE + rnd(3);
	case 1:
		return CONTENT_HEAD - 2 + rnd(4);
	default:
		return rnd(LENGTH);
	}
}

/* Goes on behind the first n bytes as one who has only their content. */
static bool
goes_on(size_t n, size_t more)
{
	struct content first = content_in(n, LENGTH), all, want;
	uint64_t from = content_rest(&first);
	struct content_sum s;

	if (from > n || n - from > CONTENT_PIECE || (n > 0 && from == n) ||
	    !content_resume(&s, &first, text + from))
		return false;
	content_add(&s, text + n, more);
	all = content_of(&s);
	want = content_in(n + more, LENGTH);
	return same(&all, &want);
}

/* Another byte of the rest is found. */
static bool
refuses(size_t n)
{
	struct content c = content_in(n, LENGTH);
	uint64_t from = content_rest(&c);
	size_t at = from + rnd((uint32_t)(n - from));
	struct content_sum s;
	bool good;

	text[at] ^= 1;
	good = !content_resume(&s, &c, text + from);
	text[at] ^= 1;
	return good;
}

static void
test_laws(void)
{
	unsigned parts_bad = 0, resume_bad = 0, other_bad = 0;

	for (size_t i = 0; i < LENGTH; i++)
		text[i] = (uint8_t)rnd(256);
	for (unsigned i = 0; i < 400; i++) {
		size_t n = random_length(), more = rnd((uint32_t)(LENGTH - n));
		struct content once = content_in(n, LENGTH);
		struct content parts = content_in(n, 1 + rnd(5000));

		parts_bad += !same(&once, &parts);
		resume_bad += !goes_on(n, more);
		other_bad += n > 0 && !refuses(n);
	}
	is_int(parts_bad, 0, "how the bytes come makes no difference");
	is_int(resume_bad, 0, "going on gives what reading all again does");
	is_int(other_bad, 0, "where other bytes are, that is told");
}

static void
test_heads(void)
{
	struct content c = content_in(CONTENT_HEAD - 1, LENGTH);
	struct content d = content_in(CONTENT_HEAD, LENGTH);
	struct content e = content_in(LENGTH, LENGTH), f;

	is_int((long long)c.head, 0, "a short text has no head");
	ok(d.head != 0 && d.head == e.head, "the head of longer ones stays");
	text[CONTENT_HEAD - 1] ^= 1;
	f = content_in(LENGTH, LENGTH);
	text[CONTENT_HEAD - 1] ^= 1;
	ok(f.head != e.head, "and is another where the text is");
	c = content_in(0, 1);
	is_int((long long)content_rest(&c), 0, "no bytes have no rest");
	c = content_in(CONTENT_PIECE, LENGTH);
	is_int((long long)content_rest(&c), 0,
	    "a piece that may be the last is the rest");
	c = content_in(CONTENT_PIECE + 1, LENGTH);
	is_int((long long)content_rest(&c), CONTENT_PIECE,
	    "one that is not is in the chain");
}

int
main(void)
{
	test_laws();
	test_heads();
	return tap_end();
}

#include <string.h>

#include "compiler/known.h"

/* A text that is too short to have a head is known whole or not at all. */
static void
find_short(struct known *k, const struct seen_source *s, const char *text,
    size_t n)
{
	const char *end = memrchr(text, '\n', n);
	struct content c;

	if (end == NULL)
		return;
	content_add(&k->sum, text, (size_t)(end + 1 - text));
	c = content_of(&k->sum);
	if (!seen_find(s, &c, &k->best))
		k->best = (struct seen_past){ 0 };
}

void
known_begin(struct known *k, const struct seen_source *s, const char *first,
    size_t n)
{
	*k = (struct known){ 0 };
	if (n < CONTENT_HEAD) {
		find_short(k, s, first, n);
	} else {
		content_add(&k->sum, first, CONTENT_HEAD);
		k->n = seen_known(s, k->sum.head, k->contents, KNOWN_MAX);
	}
	content_begin(&k->sum);
}

static void
compare(struct known *k)
{
	struct content here = content_of(&k->sum);

	for (size_t i = 0; i < k->n; i++) {
		const struct content *c = &k->contents[i].content;

		if (c->bytes == here.bytes &&
		    memcmp(c->hash, here.hash, CONTENT_HASH) == 0)
			k->best = k->contents[i];
	}
}

/* The next length at which there is something to compare; 0 for none. */
static uint64_t
next_length(const struct known *k)
{
	uint64_t next = 0;

	for (size_t i = 0; i < k->n; i++) {
		uint64_t bytes = k->contents[i].content.bytes;

		if (bytes > k->sum.bytes && (next == 0 || bytes < next))
			next = bytes;
	}
	return next;
}

bool
known_add(struct known *k, const char *bytes, size_t n)
{
	size_t part;

	for (size_t at = 0; at < n; at += part) {
		uint64_t next = next_length(k);

		if (next == 0)
			return false;
		part = n - at;
		if (part > next - k->sum.bytes)
			part = (size_t)(next - k->sum.bytes);
		content_add(&k->sum, bytes + at, part);
		if (k->sum.bytes == next)
			compare(k);
	}
	return true;
}

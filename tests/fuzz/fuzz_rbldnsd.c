/*
 * Zones of rbldnsd; the first byte chooses the type.  What is read are
 * records of one dataset in ascending order that do not overlap, each within
 * the width that it was written with, and they can be written and read.
 */
#include "tests/fuzz/sources.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char *const types[] = { "ip4set", "ip4tset", "ip4trie", "ip6tset",
	"ip6trie", "combined" };

#define TYPES (sizeof(types) / sizeof(types[0]))

struct state {
	struct wr text;
	bool ordered; /* one dataset only */
	bool any;
	struct range last;
};

static int
take_record(void *arg, const struct record *r, const struct place *p,
    struct fail *f)
{
	struct state *s = arg;

	(void)p;
	(void)f;
	if (r->range.first > r->range.last || r->span < range_span(&r->range) ||
	    r->time != 0 || r->removal ||
	    (r->has & ~(1u << ATTR_CODE | 1u << ATTR_TXT)) != 0)
		abort();
	if (s->ordered && s->any &&
	    (r->range.family != s->last.family ||
		r->range.first <= s->last.last))
		abort();
	s->any = true;
	s->last = r->range;
	record_write(&s->text, r);
	return 0;
}

static int
take_bad(void *arg, const struct place *p, const struct fail *f)
{
	(void)arg;
	(void)p;
	if (f->kind != FAIL_SYNTAX)
		abort();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct state s = { 0 };
	struct source_sink sink = { take_record, take_bad, &s };
	struct fail f = { 0 };
	size_t type;
	int fd;

	if (n == 0)
		return 0;
	type = bytes[0] % TYPES;
	s.ordered = type < TYPES - 1;
	fd = file_of(bytes + 1, n - 1);
	source_read_fd(fd, "f", source_format(types[type]), &sink, &f);
	close(fd);
	check_lines(&s.text);
	wr_free(&s.text);
	return 0;
}

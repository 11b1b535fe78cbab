/* What has been read of files, on random histories, and through its bytes. */
#include <stdlib.h>

#include "compiler/seen.h"
#include "formats/wr.h"
#include "tests/unit/claims.h"
#include "tests/unit/tap.h"

#define PATHS   40
#define SOURCES 3
#define BEGIN   1800000000u

/* A content that is told by one number; of one head are those of a tenth. */
static struct content
content(uint32_t id)
{
	struct content c = { .bytes = CONTENT_HEAD + id, .head = id / 10 + 1 };

	memcpy(c.hash, &id, sizeof(id));
	return c;
}

/* What the model has of a path: 0, or its content. */
static uint32_t model[SOURCES][PATHS];

/* Puts the content of a path there, or with 0 says that it is gone. */
static void
put(struct seen *s, uint16_t source, unsigned path, uint32_t id, uint32_t now)
{
	char name[20];
	struct hitbatch_file file = { .source = source, .path = name };
	struct hitbatch b = { .now = now, .files = &file, .nfiles = 1 };

	snprintf(name, sizeof(name), "day-%u.rec", path);
	if (id != 0) {
		file.inode = path + 1;
		file.size = id;
		file.mtime = now;
		file.lines = id % 100;
		file.content = content(id);
	}
	seen_apply(s, &b);
	model[source][path] = id;
}

static bool
is_as_model(const struct seen *s)
{
	bool good = true;

	for (uint16_t source = 0; source < SOURCES; source++) {
		struct seen_source of = seen_source(s, source);
		size_t n = 0;

		for (unsigned path = 0; path < PATHS; path++) {
			uint32_t id = model[source][path];
			const struct hitbatch_file *file;
			char name[20];

			snprintf(name, sizeof(name), "day-%u.rec", path);
			file = seen_file(&of, name);
			good &= (file != NULL) == (id != 0);
			good &= file == NULL || file->size == id;
			n += id != 0;
		}
		good &= n == of.nfiles;
	}
	return good;
}

static int
put_part(void *arg, struct rd part, struct fail *f)
{
	struct wr *w = arg;

	(void)f;
	wr_u32(w, (uint32_t)rd_left(&part));
	wr_bytes(w, part.p, rd_left(&part));
	return 0;
}

static struct wr
bytes_of(const struct seen *s)
{
	struct fail f = { 0 };
	struct wr w = { 0 };

	seen_write(s, put_part, &w, &f);
	return w;
}

/* The same through its bytes; counts parts. */
static struct seen
again(const struct seen *s, size_t *parts)
{
	struct wr w = bytes_of(s);
	struct rd r = rd_over(w.buf, w.len);
	struct seen to = { 0 };
	struct fail f = { 0 };

	*parts = 0;
	while (
	    rd_left(&r) > 0 && seen_read(&to, rd_sub(&r, rd_u32(&r)), &f) == 0)
		++*parts;
	if (f.kind != FAIL_NONE)
		printf("# %s\n", f.msg);
	wr_free(&w);
	return to;
}

static bool
same(const struct seen *a, const struct seen *b)
{
	struct wr x = bytes_of(a), y = bytes_of(b);
	bool good = x.len == y.len && memcmp(x.buf, y.buf, x.len) == 0;

	wr_free(&x);
	wr_free(&y);
	return good;
}

static void
test_histories(void)
{
	struct seen s = { 0 };
	unsigned model_bad = 0, bytes_bad = 0;
	size_t parts;

	for (uint32_t i = 0; i < 4000; i++) {
		put(&s, (uint16_t)rnd(SOURCES), rnd(PATHS),
		    rnd(4) == 0 ? 0 : 1 + rnd(5000), BEGIN + i);
		if (i % 100 == 0) {
			struct seen other = again(&s, &parts);

			model_bad += !is_as_model(&s) || !is_as_model(&other);
			bytes_bad += !same(&s, &other);
			seen_free(&other);
		}
	}
	is_int(model_bad, 0, "each file is as it was read last");
	is_int(bytes_bad, 0, "and through a checkpoint the same");
	seen_free(&s);
}

/* Of files that are gone, or are others by now, what they held. */
static void
test_past(void)
{
	struct seen s = { 0 };
	struct seen_source of;
	struct seen_past p;
	struct content one = content(11), two = content(12),
		       three = content(25);
	struct content cut = content(13);

	put(&s, 1, 0, 11, BEGIN);
	of = seen_source(&s, 1);
	ok(seen_find(&of, &one, &p) && p.lines == 11 && p.time == 0,
	    "the content of a file that is there is known");
	put(&s, 1, 0, 12, BEGIN + 60);
	of = seen_source(&s, 1);
	ok(!seen_find(&of, &one, &p) && seen_find(&of, &two, &p),
	    "one that goes on takes the place of what it was");
	put(&s, 1, 0, 25, BEGIN + 120);
	put(&s, 1, 0, 0, BEGIN + 180);
	of = seen_source(&s, 1);
	ok(seen_find(&of, &two, &p) && p.time == BEGIN + 120 &&
		seen_find(&of, &three, &p) && p.time == BEGIN + 180,
	    "others are remembered, and since when");
	of = seen_source(&s, 0);
	ok(!seen_find(&of, &two, &p), "each source has its own");
	of = seen_source(&s, 77);
	ok(of.nfiles == 0 && of.npast == 0, "a new one has none");
	put(&s, 2, 0, 13, BEGIN);
	put(&s, 2, 0, 12, BEGIN + 60);
	of = seen_source(&s, 2);
	ok(seen_find(&of, &cut, &p) && seen_find(&of, &two, &p),
	    "one that was cut is another, if it begins alike");
	seen_prune(&s, BEGIN + 120);
	of = seen_source(&s, 1);
	ok(seen_find(&of, &two, &p), "they are remembered for a time");
	seen_prune(&s, BEGIN + 121);
	of = seen_source(&s, 1);
	ok(!seen_find(&of, &two, &p) && seen_find(&of, &three, &p),
	    "and forgotten in time");
	is_int((long long)of.npast, 1, "  for good");
	seen_free(&s);
}

static void
test_heads(void)
{
	struct seen s = { 0 };
	struct seen_past out[4];
	struct seen_source of;

	for (unsigned i = 0; i < 9; i++)
		put(&s, 0, i, 20 + i, BEGIN);
	put(&s, 0, 3, 0, BEGIN + 1);
	put(&s, 0, 9, 30, BEGIN + 1);
	of = seen_source(&s, 0);
	is_int((long long)seen_known(&of, 3, out, 4), 4,
	    "so many of one head, and no more than asked for");
	is_int((long long)seen_known(&of, 4, out, 4), 1, "of another head");
	is_int((long long)seen_known(&of, 5, out, 4), 0, "of none");
	seen_free(&s);
}

/* More than a source may have, and than a part has room for. */
static void
test_limits(void)
{
	struct seen s = { 0 }, other;
	struct seen_source of;
	struct seen_past p;
	struct content first = content(10), last;
	size_t parts;

	for (uint32_t i = 1; i <= SEEN_PAST_MAX + 1; i++) {
		put(&s, 0, 0, i * 10, BEGIN + i);
		put(&s, 0, 0, 0, BEGIN + i);
	}
	last = content((SEEN_PAST_MAX + 1) * 10);
	of = seen_source(&s, 0);
	ok(of.npast <= SEEN_PAST_MAX && of.npast >= SEEN_PAST_MAX / 2,
	    "contents that are remembered are limited");
	ok(!seen_find(&of, &first, &p) && seen_find(&of, &last, &p),
	    "the oldest go first");
	other = again(&s, &parts);
	ok(parts > 1 && same(&s, &other), "many go into several parts");
	seen_free(&other);
	seen_free(&s);
}

/* Whatever bytes of a part are missing or too many, it is not read. */
static void
test_damage(void)
{
	struct seen s = { 0 };
	unsigned read = 0;
	struct wr w;

	put(&s, 0, 1, 11, BEGIN);
	put(&s, 0, 2, 22, BEGIN);
	put(&s, 0, 1, 0, BEGIN);
	w = bytes_of(&s);
	wr_u8(&w, 0);
	for (size_t n = 0; n <= w.len - 4; n++) {
		struct seen to = { 0 };
		struct fail f = { 0 };

		if (n != w.len - 5)
			read +=
			    seen_read(&to, rd_over(w.buf + 4, n), &f) == 0 ||
			    f.kind != FAIL_FORMAT;
		seen_free(&to);
	}
	is_int(read, 0, "a part that is cut or too long is refused");
	wr_free(&w);
	seen_free(&s);
}

int
main(void)
{
	test_histories();
	test_past();
	test_heads();
	test_limits();
	test_damage();
	return tap_end();
}

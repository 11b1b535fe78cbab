/* Bundles: what is written is read again, and nothing else is. */
#include "formats/bundle.h"
#include "formats/wr.h"
#include "tests/unit/tap.h"

#define BEGIN "format: feedmill bundle 1\n"

static void
test_round(void)
{
	struct wr w = { 0 };
	struct bundle b;
	struct bundle_part part;
	struct fail f = { 0 };

	bundle_begin(&w);
	bundle_line(&w, "rbl/head", 5);
	wr_str(&w, "a b\n\n");
	bundle_line(&w, "rbl/delta/1-2.0123abcd.delta", 0);
	is_int(bundle_open(&b, rd_over(w.buf, w.len), &f), 0, "it is opened");
	is_int(bundle_next(&b, &part, &f), 1, "a part");
	ok(text_is(part.path, "rbl/head"), "its path");
	ok(rd_left(&part.bytes) == 5 && memcmp(part.bytes.p, "a b\n\n", 5) == 0,
	    "its bytes");
	is_int(bundle_next(&b, &part, &f), 1, "another");
	ok(text_is(part.path, "rbl/delta/1-2.0123abcd.delta"), "its path");
	is_int((long long)rd_left(&part.bytes), 0, "which is empty");
	is_int(bundle_next(&b, &part, &f), 0, "and no more");
	wr_free(&w);
}

static const struct bad {
	const char *text, *want;
} bads[] = {
	{ "", "this is no bundle" },
	{ "format: feedmill bundle 2\n", "this is no bundle" },
	{ BEGIN "a", "part 1: want the path of a file in a tree" },
	{ BEGIN " 0\n", "part 1: want the path of a file in a tree" },
	{ BEGIN "/a 0\n", "part 1: want the path of a file in a tree" },
	{ BEGIN "a/ 0\n", "part 1: want the path of a file in a tree" },
	{ BEGIN "a//b 0\n", "part 1: want the path of a file in a tree" },
	{ BEGIN "../a 0\n", "part 1: want the path of a file in a tree" },
	{ BEGIN "a/.b 0\n", "part 1: want the path of a file in a tree" },
	{ BEGIN "A 0\n", "part 1: want the path of a file in a tree" },
	{ BEGIN "a 1", "part 1: want a number of bytes behind the path" },
	{ BEGIN "a \n", "part 1: want a number of bytes behind the path" },
	{ BEGIN "a 01\nx", "part 1: want a number of bytes behind the path" },
	{ BEGIN "a -1\nx", "part 1: want a number of bytes behind the path" },
	{ BEGIN "a 1000000000000000000\nx",
	    "part 1: want a number of bytes behind the path" },
	{ BEGIN "a 2\nx", "part 1: it has fewer bytes than it says" },
	{ BEGIN "a 1\nx\n", "part 2: want the path of a file in a tree" },
};

/* Reads to the end. */
static int
read_all(struct rd bytes, struct fail *f)
{
	struct bundle b;
	struct bundle_part part;
	int rc;

	if (bundle_open(&b, bytes, f) == -1)
		return -1;
	while ((rc = bundle_next(&b, &part, f)) == 1)
		continue;
	return rc;
}

static void
test_bad(void)
{
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		struct fail f = { 0 };
		const char *text = bads[i].text;

		is_int(read_all(rd_over(text, strlen(text)), &f), -1,
		    "it is refused");
		is_str(f.msg, bads[i].want, "  and why");
	}
}

static void
test_limits(void)
{
	struct wr w = { 0 };
	struct fail f = { 0 };
	char path[BUNDLE_PATH_MAX + 2];

	bundle_begin(&w);
	for (int i = 0; i < BUNDLE_PARTS_MAX; i++)
		bundle_line(&w, "a", 0);
	is_int(read_all(rd_over(w.buf, w.len), &f), 0, "as many as may be");
	bundle_line(&w, "a", 0);
	is_int(read_all(rd_over(w.buf, w.len), &f), -1, "one more");
	is_str(f.msg, "a bundle has at most 1002 parts, this has more",
	    "  it says so");
	memset(path, 'a', sizeof(path));
	for (size_t cut = 0; cut < 2; cut++) {
		w.len = 0;
		path[sizeof(path) - 1 - cut] = '\0';
		bundle_begin(&w);
		bundle_line(&w, path, 0);
		f = (struct fail){ 0 };
		is_int(read_all(rd_over(w.buf, w.len), &f), cut == 1 ? 0 : -1,
		    "a path as long as may be, or longer");
	}
	wr_free(&w);
}

int
main(void)
{
	test_round();
	test_bad();
	test_limits();
	return tap_end();
}

/* What a feedd tells: a bundle of one database, taken apart. */
#include "subscriber/telling.h"
#include "subscriber/trust.h"
#include "tests/unit/tap.h"

#define BEGIN "format: feedmill bundle 1\n"

static const struct row {
	const char *text;
	int rc;
	const char *want; /* the failure; NULL for none */
} rows[] = {
	{ "", 1, NULL },
	{ "<html>", 1, NULL },
	{ BEGIN "rbl/head 2\nab", 0, NULL },
	{ BEGIN "rbl/head 0\n", 0, NULL },
	{ BEGIN, -1, "begins with '', want rbl/head first" },
	{ BEGIN "qil/head 2\nab", -1,
	    "begins with 'qil/head', want rbl/head first" },
	{ BEGIN "rbl/index/1 0\nrbl/head 2\nab", -1,
	    "begins with 'rbl/index/1', want rbl/head first" },
	{ BEGIN "rbl/head 3\nab", -1,
	    "part 1: it has fewer bytes than it says" },
	{ BEGIN "rbl/head 2\nabx", -1,
	    "part 2: want the path of a file in a tree" },
};

static void
test_open(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		struct wr bytes = { 0 };
		struct fail f = { 0 };
		struct telling t;

		wr_str(&bytes, r->text);
		is_int(telling_open(&t, &bytes, "rbl", &f), r->rc,
		    "it is opened");
		is_str(f.msg, r->want != NULL ? r->want : "", "  and why");
		is_int((long long)bytes.len, 0, "  the bytes are its own");
		is_int(t.n > 0, r->rc == 0, "  it holds what is good");
		telling_free(&t);
	}
}

static void
test_file(void)
{
	struct wr bytes = { 0 };
	struct fail f = { 0 };
	struct telling t;
	struct rd file;

	wr_str(&bytes, BEGIN "rbl/head 2\nabrbl/delta/a 1\ncrbl/delta/b 0\n");
	is_int(telling_open(&t, &bytes, "rbl", &f), 0, "three parts");
	ok(telling_file(&t, "rbl/delta/a", &file) && rd_left(&file) == 1 &&
		file.p[0] == 'c',
	    "one of them");
	ok(telling_file(&t, "rbl/delta/b", &file) && file.p != NULL &&
		rd_left(&file) == 0,
	    "one that is empty is there, too");
	ok(!telling_file(&t, "rbl/delta", &file), "another is not told");
	telling_free(&t);
	ok(!telling_file(&t, "rbl/head", &file), "nothing tells nothing");
}

static void
test_asking(void)
{
	struct head held = { .epoch = 4294967295,
		.serial = 4294967294,
		.time = 4294967293 };
	char path[TELLING_PATH];

	telling_path(path, "wait", "a234567890123456789012345678901", &held);
	is_str(path,
	    "v1/a234567890123456789012345678901/wait/4294967295.4294967294."
	    "4294967293",
	    "what is asked");
	held.snapshot.bytes = 1000000;
	ok(telling_most(&held) > 2000000 && telling_most(&held) < 2500000,
	    "it is bounded by what is held");
	held.snapshot.bytes = (uint64_t)1 << 60;
	ok(telling_most(&held) < TRUST_BYTES_MAX + 500000, "and at all");
}

int
main(void)
{
	test_open();
	test_file();
	test_asking();
	return tap_end();
}

#include "formats/head.h"
#include "formats/wr.h"
#include "tests/unit/line_cases.h"
#include "tests/unit/tap.h"

#define HALF   "00112233445566778899aabbccddeeff"
#define HASH   HALF HALF
#define DIGITS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define SIG    DIGITS DIGITS "AAAAAAAAAAAAA="
#define GLOBAL DIGITS DIGITS "=="

#define NAMES  "format: feedmill head 1\ndb: rbl\n"
#define TIMES                                                                  \
	"epoch: 1\nserial: 1795300000\ntime: 2026-11-21T22:25:00Z\n"           \
	"fresh-until: 2026-11-21T23:25:00Z\n"                                  \
	"valid-until: 2026-11-28T22:25:00Z\n"
#define ENTRIES "entries: 12\n"
#define SNAP    "snapshot: 345 " HASH "\n"
#define COMMENT "comment: db=rbl epoch=1\n"
#define SIGN    "signature: " SIG "\n" COMMENT "global: " GLOBAL "\n"
#define INDEX   "index: 77 " HASH "\n"
#define HEAD    NAMES TIMES ENTRIES SNAP SIGN INDEX
#define DELTA   "delta: 1795299000 88 " HASH "\n"

static const struct line_case cases[] = {
	{ "least", HEAD, NULL },
	{ "with delta", HEAD DELTA, NULL },
	{ "with the longest delta",
	    HEAD "delta: 1795299000 268435456 " HASH "\n", NULL },
	{ "nothing", "", "line 1: want \"format: ...\"" },
	{ "no index", NAMES TIMES ENTRIES SNAP SIGN,
	    "line 13: want \"index: ...\"" },
	{ "other order", NAMES TIMES ENTRIES SNAP SIGN DELTA INDEX,
	    "line 13: want \"index: ...\"" },
	{ "more", HEAD "\n", "line 14: nothing may follow" },
	{ "no last newline", HEAD "delta", "line 14: nothing may follow" },
	{ "twice", HEAD INDEX, "line 14: nothing may follow" },
	{ "CRLF", "format: feedmill head 1\r\n",
	    "line 1: the format is not \"feedmill head 1\"" },
	{ "newer format", "format: feedmill head 2\n",
	    "line 1: the format is not \"feedmill head 1\"" },
	{ "no name", "format: feedmill head 1\ndb: \n",
	    "line 2: this is no name of a database" },
	{ "digit first", "format: feedmill head 1\ndb: 0rbl\n",
	    "line 2: this is no name of a database" },
	{ "a path", "format: feedmill head 1\ndb: ../rbl\n",
	    "line 2: this is no name of a database" },
	{ "a long name",
	    "format: feedmill head 1\ndb: abcdefghijklmnopqrstuvwxyz012345\n",
	    "line 2: this is no name of a database" },
	{ "leading zero", NAMES "epoch: 01\n",
	    "line 3: a number below 2^32 is wanted" },
	{ "too large", NAMES "epoch: 4294967296\n",
	    "line 3: a number below 2^32 is wanted" },
	{ "no number", NAMES "epoch: \n",
	    "line 3: a number below 2^32 is wanted" },
	{ "blank behind", NAMES "epoch: 1 \n",
	    "line 3: a number below 2^32 is wanted" },
	{ "other name", NAMES "Epoch: 1\n", "line 3: want \"epoch: ...\"" },
	{ "no time", NAMES "epoch: 1\nserial: 2\ntime: 1795300000\n",
	    "line 5: a time is as 2026-11-21T22:25:00Z" },
	{ "never fresh",
	    NAMES "epoch: 1\nserial: 2\ntime: 2026-11-21T22:25:00Z\n"
		  "fresh-until: 2026-11-21T22:25:00Z\n"
		  "valid-until: 2026-11-21T22:26:00Z\n",
	    "line 7: time < fresh-until <= valid-until is broken" },
	{ "valid too short",
	    NAMES "epoch: 1\nserial: 2\ntime: 2026-11-21T22:25:00Z\n"
		  "fresh-until: 2026-11-21T22:27:00Z\n"
		  "valid-until: 2026-11-21T22:26:00Z\n",
	    "line 7: time < fresh-until <= valid-until is broken" },
	{ "2^63 entries", NAMES TIMES "entries: 9223372036854775808\n",
	    "line 8: a number below 2^63 is wanted" },
	{ "minus", NAMES TIMES "entries: -1\n",
	    "line 8: a number below 2^63 is wanted" },
	{ "short hash", NAMES TIMES ENTRIES "snapshot: 345 0011\n",
	    "line 9: a size and a hash of 64 digits are wanted" },
	{ "capital digits",
	    NAMES TIMES ENTRIES
	    "snapshot: 345 "
	    "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff"
	    "\n",
	    "line 9: a size and a hash of 64 digits are wanted" },
	{ "two blanks", NAMES TIMES ENTRIES "snapshot: 345  " HASH "\n",
	    "line 9: a size and a hash of 64 digits are wanted" },
	{ "long hash", NAMES TIMES ENTRIES "snapshot: 345 " HASH "0\n",
	    "line 9: a size and a hash of 64 digits are wanted" },
	{ "short signature", NAMES TIMES ENTRIES SNAP "signature: AAAA\n",
	    "line 10: a signature is 100 digits of base64" },
	{ "bits behind",
	    NAMES TIMES ENTRIES SNAP "signature: " DIGITS DIGITS
				     "AAAAAAAAAAAAB=\n",
	    "line 10: a signature is 100 digits of base64" },
	{ "tab in a comment",
	    NAMES TIMES ENTRIES SNAP "signature: " SIG "\ncomment: a\tb\n",
	    "line 11: a comment is 255 printable ASCII at most" },
	{ "short global",
	    NAMES TIMES ENTRIES SNAP "signature: " SIG
				     "\ncomment: \nglobal: AA==\n",
	    "line 12: a global signature is 88 digits of base64" },
	{ "a byte more in global",
	    NAMES TIMES ENTRIES SNAP
	    "signature: " SIG "\ncomment: \nglobal: " DIGITS DIGITS "A=\n",
	    "line 12: a global signature is 88 digits of base64" },
	{ "delta from itself", HEAD "delta: 1795300000 88 " HASH "\n",
	    "line 14: a delta starts at an earlier serial" },
	{ "delta from nowhere", HEAD "delta: 88 " HASH "\n",
	    "line 14: a size and a hash of 64 digits are wanted" },
	{ "delta of no size", HEAD "delta: 88 " HASH " \n",
	    "line 14: a size and a hash of 64 digits are wanted" },
};

static int
again(struct wr *w, const char *text, size_t n, struct fail *f)
{
	struct head x;
	int rc = head_parse(&x, text, n, f);

	if (rc == 0)
		head_write(w, &x);
	return rc;
}

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_line_case(&cases[i], again);
}

static void
test_fields(void)
{
	const char *text = HEAD DELTA;
	struct fail f = { 0 };
	struct head h;

	is_int(head_parse(&h, text, strlen(text), &f), 0, "a head is read");
	is_str(h.db, "rbl", "its database");
	is_int(h.epoch, 1, "its epoch");
	is_int(h.serial, 1795300000, "its serial");
	is_int(h.fresh_until - h.time, 3600, "it is fresh for an hour");
	is_int(h.valid_until - h.time, 7 * 86400, "it is valid for a week");
	is_int(h.entries, 12, "its entries");
	is_int(h.snapshot.bytes, 345, "its snapshot's size");
	is_int(h.snapshot.hash[31], 0xff, "and hash");
	is_str(h.signature.comment, "db=rbl epoch=1", "and comment");
	is_int(h.index.bytes, 77, "its index");
	is_int(h.delta_from, 1795299000, "its delta's start");
	is_int(h.delta.bytes, 88, "and size");
}

/* No proper prefix but the head without its optional line is a head. */
static void
test_prefixes(void)
{
	const char *text = HEAD DELTA;
	unsigned good = 0;

	for (size_t n = 0; n < strlen(text); n++) {
		struct fail f = { 0 };
		struct head h;

		good += head_parse(&h, text, n, &f) == 0;
	}
	is_int(good, 1, "one prefix of a full head is a head");
}

/* Longer than any that an index may name. */
static void
test_long_delta(void)
{
	const char *text = HEAD "delta: 1795299000 268435457 " HASH "\n";
	struct fail f = { 0 };
	struct head h;

	is_int(head_parse(&h, text, strlen(text), &f), -1, "a longer delta");
	is_int(f.kind, FAIL_SIZE, "  its kind");
	is_str(f.msg,
	    "a delta of 268435457 bytes is over the limit of 268435456",
	    "  and says so");
}

int
main(void)
{
	test_cases();
	test_fields();
	test_prefixes();
	test_long_delta();
	return tap_end();
}

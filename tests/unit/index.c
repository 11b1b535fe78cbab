#include <stdlib.h>

#include "formats/index.h"
#include "formats/mem.h"
#include "formats/wr.h"
#include "tests/unit/line_cases.h"
#include "tests/unit/tap.h"

#define HALF      "00112233445566778899aabbccddeeff"
#define HASH      HALF HALF
#define STATE     "0011223344556677"
#define OTHER     "7766554433221100"

#define FORMAT    "format: feedmill index 1\n"
#define NAMES     FORMAT "db: rbl\nepoch: 1\nserial: 900\n"
#define SNAP      "snapshot: 700 345 " HASH "\n"
#define D600      "delta: 600 10 " HASH " " OTHER "\n"
#define D700      "delta: 700 20 " HASH " " STATE "\n"
#define D800      "delta: 800 30 " HASH " " OTHER "\n"
#define INDEX     NAMES SNAP D600 D700 D800

#define SNAP_RULE "line 5: a serial, a size and a hash of 64 digits are wanted"
#define DELTA_RULE                                                             \
	"line 6: a serial, a size, a hash of 64 digits and a state of 16 are " \
	"wanted"
#define ORDER_RULE "deltas ascend, and start before the serial"
#define CHAIN_RULE "line 5: no delta leads on from the snapshot's serial"

static const struct line_case cases[] = {
	{ "full", INDEX, NULL },
	{ "from the snapshot on", NAMES SNAP D700 D800, NULL },
	{ "no delta", NAMES "snapshot: 900 345 " HASH "\n", NULL },
	{ "the snapshot last", NAMES "snapshot: 900 345 " HASH "\n" D600 D700,
	    NULL },
	{ "nothing", "", "line 1: want \"format: ...\"" },
	{ "a head", "format: feedmill head 1\n",
	    "line 1: the format is not \"feedmill index 1\"" },
	{ "no name", FORMAT "db: 7\n",
	    "line 2: this is no name of a database" },
	{ "no epoch", FORMAT "db: rbl\nserial: 900\n",
	    "line 3: want \"epoch: ...\"" },
	{ "no serial", FORMAT "db: rbl\nepoch: 1\n" SNAP,
	    "line 4: want \"serial: ...\"" },
	{ "a serial too large",
	    FORMAT "db: rbl\nepoch: 1\nserial: 4294967296\n",
	    "line 4: a number below 2^32 is wanted" },
	{ "no snapshot", NAMES D700, "line 5: want \"snapshot: ...\"" },
	{ "a snapshot without serial", NAMES "snapshot: 345 " HASH "\n",
	    SNAP_RULE },
	{ "a snapshot without size", NAMES "snapshot: 700 " HASH "\n",
	    SNAP_RULE },
	{ "a snapshot without hash", NAMES "snapshot: 700 345\n", SNAP_RULE },
	{ "a snapshot with more",
	    NAMES "snapshot: 700 345 " HASH " " STATE "\n", SNAP_RULE },
	{ "a snapshot off the chain", NAMES SNAP D600 D800, CHAIN_RULE },
	{ "a snapshot before the chain", NAMES SNAP D800, CHAIN_RULE },
	{ "a snapshot behind the chain",
	    NAMES "snapshot: 901 345 " HASH "\n" D800, CHAIN_RULE },
	{ "a delta without serial", NAMES SNAP "delta: 20 " HASH " " STATE "\n",
	    DELTA_RULE },
	{ "a delta without state", NAMES SNAP "delta: 700 20 " HASH "\n",
	    DELTA_RULE },
	{ "a delta with a short state",
	    NAMES SNAP "delta: 700 20 " HASH " 00112233\n", DELTA_RULE },
	{ "a delta with a long state",
	    NAMES SNAP "delta: 700 20 " HASH " " STATE "0\n", DELTA_RULE },
	{ "a delta with capital digits",
	    NAMES SNAP "delta: 700 20 " HASH " 00112233445566AA\n",
	    DELTA_RULE },
	{ "a delta too long",
	    NAMES SNAP "delta: 700 268435457 " HASH " " STATE "\n",
	    "line 6: no delta is that long" },
	{ "deltas descend", NAMES SNAP D800 D700, "line 7: " ORDER_RULE },
	{ "a delta twice", NAMES SNAP D700 D700, "line 7: " ORDER_RULE },
	{ "a delta from the serial",
	    NAMES SNAP "delta: 900 20 " HASH " " STATE "\n",
	    "line 6: " ORDER_RULE },
	{ "another state of the snapshot",
	    NAMES SNAP "delta: 700 20 " HASH " " OTHER "\n",
	    "line 6: the snapshot at that serial has another hash" },
	{ "more", INDEX "\n", "line 9: nothing may follow" },
	{ "no last newline", INDEX "delta", "line 9: nothing may follow" },
};

static int
again(struct wr *w, const char *text, size_t n, struct fail *f)
{
	struct index x;
	int rc = index_parse(&x, text, n, f);

	if (rc == 0)
		index_write(w, &x);
	index_clear(&x);
	return rc;
}

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_line_case(&cases[i], again);
}

static void
test_ways(void)
{
	const char *text = INDEX;
	struct fail f = { 0 };
	struct index x;

	is_int(index_parse(&x, text, strlen(text), &f), 0, "it is read");
	is_str(x.db, "rbl", "its database");
	is_int(x.epoch, 1, "its epoch");
	is_int(x.snapshot_serial, 700, "its snapshot's serial");
	is_int((long long)x.snapshot.bytes, 345, "and size");
	is_int((long long)x.n, 3, "its deltas");
	is_int(x.deltas[1].state[7], 0x77, "the state of one");
	is_int(index_to(&x, 0), 700, "the first leads to the second");
	is_int(index_to(&x, 2), 900, "the last to the serial");
	is_int((long long)index_from(&x, 600), 0, "from the first serial");
	is_int((long long)index_from(&x, 800), 2, "from the last");
	is_int((long long)index_from(&x, 900), 3, "from its own, none");
	is_int((long long)index_from(&x, 750), 3, "from another, none");
	ok(index_reaches(&x, 600) && index_reaches(&x, 900) &&
		!index_reaches(&x, 750) && !index_reaches(&x, 901),
	    "which of these are on the chain");
	is_int((long long)index_bytes(&x, 0), 60, "bytes of all");
	is_int((long long)index_bytes(&x, 2), 30, "of the last");
	is_int((long long)index_bytes(&x, 3), 0, "of none");
	index_clear(&x);
	index_clear(&x);
	is_int((long long)x.n, 0, "a cleared one has none");
}

/* An index with n deltas from serials of few digits. */
static struct wr
with_deltas(size_t n)
{
	struct index x = { .db = "rbl",
		.serial = 5000,
		.snapshot_serial = 5000,
		.n = n };
	struct wr w = { 0 };

	x.deltas = mem_new(n, sizeof(x.deltas[0]));
	for (size_t i = 0; i < n; i++)
		x.deltas[i].from = (uint32_t)i;
	index_write(&w, &x);
	free(x.deltas);
	return w;
}

static void
test_limits(void)
{
	struct wr most = with_deltas(INDEX_DELTAS_MAX);
	struct wr more = with_deltas(INDEX_DELTAS_MAX + 1);
	char *longer = mem_new(INDEX_MAX + 1, 1);
	struct fail f = { 0 };
	struct index x;

	is_int(index_parse(&x, (char *)most.buf, most.len, &f), 0,
	    "the most deltas");
	index_clear(&x);
	is_int(index_parse(&x, (char *)more.buf, more.len, &f), -1, "no more");
	is_str(f.msg, "line 1006: there are more than 1000", "  it says so");
	ok(x.deltas == NULL, "  and holds nothing");
	f = (struct fail){ 0 };
	is_int(index_parse(&x, longer, INDEX_MAX + 1, &f), -1, "no longer one");
	is_str(f.msg, "an index has at most 102400 bytes", "  it says so");
	free(longer);
	wr_free(&most);
	wr_free(&more);
}

/* What is written is read as it was. */
static void
test_any(void)
{
	unsigned wrong = 0;

	srand(1);
	for (int round = 0; round < 200; round++) {
		struct index_delta deltas[300] = { 0 };
		struct index x = { .db = "rbl",
			.epoch = (uint32_t)rand(),
			.serial = UINT32_MAX,
			.deltas = deltas,
			.n = (size_t)rand() % 300 };
		struct fail f = { 0 };
		struct wr w = { 0 };
		struct index back;
		uint32_t from = 0;

		for (size_t i = 0; i < x.n; i++) {
			deltas[i].from = from += 1 + (uint32_t)rand() % 1000000;
			deltas[i].object.bytes = (uint64_t)rand() % (256 << 20);
			for (int k = 0; k < OBJECT_HASH_LEN; k++)
				deltas[i].object.hash[k] = (uint8_t)rand();
			memcpy(deltas[i].state, deltas[i].object.hash + 9,
			    sizeof(deltas[i].state));
		}
		x.snapshot_serial = x.n > 0 ? deltas[x.n / 2].from : x.serial;
		if (x.n > 0)
			memcpy(x.snapshot.hash, deltas[x.n / 2].state,
			    OBJECT_STATE_LEN);
		index_write(&w, &x);
		wrong += index_parse(&back, (char *)w.buf, w.len, &f) != 0 ||
		    back.n != x.n || back.epoch != x.epoch ||
		    memcmp(back.deltas, deltas, x.n * sizeof(deltas[0])) != 0 ||
		    memcmp(&back.snapshot, &x.snapshot, sizeof(x.snapshot)) !=
			0;
		index_clear(&back);
		wr_free(&w);
	}
	is_int(wrong, 0, "any index is read as it was written");
}

/* The longest line is as long as is said. */
static void
test_line(void)
{
	struct index_delta d = { .from = UINT32_MAX - 1,
		.object = { .bytes = 256u << 20 } };
	struct index x = { .db = "rbl",
		.serial = UINT32_MAX,
		.snapshot_serial = UINT32_MAX };
	struct wr without = { 0 }, with = { 0 };

	index_write(&without, &x);
	x.deltas = &d;
	x.n = 1;
	index_write(&with, &x);
	is_int((long long)(with.len - without.len), INDEX_LINE_MAX,
	    "the longest line");
	wr_free(&with);
	wr_free(&without);
}

/* What an index leaves when lines are cut off is one, or none. */
static void
test_prefixes(void)
{
	const char *text = INDEX;
	unsigned good = 0;

	for (size_t n = 0; n < strlen(text); n++) {
		struct fail f = { 0 };
		struct index x;

		good += index_parse(&x, text, n, &f) == 0;
		index_clear(&x);
	}
	is_int(good, 1, "one prefix of an index is an index");
}

int
main(void)
{
	test_cases();
	test_ways();
	test_limits();
	test_line();
	test_any();
	test_prefixes();
	return tap_end();
}

#include <stdlib.h>

#include "formats/catalog.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "tests/unit/line_cases.h"
#include "tests/unit/numbered.h"
#include "tests/unit/tap.h"

#define FORMAT  "format: feedmill catalog 1\n"
#define VERSION "version: 4\n"
#define TIME    "time: 2026-11-21T22:25:00Z\n"
#define VALID   "valid-until: 2027-11-21T22:25:00Z\n"
#define START   FORMAT VERSION TIME VALID
#define ROOTS   "root: " KEY_0 "\nroot: " KEY_1 "\nroot: " KEY_2 "\n"
#define UP      START "threshold: 2\n" ROOTS
#define EARLY   "2026-01-01T00:00:00Z 2027-01-01T00:00:00Z "
#define LATE    "2026-12-01T00:00:00Z 2027-12-01T00:00:00Z "
#define DB      "epoch: 1\ninterval: 60\n"
#define QIL     "db: qil\n" DB "key: " EARLY KEY_3 "\n"
#define RBL                                                                    \
	"db: rbl\nepoch: 0\ninterval: 3600\nkey: " EARLY KEY_3                 \
	"\nkey: " LATE KEY_4 "\n"
#define CATALOG UP QIL RBL

/* "Ed", an id, and zeroes, which are no point; and one of another kind. */
#define NO_POINT    "RWRBQUFBQUFBQQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define NO_ED       "RURBQUFBQUFBQYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"

#define TIME_RULE   "a time is as 2026-11-21T22:25:00Z"
#define NUMBER_RULE "a number below 2^32 is wanted"
#define KEY_RULE    "a public key is 56 digits of base64"
#define ED_RULE     "this is no public key of Ed25519"
#define ROOT_RULE   "another root has that id or that key"
#define WINDOW_RULE "two times as 2026-11-21T22:25:00Z and a key are wanted"
#define DB_KEY_RULE "another key of the database has that id or is it"
#define M_RULE      "a threshold is from 1 to the number of roots, "

static const struct line_case cases[] = {
	{ "full", CATALOG, NULL },
	{ "one database", UP QIL, NULL },
	{ "no database", UP, NULL },
	{ "one root", START "threshold: 1\nroot: " KEY_0 "\n" QIL, NULL },
	{ "all of the roots", START "threshold: 3\n" ROOTS RBL, NULL },
	{ "least", FORMAT "version: 1\n" TIME VALID "threshold: 1\n" ROOTS,
	    NULL },
	{ "nothing", "", "line 1: want \"format: ...\"" },
	{ "a head", "format: feedmill head 1\n",
	    "line 1: the format is not \"feedmill catalog 1\"" },
	{ "CRLF", "format: feedmill catalog 1\r\n",
	    "line 1: the format is not \"feedmill catalog 1\"" },
	{ "a blank before", " " CATALOG, "line 1: want \"format: ...\"" },
	{ "version 0", FORMAT "version: 0\n", "line 2: versions start at 1" },
	{ "a version too large", FORMAT "version: 4294967296\n",
	    "line 2: " NUMBER_RULE },
	{ "no version", FORMAT TIME, "line 2: want \"version: ...\"" },
	{ "a time in seconds", FORMAT VERSION "time: 1795300000\n",
	    "line 3: " TIME_RULE },
	{ "more behind a time", FORMAT VERSION "time: 2026-11-21T22:25:00Z \n",
	    "line 3: " TIME_RULE },
	{ "no validity", FORMAT VERSION TIME "threshold: 2\n",
	    "line 4: want \"valid-until: ...\"" },
	{ "never valid",
	    FORMAT VERSION TIME "valid-until: 2026-11-21T22:25:00Z\n",
	    "line 4: time < valid-until is broken" },
	{ "threshold 0", START "threshold: 0\n" ROOTS, "line 5: " M_RULE "3" },
	{ "threshold above the roots", START "threshold: 4\n" ROOTS,
	    "line 5: " M_RULE "3" },
	{ "no threshold", START ROOTS, "line 5: want \"threshold: ...\"" },
	{ "no root", START "threshold: 1\n" QIL, "line 6: want \"root: ...\"" },
	{ "roots descend",
	    START "threshold: 1\nroot: " KEY_1 "\nroot: " KEY_0 "\n",
	    "line 7: roots ascend by their bytes" },
	{ "a root twice",
	    START "threshold: 1\nroot: " KEY_0 "\nroot: " KEY_0 "\n",
	    "line 7: " ROOT_RULE },
	{ "two roots of one id",
	    START "threshold: 1\nroot: " KEY_0 "\nroot: " KEY_0_ID "\n",
	    "line 7: " ROOT_RULE },
	{ "two roots of one key",
	    START "threshold: 1\nroot: " KEY_0 "\nroot: " KEY_0_KEY "\n",
	    "line 7: " ROOT_RULE },
	{ "a short root", START "threshold: 1\nroot: RWRB\n",
	    "line 6: " KEY_RULE },
	{ "a long root", START "threshold: 1\nroot: " KEY_0 "A\n",
	    "line 6: " KEY_RULE },
	{ "a root that is no point", START "threshold: 1\nroot: " NO_POINT "\n",
	    "line 6: " ED_RULE },
	{ "a root of another kind", START "threshold: 1\nroot: " NO_ED "\n",
	    "line 6: " ED_RULE },
	{ "no name", UP "db: \n", "line 9: this is no name of a database" },
	{ "a reserved name", UP "db: text\n",
	    "line 9: this is no name of a database" },
	{ "databases descend", UP RBL QIL,
	    "line 14: databases ascend by their names" },
	{ "a database twice", UP QIL QIL,
	    "line 13: databases ascend by their names" },
	{ "no epoch", UP "db: qil\ninterval: 60\n",
	    "line 10: want \"epoch: ...\"" },
	{ "an epoch below 0", UP "db: qil\nepoch: -1\n",
	    "line 10: " NUMBER_RULE },
	{ "no interval", UP "db: qil\nepoch: 1\nkey: " EARLY KEY_3 "\n",
	    "line 11: want \"interval: ...\"" },
	{ "interval 0", UP "db: qil\nepoch: 1\ninterval: 0\n",
	    "line 11: an interval is from 1 to 2592000 seconds" },
	{ "a long interval", UP "db: qil\nepoch: 1\ninterval: 2592001\n",
	    "line 11: an interval is from 1 to 2592000 seconds" },
	{ "no key", UP "db: qil\n" DB RBL, "line 12: want \"key: ...\"" },
	{ "no window", UP "db: qil\n" DB "key: " KEY_3 "\n",
	    "line 12: " WINDOW_RULE },
	{ "half a window",
	    UP "db: qil\n" DB "key: 2026-01-01T00:00:00Z " KEY_3 "\n",
	    "line 12: " WINDOW_RULE },
	{ "an empty window",
	    UP "db: qil\n" DB
	       "key: 2026-01-01T00:00:00Z 2026-01-01T00:00:00Z " KEY_3 "\n",
	    "line 12: a window ends after it begins" },
	{ "a window without a key", UP "db: qil\n" DB "key: " EARLY "\n",
	    "line 12: " KEY_RULE },
	{ "two blanks", UP "db: qil\n" DB "key: " EARLY " " KEY_3 "\n",
	    "line 12: " KEY_RULE },
	{ "a key that is no point",
	    UP "db: qil\n" DB "key: " EARLY NO_POINT "\n",
	    "line 12: " ED_RULE },
	{ "a root's key", UP "db: qil\n" DB "key: " EARLY KEY_0 "\n",
	    "line 12: a root is no key of a database" },
	{ "a root's key by another id",
	    UP "db: qil\n" DB "key: " EARLY KEY_0_KEY "\n",
	    "line 12: a root is no key of a database" },
	{ "keys descend",
	    UP "db: qil\n" DB "key: " LATE KEY_3 "\nkey: " EARLY KEY_4 "\n",
	    "line 13: keys ascend by their windows" },
	{ "one window, keys descend",
	    UP "db: qil\n" DB "key: " EARLY KEY_4 "\nkey: " EARLY KEY_3 "\n",
	    "line 13: keys ascend by their windows" },
	{ "a key with two windows",
	    UP "db: qil\n" DB "key: " EARLY KEY_3 "\nkey: " LATE KEY_3 "\n",
	    "line 13: " DB_KEY_RULE },
	{ "more", CATALOG "\n", "line 18: want \"db: ...\"" },
	{ "no last newline", UP "db: qil", "line 9: want \"db: ...\"" },
};

static int
again(struct wr *w, const char *text, size_t n, struct fail *f)
{
	struct catalog x;
	int rc = catalog_parse(&x, text, n, f);

	if (rc == 0)
		catalog_write(w, &x);
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
	const struct catalog_db *rbl;
	const char *text = CATALOG;
	struct fail f = { 0 };
	struct catalog c;

	is_int(catalog_parse(&c, text, strlen(text), &f), 0, "it is read");
	is_int(c.version, 4, "its version");
	is_int(c.valid_until - c.time, 365 * 86400, "it is valid for a year");
	is_int(c.threshold, 2, "its threshold");
	is_int((long long)c.nroots, 3, "its roots");
	ok(c.roots[2][2] == 'C', "the last of them");
	is_int((long long)c.ndbs, 2, "its databases");
	ok(catalog_db(&c, "dul") == NULL && catalog_db(&c, "qi") == NULL,
	    "no others are there");
	rbl = catalog_db(&c, "rbl");
	ok(rbl == &c.dbs[1], "one is found");
	is_int(rbl->epoch, 0, "its epoch");
	is_int(rbl->interval, 3600, "its interval");
	is_int((long long)rbl->nkeys, 2, "its keys");
	ok(rbl->keys[1].key[2] == 'E', "the second of them");
}

/* Keys from and until a day, and until when there is one from another on. */
static const struct {
	const char *name;
	uint32_t keys[3][2], from, want;
} windows[] = {
	{ "one key", { { 1, 5 } }, 1, 5 },
	{ "before it", { { 1, 5 } }, 0, 0 },
	{ "at its end", { { 1, 5 } }, 5, 5 },
	{ "overlapping", { { 1, 5 }, { 4, 9 } }, 1, 9 },
	{ "meeting", { { 1, 5 }, { 5, 9 } }, 1, 9 },
	{ "with a gap", { { 1, 5 }, { 6, 9 } }, 1, 5 },
	{ "in the gap", { { 1, 5 }, { 6, 9 } }, 5, 5 },
	{ "behind the gap", { { 1, 5 }, { 6, 9 } }, 6, 9 },
	{ "one in another", { { 1, 9 }, { 2, 3 } }, 1, 9 },
	{ "three", { { 1, 4 }, { 2, 3 }, { 3, 7 } }, 1, 7 },
};

static void
test_windows(void)
{
	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		struct catalog_db db = { 0 };

		for (; db.nkeys < 3 && windows[i].keys[db.nkeys][1] != 0;
		     db.nkeys++) {
			db.keys[db.nkeys].from = windows[i].keys[db.nkeys][0];
			db.keys[db.nkeys].until = windows[i].keys[db.nkeys][1];
		}
		is_int(catalog_db_until(&db, windows[i].from), windows[i].want,
		    windows[i].name);
	}
}

/* The bytes of a numbered key as a catalog has them. */
static void
put_key(uint8_t out[static CATALOG_KEY_LEN], int number)
{
	struct pubkey key = numbered_public(number);

	pubkey_bytes(out, &key);
}

/* Up to n, or just n if all is wanted. */
static size_t
some_of(size_t n, bool all)
{
	return all ? n : 1 + (size_t)rand() % n;
}

/* A catalog of any size or the largest, its parts in any order. */
static void
make_any(struct catalog *c, bool all)
{
	*c = (struct catalog){ .version = 1 + (uint32_t)rand(),
		.time = (uint32_t)rand(),
		.valid_until = UINT32_MAX - (uint32_t)(rand() % 1000),
		.nroots = some_of(CATALOG_ROOTS_MAX, all),
		.ndbs = some_of(CATALOG_DBS_MAX, all) };
	c->threshold = 1 + (uint32_t)((size_t)rand() % c->nroots);
	for (size_t i = 0; i < c->nroots; i++)
		put_key(c->roots[i], (int)(c->nroots - 1 - i));
	for (size_t i = 0; i < c->ndbs; i++) {
		struct catalog_db *db = &c->dbs[i];

		snprintf(db->name, sizeof(db->name), "db-%zu",
		    (i * 37 + 5) % 67);
		db->epoch = (uint32_t)rand();
		db->interval = 1 + (uint32_t)rand() % CATALOG_INTERVAL_MAX;
		db->nkeys = some_of(CATALOG_KEYS_MAX, all);
		for (size_t k = 0; k < db->nkeys; k++) {
			db->keys[k].from = (uint32_t)rand() % 4;
			db->keys[k].until = 4 + (uint32_t)rand() % 4;
			put_key(db->keys[k].key, 16 + (int)k);
		}
	}
	catalog_sort(c);
}

/* What is written is read as it was; what is longest fits a file. */
static void
test_any(void)
{
	struct catalog c, back;
	size_t longest = 0;
	unsigned wrong = 0;

	srand(1);
	for (int round = 0; round < 100; round++) {
		struct fail f = { 0 };
		struct wr w = { 0 };

		make_any(&c, round == 0);
		catalog_write(&w, &c);
		wrong += catalog_parse(&back, (char *)w.buf, w.len, &f) != 0 ||
		    memcmp(&c, &back, sizeof(c)) != 0;
		longest = w.len > longest ? w.len : longest;
		wr_free(&w);
	}
	is_int(wrong, 0, "any catalog is read as it was written");
	ok(longest > 50000, "up to %zu bytes", longest);
}

static void
test_limits(void)
{
	char *longer = calloc(1, CATALOG_MAX + 1);
	struct fail f = { 0 };
	struct catalog c;
	struct wr w = { 0 };

	is_int(catalog_parse(&c, longer, CATALOG_MAX + 1, &f), -1,
	    "no longer one is read");
	is_str(f.msg, "a catalog has at most 65536 bytes", "  it says so");
	free(longer);
	wr_str(&w, START "threshold: 1\n");
	for (int i = 0; i <= CATALOG_ROOTS_MAX; i++) {
		struct pubkey key = numbered_public(i);
		char text[PUBKEY_TEXT_LEN + 1];

		pubkey_text(text, &key);
		wr_fmt(&w, "root: %s\n", text);
	}
	f = (struct fail){ 0 };
	is_int(catalog_parse(&c, (char *)w.buf, w.len, &f), -1,
	    "nor one of more roots");
	is_str(f.msg, "line 22: there are more than 16 roots", "  it says so");
	w.len = 0;
	wr_str(&w, UP);
	for (int i = 0; i <= CATALOG_DBS_MAX; i++)
		wr_fmt(&w, "db: a%02d\n" DB "key: " EARLY KEY_3 "\n", i);
	f = (struct fail){ 0 };
	is_int(catalog_parse(&c, (char *)w.buf, w.len, &f), -1,
	    "nor one of more databases");
	is_str(f.msg, "line 265: there are more than 64 databases",
	    "  it says so");
	w.len = 0;
	wr_str(&w, UP "db: qil\n" DB);
	for (int i = 0; i <= CATALOG_KEYS_MAX; i++) {
		struct pubkey key = numbered_public(16 + i);
		char text[PUBKEY_TEXT_LEN + 1];

		pubkey_text(text, &key);
		wr_fmt(&w, "key: " EARLY "%s\n", text);
	}
	f = (struct fail){ 0 };
	is_int(catalog_parse(&c, (char *)w.buf, w.len, &f), -1,
	    "nor one of more keys");
	is_str(f.msg, "line 20: the database has more than 8 keys",
	    "  it says so");
	wr_free(&w);
}

/* Of the prefixes only those that end with a database, or before one. */
static void
test_prefixes(void)
{
	const char *text = CATALOG;
	unsigned good = 0;

	for (size_t n = 0; n < strlen(text); n++) {
		struct fail f = { 0 };
		struct catalog c;

		good += catalog_parse(&c, text, n, &f) == 0;
	}
	/* After the first, second and third root there is too few or one. */
	is_int(good, 4, "four prefixes of a catalog are catalogs");
}

int
main(void)
{
	test_any();
	test_limits();
	test_prefixes();
	test_cases();
	test_fields();
	test_windows();
	return tap_end();
}

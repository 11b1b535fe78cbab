#include <stdlib.h>

#include "formats/catalog.h"
#include "formats/fail.h"
#include "formats/mem.h"
#include "formats/stamp.h"
#include "keys/catalog_conf.h"
#include "tests/unit/numbered.h"
#include "tests/unit/tap.h"

#define VALID "valid-for = 90d\n"
#define ROOTS "root = { \"" KEY_2 "\", \"" KEY_0 "\", \"" KEY_1 "\" }\n"
#define TIMES "from = 2026-11-01T00:00:00Z until = 2027-11-01T00:00:00Z"
#define KEY   "key \"" KEY_3 "\" { " TIMES " }\n"
#define RBL   "database rbl { interval = 5m\n" KEY "}\n"

/* What catalog_conf_parse() says of a text; NULL for a good one. */
static const struct {
	const char *name, *text, *want;
} cases[] = {
	{ "least", VALID ROOTS, NULL },
	{ "a database", VALID ROOTS RBL, NULL },
	{ "an interval for all",
	    VALID "interval = 1h\n" ROOTS "database rbl { " KEY "}\n", NULL },
	{ "two databases",
	    VALID ROOTS RBL "database a { interval = 1s " KEY "}\n", NULL },
	{ "until a time", "valid-until = 2027-02-20T00:00:00Z\n" ROOTS RBL,
	    NULL },
	{ "nothing", "", "conf: no root is given" },
	{ "both validities", VALID "valid-until = 2027-02-20T00:00:00Z\n" ROOTS,
	    "conf: either valid-for or valid-until is wanted" },
	{ "a bad key", VALID "root = { RWQ }\n",
	    "conf:2: root: RWQ: No such file or directory" },
	{ "a section twice", VALID ROOTS RBL RBL,
	    "conf:6: found duplicate title 'rbl'" },
	{ "a value twice", VALID VALID ROOTS,
	    "conf:2: valid-for is set twice" },
	{ "a key twice",
	    VALID ROOTS "database rbl { interval = 5m\n" KEY KEY "}\n",
	    "conf:5: found duplicate title '" KEY_3 "'" },
};

static int
parse(struct catalog *c, const char *text, struct fail *f)
{
	const char *now = "2026-11-22T00:00:00Z";

	*c = (struct catalog){ .version = 7 };
	if (!stamp_parse(now, now + strlen(now), &c->time))
		abort();
	return catalog_conf_parse(c, text, strlen(text), "conf", f);
}

static void
test_cases(struct catalog *c)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fail f = { 0 };
		bool good = cases[i].want == NULL;

		is_int(parse(c, cases[i].text, &f), good ? 0 : -1,
		    cases[i].name);
		is_str(f.msg, good ? "" : cases[i].want, "  it says so");
		is_int(f.kind, good ? FAIL_NONE : FAIL_USAGE, "  its kind");
	}
}

static void
test_fields(struct catalog *c)
{
	struct fail f = { 0 };

	is_int(parse(c,
		   VALID ROOTS RBL "database a { epoch = 4 interval = 1s " KEY
				   "}\n",
		   &f),
	    0, "a catalog is made");
	is_int(c->version, 7, "its version is the caller's");
	is_int(c->valid_until - c->time, 90 * 86400, "it is valid for that");
	is_int(c->threshold, 2, "more than half have to sign");
	ok(c->nroots == 3 && c->roots[0][2] == 'A' && c->roots[2][2] == 'C',
	    "its roots ascend");
	ok(c->ndbs == 2 && strcmp(c->dbs[0].name, "a") == 0, "so do databases");
	is_int(c->dbs[0].epoch, 4, "one's epoch");
	is_int(c->dbs[1].epoch, 1, "the other's, not said");
	is_int(c->dbs[1].interval, 300, "its interval");
	is_int(c->dbs[1].keys[0].until - c->dbs[1].keys[0].from, 365 * 86400,
	    "the window of its key");
	is_int(parse(c, "valid-for = 5000w\n" ROOTS, &f), 0, "valid for ever");
	is_int(c->valid_until, UINT32_MAX, "is until 2106");
}

int
main(void)
{
	struct catalog *c = mem_new(1, sizeof(*c));

	test_cases(c);
	test_fields(c);
	free(c);
	return tap_end();
}

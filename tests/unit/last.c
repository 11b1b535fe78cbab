#include "compiler/last.h"
#include "tests/unit/tap.h"

#define T0    1795300000u
#define CLOCK "is the clock right?"
#define LOWER                                                                  \
	"epoch 2 was published already, and the configuration says 1: set "    \
	"it to 2 or higher"

/* The head's epoch, serial and time; what was seen; a build as of now. */
static const struct {
	const char *name;
	uint32_t epoch, serial, time;
	uint32_t seen_epoch, seen_serial;
	uint32_t build_epoch, now;
	bool changed;
	const char *says; /* NULL: it may go on */
} cases[] = {
	{ "nothing is published", 0, 0, 0, 0, 0, 1, T0, true, NULL },
	{ "a later set", 1, T0, T0, 1, T0, 1, T0 + 1, true, NULL },
	{ "a heartbeat", 1, T0, T0 + 9, 1, T0, 1, T0 + 10, false, NULL },
	{ "one of the same second", 1, T0, T0 + 9, 1, T0, 1, T0 + 9, false,
	    NULL },
	{ "a set after a heartbeat in its second", 1, T0, T0 + 9, 1, T0, 1,
	    T0 + 9, true, NULL },
	{ "two sets in a second", 1, T0, T0, 1, T0, 1, T0, true,
	    "two sets within the second 2026-11-21T22:26:40Z: try again" },
	{ "a set before the last head", 1, T0, T0 + 9, 1, T0, 1, T0 + 8, true,
	    CLOCK },
	{ "a heartbeat before the last", 1, T0, T0 + 9, 1, T0, 1, T0 + 8, false,
	    CLOCK },
	{ "a new epoch may go back", 1, T0, T0, 1, T0, 2, T0 - 9, true, NULL },
	{ "an old tree came back", 1, T0, T0, 1, T0 + 60, 1, T0 + 61, true,
	    NULL },
	{ "it came back within the second", 1, T0, T0, 1, T0 + 60, 1, T0 + 60,
	    true, "two sets within the second" },
	{ "it came back, and so did the clock", 1, T0, T0, 1, T0 + 60, 1,
	    T0 + 59, true, CLOCK },
	{ "a tree of an old epoch came back", 1, T0, T0, 2, T0 + 60, 2, T0 + 9,
	    true, CLOCK },
	{ "a lost tree", 0, 0, 0, 1, T0, 1, T0 + 1, true, NULL },
	{ "a lost tree, and an old clock", 0, 0, 0, 1, T0, 1, T0 - 1, true,
	    CLOCK },
	{ "a lost tree, a new epoch", 0, 0, 0, 1, T0, 2, T0 - 1, true, NULL },
	{ "a lower epoch", 2, T0, T0, 2, T0, 1, T0 + 1, true, LOWER },
	{ "also with the same set", 2, T0, T0, 2, T0, 1, T0 + 1, false, LOWER },
	{ "and whatever the clock says", 2, T0, T0, 2, T0, 1, T0 - 1, true,
	    LOWER },
	{ "a lower one than was seen", 1, T0, T0, 2, T0, 1, T0 + 1, true,
	    LOWER },
	{ "a lost tree, a lower epoch", 0, 0, 0, 2, T0, 1, T0 + 1, true,
	    LOWER },
};

static void
test_time(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct last l = { .head = { .epoch = cases[i].epoch,
				      .serial = cases[i].serial,
				      .time = cases[i].time },
			.seen_epoch = cases[i].seen_epoch,
			.seen_serial = cases[i].seen_serial };
		struct fail f = { 0 };

		last_check_time(&l, cases[i].build_epoch, cases[i].now,
		    cases[i].changed, &f);
		if (cases[i].says == NULL)
			is_str(f.msg, "", cases[i].name);
		else
			ok(f.kind == FAIL_STALE &&
				strstr(f.msg, cases[i].says) != NULL,
			    "%s: %s", cases[i].name, f.msg);
	}
}

/* What only the copy knows is told as such. */
static void
test_who(void)
{
	struct last l = { .head = { .epoch = 1, .serial = T0, .time = T0 },
		.seen_epoch = 1,
		.seen_serial = T0 };
	struct fail f = { 0 }, g = { 0 }, h = { 0 };
	const char *copy = " (so says its .snap file in the state folder)";

	last_check_time(&l, 1, T0 - 1, true, &f);
	ok(strstr(f.msg, copy) == NULL, "the head says it");
	l.seen_serial++;
	last_check_time(&l, 1, T0 - 1, true, &g);
	ok(strstr(g.msg, copy) != NULL, "a later copy says it: %s", g.msg);
	l.seen_epoch++;
	last_check_time(&l, 1, T0 + 1, true, &h);
	ok(strstr(h.msg, copy) != NULL, "or one of an epoch: %s", h.msg);
}

static void
test_back(void)
{
	struct last l = { .head = { .epoch = 1, .serial = T0 },
		.seen_epoch = 1,
		.seen_serial = T0 };

	ok(!last_went_back(&l, 1), "the head is the newest that was seen");
	l.seen_serial++;
	ok(last_went_back(&l, 1), "or it is not");
	ok(!last_went_back(&l, 2), "which a new epoch does not mind");
}

int
main(void)
{
	test_time();
	test_who();
	test_back();
	return tap_end();
}

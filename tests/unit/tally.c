/* What builds came to: added up, kept, read back, and as metrics. */
#include <err.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/history_row.h"
#include "compiler/tally.h"
#include "formats/wr.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

#define T0 1795334400u

static char state[] = "/tmp/feedmill-tally.XXXXXX";
static struct conf_db quick = { .policy = { .name = "qil",
				    .kind = POLICY_QUICK } };
static struct conf_db standing = { .policy = { .name = "rbl" } };

static void
add(struct build *b, uint32_t as_of)
{
	struct history_row row = history_row_of(b, as_of, 1.5);
	struct fail f = { 0 };

	if (tally_add(state, b, &row, &f) == -1)
		errx(1, "%s", f.msg);
}

static void
test_counts(void)
{
	struct intake_source s = { .guard = { .name = "a\"b" },
		.hits = { .read = 7, .late = 2, .future = 1, .again = 5 },
		.bad = 4 };
	struct build b = { .db = &quick,
		.state = BUILD_NEW,
		.serial = T0,
		.entries = { 9, 1 },
		.intake = { .sources = &s, .n = 1 } };
	struct tally t;

	ok(!tally_read(&t, state, "qil"), "at first there is none");
	add(&b, T0);
	s.hits.capped = true;
	add(&b, T0 + 60);
	ok(tally_read(&t, state, "qil"), "then it is read back");
	is_int(t.builds[TALLY_PUBLISHED], 2, "with its builds");
	ok(t.n == 1 && t.sources[0].hits[TALLY_READ] == 14 &&
		t.sources[0].hits[TALLY_AGAIN] == 10 &&
		t.sources[0].hits[TALLY_BAD] == 6,
	    "and hits of all of them");
	is_int(t.last_hits[TALLY_READ], 7, "and of the last");
	ok(t.n == 1 && t.sources[0].capped, "a source over its rate");
	tally_clear(&t);
}

static void
test_failed(void)
{
	struct build b = { .db = &quick, .entries = { 3, 3 } };
	struct tally t;

	fail(&b.fail, FAIL_GUARD, "too much, \xff");
	add(&b, T0 + 120);
	tally_read(&t, state, "qil");
	is_str(t.last.state, "refused", "a build that was refused");
	is_str(t.why, "too much, ?", "says why, in UTF-8");
	is_int(t.good, T0 + 60, "is no good one");
	is_int(t.last.entries[IP4], 9, "and leaves what was published");
	ok(t.builds[TALLY_REFUSED] == 1 && t.builds[TALLY_FAILED] == 0,
	    "it is counted");
	ok(t.n == 1 && t.sources[0].hits[TALLY_READ] == 14,
	    "hits stay counted");
	tally_clear(&t);
}

static void
test_held(void)
{
	struct intake_source s = { .guard = { .name = "a" }, .held = true };
	struct build b = { .db = &standing,
		.state = BUILD_SAME,
		.intake = { .sources = &s, .n = 1 } };
	struct tally t;

	fail(&s.why, FAIL_SYNTAX, "rubbish");
	add(&b, T0);
	tally_read(&t, state, "rbl");
	ok(t.n == 1 && t.sources[0].held &&
		strcmp(t.sources[0].why, "rubbish") == 0,
	    "a source that is held back");
	tally_clear(&t);
	s.held = false;
	add(&b, T0 + 60);
	tally_read(&t, state, "rbl");
	is_int(t.n, 0, "until it is not");
	tally_clear(&t);
}

static void
test_many(void)
{
	static struct intake_source s[TALLY_SOURCES_MAX + 50];
	static char names[TALLY_SOURCES_MAX + 50][8];
	struct conf_db db = { .policy = { .name = "many",
				  .kind = POLICY_QUICK } };
	struct build b = { .db = &db,
		.state = BUILD_NEW,
		.intake = { .sources = s, .n = TALLY_SOURCES_MAX + 50 } };
	struct tally t;

	for (size_t i = 0; i < b.intake.n; i++) {
		snprintf(names[i], sizeof(names[i]), "s%zu", i);
		s[i].guard.name = names[i];
		s[i].hits.read = 1;
	}
	add(&b, T0);
	add(&b, T0 + 60);
	tally_read(&t, state, "many");
	is_int(t.n, TALLY_SOURCES_MAX, "many sources are not all told apart");
	is_str(t.sources[t.n - 1].name, TALLY_OTHERS, "the others");
	is_int(t.sources[t.n - 1].hits[TALLY_READ], 2 * 51,
	    "are counted together");
	is_int(t.last_hits[TALLY_READ], TALLY_SOURCES_MAX + 50, "with all");
	tally_clear(&t);
}

static void
test_damage(void)
{
	static const char *const bad[] = { "", "[]", "{", "{\"last\":{}}",
		"{\"last\":{\"state\":\"much too long a state\"}}" };
	char path[64];
	struct tally t;

	snprintf(path, sizeof(path), "%s/builds/bad.tally", state);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put(path, bad[i]);
		ok(!tally_read(&t, state, "bad"), "none: '%s'", bad[i]);
	}
	put(path,
	    "{\"last\":{\"state\":\"failed\"},\"sources\":[1,{},"
	    "{\"name\":\"x\",\"hits\":[]}],\"builds\":3,\"why\":{}}");
	ok(tally_read(&t, state, "bad") && t.n == 1 && t.why[0] == '\0',
	    "odd members are passed over");
	tally_clear(&t);
}

static void
test_metrics(void)
{
	static const bool is_quick[] = { true, false };
	struct tally all[2];
	struct wr w = { 0 };
	const char *text;

	tally_read(&all[0], state, "qil");
	tally_read(&all[1], state, "rbl");
	tally_metrics(&w, all, is_quick, 2);
	wr_u8(&w, 0);
	text = (const char *)w.buf;
	ok(strstr(text,
	       "\nfeedmill_build_hits_total{database=\"qil\","
	       "source=\"a\\\"b\",what=\"read\"} 14\n") != NULL,
	    "metrics of hits, with what must be escaped");
	ok(strstr(text,
	       "\nfeedmill_build_runs_total{database=\"qil\","
	       "state=\"published\"} 2\n") != NULL,
	    "of builds");
	ok(strstr(text,
	       "\nfeedmill_build_lateness_seconds{database=\"rbl\"} "
	       "1.500000\n") != NULL,
	    "of the last one");
	ok(strstr(text, "feedmill_build_hits_total{database=\"rbl\"") == NULL,
	    "none of hits where there are none");
	tally_clear(&all[0]);
	tally_clear(&all[1]);
	wr_free(&w);
}

int
main(void)
{
	char command[64];

	if (mkdtemp(state) == NULL)
		err(1, "%s", state);
	snprintf(command, sizeof(command), "%s/builds", state);
	if (mkdir(command, 0755) == -1)
		err(1, "%s", command);
	test_counts();
	test_failed();
	test_held();
	test_many();
	test_damage();
	test_metrics();
	snprintf(command, sizeof(command), "rm -rf %s", state);
	ok(system(command) == 0, "and it can be removed");
	return tap_end();
}

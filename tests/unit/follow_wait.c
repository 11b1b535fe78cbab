/* Which source is waited at for what, and when there is a look instead. */
#include <stdio.h>

#include "subscriber/clock.h"
#include "subscriber/fetch.h"
#include "subscriber/fetch_wait.h"
#include "subscriber/follow_own.h"
#include "subscriber/held.h"
#include "subscriber/look.h"
#include "tests/unit/tap.h"

#define NOW  1795300000u
#define NEXT (NOW + 60)

/* A feed of one database, which is held, and a source that can hold requests.
 */
struct scene {
	struct fetch_conf source;
	struct sub_db conf;
	struct sub_feed feed;
	struct fetch *fetch;
	struct fetch_waits *room;
	struct fail fail;
	struct follow_plain plain;
	struct held held;
	struct look_db look;
	struct follow_db db;
	struct follow_wait wait;
	struct follow fo;
};

/* A set that nobody looks into. */
static struct set *
some_set(struct scene *s)
{
	return (struct set *)(void *)s;
}

static void
scene_open(struct scene *s, const char *url, bool never)
{
	struct fail f = { 0 };

	*s = (struct scene){ .source = { .url = url,
				 .never_waits = never,
				 .connect_seconds = 5,
				 .stall_seconds = 5,
				 .total_seconds = 60 },
		.conf = { .name = "rbl" } };
	s->feed = (struct sub_feed){ .name = "x",
		.sources = &s->source,
		.nsources = 1,
		.dbs = &s->conf,
		.ndbs = 1,
		.interval = 60 };
	s->fetch = fetch_new(&s->source, &f);
	s->room = fetch_waits_new(&f);
	s->held = (struct held){ .known = true, .at = { .set = some_set(s) } };
	s->db = (struct follow_db){ .conf = &s->conf, .holds = true };
	s->db.head.fresh_until = NOW + 7200;
	s->wait.fit = true;
	s->fo = (struct follow){ .feed = &s->feed,
		.fetches = &s->fetch,
		.fails = &s->fail,
		.plains = &s->plain,
		.helds = &s->held,
		.looks = &s->look,
		.dbs = &s->db,
		.waits = &s->wait,
		.room = s->room,
		.looked = NOW };
}

static void
scene_close(struct scene *s)
{
	fetch_waits_free(s->room);
	fetch_free(s->fetch);
}

static void
is_between(uint32_t have, uint32_t from, uint32_t to, const char *name)
{
	ok(have >= from && have <= to, "%s: %u is from %u to %u", name,
	    have - NOW, from - NOW, to - NOW);
}

static void
test_asks(void)
{
	struct scene s;

	scene_open(&s, "rsync://127.0.0.1/feed", false);
	ok(!follow_asks(&s.fo, 0, 0, NOW), "rsync holds no request");
	scene_close(&s);
	scene_open(&s, "http://127.0.0.1:9", true);
	ok(!follow_asks(&s.fo, 0, 0, NOW), "nor one that is not to");
	scene_close(&s);
	scene_open(&s, "http://127.0.0.1:9", false);
	ok(follow_asks(&s.fo, 0, 0, NOW), "http does");
	s.plain.until = NOW + 1;
	ok(!follow_asks(&s.fo, 0, 0, NOW), "unless it gave no answer before");
	ok(follow_asks(&s.fo, 0, 0, NOW + 1), "for a while");
	s.fo.room = NULL;
	ok(!follow_asks(&s.fo, 0, 0, NOW + 1), "nor where nobody waits");
	s.fo.room = s.room;
	s.held.known = false;
	ok(!follow_asks(&s.fo, 0, 0, NOW + 1), "nor where nothing is held");
	s.held.known = true;
	s.held.at.set = NULL;
	ok(!follow_asks(&s.fo, 0, 0, NOW + 1), "nor what is damaged");
	s.held.at.set = some_set(&s);
	s.wait.whole = true;
	s.wait.whole_at = NOW + 5;
	ok(!follow_asks(&s.fo, 0, 0, NOW + 1), "nor what comes as a whole");
	ok(follow_spreads(&s.fo, 0, NOW + 4), "which is put off");
	ok(!follow_spreads(&s.fo, 0, NOW + 5), "until its time");
	ok(!follow_spreads(&s.fo, 0, NOW - 400), "or the clock is set back");
	s.wait.whole = false;
	s.plain.until = NOW + 200000;
	ok(follow_asks(&s.fo, 0, 0, NOW), "as for whoever gave no answer");
	scene_close(&s);
}

static void
test_next(void)
{
	struct scene s;

	scene_open(&s, "http://127.0.0.1:9", false);
	is_between(follow_wait_next(&s.fo, NOW, NEXT), NOW + 810, NOW + 990,
	    "while news is waited for looks are rare");
	s.db.head.fresh_until = NOW + 100;
	is_between(follow_wait_next(&s.fo, NOW, NEXT), NOW + 101, NOW + 111,
	    "but there is one when it is late");
	s.db.head.fresh_until = NOW - 1;
	is_int(follow_wait_next(&s.fo, NOW, NEXT), NEXT,
	    "and as ever once it is");
	is_int(follow_wait_next(&s.fo, NOW + 30, NEXT + 30), NEXT,
	    "which no answer puts off");
	is_int(follow_wait_next(&s.fo, NOW + 30, NOW + 40), NOW + 40,
	    "but what is to be sooner is");
	s.db.head.fresh_until = NOW + 20;
	is_between(follow_wait_next(&s.fo, NOW + 30, NEXT + 30), NOW + 30,
	    NOW + 31, "nor is it late for long without one");
	s.db.head.fresh_until = NOW + 7200;
	follow_wait_next(&s.fo, NOW + 30, NEXT);
	s.wait.fit = false;
	is_int(follow_wait_next(&s.fo, NOW + 30, NEXT + 30), NEXT + 30,
	    "as ever where no source was believed");
	s.fo.poll = 0;
	s.wait.fit = true;
	s.wait.whole = true;
	s.wait.whole_at = NOW + 7;
	is_int(follow_wait_next(&s.fo, NOW, NEXT), NOW + 7,
	    "one for the whole in its time");
	s.wait.whole_at = NOW - 7;
	is_int(follow_wait_next(&s.fo, NOW, NEXT), NOW, "never before now");
	s.wait.whole = false;
	s.fo.soon = true;
	is_int(follow_wait_next(&s.fo, NOW, NEXT), NOW, "now if it is wanted");
	scene_close(&s);
}

/* What a source said in a look, and what follows of it. */
static void
hear(struct scene *s, long status, uint32_t after, enum fail_kind kind)
{
	s->plain = (struct follow_plain){ 0 };
	s->fail = (struct fail){ 0 };
	s->wait = (struct follow_wait){ .fit = false };
	s->look = (struct look_db){ .told_status = status,
		.told_after = after,
		.believed = true };
	if (kind != FAIL_NONE)
		fail(&s->look.told_fail, kind, "what it told");
	follow_heard(&s->fo, 0, 0, NOW);
}

static void
test_heard(void)
{
	struct scene s;

	scene_open(&s, "http://127.0.0.1:9", false);
	hear(&s, 0, 0, FAIL_NONE);
	ok(s.wait.fit && s.plain.until == 0, "one that told is waited at");
	hear(&s, 404, 0, FAIL_NONE);
	is_between(s.plain.until, NOW + 3600, NOW + 3960,
	    "one that tells nothing");
	ok(s.wait.fit && s.fail.kind == FAIL_NONE, "which is no failure");
	hear(&s, 503, 30, FAIL_NONE);
	is_between(s.plain.until, NOW + 30, NOW + 34, "not now, it says");
	hear(&s, 0, 0, FAIL_HASH);
	is_between(s.plain.until, NOW + 3600, NOW + 3960, "one that lies");
	is_int(s.fail.kind, FAIL_HASH, "which is told");
	hear(&s, 0, 0, FAIL_ROLLBACK);
	is_between(s.plain.until, NOW + 60, NOW + 67, "one that is behind");
	hear(&s, LOOK_GONE, 0, FAIL_NONE);
	ok(s.plain.until == 0, "one that goes on, but not from so far back");
	s.look.believed = false;
	s.wait = (struct follow_wait){ .fit = false };
	follow_heard(&s.fo, 0, 0, NOW);
	ok(!s.wait.fit && s.wait.whole, "the whole is to be had");
	is_between(s.wait.whole_at, NOW + 1, NOW + 31, "soon");
	s.look.told_after = 100;
	follow_heard(&s.fo, 0, 0, NOW);
	is_between(s.wait.whole_at, NOW + 100, NOW + 111, "or as it says");
	s.look.told_after = 1000000000;
	follow_heard(&s.fo, 0, 0, NOW);
	is_between(s.wait.whole_at, NOW + 300, NOW + 331, "in minutes at most");
	s.look = (struct look_db){ .believed = true };
	follow_heard(&s.fo, 0, 0, NOW);
	ok(s.wait.fit && !s.wait.whole, "until a look has had it");
	scene_close(&s);
}

/* Errors in a row: each is asked after as soon as it is over. */
static void
test_errors(void)
{
	static const uint32_t waits[] = { 5, 10, 20, 40, 60, 60 };
	struct scene s;
	uint32_t now = NOW;

	scene_open(&s, "http://127.0.0.1:9", false);
	s.look = (struct look_db){ .told_status = 502 };
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		for (int again = 0; again < 2; again++) {
			follow_heard(&s.fo, 0, 0, now);
			is_between(s.plain.until, now + waits[i],
			    now + 2 * waits[i], "an error in a row of some");
		}
		now = s.plain.until;
	}
	s.look.told_after = 100;
	follow_heard(&s.fo, 0, 0, now);
	is_between(s.plain.until, now + 100, now + 111,
	    "or as long as it says");
	s.fo.eager = true;
	follow_before(&s.fo);
	s.look.told_after = 2;
	follow_heard(&s.fo, 0, 0, now);
	is_between(s.plain.until, now + 5, now + 10,
	    "anew for who is in haste");
	s.look.told_status = 501;
	s.look.told_after = 0;
	follow_heard(&s.fo, 0, 0, now);
	is_between(s.plain.until, now + 3600, now + 3960,
	    "not one that never tells");
	scene_close(&s);
}

/* When there is something to send. */
static void
test_rest(void)
{
	struct scene s;
	uint64_t ms = clock_ms(), at;

	scene_open(&s, "http://127.0.0.1:9", false);
	s.plain.until = NOW + 30;
	at = follow_wait(&s.fo, NOW);
	ok(at >= ms + 30000 && at <= clock_ms() + 30000,
	    "one that is asked for files alone is, until that is over");
	s.wait.rest = ms + 50000;
	is_int(follow_wait(&s.fo, NOW), s.wait.rest, "or its rest");
	s.wait.fit = false;
	ok(follow_wait(&s.fo, NOW) == UINT64_MAX,
	    "nothing where no source was believed");
	s.wait.fit = true;
	s.fo.eager = true;
	follow_before(&s.fo);
	ok(s.wait.rest == 0, "who is in haste lets nobody rest");
	scene_close(&s);
}

/* A token that cannot be read any more once there is a request to hold. */
static void
test_unreadable(void)
{
	struct scene s;

	scene_open(&s, "http://127.0.0.1:9", false);
	s.source.token_file = "/nonexistent/token";
	ok(follow_wait(&s.fo, NOW) == 0, "what cannot be sent is a look");
	is_int(follow_wait_next(&s.fo, NOW, NEXT), NOW, "  at once");
	follow_before(&s.fo);
	ok(s.fail.kind != FAIL_NONE, "  which tells why: %s", s.fail.msg);
	is_between(s.plain.until, NOW + 3600, NOW + 3960, "  and the last");
	scene_close(&s);
}

int
main(void)
{
	test_asks();
	test_next();
	test_heard();
	test_errors();
	test_rest();
	test_unreadable();
	return tap_end();
}

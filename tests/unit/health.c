/* How databases stand, from made-up heads and tallies. */
#include <stdlib.h>

#include "compiler/health.h"
#include "compiler/policy.h"
#include "compiler/rota.h"
#include "formats/set.h"
#include "formats/wr.h"
#include "tests/unit/tap.h"

/* 2026-11-22T08:00:00Z */
#define T0 1795334400u

static struct policy quick = { .name = "qil",
	.kind = POLICY_QUICK,
	.interval = 60 };
static struct policy hourly = { .name = "rbl", .interval = 3600 };

static struct health
health_at(const struct policy *policy, uint32_t time)
{
	return (struct health){ .policy = policy,
		.published = true,
		.built = true,
		.head = { .time = time,
		    .fresh_until = time + 6 * 3600,
		    .valid_until = time + 24 * 3600 },
		.tally = { .last = { .as_of = time, .state = "published" } } };
}

static void
test_verdict(void)
{
	struct health h = health_at(&hourly, T0);
	struct health never = { .policy = &hourly };

	is_int(health_verdict(&h, T0 + 10799), VERDICT_FINE, "fine");
	is_int(health_verdict(&h, T0 + 10800), VERDICT_WARNING,
	    "late half of the way to fresh-until");
	is_int(health_verdict(&h, T0 + 86399), VERDICT_WARNING,
	    "as long as it is valid");
	is_int(health_verdict(&h, T0 + 86400), VERDICT_CRITICAL, "then void");
	is_int(health_verdict(&h, T0 - 60), VERDICT_FINE,
	    "a clock that is behind is no matter of this");
	h.head.fresh_until = T0 + 5400;
	is_int(health_verdict(&h, T0 + 5399), VERDICT_FINE,
	    "but not before two intervals");
	is_int(health_verdict(&h, T0 + 5400), VERDICT_WARNING,
	    "or fresh-until");
	h.tally.last.failed = true;
	is_int(health_verdict(&h, T0), VERDICT_CRITICAL, "a last build failed");
	h.published = false;
	h.tally.last.failed = false;
	is_int(health_verdict(&h, T0), VERDICT_CRITICAL, "a head is gone");
	is_int(health_verdict(&never, T0), VERDICT_UNKNOWN, "never built");
}

static void
test_worst(void)
{
	struct health dbs[3] = { health_at(&hourly, T0),
		health_at(&hourly, T0 - 3 * 3600), { .policy = &hourly } };
	struct health_view v = { .dbs = dbs, .n = 1, .now = T0 };

	is_int(health_worst(&v), VERDICT_FINE, "all are fine");
	v.n = 2;
	is_int(health_worst(&v), VERDICT_WARNING, "late is worse");
	v.n = 3;
	is_int(health_worst(&v), VERDICT_UNKNOWN, "never is worse than late");
	dbs[0].tally.last.failed = true;
	is_int(health_worst(&v), VERDICT_CRITICAL, "and nothing than failed");
}

static void
test_lives(void)
{
	static const uint32_t left[] = { 0, 4, 5, 14, 15, 59, 60, 179, 180, 719,
		720, 50000 };
	static const uint64_t want[HEALTH_LIVES] = { 1, 2, 2, 2, 2, 2 };
	uint64_t lives[HEALTH_LIVES] = { 0 };
	struct set *set = set_new();
	struct listing l = { .value = 0 };

	l.range.family = IP4;
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
		l.range.first = l.range.last = 0xc0000200 + 2 * i;
		l.until = T0 / 60 + left[i];
		set_add(set, &l);
	}
	l.range.first = l.range.last = 0xc6336400;
	l.until = 0;
	set_add(set, &l);
	health_count(lives, set, T0);
	ok(memcmp(lives, want, sizeof(want)) == 0,
	    "entries by the time they have left");
	for (size_t i = 0; i < HEALTH_LIVES; i++)
		is_int((long long)lives[i], (long long)want[i],
		    health_life_name(i));
	set_free(set);
}

static const char want[] =
    "feedc run is process 4711.\n"
    "DATABASE   STATE     AS OF                  AGO   TOOK   LAT"
    "E  NEXT     ENTRIES     ADDED   REMOVED SNAPSHOT    DELTA\n"
    "qil        published 2026-11-22T08:00:00Z   30s  0.25s  1.50"
    "s   30s   1,000,001       200       100   4.0 MB   1.2 kB\n"
    "    source slow sends more than its rate\n"
    "    hits: 20,000 read, 6 rejected, 4 late\n"
    "    ends in < 5 min           20  ####################\n"
    "            < 15 min          40  ##########################"
    "##############\n"
    "            < 1 h              1  #\n"
    "            < 3 h              0\n"
    "            < 12 h             0\n"
    "rbl        refused   2026-11-22T07:00:00Z   60m  0.50s     3"
    "m   now           7         0         0        -        -\n"
    "    refused: rbl: change: too much\n"
    "    source traps is held back: a.rec:1: rubbish\n"
    "rbl        ?         2026-11-22T03:00:30Z    5h      -      "
    "-     -           9         -         -        -        -\n"
    "    late: the head is 5h old\n"
    "rbl        never\n";

static void
fill(struct health dbs[static 4], struct tally_source *slow,
    struct tally_source *traps)
{
	static const uint64_t hits[TALLY_HITS] = { 20000, 4, 1, 9, 2, 3 };
	struct history_row *qil = &dbs[0].tally.last;
	struct history_row *rbl = &dbs[1].tally.last;

	*qil = (struct history_row){ .as_of = T0,
		.state = "published",
		.seconds = 0.25,
		.late = 1.5,
		.entries = { 1000000, 1 },
		.added = 200,
		.removed = 100,
		.snapshot_bytes = 4000000,
		.delta_bytes = 1234 };
	memcpy(dbs[0].tally.last_hits, hits, sizeof(hits));
	dbs[0].lives[0] = 20;
	dbs[0].lives[1] = 40;
	dbs[0].lives[2] = 1;
	dbs[0].tally.sources = slow;
	dbs[0].tally.n = 1;
	*rbl = (struct history_row){ .as_of = T0 - 3600,
		.state = "refused",
		.failed = true,
		.seconds = 0.5,
		.late = 180,
		.entries = { 6, 1 } };
	snprintf(dbs[1].tally.why, sizeof(dbs[1].tally.why),
	    "rbl: change: too much");
	dbs[1].tally.sources = traps;
	dbs[1].tally.n = 1;
	dbs[2].built = false;
	dbs[2].head.entries = 9;
}

static void
test_table(void)
{
	struct health dbs[4] = { health_at(&quick, T0),
		health_at(&hourly, T0 - 3600), health_at(&hourly, T0 - 17970),
		{ .policy = &hourly } };
	char names[][20] = { "slow", "traps", "a.rec:1: rubbish" };
	struct tally_source slow = { .name = names[0], .capped = true };
	struct tally_source traps = { .name = names[1],
		.held = true,
		.why = names[2] };
	struct health_view v = { .dbs = dbs,
		.n = 4,
		.held = true,
		.holder = { 4711, ROTA_DOING },
		.now = T0 + 30 };
	struct wr w = { 0 };

	fill(dbs, &slow, &traps);
	health_table(&w, &v);
	wr_u8(&w, 0);
	is_str((const char *)w.buf, want, "a table");
	wr_free(&w);
}

int
main(void)
{
	test_verdict();
	test_worst();
	test_lives();
	test_table();
	return tap_end();
}

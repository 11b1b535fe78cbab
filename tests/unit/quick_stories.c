/* Lives of one address on the quick list, step by step. */
#include "compiler/quick.h"
#include "tests/unit/tap.h"

/*
 * A story of one address, in minutes: each step is something that happens
 * (after quick_due() to its minute), and what must be true then.
 */
enum event {
	END, /* of the story */
	HIT,
	REMOVE,     /* by source 1 */
	REMOVE_ALL, /* by source 9 */
	TICK,
	LATE, /* a hit without quick_due() */
};

struct step {
	enum event event;
	uint32_t minute;
	unsigned k;
	uint32_t until; /* 0: not listed */
	uint16_t source;
};

struct story {
	const char *name;
	unsigned preset;
	struct step steps[14];
};

/* clang-format off */
static const struct story stories[] = {
	{ "a hit of minute m lists for 5 minutes from the tick m + 1", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { TICK, 1005, 1, 1006, 0 },
		{ TICK, 1006, 1, 0, 0 } } },
	{ "another of the same minute changes nothing", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1000, 1, 1006, 1 },
		{ TICK, 1006, 1, 0, 0 } } },
	{ "a hit in the first minute of the listing renews it", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1001, 1, 1006, 1 },
		{ TICK, 1006, 2, 1016, 0 }, { TICK, 1016, 2, 0, 0 } } },
	{ "a hit in its last minute too", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1005, 1, 1006, 1 },
		{ TICK, 1006, 2, 1016, 0 } } },
	{ "a hit of the minute of the end is a new addition", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1006, 2, 1017, 1 } } },
	{ "a renewed listing is renewed for hits of its own only", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1005, 1, 1006, 1 },
		{ TICK, 1006, 2, 1016, 0 }, { TICK, 1016, 2, 0, 0 } } },
	{ "a hit of the minute a renewal begins in counts for the next", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1005, 1, 1006, 1 },
		{ HIT, 1006, 2, 1016, 1 }, { TICK, 1015, 2, 1016, 0 },
		{ TICK, 1016, 3, 1036, 0 } } },
	{ "each addition doubles the time", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1010, 2, 1021, 1 },
		{ HIT, 1030, 3, 1051, 1 }, { HIT, 1060, 4, 1101, 1 },
		{ HIT, 1110, 5, 1191, 1 }, { HIT, 1200, 6, 1361, 1 },
		{ HIT, 1400, 7, 1721, 1 }, { HIT, 1800, 8, 2441, 1 },
		{ HIT, 2500, 9, 3221, 1 }, { HIT, 3300, 9, 4021, 1 } } },
	{ "k starts again 24 hours after the end", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1010, 2, 1021, 1 },
		{ HIT, 1021 + 1440, 1, 2467, 1 } } },
	{ "and not a minute before", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1010, 2, 1021, 1 },
		{ HIT, 1020 + 1440, 3, 2481, 1 } } },
	{ "many dues at once are as many dues one by one", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1004, 1, 1006, 1 },
		{ TICK, 9000, 2, 0, 0 } } },
	{ "a removal ends the listing and keeps k", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1002, 1, 1006, 1 },
		{ REMOVE, 1003, 1, 0, 0 }, { TICK, 1006, 1, 0, 0 },
		{ HIT, 1008, 2, 1019, 1 } } },
	{ "24 hours run from the removal", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { REMOVE, 1002, 1, 0, 0 },
		{ HIT, 1002 + 1440, 1, 2448, 1 } } },
	{ "a removal of something else's hits removes nothing", 2, {
		{ HIT, 1000, 1, 1006, 2 }, { REMOVE, 1003, 1, 1006, 0 } } },
	{ "nor where others hit it as well", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1001, 1, 1006, 2 },
		{ REMOVE, 1003, 1, 1006, 0 } } },
	{ "unless it removes all", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1001, 1, 1006, 2 },
		{ REMOVE_ALL, 1003, 1, 0, 0 } } },
	{ "a new addition forgets who hit before", 2, {
		{ HIT, 1000, 1, 1006, 2 }, { HIT, 1010, 2, 1021, 1 },
		{ REMOVE, 1012, 2, 0, 0 } } },
	{ "a late hit lists if its time is not over", 2, {
		{ TICK, 1004, 0, 0, 0 }, { LATE, 1000, 1, 1006, 1 },
		{ TICK, 1004, 1, 1006, 0 }, { TICK, 1006, 1, 0, 0 } } },
	{ "and else raises k", 2, {
		{ TICK, 1100, 0, 0, 0 }, { LATE, 1000, 1, 1006, 1 },
		{ TICK, 1100, 1, 0, 0 }, { HIT, 1101, 2, 1112, 1 } } },
	{ "a late hit of a listing that has ended renews it from its end", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { TICK, 1007, 1, 0, 0 },
		{ LATE, 1004, 2, 1016, 1 }, { TICK, 1007, 2, 1016, 0 } } },
	{ "though that may be over", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { TICK, 1100, 1, 0, 0 },
		{ LATE, 1004, 2, 1016, 1 }, { TICK, 1100, 2, 0, 0 },
		{ HIT, 1101, 3, 1122, 1 } } },
	{ "not one of the minute that added it", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { TICK, 1007, 1, 0, 0 },
		{ LATE, 1000, 1, 0, 1 } } },
	{ "late hits from before a listing raise k once and renew nothing", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { LATE, 990, 2, 1006, 1 },
		{ LATE, 980, 2, 1006, 1 }, { TICK, 1006, 2, 0, 0 },
		{ LATE, 985, 2, 0, 1 }, { HIT, 1010, 3, 1031, 1 },
		{ LATE, 900, 4, 1031, 1 } } },
	{ "and none of a renewal's last listing", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1005, 1, 1006, 1 },
		{ TICK, 1006, 2, 1016, 0 }, { LATE, 1004, 2, 1016, 1 },
		{ TICK, 1016, 2, 0, 0 } } },
	{ "where more than one hit is an addition they raise nothing", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1000, 0, 0, 1 },
		{ HIT, 1000, 1, 1006, 1 }, { LATE, 990, 1, 1006, 1 } } },
	{ "a late hit of a listing that was removed is an addition", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { REMOVE, 1004, 1, 0, 0 },
		{ LATE, 1003, 2, 1014, 2 } } },
	{ "a late removal spares what was hit again", 2, {
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1003, 1, 1006, 1 },
		{ REMOVE, 1002, 1, 1006, 1 }, { REMOVE, 1003, 1, 0, 0 } } },
	{ "preset 1 wants 3 hits", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1001, 0, 0, 1 },
		{ HIT, 1002, 1, 1008, 1 } } },
	{ "of one minute if need be", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1000, 0, 0, 1 },
		{ HIT, 1000, 1, 1006, 1 } } },
	{ "within 10 minutes", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1001, 0, 0, 1 },
		{ HIT, 1009, 1, 1015, 1 } } },
	{ "and no more", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1001, 0, 0, 1 },
		{ HIT, 1010, 0, 0, 1 }, { HIT, 1011, 0, 0, 1 },
		{ HIT, 1012, 1, 1018, 1 } } },
	{ "each hit is for one addition", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1000, 0, 0, 1 },
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 1006, 1, 0, 1 },
		{ HIT, 1007, 1, 0, 1 }, { HIT, 1008, 2, 1019, 1 } } },
	{ "a removal drops the hits before it", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1000, 0, 0, 1 },
		{ REMOVE, 1001, 0, 0, 0 }, { HIT, 1002, 0, 0, 1 },
		{ HIT, 1002, 0, 0, 1 }, { HIT, 1002, 1, 1008, 1 } } },
	{ "a late hit takes its place among them", 1, {
		{ HIT, 1004, 0, 0, 1 }, { HIT, 1005, 0, 0, 1 },
		{ LATE, 1003, 1, 1011, 1 } } },
	{ "unless it is out of the window", 1, {
		{ HIT, 1014, 0, 0, 1 }, { HIT, 1015, 0, 0, 1 },
		{ LATE, 1005, 0, 0, 1 }, { HIT, 1016, 1, 1022, 1 } } },
	{ "hits that did not list put the forgetting off", 1, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1000, 0, 0, 1 },
		{ HIT, 1000, 1, 1006, 1 }, { HIT, 2400, 1, 0, 1 },
		{ HIT, 2446, 1, 0, 1 }, { HIT, 2446, 1, 0, 1 },
		{ HIT, 2446, 2, 2457, 1 } } },
	{ "preset 0 wants 5 hits", 0, {
		{ HIT, 1000, 0, 0, 1 }, { HIT, 1001, 0, 0, 1 },
		{ HIT, 1002, 0, 0, 1 }, { HIT, 1003, 0, 0, 1 },
		{ HIT, 1009, 1, 1015, 1 } } },
	{ "preset 3 begins with 15 minutes", 3, {
		{ HIT, 1000, 1, 1016, 1 }, { HIT, 1020, 2, 1051, 1 } } },
	{ "preset 4 with an hour", 4, {
		{ HIT, 1000, 1, 1061, 1 }, { HIT, 1100, 2, 1221, 1 },
		{ HIT, 1300, 3, 1541, 1 }, { HIT, 1600, 4, 2081, 1 },
		{ HIT, 2100, 5, 2821, 1 } } },
};

/* clang-format on */

static void
take(struct quick_state *s, const struct quick_host *h, const struct step *step)
{
	struct quick_hit hit = { step->minute, 7, step->source };

	if (step->event != LATE)
		quick_due(s, h, step->minute);
	if (step->event == HIT || step->event == LATE)
		quick_hit(s, h, &hit);
	else if (step->event == REMOVE || step->event == REMOVE_ALL)
		quick_remove(s, step->minute, step->event == REMOVE ? 1 : 9,
		    step->event == REMOVE_ALL);
}

static void
tell(const struct story *story)
{
	struct quick_rules rules;
	struct quick_host host = { &rules, IP4, 0xc0000207 };
	struct quick_state s = { 0 };
	bool good = true;

	/* Where a story has a grain above 1, it is 2. */
	while (grain_phase(host.addr, 2) != 0)
		host.addr++;
	quick_preset(&rules, story->preset);
	for (const struct step *p = story->steps; p->event != END; p++) {
		take(&s, &host, p);
		if (s.k == p->k && s.listed == (p->until != 0) &&
		    (!s.listed || (s.until == p->until && s.value == 7)))
			continue;
		printf("# step %d: k %u, %slisted until %u\n",
		    (int)(p - story->steps), s.k, s.listed ? "" : "not ",
		    s.until);
		good = false;
	}
	ok(good, "%s", story->name);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(stories) / sizeof(*stories); i++)
		tell(&stories[i]);
	return tap_end();
}

/* Short histories of one address, replayed at once. */
#include "tests/unit/events.h"
#include "tests/unit/tap.h"

/* An event of a story: seconds after START, removal, source, value. */
static struct claim
event(uint32_t second, bool removal, uint16_t source, uint16_t value)
{
	return (struct claim){ .range = { A(1), A(1), IP4 },
		.time = START * 60 + second,
		.removal = removal,
		.source = source,
		.value = value };
}

/* The until less START at a second, 0 if not listed; *value if listed. */
static uint32_t
until_at(const struct claim *rows, size_t n, uint32_t second, int *value)
{
	struct quick_rules rules;
	struct listing l;
	struct set *set;
	bool listed;

	quick_preset(&rules, 2);
	set = replay_claims(&rules, rows, n, START * 60 + second);
	listed = set_find(set, IP4, A(1), &l);
	*value = listed ? l.value : -1;
	set_free(set);
	return listed ? l.until - START : 0;
}

static void
test_stories(void)
{
	struct claim hit[] = { event(30, false, 1, 0) };
	struct claim removed[] = { event(30, false, 1, 0),
		event(30, true, 1, 0) };
	struct claim again[] = { event(30, true, 1, 0),
		event(31, false, 1, 0) };
	struct claim two[] = { event(30, false, 1, 0), event(30, false, 1, 1) };
	struct claim sources[] = { event(30, false, 2, 1),
		event(30, false, 1, 0) };
	struct claim later[] = { event(31, false, 1, 1),
		event(30, false, 1, 0) };
	int value;

	is_int(until_at(hit, 1, 30, &value), 6, "a hit lists at once");
	is_int(until_at(hit, 1, 0, &value), 6, "within its minute");
	is_int(until_at(hit, 1, 6 * 60 - 1, &value), 6, "to the last second");
	is_int(until_at(hit, 1, 6 * 60, &value), 0, "and not at its until");
	is_int(until_at(removed, 2, 40, &value), 0,
	    "a removal ends hits of its second");
	is_int(until_at(again, 2, 40, &value), 6, "and none later");
	until_at(two, 2, 40, &value);
	is_int(value, 1, "of one second the first value adds");
	until_at(sources, 2, 40, &value);
	is_int(value, 0, "before it the first source");
	until_at(later, 2, 40, &value);
	is_int(value, 0, "before both the first second");
}

static void
test_future(void)
{
	struct claim rows[] = { event(60, false, 1, 0) };
	int value;

	is_int(until_at(rows, 1, 59, &value), 0,
	    "a hit of a minute to come waits");
	is_int(until_at(rows, 1, 60, &value), 7, "until it comes");
}

static void
test_ip6(void)
{
	struct claim row = { .range = { (u128)0x20010db8 << 96 | 1,
				 (u128)0x20010db8 << 96 | 1, IP6 },
		.time = START * 60 };
	struct quick_rules rules;
	struct set *set;

	quick_preset(&rules, 2);
	set = replay_claims(&rules, &row, 1, START * 60);
	ok(set_size(set, IP6) == 1 && set_size(set, IP4) == 0 &&
		set_at(set, IP6, 0).until == START + 6,
	    "IPv6 the same");
	set_free(set);
}

int
main(void)
{
	test_stories();
	test_future();
	test_ip6();
	return tap_end();
}

/* Deltas in tests/data/delta: the bytes stay what they are, for ever. */
#include <stdlib.h>
#include <string.h>

#include "formats/delta.h"
#include "formats/recent.h"
#include "formats/set.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "tests/unit/file.h"
#include "tests/unit/set.h"
#include "tests/unit/tap.h"

#define NOW (1763764800 / 60)

/* The set of a golden snapshot. */
static struct delta_end
base_end(const char *name)
{
	struct delta_end e = { .state = { 1, 2, 3, 4, 5, 6, 7, 8 } };
	char path[200];
	struct fail f = { 0 };
	size_t n;
	char *bytes;

	snprintf(path, sizeof(path), "tests/data/snapshot/%s.snap", name);
	bytes = slurp(path, &n);
	e.set = snapshot_decode(rd_over(bytes, n), &e.id, &f);
	free(bytes);
	return e;
}

static void
add(struct set *s, const char *range, uint32_t until, uint16_t value)
{
	struct listing l = { .until = until, .value = value };

	if (range_parse(range, range + strlen(range), &l.range, NULL) != NULL ||
	    !set_add(s, &l))
		ok(false, "%s", range);
}

/* Of hosts that end some are renewed, some have gone. */
static void
add_hosts(struct set *s)
{
	for (u128 a = 0xcb007140; a < 0xcb007160; a += 3) {
		struct listing l = { { a, a, IP4 }, NOW, 1 };

		l.until = NOW + 40 - NOW % 20 + grain_phase(a, 20);
		if (l.until <= NOW + 45)
			l.until += a % 2 == 0 ? 20 : 0;
		if (l.until > NOW + 45)
			set_add(s, &l);
	}
}

/* 45 minutes later: something of everything that can become of it. */
static struct set *
later_set(void)
{
	static const char *const why[] = { "New, see <$>",
		"Listed by rbl, see <$>", "Listed by rss, see <$>", "" };
	static const uint32_t codes[] = { 0x7f000004, 0x7f000002, 0x7f000002,
		0x7f000003 };
	struct set *s = set_new();

	for (uint32_t i = 0; i < 4; i++)
		values_add(set_values(s), codes[i], why[i], strlen(why[i]));
	add(s, "127.0.0.2", 0, 1);
	add(s, "192.0.2.1-192.0.2.49", NOW + 100, 2);
	add(s, "192.0.2.60", NOW + 50, 0);
	add(s, "192.0.2.100", NOW + 700, 2);
	add(s, "192.0.2.101", NOW + 46, 3);
	add(s, "198.51.100.0-198.51.100.99", 0, 1);
	add(s, "198.51.100.100", 0, 0);
	add(s, "198.51.101.0/24", 0, 0);
	add(s, "203.0.113.9", 0, 2);
	add_hosts(s);
	add(s, "203.0.113.200", NOW + 300, 1);
	add(s, "203.0.113.201", NOW + 3000, 1);
	add(s, "::ffff:7f00:2", 0, 1);
	add(s, "2001:db8::-2001:db8::ff:ffff", 0, 3);
	add(s, "2001:db8:1::/48", NOW + 60, 1);
	add(s, "2001:db8:2::/47", NOW + 60, 0);
	add(s, "2001:db8:4::1", 0, 1);
	add(s, "2001:db8:4:1:216:3eff:fe12:3456", NOW + 90, 1);
	add(s, "2001:db8:100::/40", 0, 3);
	return s;
}

/* What is in force in a minute. */
static struct set *
live_set(const struct set *all, uint32_t minute)
{
	const struct values *v = set_values(all);
	struct set *s = set_new();

	for (size_t i = 0; i < values_size(v); i++) {
		struct value value = values_at(v, (uint16_t)i);

		values_add(set_values(s), value.code, value.text, value.len);
	}
	for (int f = 0; f < FAMILIES; f++) {
		for (size_t i = 0; i < set_size(all, (enum family)f); i++) {
			struct listing l = set_at(all, (enum family)f, i);

			if (listing_is_live(&l, minute))
				set_add(s, &l);
		}
	}
	return s;
}

/* Some of what was remembered comes back, and some only in part. */
static struct set *
back_set(const struct set *all)
{
	struct set *s = live_set(all, NOW);

	for (u128 a = 0xc0000266; a < 0xc000026e; a++)
		set_insert(s, &(struct listing){ { a, a, IP4 }, NOW + 9, 0 });
	set_insert(s,
	    &(struct listing){ { 0xc6336680, 0xc63366ff, IP4 }, 0, 1 });
	set_insert(s,
	    &(struct listing){ { 0xcb007108, 0xcb007108, IP4 }, 0, 2 });
	return s;
}

static void
test_golden(const char *name, const struct delta_end *from,
    const struct delta_end *to)
{
	char path[200];
	struct delta_end got;
	struct fail f = { 0 };
	struct wr have = { 0 };
	size_t n;
	char *want;

	snprintf(path, sizeof(path), "tests/data/delta/%s.delta", name);
	want = slurp(path, &n);
	delta_make(&have, from, to);
	ok(have.len == n && memcmp(have.buf, want, n) == 0,
	    "%s has not changed", name);
	if (ok(delta_apply(rd_over(want, n), from, &got, &f) == 0, "%s is good",
		name)) {
		ok(same_sets(got.set, to->set) &&
			recent_same(set_recent(got.set), set_recent(to->set)) &&
			got.id.serial == to->id.serial &&
			got.id.ngrains == to->id.ngrains &&
			memcmp(got.state, to->state, OBJECT_STATE_LEN) == 0,
		    "and leads where it should");
		set_free(got.set);
	}
	wr_free(&have);
	free(want);
}

int
main(void)
{
	struct delta_end from = base_end("golden-all");
	struct delta_end to = { NULL,
		{ "golden-1", 3, 1763764800 + 45 * 60, { 5, 20 }, 2, 0 },
		{ 8, 7, 6, 5, 4, 3, 2, 1 } };

	to.set = later_set();
	test_golden("golden-all", &from, &to);
	set_free(to.set);
	to.id = from.id;
	to.id.serial += 7 * 60;
	to.set = live_set(from.set, to.id.serial / 60);
	test_golden("golden-ends", &from, &to);
	set_free(to.set);
	set_free(from.set);

	from = base_end("golden-recent");
	to.id = from.id;
	to.id.serial += 60;
	to.set = back_set(from.set);
	set_remember(to.set, recent_after(from.set, to.set, to.id.recent));
	test_golden("golden-back", &from, &to);
	set_remember(to.set, NULL);
	test_golden("golden-told", &from, &to);
	set_free(to.set);
	set_free(from.set);
	return tap_end();
}

/* Snapshots in tests/data/snapshot: what they are refused for, or not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

static const struct {
	const char *file;
	const char *want; /* NULL: it is good */
} cases[] = {
	{ "good-blocks", NULL },
	{ "golden-all", NULL },
	{ "golden-recent", NULL },
	{ "bad-count-huge", "more entries than these bytes can hold" },
	{ "bad-count-less",
	    "IPv4 block 0: its code does not end with its last entry" },
	{ "bad-count-more", "IPv4 block 0: no entry 3 of 4" },
	{ "bad-crlf", "this is no Feedmill file" },
	{ "bad-cut", "IPv4 block 0: its bytes are not all there" },
	{ "bad-deep", "IPv4 block 0: no entry 0 of 4096" },
	{ "bad-dictionary-order", "value 1 is not in its order and form" },
	{ "bad-directory", "IPv4 block 3: not where the directory has it" },
	{ "bad-grain", "grains are at most 16, above 1 and ascending" },
	{ "bad-grains-many", "grains are at most 16, above 1 and ascending" },
	{ "bad-grains-order", "grains are at most 16, above 1 and ascending" },
	{ "bad-halves",
	    "IPv4 block 0: entry 1 is out of order or one with that before" },
	{ "bad-kind",
	    "want a snapshot of version 1, have kind 2 of version 1" },
	{ "bad-length", "no IPv4 entry has length 30" },
	{ "bad-name", "this is no database's name" },
	{ "bad-name-empty", "this is no database's name" },
	{ "bad-name-long", "this is no database's name" },
	{ "bad-nothing-ends", "no entry has an until" },
	{ "bad-padding",
	    "IPv4 block 0: its code does not end with its last entry" },
	{ "bad-recent-cut",
	    "what is remembered: IPv6 block 0: its bytes are not all there" },
	{ "bad-recent-listed",
	    "what is remembered: something of it is listed" },
	{ "bad-recent-many", "what is remembered: more entries than 4096" },
	{ "bad-recent-no-steps",
	    "what left is remembered for 0 steps, not 1 to 64" },
	{ "bad-recent-steps",
	    "what left is remembered for 65 steps, not 1 to 64" },
	{ "bad-trailing", "1 bytes too many" },
	{ "bad-value-unused", "value 1 is not in use" },
	{ "bad-version",
	    "want a snapshot of version 1, have kind 1 of version 2" },
	{ "bad-vli", "the head is not whole" },
	{ "bad-word",
	    "IPv4 block 0: its code does not end with its last entry" },
};

/* The bytes of a snapshot, for free(). */
static char *
data(const char *name, size_t *n)
{
	char path[200];

	snprintf(path, sizeof(path), "tests/data/snapshot/%s.snap", name);
	return slurp(path, n);
}

static void
test_case(const char *file, const char *want)
{
	struct snapshot_id id;
	struct fail f = { 0 };
	size_t n;
	char *bytes = data(file, &n);
	struct set *s = snapshot_decode(rd_over(bytes, n), &id, &f);

	is_str(s == NULL ? f.msg : "good", want != NULL ? want : "good", file);
	set_free(s);
	free(bytes);
}

static void
add(struct set *s, const char *range, uint32_t until, uint16_t value)
{
	struct listing l = { .until = until, .value = value };

	if (range_parse(range, range + strlen(range), &l.range, NULL) != NULL ||
	    !set_add(s, &l))
		ok(false, "%s", range);
}

/* Something of everything that a snapshot can have. */
static struct set *
everything(void)
{
	static const char *const why[] = { "Listed by rbl, see <$>",
		"Not in use", "Listed by rss, see <$>", "" };
	uint32_t now = 1763764800 / 60;
	struct set *s = set_new();

	for (uint32_t i = 0; i < 4; i++)
		values_add(set_values(s), 0x7f000002 + (i & 1), why[i],
		    strlen(why[i]));
	add(s, "127.0.0.2", 0, 0);
	add(s, "192.0.2.1-192.0.2.99", now + 5, 2);
	add(s, "192.0.2.100", now + 700, 2);
	add(s, "192.0.2.101", now - 100, 3);
	add(s, "198.51.100.0/24", 0, 0);
	add(s, "203.0.113.7", 1, 0);
	add(s, "203.0.113.9", UINT32_MAX, 2);
	for (u128 a = 0xcb007140; a < 0xcb007160; a += 3) {
		struct listing l = { { a, a, IP4 }, now, 0 };

		l.until = now + 40 - now % 20 + grain_phase(a, 20);
		set_add(s, &l);
	}
	add(s, "::ffff:7f00:2", 0, 0);
	add(s, "2001:db8::-2001:db8::100:7", 0, 3);
	add(s, "2001:db8:1::/48", now + 60, 0);
	add(s, "2001:db8:2::/47", now + 60, 2);
	return s;
}

/* Something of everything that can be remembered with it. */
static struct set *
recent(void)
{
	struct set *s = set_new();

	add(s, "192.0.2.102", 0, 0);
	add(s, "192.0.2.103-192.0.2.110", 0, 1);
	add(s, "198.51.102.0/24", 0, 0);
	add(s, "203.0.113.8", 0, 2);
	add(s, "2001:db8:6::/47", 0, 0);
	add(s, "2001:db8:8::1", 0, 1);
	return s;
}

/* The bytes of a set stay what they are, for ever, on every machine. */
static void
test_golden(const char *name, uint16_t steps)
{
	struct snapshot_id id = { "golden-1", 3, 1763764800, { 2, 20, 90 }, 3,
		steps };
	struct wr have = { 0 };
	struct set *s = everything();
	size_t n;
	char *want = data(name, &n);

	set_remember(s, recent());
	snapshot_encode(&have, s, &id);
	ok(have.len == n && memcmp(have.buf, want, n) == 0,
	    "%s has not changed", name);
	set_free(s);
	free(want);
	wr_free(&have);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		test_case(cases[i].file, cases[i].want);
	test_golden("golden-all", 0);
	test_golden("golden-recent", 3);
	return tap_end();
}

#include "compiler/guard.h"
#include "compiler/policy.h"
#include "compiler/protect.h"
#include "compiler/turnover.h"
#include "formats/place.h"
#include "formats/record.h"
#include "formats/set.h"
#include "formats/value.h"
#include "tests/unit/tap.h"

#define NOW 6000 /* seconds: minute 100 */

static struct record
record_of(const char *text)
{
	struct record r = { .removal = text[0] == '!' };

	text += r.removal;
	if (range_parse(text, text + strlen(text), &r.range, NULL) != NULL)
		printf("Bail out! %s\n", text);
	r.span = range_span(&r.range);
	return r;
}

static bool
add(struct guard_source *s, const char *db, const struct protect *p,
    const char *text, uint32_t line)
{
	struct record r = record_of(text);
	struct place place = { "traps/a.rec", line, 1 };

	return guard_record(s, policy_builtin(db), p, &r, &place);
}

static const char *
source_refusal(const struct guard_source *s, unsigned accepted)
{
	static struct fail f;

	f = (struct fail){ 0 };
	if (guard_source(s, policy_builtin("rbl"), accepted, &f) == 0)
		return "";
	return f.kind == FAIL_GUARD ? f.msg : "wrong kind";
}

static const char *
refusal(const struct guard_build *b)
{
	static struct fail f;

	f = (struct fail){ 0 };
	if (guard_check(b, &f) == 0)
		return "";
	return f.kind == FAIL_GUARD ? f.msg : "wrong kind";
}

static void
test_names(void)
{
	bool good = true;
	enum guard_rule rule;

	for (enum guard_rule i = 0; i < GUARD_RULES; i++)
		good &= guard_named(guard_name(i), &rule) && rule == i;
	ok(good, "rules go by their names");
	ok(guard_name(GUARD_RULES) == NULL && !guard_named("none", &rule),
	    "and there are no others");
}

static void
test_protected(void)
{
	struct protect *p = protect_new(true);
	struct guard_source s = { .name = "traps" };

	ok(add(&s, "rbl", p, "198.51.100.7", 1), "a record is taken");
	ok(!add(&s, "rbl", p, "127.0.0.2", 2) &&
		!add(&s, "rbl", p, "::ffff:127.0.0.2", 3) && s.records == 1 &&
		s.protected == 0,
	    "a source's own test entries count nowhere");
	for (uint32_t i = 0; i < 9; i++)
		add(&s, "rbl", p, "10.0.0.0/30", 7 + i);
	add(&s, "rbl", p, "!10.0.0.1", 30);
	add(&s, "rbl", p, "192.168.0.1", 31);
	add(&s, "rbl", p, "192.168.0.3", 31);
	is_str(source_refusal(&s, 0), "",
	    "ten lines in protected space, one of two records, pass");
	add(&s, "rbl", p, "127.0.0.1", 32);
	is_str(source_refusal(&s, 0),
	    "rbl: protected: source traps has 11 lines in protected space, "
	    "10 allowed; the first is traps/a.rec:7: 10.0.0.0/30 (private, "
	    "RFC 1918)",
	    "one more holds the source back");
	is_str(source_refusal(&s, 1u << GUARD_PROTECTED), "",
	    "unless it is accepted");
	ok(source_refusal(&s, ~(1u << GUARD_PROTECTED))[0] != '\0',
	    "as that rule and no other");
	is_int((long long)s.records, 14, "all are records");
	protect_free(p);
}

static struct set *
set_of(const char *const ranges[], size_t n)
{
	struct set *set = set_new();

	values_add(set_values(set), 0x7f000002, "", 0);
	for (size_t i = 0; i < n; i++) {
		struct record r = record_of(ranges[i]);

		set_add(set, &(struct listing){ r.range, 0, 0 });
	}
	return set;
}

static void
test_width(void)
{
	struct protect *p = protect_new(true);
	struct guard_source s[] = { { .name = "good" }, { .name = "traps" } };
	struct turnover none = { 0 };
	struct guard_build b = { .policy = policy_builtin("rbl"),
		.turnover = &none,
		.sources = s,
		.nsources = 2 };

	add(&s[0], "rbl", p, "11.1.0.0/16", 1);
	add(&s[0], "rbl", p, "11.1.128.0-11.2.127.255", 2);
	add(&s[0], "rbl", p, "2a00::/32", 3);
	is_str(refusal(&b), "", "as wide as is allowed");
	add(&s[1], "rbl", p, "11.1.0.0-11.2.0.0", 5);
	add(&s[1], "rbl", p, "2a00::/31", 6);
	is_str(refusal(&b),
	    "rbl: width: source traps has 2 lines wider than /16 (IPv6: "
	    "/32), none allowed; the first is traps/a.rec:5: "
	    "11.1.0.0-11.2.0.0",
	    "one address more is not");
	b.accepted = 1u << GUARD_WIDTH;
	is_str(refusal(&b), "", "unless it is accepted");
	s[1] = (struct guard_source){ .name = "traps" };
	b.accepted = 0;
	add(&s[1], "rbl", p, "!11.0.0.0/8", 9);
	ok(strstr(refusal(&b), "traps/a.rec:9: 11.0.0.0/8") != NULL,
	    "removals obey it too");
	s[1] = (struct guard_source){ .name = "traps" };
	add(&s[1], "rbl", p, "2a00::/31", 6);
	ok(strstr(refusal(&b), "traps/a.rec:6: 2a00::/31") != NULL, "and IPv6");
	protect_free(p);
}

/* A hole in a wide range makes narrow records of a wide line. */
static void
test_holes(void)
{
	struct protect *p = protect_new(true);
	struct guard_source s = { .name = "zone" };
	struct record r = record_of("11.0.0.0/24");
	struct place place = { "zone", 4, 1 };

	r.span = 0xffffff;
	guard_record(&s, policy_builtin("rbl"), p, &r, &place);
	guard_record(&s, policy_builtin("rbl"), p, &r, &place);
	is_int((long long)s.wide, 1, "a line is as wide as it was written");
	protect_free(p);
}

static void
test_empty(void)
{
	struct guard_source s = { .name = "traps", .before = 12 };
	struct turnover none = { 0 };
	struct guard_build b = { .policy = policy_builtin("rbl"),
		.turnover = &none,
		.sources = &s,
		.nsources = 1 };

	is_str(refusal(&b),
	    "rbl: empty: source traps holds no records, before it held 12; "
	    "\"feedc retire\" says goodbye to a source",
	    "a source gone empty");
	b.policy = policy_builtin("qil");
	is_str(refusal(&b), "", "hits count whatever becomes of their files");
	b.policy = policy_builtin("rbl");
	b.accepted = 1u << GUARD_EMPTY;
	is_str(refusal(&b), "", "unless it is accepted");
	b.accepted = 0;
	s.records = 1;
	is_str(refusal(&b), "", "one record is enough");
	s.records = s.before = 0;
	is_str(refusal(&b), "", "a new source may be empty");
}

static void
test_coverage(void)
{
	struct policy policy = *policy_builtin("rbl");
	struct turnover none = { 0 };
	struct guard_build b = { .policy = &policy,
		.turnover = &none,
		.covered = { 85899345, 0 } };

	is_str(refusal(&b), "", "two hundredths of IPv4");
	b.covered[IP4]++;
	is_str(refusal(&b),
	    "rbl: coverage: 2 % of all IPv4 addresses is listed, 2 % allowed",
	    "and no address more");
	b.accepted = 1u << GUARD_COVERAGE;
	is_str(refusal(&b), "", "unless it is accepted");
	b.accepted = 0;
	policy.cover_max[IP4] = 0;
	is_str(refusal(&b), "", "or there is no such guard");
	b.covered[IP6] = (u128)1 << 112;
	is_str(refusal(&b),
	    "rbl: coverage: 0.01221 % of 2000::/3 is listed, 0.01 % allowed",
	    "IPv6 by its global unicast eighth");
}

/* A set of single addresses: n from one on, every second one. */
static struct set *
hosts(u128 first, unsigned n, uint32_t until)
{
	struct set *set = set_new();

	values_add(set_values(set), 0x7f000002, "", 0);
	for (unsigned i = 0; i < n; i++)
		set_add(set,
		    &(struct listing){ { first + 2 * i, first + 2 * i, IP4 },
			until, 0 });
	return set;
}

#define BASE ((u128)0x10000000) /* 16.0.0.0 */

static const char *
change(struct set *before, struct set *now, struct guard_build b)
{
	const char *message;

	struct turnover t = turnover_of(before, now, NOW);

	b.turnover = &t;
	message = refusal(&b);
	set_free(now);
	set_free(before);
	return message;
}

/* Whether as many are added, removed, changed, lost and gained. */
static bool
counts_are(struct set *before, struct set *now, const uint64_t want[static 5])
{
	struct turnover t = turnover_of(before, now, NOW);

	set_free(before);
	set_free(now);
	return t.ranges.added == want[0] && t.ranges.removed == want[1] &&
	    t.ranges.changed == want[2] && t.lost == want[3] &&
	    t.gained == want[4];
}

static void
test_change(void)
{
	struct guard_build b = { .policy = policy_builtin("rbl") };
	struct set *tested = hosts(BASE, 100, 0);
	struct fail f = { 0 };

	is_str(change(NULL, hosts(BASE, 900, 0), b), "",
	    "a first build may be anything");
	is_str(change(hosts(BASE, 100, 0), hosts(BASE, 75, 0), b), "",
	    "a quarter lost");
	is_str(change(hosts(BASE, 100, 0), hosts(BASE, 74, 0), b),
	    "rbl: change: of 100 entries 26 were lost and 0 gained since the "
	    "last build, 25 allowed (25 %); the first lost is 16.0.0.148",
	    "and no more");
	is_str(change(hosts(BASE, 100, 0), hosts(BASE, 125, 0), b), "",
	    "a quarter gained");
	is_str(change(hosts(BASE, 100, 0), hosts(BASE, 126, 0), b),
	    "rbl: change: of 100 entries 0 were lost and 26 gained since the "
	    "last build, 25 allowed (25 %); the first gained is 16.0.0.200",
	    "and no more");
	is_str(change(hosts(BASE, 99, 0), hosts(BASE, 0, 0), b), "",
	    "under 100 entries all is free");
	is_str(change(hosts(BASE, 400, 0), hosts(BASE + 200, 400, 0), b), "",
	    "lost and gained are not added");
	guard_add_tests(tested, b.policy, &f);
	is_str(change(tested, hosts(BASE, 75, 0), b), "",
	    "test entries of the last set do not count as lost");
	tested = hosts(BASE, 98, 0);
	guard_add_tests(tested, b.policy, &f);
	is_str(change(tested, hosts(BASE, 0, 0), b), "", "nor as entries");
	tested = hosts(BASE, 100, 0);
	guard_add_tests(tested, b.policy, &f);
	ok(counts_are(hosts(BASE, 100, 0), tested,
	       (uint64_t[]){ 2, 0, 0, 0, 0 }),
	    "those of the new set are added, but not gained");
	is_str(change(hosts(BASE, 500, 100), hosts(BASE, 0, 0), b), "",
	    "what ended by itself is not lost");
	ok(change(hosts(BASE, 500, 101), hosts(BASE, 0, 0), b)[0] != '\0',
	    "what had not ended is");
	b.accepted = 1u << GUARD_CHANGE;
	is_str(change(hosts(BASE, 500, 0), hosts(BASE, 0, 0), b), "",
	    "an accepted change passes");
	ok(counts_are(hosts(BASE, 9, 0), hosts(BASE + 4, 9, 200),
	       (uint64_t[]){ 2, 2, 7, 2, 2 }),
	    "a new end is a change, but nothing is lost by it");
	ok(counts_are(NULL, hosts(BASE, 9, 0), (uint64_t[]){ 9, 0, 0, 0, 0 }),
	    "all of a first set is added");
}

/* Entries that change in part, and values that change alone. */
static void
test_parts(void)
{
	static const char *const block[] = { "16.0.0.0-16.0.1.255" };
	struct policy policy = *policy_builtin("rbl");
	struct guard_build b = { .policy = &policy };
	struct set *other = set_new();

	policy.change_min = 1;
	policy.change_max = 1;
	is_str(change(set_of(block, 1), hosts(BASE, 256, 0), b), "",
	    "a block with many holes is lost once and gains nothing");
	policy.change_max = 0.001;
	ok(strstr(change(set_of(block, 1), hosts(BASE, 256, 0), b),
	       "of 1 entries 1 were lost and 0 gained") != NULL,
	    "but lost it is");
	ok(strstr(change(hosts(BASE, 256, 0), set_of(block, 1), b),
	       "of 256 entries 0 were lost and 1 gained") != NULL,
	    "a block around many is gained once");
	values_add(set_values(other), 0x7f000003, "other", 5);
	for (unsigned i = 0; i < 256; i++)
		set_add(other,
		    &(struct listing){ { BASE + 2 * i, BASE + 2 * i, IP4 }, 0,
			0 });
	is_str(change(hosts(BASE, 256, 0), other, b), "",
	    "another answer is no change");
}

static void
test_mask_is_free(void)
{
	struct policy policy = *policy_builtin("rblplus");
	struct guard_build b = { .policy = &policy };

	policy.change_max = policy.cover_max[IP4] = 1e-9;
	policy.change_min = 1;

	is_str(change(hosts(BASE, 500, 0), hosts(BASE, 0, 0), b), "",
	    "a mask has no guards of its own");
}

static bool
has_tests(const char *db, uint32_t code, const char *text)
{
	struct set *set = set_new();
	struct fail f = { 0 };
	bool good = guard_add_tests(set, policy_builtin(db), &f) == 0;

	for (size_t i = 0; i < 2; i++) {
		struct range r = protect_test(i);
		struct listing l;
		struct value v = { 0 };

		good &= set_find(set, r.family, r.first, &l) &&
		    l.range.first == l.range.last && l.until == 0;
		if (good)
			v = values_at(set_values(set), l.value);
		good &=
		    v.code == code && strncmp(v.text, text, strlen(text)) == 0;
	}
	good &= set_size(set, IP4) == 1 && set_size(set, IP6) == 1;
	set_free(set);
	return good;
}

static void
test_tests(void)
{
	struct set *set = set_new();
	struct fail f = { 0 };
	char text[8];

	ok(has_tests("ops", 0x7f000002,
	       "Listed in the Open Proxy Stopper: open proxy, see "),
	    "test entries with the plain answer");
	ok(has_tests("qil", 0x7f000002, "Listed in Quick IP Lookup"),
	    "that never end in a quick list");
	ok(has_tests("rblplus", 0x7f01000f,
	       "Listed in RBL+: rbl, dul, rss, ops"),
	    "and all bits in a mask");
	for (unsigned i = 0; i < VALUE_MAX; i++) {
		snprintf(text, sizeof(text), "%u", i);
		values_add(set_values(set), 0x7f000002, text, strlen(text));
	}
	ok(guard_add_tests(set, policy_builtin("rbl"), &f) == -1 &&
		set_size(set, IP4) == 0,
	    "not where no more answers fit");
	set_free(set);
}

int
main(void)
{
	test_names();
	test_protected();
	test_width();
	test_holes();
	test_empty();
	test_coverage();
	test_change();
	test_parts();
	test_mask_is_free();
	test_tests();
	return tap_end();
}

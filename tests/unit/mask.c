#include <stdlib.h>

#include "compiler/mask.h"
#include "compiler/policy.h"
#include "compiler/protect.h"
#include "formats/set.h"
#include "formats/value.h"
#include "tests/unit/tap.h"

#define BASE   ((u128)0xc6336400)
#define WORLD  64
#define NOW    6000 /* seconds: minute 100 */
#define ROUNDS 500

static struct set *
random_set(enum family family)
{
	struct set *set = set_new();

	values_add(set_values(set), 1, "a", 1);
	values_add(set_values(set), 1, "b", 1);
	for (unsigned at = (unsigned)rand() % 9; at < WORLD;) {
		unsigned last = at + (unsigned)rand() % 9;
		struct listing l = { { BASE + at, BASE + last, family },
			rand() % 3 ? 0 : 99 + (uint32_t)rand() % 3,
			(uint16_t)(rand() % 2) };

		set_add(set, &l);
		at = last + 1 + (unsigned)rand() % 9;
	}
	return set;
}

static unsigned
bits_at(const struct policy *p, struct set *const sets[], enum family family,
    u128 addr)
{
	unsigned bits = 0;
	struct listing l;

	for (size_t i = 0; i < p->nmembers; i++) {
		if (sets[i] != NULL && set_find(sets[i], family, addr, &l) &&
		    (l.until == 0 || l.until * 60 > NOW))
			bits |= p->members[i].bit;
	}
	return bits;
}

static unsigned
mask_at(const struct set *set, enum family family, u128 addr)
{
	struct listing l;

	if (!set_find(set, family, addr, &l) || l.until != 0)
		return 0;
	return values_at(set_values(set), l.value).code & 255;
}

static bool
is_the_or(const struct policy *p, enum family family)
{
	struct set *sets[POLICY_MEMBERS_MAX] = { 0 }, *mask;
	bool good = true;

	for (size_t i = 0; i < p->nmembers; i++)
		sets[i] = rand() % 8 == 0 ? NULL : random_set(family);
	mask = mask_build(p, (const struct set *const *)sets, NOW);
	for (unsigned i = 0; i < WORLD + 20; i++)
		good &= mask_at(mask, family, BASE + i) ==
		    bits_at(p, sets, family, BASE + i);
	set_free(mask);
	for (size_t i = 0; i < p->nmembers; i++)
		set_free(sets[i]);
	return good;
}

static void
test_text(void)
{
	const struct policy *p = policy_builtin("rblplus");
	struct listing l = { { BASE, BASE, IP4 }, 0, 0 }, found;
	struct set *sets[POLICY_MEMBERS_MAX] = { 0 }, *mask;
	struct value v;

	sets[0] = set_new();
	sets[3] = set_new();
	for (int i = 0; i < 4; i += 3) {
		struct listing test = { protect_test(0), 0, 0 };

		values_add(set_values(sets[i]), 1, "a", 1);
		set_add(sets[i], &test);
		set_add(sets[i], &l);
	}
	mask = mask_build(p, (const struct set *const *)sets, NOW);
	ok(set_find(mask, IP4, BASE, &found), "it is listed");
	v = values_at(set_values(mask), found.value);
	is_int(v.code, 0x7f010009, "127.1.0.9");
	is_str(v.text,
	    "Listed in RBL+: rbl, ops, see "
	    "https://lookup.example.net/rblplus/$",
	    "a text that names the lists");
	is_int((long long)set_size(mask, IP4), 1,
	    "the members' test entries are left out");
	is_int((long long)values_size(set_values(mask)), 1,
	    "no answer that is not given");
	set_free(mask);
	set_free(sets[0]);
	set_free(sets[3]);
}

int
main(void)
{
	const struct policy *p = policy_builtin("rblplus");
	bool good = true;

	for (unsigned i = 0; i < ROUNDS; i++)
		good &= is_the_or(p, i % 2 ? IP6 : IP4);
	ok(good, "a mask is the OR of what its members list now");
	test_text();
	return tap_end();
}

#include <stdio.h>
#include <string.h>

#include "compiler/answer.h"
#include "compiler/guard.h"
#include "compiler/policy.h"
#include "compiler/protect.h"
#include "compiler/turnover.h"
#include "formats/place.h"
#include "formats/record.h"
#include "formats/set.h"
#include "formats/value.h"

static const char *const names[GUARD_RULES] = {
	[GUARD_WIDTH] = "width",
	[GUARD_PROTECTED] = "protected",
	[GUARD_EMPTY] = "empty",
	[GUARD_COVERAGE] = "coverage",
	[GUARD_CHANGE] = "change",
	[GUARD_KEY] = "key",
};

const char *
guard_name(enum guard_rule rule)
{
	return rule < GUARD_RULES ? names[rule] : NULL;
}

bool
guard_named(const char *name, enum guard_rule *rule)
{
	for (enum guard_rule i = 0; i < GUARD_RULES; i++) {
		if (strcmp(names[i], name) == 0) {
			*rule = i;
			return true;
		}
	}
	return false;
}

static bool
is_wide(const struct policy *policy, const struct record *r)
{
	unsigned len = policy->widest[r->range.family];
	unsigned bits = family_bits(r->range.family);

	return len > 0 && r->span != 0 && r->span >> (bits - len) != 0;
}

/* Keeps the place of a line that a rule speaks of. */
static void
note(char where[static GUARD_WHERE], const struct place *place,
    const struct record *r, const char *reason)
{
	char range[RANGE_TEXT];

	range_text(range, &r->range);
	snprintf(where, GUARD_WHERE,
	    reason != NULL ? "%s:%u: %s (%s)" : "%s:%u: %s", place->file,
	    place->line, range, reason);
}

/* Counts a line once, however many records it made. */
static bool
is_first(uint64_t *lines, uint32_t *last, const struct place *place)
{
	if (*lines > 0 && *last == place->line)
		return false;
	*last = place->line;
	return ++*lines == 1;
}

bool
guard_record(struct guard_source *s, const struct policy *policy,
    const struct protect *protect, const struct record *r,
    const struct place *place)
{
	const char *reason;

	if (protect_is_test(&r->range))
		return false;
	s->records++;
	if (is_wide(policy, r) && is_first(&s->wide, &s->wide_line, place))
		note(s->first_wide, place, r, NULL);
	if (r->removal)
		return true;
	reason = protect_why(protect, &r->range);
	if (reason != NULL &&
	    is_first(&s->protected, &s->protected_line, place))
		note(s->first_protected, place, r, reason);
	return true;
}

static bool
is_accepted(unsigned accepted, enum guard_rule rule)
{
	return (accepted >> rule & 1) != 0;
}

int
guard_source(const struct guard_source *s, const struct policy *policy,
    unsigned accepted, struct fail *f)
{
	if (s->protected <= policy->protected_max ||
	    is_accepted(accepted, GUARD_PROTECTED))
		return 0;
	return fail(f, FAIL_GUARD,
	    "%s: protected: source %s has %llu lines in protected space, %u "
	    "allowed; the first is %s",
	    policy->name, s->name, (unsigned long long)s->protected,
	    policy->protected_max, s->first_protected);
}

static int
check_width(const struct guard_build *b, struct fail *f)
{
	for (size_t i = 0; i < b->nsources; i++) {
		const struct guard_source *s = &b->sources[i];

		if (s->wide == 0)
			continue;
		return fail(f, FAIL_GUARD,
		    "%s: width: source %s has %llu lines wider than /%u "
		    "(IPv6: /%u), none allowed; the first is %s",
		    b->policy->name, s->name, (unsigned long long)s->wide,
		    b->policy->widest[IP4], b->policy->widest[IP6],
		    s->first_wide);
	}
	return 0;
}

/* Hits that were read count whatever becomes of their files. */
static int
check_empty(const struct guard_build *b, struct fail *f)
{
	if (b->policy->kind == POLICY_QUICK)
		return 0;
	for (size_t i = 0; i < b->nsources; i++) {
		const struct guard_source *s = &b->sources[i];

		if (s->before == 0 || s->records > 0)
			continue;
		return fail(f, FAIL_GUARD,
		    "%s: empty: source %s holds no records, before it held "
		    "%llu; \"feedc retire\" says goodbye to a source",
		    b->policy->name, s->name, (unsigned long long)s->before);
	}
	return 0;
}

/* IPv6 is counted against the eighth of it that is global unicast. */
static double
share_listed(u128 covered, enum family family)
{
	u128 all = family == IP4 ? (u128)1 << 32 : (u128)1 << 125;

	return (double)covered / (double)all;
}

static const char *
family_space(enum family family)
{
	return family == IP4 ? "all IPv4 addresses" : "2000::/3";
}

int
guard_cover(const char *source, const struct policy *policy, enum family family,
    uint64_t n, unsigned accepted, struct fail *f)
{
	double have = share_listed(n, family);
	double most = policy->cover_max[family];

	if (most == 0 || have <= most || is_accepted(accepted, GUARD_COVERAGE))
		return 0;
	return fail(f, FAIL_GUARD,
	    "%s: coverage: source %s alone would list %.4g %% of %s, %.4g %% "
	    "allowed",
	    policy->name, source, have * 100, family_space(family), most * 100);
}

static int
check_coverage(const struct guard_build *b, struct fail *f)
{
	for (enum family family = IP4; family <= IP6; family++) {
		double have = share_listed(b->covered[family], family);
		double most = b->policy->cover_max[family];

		if (most == 0 || have <= most)
			continue;
		return fail(f, FAIL_GUARD,
		    "%s: coverage: %.4g %% of %s is listed, %.4g %% allowed",
		    b->policy->name, have * 100, family_space(family),
		    most * 100);
	}
	return 0;
}

static int
check_change(const struct guard_build *b, struct fail *f)
{
	const struct turnover *t = b->turnover;
	char first[RANGE_TEXT];
	uint64_t most;

	if (b->policy->change_max == 0)
		return 0;
	most = (uint64_t)((double)t->before * b->policy->change_max);
	if (t->before < b->policy->change_min ||
	    (t->lost <= most && t->gained <= most))
		return 0;
	range_text(first, t->lost > most ? &t->first_lost : &t->first_gained);
	return fail(f, FAIL_GUARD,
	    "%s: change: of %llu entries %llu were lost and %llu gained since "
	    "the last build, %llu allowed (%.4g %%); the first %s is %s",
	    b->policy->name, (unsigned long long)t->before,
	    (unsigned long long)t->lost, (unsigned long long)t->gained,
	    (unsigned long long)most, b->policy->change_max * 100,
	    t->lost > most ? "lost" : "gained", first);
}

int
guard_check(const struct guard_build *b, struct fail *f)
{
	static const struct {
		enum guard_rule rule;
		int (*check)(const struct guard_build *, struct fail *);
	} rules[] = {
		{ GUARD_WIDTH, check_width },
		{ GUARD_EMPTY, check_empty },
		{ GUARD_COVERAGE, check_coverage },
		{ GUARD_CHANGE, check_change },
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		bool mask = b->policy->kind == POLICY_MASK;

		if (!mask && !is_accepted(b->accepted, rules[i].rule) &&
		    rules[i].check(b, f) == -1)
			return -1;
	}
	return 0;
}

int
guard_add_tests(struct set *set, const struct policy *policy, struct fail *f)
{
	struct answers *a = answers_new(policy, set_values(set));
	unsigned all = 0;
	uint16_t value;
	int result = 0;

	for (size_t i = 0; i < policy->nmembers; i++)
		all |= policy->members[i].bit;
	value = policy->kind == POLICY_MASK ? answers_mask(a, all)
					    : answers_plain(a);
	if (value == VALUE_NONE)
		result = answers_full(a, f);
	for (size_t i = 0; i < 2 && result == 0; i++)
		set_insert(set, &(struct listing){ protect_test(i), 0, value });
	answers_free(a);
	return result;
}

#include "compiler/mask.h"
#include "compiler/answer.h"
#include "compiler/policy.h"
#include "compiler/protect.h"
#include "formats/mem.h"
#include "formats/set.h"

/*
 * Adds a member to what the members before it list.  While the mask is being
 * built, its listings hold the bits themselves as their values.
 */
static struct set *
add_member(const struct set *before, const struct set *member, uint8_t bit,
    uint32_t now)
{
	struct set *sum = set_new();

	for (struct pair p = pair_of(before, member); pair_next(&p);) {
		unsigned bits = p.in_a ? p.a.value : 0;

		if (p.in_b && listing_is_live(&p.b, now / 60) &&
		    !protect_is_test(&p.b.range))
			bits |= bit;
		if (bits != 0)
			set_add(sum,
			    &(struct listing){ p.range, 0, (uint16_t)bits });
	}
	return sum;
}

/* The set with values in place of bits. */
static struct set *
with_answers(const struct policy *policy, const struct set *bits)
{
	struct set *set = set_new();
	struct answers *answers = answers_new(policy, set_values(set));
	uint16_t ids[256];
	bool known[256] = { false };

	for (enum family family = IP4; family <= IP6; family++) {
		for (size_t i = 0; i < set_size(bits, family); i++) {
			struct listing l = set_at(bits, family, i);

			if (!known[l.value]) {
				ids[l.value] = answers_mask(answers, l.value);
				known[l.value] = true;
			}
			l.value = ids[l.value];
			set_add(set, &l);
		}
	}
	answers_free(answers);
	return set;
}

struct set *
mask_build(const struct policy *policy, const struct set *const sets[],
    uint32_t now)
{
	struct set *bits = set_new(), *set;

	for (size_t i = 0; i < policy->nmembers; i++) {
		struct set *before = bits;

		if (sets[i] == NULL)
			continue;
		bits = add_member(before, sets[i], policy->members[i].bit, now);
		set_free(before);
	}
	set = with_answers(policy, bits);
	set_free(bits);
	return set;
}

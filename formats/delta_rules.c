#include <string.h>

#include "formats/delta_rules.h"
#include "formats/opening.h"
#include "formats/recent.h"
#include "formats/set.h"
#include "formats/snapshot_parts.h"
#include "formats/wr.h"

/* What is remembered is in the delta; in the byte that has the steps. */
#define GIVEN 0x80

static bool
same_rules(const struct snapshot_id *a, const struct snapshot_id *b)
{
	return a->ngrains == b->ngrains && a->recent == b->recent &&
	    memcmp(a->grains, b->grains, a->ngrains * sizeof(*a->grains)) == 0;
}

static bool
follows(const struct delta_end *from, const struct delta_end *to)
{
	struct set *recent = recent_after(from->set, to->set, to->id.recent);
	bool same = recent_same(recent, set_recent(to->set));

	set_free(recent);
	return same;
}

struct delta_rules
delta_rules_of(const struct delta_end *from, const struct delta_end *to)
{
	struct delta_rules rules = { .told = !same_rules(&from->id, &to->id) };

	if (to->id.recent > 0)
		rules.given = !follows(from, to);
	rules.told |= rules.given;
	return rules;
}

void
delta_rules_out(struct wr *w, const struct delta_rules *rules,
    const struct delta_end *to)
{
	struct wr recent = { 0 };

	if (!rules->told)
		return;
	grains_out(w, &to->id);
	wr_u8(w, (uint8_t)(to->id.recent | (rules->given ? GIVEN : 0)));
	if (!rules->given)
		return;
	snapshot_recent_out(&recent, &to->id, set_recent(to->set));
	wr_vli(w, recent.len);
	wr_bytes(w, recent.buf, recent.len);
	wr_free(&recent);
}

/* They are told: which they need not be if they are the same. */
static int
told_in(struct rd *r, struct delta_rules *rules, const struct delta_end *from,
    struct delta_end *to, struct fail *f)
{
	uint8_t steps;

	if (grains_in(r, &to->id, f) == -1)
		return -1;
	steps = rd_u8(r);
	to->id.recent = steps & ~GIVEN;
	rules->given = (steps & GIVEN) != 0;
	if (to->id.recent > RECENT_MAX)
		return fail(f, FAIL_FORMAT,
		    "what leaves is remembered for %u steps, at most %d can be",
		    to->id.recent, RECENT_MAX);
	if (steps == GIVEN)
		return fail(f, FAIL_FORMAT, "memory of no steps is told");
	if (rules->given)
		rules->recent = rd_sub(r, rd_vli(r));
	if (r->bad)
		return fail(f, FAIL_FORMAT, "the rules are not whole");
	if (!rules->given && same_rules(&to->id, &from->id))
		return fail(f, FAIL_FORMAT, "new rules, but the same");
	return 0;
}

int
delta_rules_in(struct rd *r, struct delta_rules *rules,
    const struct delta_end *from, struct delta_end *to, struct fail *f)
{
	if (rules->told)
		return told_in(r, rules, from, to, f);
	to->id.recent = from->id.recent;
	to->id.ngrains = from->id.ngrains;
	memcpy(to->id.grains, from->id.grains, sizeof(to->id.grains));
	return 0;
}

/* Takes what is given, which is not what follows. */
static int
take_given(struct rd r, const struct set *follows, struct delta_end *to,
    struct fail *f)
{
	struct set *given = snapshot_recent_in(&r, &to->id, to->set, f);

	if (given == NULL)
		return -1;
	set_remember(to->set, given);
	if (r.bad || rd_left(&r) > 0 || recent_same(given, follows))
		return fail(f, FAIL_FORMAT,
		    "what is remembered is not whole, or need not be told");
	return 0;
}

int
delta_rules_remember(const struct delta_rules *rules,
    const struct delta_end *from, struct delta_end *to, struct fail *f)
{
	struct set *recent = recent_after(from->set, to->set, to->id.recent);
	int bad;

	if (!rules->given) {
		set_remember(to->set, recent);
		return 0;
	}
	bad = take_given(rules->recent, recent, to, f);
	set_free(recent);
	return bad;
}

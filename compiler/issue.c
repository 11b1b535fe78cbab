#include <string.h>

#include "compiler/issue.h"
#include "compiler/last.h"
#include "compiler/policy.h"
#include "compiler/publish.h"
#include "compiler/retain.h"
#include "formats/recent.h"
#include "formats/set.h"

static void
fill_id(const struct issue *i, struct snapshot_id *id)
{
	const struct policy *policy = i->policy;

	*id = (struct snapshot_id){ .epoch = i->publish->head.epoch,
		.serial = i->publish->head.serial };
	memcpy(id->db, policy->name, sizeof(id->db));
	id->recent = (uint16_t)policy->recent;
	if (policy->kind == POLICY_QUICK)
		id->ngrains =
		    (uint16_t)quick_grains(&policy->quick, id->grains);
}

/* What the last index offers; a new key begins with a snapshot signed by it. */
static const struct index *
offered(const struct last *last)
{
	return last->index.db[0] != '\0' && !last->rekeyed ? &last->index
							   : NULL;
}

/* Whether the last state is one of the same history. */
static bool
leads_on(const struct issue *i)
{
	const struct last *last = i->last;

	return last->state.end.set != NULL &&
	    last->head.epoch == i->publish->head.epoch;
}

/* What was listed a short while ago, in the same history. */
static void
remember(const struct issue *i)
{
	if (leads_on(i))
		set_remember(i->set,
		    recent_after(i->last->state.end.set, i->set,
			i->policy->recent));
}

static void
make_delta(struct wr *delta, const struct issue *i, struct delta_end *to)
{
	struct object o = object_of(i->snapshot.buf, i->snapshot.len);

	memcpy(to->state, o.hash, sizeof(to->state));
	delta_make(delta, &i->last->state.end, to);
}

int
issue_run(struct issue *i, struct fail *f)
{
	const struct last *last = i->last;
	struct delta_end to = { .set = i->set };
	struct publish_state state = { .snapshot = &i->snapshot };
	struct wr delta = { 0 };
	int rc;

	fill_id(i, &i->id);
	to.id = i->id;
	remember(i);
	snapshot_encode(&i->snapshot, i->set, &to.id);
	if (leads_on(i)) {
		make_delta(&delta, i, &to);
		state.delta = &delta;
		state.last = &last->head;
		state.index = offered(last);
	}
	rc = last->broken || last->warm
	    ? 0
	    : retain_leftovers(i->publish->tree, to.id.db, to.id.serial, f);
	if (rc == 0)
		rc = publish_state(i->publish, &state, f);
	wr_free(&delta);
	return rc;
}

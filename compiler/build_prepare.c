#include <stdlib.h>
#include <string.h>

#include "compiler/accept.h"
#include "compiler/build_work.h"
#include "compiler/conf.h"
#include "compiler/mask.h"
#include "compiler/warm.h"
#include "formats/mem.h"
#include "formats/set.h"
#include "keys/published.h"

/* Where what was published last of a database is read. */
static struct last_from
from_of(const struct build_work *w, const struct conf_db *db)
{
	const struct build_job *job = w->job;

	return (struct last_from){ .treefd = tree_fd(job->tree),
		.state = job->conf->state,
		.db = db->policy.name,
		.key = &job->publics[db - job->conf->dbs] };
}

/* Its set alone, NULL if nothing is published. */
static int
read_member(const struct build_work *w, const struct conf_db *db,
    struct set **set, struct fail *f)
{
	struct last_from from = from_of(w, db);
	struct last last;
	int rc = last_read(&last, &from, f);

	if (rc == 1) {
		*set = last.state.end.set;
		last.state.end.set = NULL;
	}
	last_clear(&last);
	return rc;
}

/* The last published set of each member; NULL where there is none. */
static int
read_members(const struct build_work *w, struct set *sets[POLICY_MEMBERS_MAX],
    struct fail *f)
{
	const struct policy *policy = &w->db->policy;

	for (size_t i = 0; i < policy->nmembers; i++) {
		const struct conf_db *db =
		    conf_db(w->job->conf, policy->members[i].db);

		if (read_member(w, db, &sets[i], f) == -1)
			return -1;
	}
	return 0;
}

static int
make_mask(struct build_work *w, struct fail *f)
{
	struct set *sets[POLICY_MEMBERS_MAX] = { 0 };
	int result = read_members(w, sets, f);

	if (result == 0)
		w->set = mask_build(&w->db->policy,
		    (const struct set *const *)sets, w->job->now);
	for (size_t i = 0; i < POLICY_MEMBERS_MAX; i++)
		set_free(sets[i]);
	return result;
}

static int
make_set(struct build_work *w, struct fail *f)
{
	if (w->db->policy.kind == POLICY_MASK)
		return make_mask(w, f);
	if (intake_run(&w->build->intake, &w->intake, f) == -1)
		return -1;
	w->set = w->build->intake.set;
	w->build->intake.set = NULL;
	return 0;
}

static int
check_guards(struct build_work *w, struct fail *f)
{
	const struct intake *in = &w->build->intake;
	struct guard_source *sources = mem_new(in->n, sizeof(*sources));
	struct guard_build guard = {
		.policy = &w->db->policy,
		.turnover = &w->turnover,
		.sources = sources,
		.accepted = w->intake.accepted,
	};
	int result;

	/* Each family has one test entry. */
	for (int i = 0; i < FAMILIES; i++)
		guard.covered[i] = w->build->covered[i] - 1;
	for (size_t i = 0; i < in->n; i++) {
		if (!in->sources[i].held)
			sources[guard.nsources++] = in->sources[i].guard;
	}
	result = guard_check(&guard, f);
	free(sources);
	return result;
}

/* Whether something is published besides test entries. */
static bool
has_history(const struct build_work *w)
{
	return w->previous != NULL &&
	    set_size(w->previous, IP4) + set_size(w->previous, IP6) > FAMILIES;
}

/*
 * Sources that a first build goes without may not vanish from a later one:
 * the whole folder of the database, or their last good states.
 */
static int
check_lost(const struct build_work *w, struct fail *f)
{
	const struct intake *in = &w->build->intake;
	const char *db = w->db->policy.name;
	bool quick = w->db->policy.kind == POLICY_QUICK;

	if (w->db->policy.kind == POLICY_MASK || !has_history(w) ||
	    (w->intake.accepted >> GUARD_EMPTY & 1) != 0)
		return 0;
	if (in->n == 0)
		return fail(f, FAIL_GUARD,
		    "%s: empty: no source has a folder in the spool any more",
		    db);
	for (size_t i = 0; i < in->n && in->kept.n == 0 && !quick; i++) {
		if (in->sources[i].lost)
			return fail(f, FAIL_GUARD,
			    "%s: empty: source %s does not read, and no last "
			    "good states are known: %s",
			    db, in->sources[i].guard.name,
			    in->sources[i].why.msg);
	}
	return 0;
}

static void
count(struct build_work *w)
{
	struct build *b = w->build;

	for (int i = 0; i < FAMILIES; i++) {
		b->entries[i] = set_size(w->set, i);
		b->covered[i] = set_coverage(w->set, i);
	}
	w->turnover = turnover_of(w->previous, w->set, w->job->now);
	b->change = w->turnover.ranges;
}

static int
read_previous(struct build_work *w, struct fail *f)
{
	struct last_from from = from_of(w, w->db);

	from.any_key = (w->intake.accepted >> GUARD_KEY & 1) != 0;
	from.epoch = w->db->epoch;
	from.warm = w->job->warm != NULL ? &w->job->warm->state : NULL;
	if (last_read(&w->last, &from, f) == -1)
		return -1;
	w->previous = w->last.state.end.set;
	w->id = w->last.state.end.id;
	w->publish.head = w->last.head;
	w->publish.anew = w->last.broken;
	return 0;
}

/* What an operator said after the set that is published now. */
static int
read_accepted(struct build_work *w, struct fail *f)
{
	const struct build_job *job = w->job;
	const char *db = w->db->policy.name;
	struct fail unheard = { 0 };
	struct head h;
	bool found = published_last(tree_fd(job->tree), db, &h, &unheard) == 1;

	return accept_read(job->conf->state, db, found ? h.serial : 0,
	    &w->intake.accepted, f);
}

int
build_prepare(struct build_work *w, struct fail *f)
{
	if (read_accepted(w, f) == -1)
		return -1;
	if (make_set(w, f) == -1)
		return -1;
	progress_set(&w->job->progress, "comparing", 0);
	if (read_previous(w, f) == -1)
		return -1;
	if (check_lost(w, f) == -1 ||
	    guard_add_tests(w->set, &w->db->policy, f) == -1)
		return -1;
	count(w);
	return check_guards(w, f);
}

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compiler/accept.h"
#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/delegation.h"
#include "compiler/issue.h"
#include "compiler/last.h"
#include "compiler/log.h"
#include "compiler/mask.h"
#include "compiler/progress.h"
#include "compiler/publish.h"
#include "compiler/settle.h"
#include "compiler/texts.h"
#include "compiler/turnover.h"
#include "compiler/warm.h"
#include "formats/mem.h"
#include "formats/set.h"
#include "keys/published.h"

/* The texts of a quick list are written no more often, in seconds. */
#define TEXTS_SECONDS 60

/* What a build works on until it is done. */
struct work {
	struct build *build;
	const struct build_job *job;
	const struct conf_db *db;
	struct intake_job intake;
	struct set *set;
	struct snapshot_id id; /* of its snapshot, once there is one */
	struct last last;
	struct set *previous;     /* its set; NULL in a first build */
	struct turnover turnover; /* from that to set */
	struct publish publish;
};

/* Where what was published last of a database is read. */
static struct last_from
from_of(const struct work *w, const struct conf_db *db)
{
	const struct build_job *job = w->job;

	return (struct last_from){ .treefd = tree_fd(job->tree),
		.state = job->conf->state,
		.db = db->policy.name,
		.key = &job->publics[db - job->conf->dbs] };
}

/* Its set alone, NULL if nothing is published. */
static int
read_member(const struct work *w, const struct conf_db *db, struct set **set,
    struct fail *f)
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
read_members(const struct work *w, struct set *sets[POLICY_MEMBERS_MAX],
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
make_mask(struct work *w, struct fail *f)
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
make_set(struct work *w, struct fail *f)
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
check_guards(struct work *w, struct fail *f)
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
has_history(const struct work *w)
{
	return w->previous != NULL &&
	    set_size(w->previous, IP4) + set_size(w->previous, IP6) > FAMILIES;
}

/*
 * Sources that a first build goes without may not vanish from a later one:
 * the whole folder of the database, or their last good states.
 */
static int
check_lost(const struct work *w, struct fail *f)
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
count(struct work *w)
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
read_previous(struct work *w, struct fail *f)
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
read_accepted(struct work *w, struct fail *f)
{
	const struct build_job *job = w->job;
	const char *db = w->db->policy.name;
	struct fail unheard = { 0 };
	struct head h;
	bool found = published_last(tree_fd(job->tree), db, &h, &unheard) == 1;

	return accept_read(job->conf->state, db, found ? h.serial : 0,
	    &w->intake.accepted, f);
}

/* The set that will be published, and how it differs from the last one. */
static int
prepare(struct work *w, struct fail *f)
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

static bool
is_new(const struct work *w)
{
	const struct change *c = &w->build->change;
	const struct last *last = &w->last;

	return w->previous == NULL || last->rekeyed ||
	    last->head.epoch != w->db->epoch || last->index.db[0] == '\0' ||
	    last_went_back(last, w->db->epoch) ||
	    c->added + c->removed + c->changed > 0;
}

/* The state's objects, unless nothing changed. */
static int
publish_objects(struct work *w, struct fail *f)
{
	struct issue issue = { .policy = &w->db->policy,
		.last = &w->last,
		.set = w->set,
		.publish = &w->publish };
	int rc;

	if (w->build->state == BUILD_SAME)
		return 0;
	progress_set(&w->job->progress, "encoding", 0);
	rc = issue_run(&issue, f);
	wr_free(&w->last.state.snapshot);
	w->last.state.snapshot = issue.snapshot;
	w->last.copied = false;
	w->id = issue.id;
	return rc;
}

static void
fill_head(struct work *w)
{
	const struct policy *policy = &w->db->policy;
	struct head *head = &w->publish.head;
	uint32_t now = w->job->now;

	if (w->build->state == BUILD_NEW) {
		*head = (struct head){ .epoch = w->db->epoch, .serial = now };
		memcpy(head->db, policy->name, sizeof(head->db));
		head->entries = w->build->entries[IP4] + w->build->entries[IP6];
	}
	head->time = now;
	head->fresh_until = now + policy->fresh;
	head->valid_until = now + policy->valid;
}

/* How old the texts that are there may be, to be left as they are. */
static uint32_t
texts_since(const struct work *w)
{
	const struct policy *policy = &w->db->policy;
	uint32_t now = w->job->now, old = now - policy->valid / 2;
	uint32_t serial = w->publish.head.serial;

	if (w->build->state == BUILD_SAME)
		return serial > old ? serial : old;
	return policy->kind == POLICY_QUICK ? now + 1 - TEXTS_SECONDS
					    : UINT32_MAX;
}

static int
write_texts(struct work *w, struct fail *f)
{
	const struct build_job *job = w->job;

	if (texts_fresh(job->tree, job->conf, w->db, texts_since(w)))
		return 0;
	progress_set(&job->progress, "writing zones", 0);
	return texts_write(&w->publish, job->conf, w->db, w->set,
	    &w->build->text_bytes, f);
}

/*
 * Objects first, then the head; texts before it, so that nobody reads of what
 * is not there yet, but those of a quick list after it, which is in a hurry.
 */
static int
publish(struct work *w, struct fail *f)
{
	bool changed = is_new(w);

	w->build->state = changed ? BUILD_NEW : BUILD_SAME;
	if (last_check_time(&w->last, w->db->epoch, w->job->now, changed, f) ==
	    -1)
		return fail_at(f, "%s", w->db->policy.name);
	fill_head(w);
	if (publish_objects(w, f) == -1)
		return -1;
	if (w->db->policy.kind != POLICY_QUICK && write_texts(w, f) == -1)
		return -1;
	return publish_head(&w->publish, f);
}

/* What comes once the head is out. */
static int
settle(struct work *w, struct fail *f)
{
	struct settle s = { .tree = w->job->tree,
		.last = &w->last,
		.intake = &w->build->intake,
		.job = &w->intake,
		.serial = w->publish.head.serial,
		.changed = w->build->state == BUILD_NEW,
		.retained =
		    w->job->warm != NULL ? &w->job->warm->retained : NULL };
	struct fail later = { 0 };

	if (w->db->policy.kind == POLICY_QUICK)
		write_texts(w, f);
	if (settle_run(&s, &later) == -1)
		fail(f, later.kind, "%s", later.msg);
	return f->kind == FAIL_NONE ? 0 : -1;
}

/* Keeps the new state in memory, if that is wanted. */
static void
keep_warm(struct work *w)
{
	struct warm *warm = w->job->warm;
	struct delta_end *end;

	if (warm == NULL)
		return;
	reach_clear(&warm->state);
	if (w->build->state == BUILD_FAILED)
		return;
	if (w->build->state == BUILD_SAME)
		set_remember(w->set, set_forget(w->previous));
	end = &warm->state.end;
	end->set = w->set;
	end->id = w->id;
	memcpy(end->state, w->publish.head.snapshot.hash, sizeof(end->state));
	w->set = NULL;
	warm->state.snapshot = w->last.state.snapshot;
	w->last.state.snapshot = (struct wr){ 0 };
}

/* It is out; whether it does any good is another question. */
static int
check_delegation(const struct work *w, struct fail *f)
{
	const struct build_job *job = w->job;
	struct delegation_new new = { .db = w->db->policy.name,
		.epoch = w->db->epoch,
		.now = job->now,
		.key = &job->publics[w->db - job->conf->dbs] };

	return delegation_check(job->delegation, tree_fd(job->tree), &new, f);
}

static double
clock_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* A refusal is for the operator's eyes: it goes to the log, too. */
static void
refused(struct work *w)
{
	struct fail unheard = { 0 };

	w->build->state = BUILD_FAILED;
	log_add(w->job->conf->state, w->job->now, "failed", w->build->fail.msg,
	    &unheard);
}

void
build_run(struct build *b, const struct conf_db *db,
    const struct build_job *job)
{
	double start = clock_seconds();
	struct work w = {
		.build = b,
		.job = job,
		.db = db,
		.intake = { .conf = job->conf,
		    .db = db,
		    .now = job->now,
		    .hitlist = job->warm != NULL ? job->warm->hitlist : NULL,
		    .before =
			job->warm != NULL ? job->warm->state.end.set : NULL,
		    .progress = job->progress },
		.publish = { .tree = job->tree, .key = job->key },
	};

	*b = (struct build){ .db = db };
	if (prepare(&w, &b->fail) == -1 || publish(&w, &b->fail) == -1)
		refused(&w);
	else if (settle(&w, &b->fail) == -1)
		fail_at(&b->fail, "%s is published, but", db->policy.name);
	else
		check_delegation(&w, &b->fail);
	b->serial = w.publish.head.serial;
	b->snapshot_bytes = w.publish.head.snapshot.bytes;
	if (b->state == BUILD_NEW)
		b->delta_bytes = w.publish.head.delta.bytes;
	keep_warm(&w);
	b->seconds = clock_seconds() - start;
	set_free(w.set);
	last_clear(&w.last);
	progress_clear(&job->progress);
}

void
build_free(struct build *b)
{
	intake_free(&b->intake);
}

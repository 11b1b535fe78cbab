#include <string.h>
#include <time.h>

#include "compiler/build_work.h"
#include "compiler/conf.h"
#include "compiler/delegation.h"
#include "compiler/log.h"
#include "compiler/settle.h"
#include "compiler/warm.h"
#include "formats/set.h"

/* What comes once the head is out. */
static int
settle(struct build_work *w, struct fail *f)
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
		build_texts(w, f);
	if (settle_run(&s, &later) == -1)
		fail(f, later.kind, "%s", later.msg);
	return f->kind == FAIL_NONE ? 0 : -1;
}

/* Keeps the new state in memory, if that is wanted. */
static void
keep_warm(struct build_work *w)
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
check_delegation(const struct build_work *w, struct fail *f)
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
refused(struct build_work *w)
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
	struct build_work w = {
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
	if (build_prepare(&w, &b->fail) == -1 ||
	    build_publish(&w, &b->fail) == -1)
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

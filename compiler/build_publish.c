#include <string.h>

#include "compiler/build_work.h"
#include "compiler/conf.h"
#include "compiler/issue.h"
#include "compiler/texts.h"

/* The texts of a quick list are written no more often, in seconds. */
#define TEXTS_SECONDS 60

static bool
is_new(const struct build_work *w)
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
publish_objects(struct build_work *w, struct fail *f)
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
fill_head(struct build_work *w)
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
texts_since(const struct build_work *w)
{
	const struct policy *policy = &w->db->policy;
	uint32_t now = w->job->now, old = now - policy->valid / 2;
	uint32_t serial = w->publish.head.serial;

	if (w->build->state == BUILD_SAME)
		return serial > old ? serial : old;
	return policy->kind == POLICY_QUICK ? now + 1 - TEXTS_SECONDS
					    : UINT32_MAX;
}

int
build_texts(struct build_work *w, struct fail *f)
{
	const struct build_job *job = w->job;

	if (texts_fresh(job->tree, job->conf, w->db, texts_since(w)))
		return 0;
	progress_set(&job->progress, "writing zones", 0);
	return texts_write(&w->publish, job->conf, w->db, w->set,
	    &w->build->text_bytes, f);
}

int
build_publish(struct build_work *w, struct fail *f)
{
	bool changed = is_new(w);

	w->build->state = changed ? BUILD_NEW : BUILD_SAME;
	if (last_check_time(&w->last, w->db->epoch, w->job->now, changed, f) ==
	    -1)
		return fail_at(f, "%s", w->db->policy.name);
	fill_head(w);
	if (publish_objects(w, f) == -1)
		return -1;
	if (w->db->policy.kind != POLICY_QUICK && build_texts(w, f) == -1)
		return -1;
	return publish_head(&w->publish, f);
}

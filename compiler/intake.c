#include <stdlib.h>
#include <string.h>

#include "compiler/answer.h"
#include "compiler/conf.h"
#include "compiler/hitlist.h"
#include "compiler/intake.h"
#include "compiler/keep.h"
#include "compiler/merge.h"
#include "compiler/path.h"
#include "compiler/progress.h"
#include "compiler/protect.h"
#include "compiler/reading.h"
#include "formats/mem.h"
#include "formats/set.h"

_Static_assert(2 * SPOOL_SOURCES_MAX <= ROW_SOURCE, "all sources have ids");

static void
add_name(struct intake *in, const char *name, const char *kept)
{
	in->sources[in->n++].guard = (struct guard_source){ .name = name,
		.before = keep_records(kept, name) };
}

/* The sources of both trees; those of both once. */
static void
list_sources(struct intake *in, const char *kept)
{
	size_t i = 0, j = 0;

	in->sources = mem_new(in->spool.n + in->kept.n, sizeof(*in->sources));
	while (i < in->spool.n || j < in->kept.n) {
		const char *a =
		    i < in->spool.n ? in->spool.sources[i].name : NULL;
		const char *b =
		    j < in->kept.n ? in->kept.sources[j].name : NULL;
		int order = a == NULL ? 1 : b == NULL ? -1 : strcmp(a, b);

		add_name(in, order <= 0 ? a : b, kept);
		i += order <= 0;
		j += order >= 0;
	}
}

static int
read_all(struct intake *in, struct reading *r, struct fail *f)
{
	char spool[PATH_MAX], kept[PATH_MAX];

	if (intake_spool(spool, r->job->conf, r->job->db, f) == -1 ||
	    intake_kept(kept, r->job->conf, r->job->db, f) == -1 ||
	    spool_scan(&in->spool, spool, f) == -1 ||
	    spool_scan(&in->kept, kept, f) == -1)
		return -1;
	list_sources(in, kept);
	for (size_t i = 0; i < in->n; i++) {
		r->source = &in->sources[i];
		r->id = (uint16_t)i;
		if (reading_source(r, in, spool, kept, f) == -1)
			return -1;
	}
	return 0;
}

/* Merges the rows, less protected space. */
static int
merge_all(struct intake *in, const struct reading *r, struct fail *f)
{
	const struct protect *protect = r->job->conf->protect;
	const char **names = mem_new(in->n, sizeof(*names));
	int result;

	for (size_t i = 0; i < protect_size(protect); i++) {
		struct range cut = protect_at(protect, i);

		merge_cut(r->rows, &cut);
	}
	for (size_t i = 0; i < in->n; i++)
		names[i] = in->sources[i].guard.name;
	result = merge(in->set, r->rows, names, f);
	free(names);
	return result;
}

/* Takes what is new of a quick database, and makes the set. */
static int
run_quick(struct intake *in, const struct intake_job *job, struct fail *f)
{
	struct hitlist *h = job->hitlist;
	int result = -1;

	*in = (struct intake){ 0 };
	progress_set(&job->progress, "reading", 0);
	if (h == NULL)
		h = hitlist_open(job->conf, job->db, f);
	if (h != NULL)
		result = hitlist_take(h, job, in, f);
	if (result == 0)
		in->set = hitlist_set(h, job->before);
	if (result == 0 && job->hitlist == NULL)
		result = hitlist_settle(h, f);
	if (job->hitlist == NULL)
		hitlist_close(h);
	return result;
}

int
intake_run(struct intake *in, const struct intake_job *job, struct fail *f)
{
	struct rows rows = { 0 };
	struct reading r = { .job = job, .rows = &rows };
	int result;

	if (job->db->policy.kind == POLICY_QUICK)
		return run_quick(in, job, f);
	*in = (struct intake){ .set = set_new() };
	r.answers = answers_new(&job->db->policy, set_values(in->set));
	result = read_all(in, &r, f);
	progress_set(&job->progress, "merging", 0);
	if (result == 0)
		result = merge_all(in, &r, f);
	answers_free(r.answers);
	rows_free(&rows);
	return result;
}

void
intake_free(struct intake *in)
{
	spool_free(&in->spool);
	spool_free(&in->kept);
	free(in->sources);
	set_free(in->set);
	*in = (struct intake){ 0 };
}

int
intake_keep(const struct intake *in, const struct intake_job *job,
    struct fail *f)
{
	char spool[PATH_MAX], kept[PATH_MAX];

	if (job->db->policy.kind == POLICY_QUICK)
		return 0;
	if (intake_spool(spool, job->conf, job->db, f) == -1 ||
	    intake_kept(kept, job->conf, job->db, f) == -1 ||
	    keep_clean(kept, f) == -1)
		return -1;
	for (size_t i = 0; i < in->n; i++) {
		const struct intake_source *s = &in->sources[i];
		const struct spool_source *now =
		    spool_find(&in->spool, s->guard.name);
		const struct spool_source *old =
		    spool_find(&in->kept, s->guard.name);

		if (s->held ||
		    (now != NULL && old != NULL && spool_same(now, old)))
			continue;
		if (now == NULL && keep_forget(kept, s->guard.name, f) == -1)
			return -1;
		if (now != NULL &&
		    keep_store(kept, spool, now, s->guard.records, f) == -1)
			return -1;
	}
	return 0;
}

int
intake_spool(char out[static PATH_MAX], const struct conf *conf,
    const struct conf_db *db, struct fail *f)
{
	return path_join(out, f, "%s/%s", conf->spool, db->policy.name);
}

int
intake_kept(char out[static PATH_MAX], const struct conf *conf,
    const struct conf_db *db, struct fail *f)
{
	return path_join(out, f, "%s/kept/%s", conf->state, db->policy.name);
}

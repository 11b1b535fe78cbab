#include <fcntl.h>
#include <unistd.h>

#include "compiler/answer.h"
#include "compiler/conf.h"
#include "compiler/intake.h"
#include "compiler/merge.h"
#include "compiler/path.h"
#include "compiler/progress.h"
#include "compiler/reading.h"
#include "compiler/rows.h"
#include "formats/source.h"

/* A file that changes while it is read is read again so often. */
#define READ_TRIES 3

/* The progress is told of every so many records. */
#define PROGRESS_EVERY 65536

static int
take(struct reading *r, const struct record *record, const struct place *at,
    struct fail *f)
{
	const struct intake_watch *watch = r->job->watch;
	struct claim claim = {
		.range = record->range,
		.span = record->span,
		.time = record->time,
		.until = record->until,
		.source = r->id,
		.removal = record->removal,
		.all = r->conf != NULL && r->conf->removes_all,
	};

	if (!record->removal)
		claim.value = answers_of(r->answers, record);
	if (claim.value == VALUE_NONE) {
		r->full = true;
		return answers_full(r->answers, f);
	}
	if (watch != NULL)
		watch->claim(watch->arg, &claim, record, at);
	if (!merge_has_ended(&claim, r->job->now))
		rows_add(r->rows, &claim);
	return 0;
}

static int
on_record(void *arg, const struct record *record, const struct place *at,
    struct fail *f)
{
	struct reading *r = arg;
	const struct intake_job *job = r->job;
	const struct policy *policy = &job->db->policy;

	if (++r->taken % PROGRESS_EVERY == 0)
		progress_set(&job->progress, "reading", r->taken);
	if (policy_check_record(policy, record, job->now, f) == -1)
		return -1;
	if (!guard_record(&r->source->guard, policy, job->conf->protect, record,
		at))
		return 0;
	return take(r, record, at, f);
}

/* A bad line ends the reading. */
static int
on_bad(void *arg, const struct place *at, const struct fail *why)
{
	(void)arg;
	(void)at;
	(void)why;
	return -1;
}

static int
read_once(struct reading *r, int folder, const char *path, struct fail *f)
{
	const char *name = r->source->guard.name;
	struct source_sink sink = { on_record, on_bad, r };
	char shown[PATH_MAX];

	if (path_join(shown, f, "%s/%s", name, path) == -1)
		return -1;
	return source_read_file(folder, path, shown,
	    r->conf != NULL ? r->conf->format : NULL, &sink, f);
}

/* Reads the files of a source; one that fails ends it. */
static int
read_files(struct reading *r, int folder, const struct spool_source *s,
    struct fail *f)
{
	if (s->fail.kind != FAIL_NONE) {
		*f = s->fail;
		return fail_at(f, "%s", s->name);
	}
	for (size_t i = 0; i < s->nfiles; i++) {
		if (read_once(r, folder, s->files[i].path, f) == -1)
			return -1;
	}
	return 0;
}

/* Takes back what the source gave since the mark. */
static void
take_back(struct reading *r, const struct rows_mark *mark)
{
	const struct intake_watch *watch = r->job->watch;
	struct guard_source *guard = &r->source->guard;

	rows_rewind(r->rows, mark);
	*guard = (struct guard_source){ .name = guard->name,
		.before = guard->before };
	if (watch != NULL)
		watch->forget(watch->arg, r->id);
}

/*
 * Reads a source's files, anew while they change under the reader.  What it
 * gave before it failed is taken back.
 */
static int
read_folder(struct reading *r, const char *path, const struct spool_source *s,
    struct fail *f)
{
	struct rows_mark mark = rows_mark(r->rows);
	char at[PATH_MAX];
	int result = -1;
	int folder;

	if (path_join(at, f, "%s/%s", path, s->name) == -1)
		return -1;
	folder = open(at, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (folder == -1)
		return fail_errno(f, "%.300s", at);
	for (int i = 0; i < READ_TRIES; i++) {
		*f = (struct fail){ 0 };
		result = read_files(r, folder, s, f);
		if (result == 0)
			break;
		take_back(r, &mark);
		if (f->kind != FAIL_BUSY)
			break;
	}
	close(folder);
	return result;
}

/* A source without a folder any more is one that has gone empty. */
static int
read_newest(struct reading *r, const struct intake *in, const char *path,
    struct fail *f)
{
	const struct spool_source *s =
	    spool_find(&in->spool, r->source->guard.name);

	if (s == NULL)
		return 0;
	if (read_folder(r, path, s, f) == -1)
		return -1;
	return guard_source(&r->source->guard, &r->job->db->policy,
	    r->job->accepted, f);
}

/* The last good state in place of what could not be read. */
static int
read_kept(struct reading *r, const struct intake *in, const char *path,
    struct fail *f)
{
	const struct spool_source *s =
	    spool_find(&in->kept, r->source->guard.name);

	r->source->held = true;
	r->source->lost = s == NULL;
	if (s == NULL)
		return 0;
	if (read_folder(r, path, s, f) == -1)
		return fail_at(f, "the last good state of %s", s->name);
	return 0;
}

int
reading_source(struct reading *r, const struct intake *in, const char *spool,
    const char *kept, struct fail *f)
{
	struct rows_mark mark = rows_mark(r->rows);
	struct fail *why = &r->source->why;

	r->conf = conf_source(r->job->db, r->source->guard.name);
	if (read_newest(r, in, spool, why) == 0)
		return 0;
	if (r->full) {
		*f = *why;
		return -1;
	}
	take_back(r, &mark);
	return read_kept(r, in, kept, f);
}

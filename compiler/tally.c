#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/path.h"
#include "compiler/tally_json.h"
#include "formats/mem.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/newfile.h"

static const char *const states[] = {
	[TALLY_PUBLISHED] = "published",
	[TALLY_UNCHANGED] = "unchanged",
	[TALLY_REFUSED] = "refused",
	[TALLY_FAILED] = "failed",
};

const char *
tally_state_name(enum tally_state state)
{
	return states[state];
}

const char *
tally_hits_name(enum tally_hits hits)
{
	static const char *const names[] = {
		[TALLY_READ] = "read",
		[TALLY_LATE] = "late",
		[TALLY_OLD] = "old",
		[TALLY_AGAIN] = "again",
		[TALLY_FUTURE] = "future",
		[TALLY_BAD] = "bad",
	};

	return names[hits];
}

static int
tally_path(char out[static PATH_MAX], const char *state, const char *db,
    const char *end, struct fail *f)
{
	return path_join(out, f, "%s/builds/%s.tally%s", state, db, end);
}

bool
tally_read(struct tally *t, const char *state, const char *db)
{
	char path[PATH_MAX];
	struct fail unheard = { 0 };
	json_t *j = NULL;
	bool is;

	*t = (struct tally){ 0 };
	snprintf(t->db, sizeof(t->db), "%s", db);
	if (tally_path(path, state, db, "", &unheard) == 0)
		j = json_load_file(path, 0, NULL);
	is = tally_json_read(t, j);
	json_decref(j);
	return is;
}

static void
clear_source(struct tally_source *s)
{
	free(s->name);
	free(s->why);
}

void
tally_clear(struct tally *t)
{
	for (size_t i = 0; i < t->n; i++)
		clear_source(&t->sources[i]);
	free(t->sources);
	*t = (struct tally){ 0 };
}

/* What one take did with the lines of a source. */
static void
hits_of(uint64_t hits[static TALLY_HITS], const struct intake_source *s)
{
	hits[TALLY_READ] = s->hits.read;
	hits[TALLY_LATE] = s->hits.late;
	hits[TALLY_OLD] = s->hits.old;
	hits[TALLY_AGAIN] = s->hits.again;
	hits[TALLY_FUTURE] = s->hits.future;
	hits[TALLY_BAD] = s->bad > s->hits.future ? s->bad - s->hits.future : 0;
}

static void
add_source(struct tally *t, const struct intake_source *s, bool quick)
{
	uint64_t hits[TALLY_HITS];
	struct tally_source *of;

	if (!quick && !s->held)
		return;
	of = tally_source(t, s->guard.name);
	of->held |= s->held;
	of->capped |= s->hits.capped;
	if (s->held && of->why == NULL)
		of->why = mem_text(s->why.msg, strlen(s->why.msg));
	hits_of(hits, s);
	for (int i = 0; i < TALLY_HITS; i++) {
		of->hits[i] += hits[i];
		t->last_hits[i] += hits[i];
	}
}

/* What was so in the last build is not any more. */
static void
begin(struct tally *t, bool quick)
{
	for (size_t i = 0; i < t->n; i++) {
		struct tally_source *s = &t->sources[i];

		s->held = false;
		s->capped = false;
		free(s->why);
		s->why = NULL;
		if (!quick)
			clear_source(s);
	}
	if (!quick)
		t->n = 0;
	memset(t->last_hits, 0, sizeof(t->last_hits));
}

/* A build that failed changes nothing of what is published. */
static struct history_row
row_after(const struct history_row *before, const struct history_row *row)
{
	struct history_row r = *row;

	if (r.failed) {
		memcpy(r.entries, before->entries, sizeof(r.entries));
		r.snapshot_bytes = before->snapshot_bytes;
		r.serial = before->serial;
		r.added = r.removed = r.changed = 0;
	}
	return r;
}

static void
add(struct tally *t, const struct build *b, const struct history_row *row)
{
	bool quick = b->db->policy.kind == POLICY_QUICK;

	begin(t, quick);
	t->last = row_after(&t->last, row);
	snprintf(t->why, sizeof(t->why), "%s", b->fail.msg);
	if (!row->failed)
		t->good = row->as_of;
	for (int i = 0; i < TALLY_STATES; i++)
		t->builds[i] += strcmp(row->state, states[i]) == 0;
	for (size_t i = 0; i < b->intake.n; i++)
		add_source(t, &b->intake.sources[i], quick);
}

/* Not synced: what a crash leaves of it cannot be read, or is the last. */
static int
put(const struct tally *t, const char *state, struct fail *f)
{
	char path[PATH_MAX], fresh[PATH_MAX];
	json_t *j;
	int rc;

	if (tally_path(path, state, t->db, "", f) == -1 ||
	    tally_path(fresh, state, t->db, ".new", f) == -1)
		return -1;
	j = tally_json(t);
	rc = json_dump_file(j, fresh, JSON_COMPACT);
	json_decref(j);
	return rc == -1 || rename(fresh, path) == -1
	    ? fail_errno(f, "%.300s", path)
	    : 0;
}

int
tally_add(const char *state, const struct build *b,
    const struct history_row *row, struct fail *f)
{
	struct tally t;
	int rc;

	tally_read(&t, state, b->db->policy.name);
	add(&t, b, row);
	rc = put(&t, state, f);
	tally_clear(&t);
	return rc;
}

static void
textfile(struct wr *w, const struct conf *conf)
{
	struct tally *all = mem_new(conf->ndbs, sizeof(*all));
	bool *quick = mem_new(conf->ndbs, sizeof(*quick));
	size_t n = 0;

	for (size_t i = 0; i < conf->ndbs; i++) {
		const struct policy *p = &conf->dbs[i].policy;

		quick[n] = p->kind == POLICY_QUICK;
		n += tally_read(&all[n], conf->state, p->name);
	}
	tally_metrics(w, all, quick, n);
	for (size_t i = 0; i < n; i++)
		tally_clear(&all[i]);
	free(quick);
	free(all);
}

int
tally_textfile(const struct conf *conf, struct fail *f)
{
	struct wr w = { 0 };
	int rc;

	if (conf->textfile == NULL)
		return 0;
	textfile(&w, conf);
	rc = newfile_put(conf->textfile, rd_over(w.buf, w.len), 0644, true, f);
	wr_free(&w);
	return rc;
}

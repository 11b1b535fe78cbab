#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/conf.h"
#include "compiler/explain_quick.h"
#include "compiler/intake.h"
#include "compiler/merge.h"
#include "compiler/protect.h"
#include "formats/mem.h"
#include "formats/place.h"
#include "formats/record.h"
#include "formats/set.h"
#include "formats/wr.h"

char *
explain_text(struct wr *w, size_t n)
{
	char *text = mem_text(w->buf, w->len - n);

	wr_free(w);
	return text;
}

void
explain_add(struct explain *e, const struct explain_case *c)
{
	e->cases = mem_grow(e->cases, e->n, &e->cap, sizeof(*e->cases));
	e->cases[e->n] = *c;
	e->cases[e->n].by = e->n;
	e->n++;
}

static void
on_claim(void *arg, const struct claim *claim, const struct record *record,
    const struct place *at)
{
	struct explain *e = arg;
	struct wr place = { 0 }, line = { 0 };

	if (claim->range.family != e->family ||
	    !range_has(&claim->range, e->addr))
		return;
	wr_fmt(&place, "%s:%" PRIu32, at->file, at->line);
	record_write(&line, record);
	explain_add(e,
	    &(struct explain_case){ .place = explain_text(&place, 0),
		.record = explain_text(&line, 1),
		.claim = *claim });
}

static void
free_case(struct explain_case *c)
{
	free(c->place);
	free(c->record);
}

static void
on_forget(void *arg, uint16_t source)
{
	struct explain *e = arg;
	size_t n = 0;

	for (size_t i = 0; i < e->n; i++) {
		if (e->cases[i].claim.source == source)
			free_case(&e->cases[i]);
		else
			e->cases[n++] = e->cases[i];
	}
	e->n = n;
}

static void
decide_standing(struct explain *e, const struct set *set, uint32_t now)
{
	struct merge_case *cases = mem_new(e->n, sizeof(*cases));

	for (size_t i = 0; i < e->n; i++)
		cases[i].claim = e->cases[i].claim;
	merge_explain(cases, e->n, set_values(set), now);
	for (size_t i = 0; i < e->n; i++) {
		snprintf(e->cases[i].fate, EXPLAIN_FATE, "%s",
		    merge_fate_text(cases[i].fate));
		e->cases[i].by = cases[i].by;
	}
	free(cases);
}

void
explain_answer(struct explain *e, const struct value *v, uint32_t until,
    const char *address)
{
	e->listed = true;
	e->code = v->code;
	e->until = until * 60;
	value_expand(e->txt, sizeof(e->txt), v, address);
}

static void
answer(struct explain *e, const struct set *set, const char *address)
{
	struct listing l;
	struct value v;

	if (!set_find(set, e->family, e->addr, &l))
		return;
	v = values_at(set_values(set), l.value);
	explain_answer(e, &v, l.until, address);
}

/* Nothing that a record says of protected space counts. */
static void
protect(struct explain *e, const struct conf *conf)
{
	struct range one = { e->addr, e->addr, e->family };

	e->protected = protect_why(conf->protect, &one);
	if (e->protected == NULL || e->db->policy.kind == POLICY_QUICK)
		return;
	for (size_t i = 0; i < e->n; i++) {
		snprintf(e->cases[i].fate, EXPLAIN_FATE,
		    "is about protected space, which is cut out");
		e->cases[i].by = i;
	}
}

static void
note_held(struct explain *e, const struct intake *in)
{
	e->held = mem_new(in->n, sizeof(*e->held));
	for (size_t i = 0; i < in->n; i++) {
		const struct intake_source *s = &in->sources[i];
		struct wr w = { 0 };

		if (s->why.kind == FAIL_NONE)
			continue;
		wr_fmt(&w, "source %s: %s", s->guard.name, s->why.msg);
		e->held[e->nheld++] = explain_text(&w, 0);
	}
}

static int
run_standing(struct explain *e, const struct intake_job *job, struct intake *in,
    const char *address, struct fail *f)
{
	if (intake_run(in, job, f) == -1)
		return -1;
	answer(e, in->set, address);
	decide_standing(e, in->set, job->now);
	return 0;
}

int
explain_run(struct explain *e, const struct conf *conf,
    const struct conf_db *db, const char *address, uint32_t now, struct fail *f)
{
	const char *end = address + strlen(address);
	struct intake_watch watch = { on_claim, on_forget, e };
	struct intake_job job = { .conf = conf,
		.db = db,
		.now = now,
		.watch = &watch };
	bool quick = db->policy.kind == POLICY_QUICK;
	struct intake in = { 0 };
	const char *rule;
	int result;

	*e = (struct explain){ .db = db };
	rule = addr_parse(address, end, &e->family, &e->addr);
	if (rule != NULL)
		return fail(f, FAIL_USAGE, "%s: %s", address, rule);
	result = quick ? explain_quick(e, &job, &in, address, f)
		       : run_standing(e, &job, &in, address, f);
	if (result == 0) {
		protect(e, conf);
		note_held(e, &in);
	}
	intake_free(&in);
	return result;
}

void
explain_free(struct explain *e)
{
	for (size_t i = 0; i < e->n; i++)
		free_case(&e->cases[i]);
	for (size_t i = 0; i < e->nheld; i++)
		free(e->held[i]);
	free(e->cases);
	free(e->held);
	*e = (struct explain){ 0 };
}

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/conf.h"
#include "compiler/explain.h"
#include "compiler/intake.h"
#include "compiler/merge.h"
#include "compiler/protect.h"
#include "compiler/replay.h"
#include "formats/mem.h"
#include "formats/place.h"
#include "formats/record.h"
#include "formats/set.h"
#include "formats/stamp.h"
#include "formats/wr.h"

/* What a writer holds, as text without its last n bytes; the writer is done. */
static char *
text_from(struct wr *w, size_t n)
{
	char *text = mem_text(w->buf, w->len - n);

	wr_free(w);
	return text;
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
	e->cases = mem_grow(e->cases, e->n, &e->cap, sizeof(*e->cases));
	e->cases[e->n++] = (struct explain_case){ .place = text_from(&place, 0),
		.record = text_from(&line, 1),
		.claim = *claim };
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

static void
put_event(char out[static EXPLAIN_FATE], const struct replay_case *c)
{
	const char *fate = replay_fate_text(c->fate);
	char until[STAMP_TEXT];

	stamp_text(until, c->until * 60);
	snprintf(out, EXPLAIN_FATE, "%s", fate);
	if (c->until != 0)
		snprintf(out, EXPLAIN_FATE, "%s: level %u, until %s", fate,
		    c->k, until);
}

static void
decide_quick(struct explain *e, const struct set *set, uint32_t now)
{
	struct replay_case *cases = mem_new(e->n, sizeof(*cases));

	for (size_t i = 0; i < e->n; i++)
		cases[i].claim = e->cases[i].claim;
	replay_explain(cases, e->n, &e->db->policy.quick, set_values(set), now);
	for (size_t i = 0; i < e->n; i++) {
		put_event(e->cases[i].fate, &cases[i]);
		e->cases[i].by = i;
	}
	free(cases);
}

static void
answer(struct explain *e, const struct set *set, const char *address)
{
	struct listing l;
	struct value v;

	e->listed = set_find(set, e->family, e->addr, &l);
	if (!e->listed)
		return;
	v = values_at(set_values(set), l.value);
	e->code = v.code;
	e->until = l.until * 60;
	value_expand(e->txt, sizeof(e->txt), &v, address);
}

/* Nothing that is said of protected space counts. */
static void
protect(struct explain *e, const struct conf *conf)
{
	struct range one = { e->addr, e->addr, e->family };

	e->protected = protect_why(conf->protect, &one);
	for (size_t i = 0; i < e->n && e->protected != NULL; i++) {
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
		e->held[e->nheld++] = text_from(&w, 0);
	}
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
	const char *rule;
	struct intake in;
	int result;

	*e = (struct explain){ .db = db };
	rule = addr_parse(address, end, &e->family, &e->addr);
	if (rule != NULL)
		return fail(f, FAIL_USAGE, "%s: %s", address, rule);
	result = intake_run(&in, &job, f);
	if (result == 0) {
		answer(e, in.set, address);
		if (db->policy.kind == POLICY_QUICK)
			decide_quick(e, in.set, now);
		else
			decide_standing(e, in.set, now);
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

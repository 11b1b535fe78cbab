#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/conf.h"
#include "compiler/explain_quick.h"
#include "compiler/fold.h"
#include "compiler/hitlist.h"
#include "compiler/hits.h"
#include "compiler/intake.h"
#include "formats/stamp.h"
#include "formats/wr.h"

/* Who is told of the hits of the address. */
struct listener {
	struct explain *explain;
	bool is_next; /* what is told now is of the build to come */
};

/* Whose an event is, where that is known. */
static const char *
source_of(const struct fold *f, const struct fold_told *t)
{
	uint16_t id = t->event.who & ROW_SOURCE;

	if ((t->event.who & ROW_REMOVAL) == 0 && t->fate == FOLD_KNOWN)
		id = t->after.source;
	if (id == QUICK_MANY)
		return "several sources";
	if ((t->event.who & ROW_ALL) != 0 ||
	    strcmp(fold_source(f, id), HITS_PROTECTED) == 0)
		return "a removal of all";
	return fold_source(f, id);
}

static char *
record_of(const struct event *e)
{
	char addr[ADDR_TEXT], time[STAMP_TEXT];
	struct wr w = { 0 };

	addr_text(addr, e->family, e->addr);
	stamp_text(time, e->time);
	wr_fmt(&w, "%s%s %s", (e->who & ROW_REMOVAL) != 0 ? "!" : "", addr,
	    time);
	return explain_text(&w, 0);
}

static void
put_fate(char out[static EXPLAIN_FATE], const struct fold_told *t, bool is_next)
{
	char until[STAMP_TEXT];
	int n = snprintf(out, EXPLAIN_FATE, "%s%s", fold_fate_text(t->fate),
	    is_next ? ", with the next build" : "");

	if (t->after.listed) {
		stamp_text(until, t->after.until * 60);
		snprintf(out + n, EXPLAIN_FATE - (size_t)n,
		    ": level %u, until %s", t->after.k, until);
	}
}

static bool
same_event(const struct event *a, const struct event *b)
{
	return a->time == b->time && a->who == b->who && a->value == b->value;
}

/* The case of an event that waited, or a new one. */
static struct explain_case *
case_of(struct explain *e, const struct event *event, const char *place)
{
	struct wr w = { 0 };

	for (size_t i = 0; i < e->n; i++) {
		if (e->cases[i].waits && same_event(&e->cases[i].event, event))
			return &e->cases[i];
	}
	wr_str(&w, place);
	explain_add(e,
	    &(struct explain_case){ .place = explain_text(&w, 0),
		.record = record_of(event),
		.event = *event });
	return &e->cases[e->n - 1];
}

static void
on_told(void *arg, const struct fold *f, const struct fold_told *t)
{
	struct listener *l = arg;
	struct explain_case *c =
	    case_of(l->explain, &t->event, source_of(f, t));

	c->waits = t->fate == FOLD_WAITS;
	put_fate(c->fate, t, l->is_next);
}

/* What the address is at a minute. */
static void
answer(struct explain *e, struct fold *f, uint32_t minute, const char *address)
{
	const struct quick_rules *rules = &e->db->policy.quick;
	struct quick_host host = { rules, e->family, e->addr };
	struct quick_state s;
	struct value v;

	if (!fold_find(f, e->family, e->addr, &s))
		return;
	quick_due(&s, &host, minute);
	if (quick_is_gone(&s, rules, minute))
		return;
	if (s.k > 0) {
		uint32_t forgets = (uint32_t)quick_forgets(&s, rules);

		e->host = (struct explain_host){ s.k,
			quick_duration(rules, s.k), s.last * 60, forgets * 60 };
	}
	if (!s.listed)
		return;
	v = values_at(fold_values(f), s.value);
	explain_answer(e, &v, s.until, address);
}

int
explain_quick(struct explain *e, const struct intake_job *job,
    struct intake *in, const char *address, struct fail *f)
{
	struct listener l = { .explain = e };
	struct fold_watch watch = { e->family, e->addr, on_told, &l };
	struct hitlist *h;
	int result = hitlist_peek(&h, job, &watch, f);

	l.is_next = true;
	if (result == 0 && !hitlist_is_past(h))
		result = hitlist_take(h, job, in, f);
	if (result == 0)
		answer(e, hitlist_fold(h), job->now / 60, address);
	hitlist_close(h);
	return result;
}

#include <stdlib.h>
#include <string.h>

#include "compiler/fold_inner.h"
#include "formats/mem.h"
#include "formats/value.h"

/* Slots are looked up so many events ahead. */
#define AHEAD 8

/* What a batch is applied with. */
struct apply {
	struct fold *fold;
	uint32_t now;
	uint32_t before; /* the minute that the fold was brought to */
	struct fold_counts counts;
	struct fold_waiting waiting; /* for the next one */
};

static void
wait_for(struct apply *a, const struct event *e)
{
	struct fold_waiting *w = &a->waiting;

	w->events = mem_grow(w->events, w->n, &w->cap, sizeof(*w->events));
	w->events[w->n++] = *e;
}

static struct removal
removal_of(const struct event *e)
{
	return (struct removal){ e->addr, e->family, e->time,
		(e->who & ROW_ALL) != 0 ? REMOVALS_ALL : e->who & ROW_SOURCE };
}

/* Whether a hit counts for nothing. */
static bool
is_void(const struct apply *a, const struct event *e)
{
	struct removal r = removal_of(e);

	return e->time / 60 < a->fold->floor ||
	    removals_cover(&a->fold->removals, &r);
}

static void
take_removal(struct apply *a, struct quick_state *s, const struct event *e)
{
	struct removal r = removal_of(e);

	quick_remove(s, e->time / 60, e->who & ROW_SOURCE,
	    (e->who & ROW_ALL) != 0);
	removals_note(&a->fold->removals, &r);
	a->counts.removals++;
}

/* False if it counts for nothing. */
static bool
take_hit(struct apply *a, struct quick_state *s, const struct quick_host *host,
    const struct event *e)
{
	struct quick_hit hit = { e->time / 60, e->value, e->who & ROW_SOURCE };
	bool was = s->listed;

	a->counts.late += hit.minute < a->before;
	if (is_void(a, e)) {
		a->counts.void_++;
		return false;
	}
	quick_hit(s, host, &hit);
	if (s->listed && !was)
		a->counts.adds++;
	else
		a->counts.remembered++;
	return true;
}

static void
take_event(struct apply *a, struct quick_state *s,
    const struct quick_host *host, const struct event *e)
{
	struct quick_state before;
	bool counts = true;

	if (!quick_has_begun(e->time, a->now)) {
		wait_for(a, e);
		fold_tell_event(a->fold, e, FOLD_WAITS, s);
		return;
	}
	quick_due(s, host, e->time / 60);
	before = *s;
	if ((e->who & ROW_REMOVAL) != 0)
		take_removal(a, s, e);
	else
		counts = take_hit(a, s, host, e);
	fold_tell_event(a->fold, e,
	    counts ? fold_fate_of(e, &before, s) : FOLD_VOID, s);
}

/* Takes the events of one address. */
static void
take_run(struct apply *a, const struct event *run, size_t n)
{
	enum family family = run->family;
	struct hosts *hosts = &a->fold->families[family].hosts;
	struct quick_host host = { &a->fold->rules, family, run->addr };
	uint32_t slot = hosts_find(hosts, run->addr);
	struct quick_state was = { 0 }, is;

	if (slot != HOSTS_NONE)
		was = hosts_state(hosts, slot);
	is = was;
	if (quick_is_gone(&was, &a->fold->rules, a->before))
		is = (struct quick_state){ 0 };
	for (size_t i = 0; i < n; i++)
		take_event(a, &is, &host, &run[i]);
	quick_due(&is, &host, a->now / 60);
	if (slot == HOSTS_NONE) {
		if (is.last == 0)
			return; /* no hit counted */
		slot = hosts_add(hosts, run->addr);
	}
	fold_store(a->fold, family, slot, &was, &is);
}

/* The order of events of one address: see quick.h. */
static int
order_events(const void *x, const void *y, void *arg)
{
	const struct event *a = x, *b = y;
	const struct fold *f = arg;
	uint16_t flags = (uint16_t)~ROW_SOURCE;
	struct value v, w;
	int order;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if ((a->who & flags) != (b->who & flags))
		return (a->who & flags) < (b->who & flags) ? -1 : 1;
	order = strcmp(f->sources[a->who & ROW_SOURCE],
	    f->sources[b->who & ROW_SOURCE]);
	if (order != 0 || a->value == b->value)
		return order;
	v = values_at(f->values, a->value);
	w = values_at(f->values, b->value);
	return value_order(&v, &w);
}

static bool
same_host(const struct event *a, const struct event *b)
{
	return a->family == b->family && a->addr == b->addr;
}

static bool
is_before(const struct event *a, const struct event *b)
{
	return a->family != b->family ? a->family < b->family
				      : a->addr < b->addr;
}

/* How many events from p on are of its address. */
static size_t
run_of(const struct event *p, const struct event *end)
{
	size_t n = 1;

	while (p + n < end && same_host(p, p + n))
		n++;
	return n;
}

/* Takes the events of an address that both a batch and what waited have. */
static void
take_both(struct apply *a, const struct event *x, size_t nx,
    const struct event *y, size_t ny)
{
	struct event *both = mem_new(nx + ny, sizeof(*both));

	memcpy(both, x, nx * sizeof(*both));
	memcpy(both + nx, y, ny * sizeof(*both));
	qsort_r(both, nx + ny, sizeof(*both), order_events, a->fold);
	take_run(a, both, nx + ny);
	free(both);
}

static void
expect(const struct apply *a, const struct event *p, const struct event *end)
{
	if (p + AHEAD < end)
		hosts_expect(&a->fold->families[p[AHEAD].family].hosts,
		    p[AHEAD].addr);
}

/* Behind n events; where there are none, that may be nowhere. */
static const struct event *
end_of(const struct event *events, size_t n)
{
	return n > 0 ? events + n : events;
}

/* Takes the events of a batch and of what waited, address by address. */
static void
take_events(struct apply *a, const struct hitbatch *b)
{
	const struct fold_waiting *waited = &a->fold->waiting;
	const struct event *x = b->events, *end_x = end_of(x, b->nevents);
	const struct event *y = waited->events, *end_y = end_of(y, waited->n);

	while (x < end_x || y < end_y) {
		size_t nx = 0, ny = 0;

		if (x < end_x && (y == end_y || !is_before(y, x)))
			nx = run_of(x, end_x);
		if (y < end_y && (x == end_x || !is_before(x, y)))
			ny = run_of(y, end_y);
		if (nx > 0 && ny > 0)
			take_both(a, x, nx, y, ny);
		else
			take_run(a, nx > 0 ? x : y, nx + ny);
		for (size_t i = 0; i < nx; i++)
			expect(a, x + i, end_x);
		x = end_of(x, nx);
		y = end_of(y, ny);
	}
}

/* The wheel goes round: what is due at its next turn stays in it. */
static bool
is_next_turn(uint32_t until, uint32_t minute)
{
	return until % WHEEL_MINUTES == minute % WHEEL_MINUTES;
}

/* Takes a slot that was in the wheel for a minute. */
static void
take_due_slot(struct apply *a, enum family family, uint32_t slot,
    uint32_t minute)
{
	struct hosts *hosts = &a->fold->families[family].hosts;
	struct quick_host host = { &a->fold->rules, family, 0 };
	struct quick_state was, is;

	if (!hosts_used(hosts, slot))
		return;
	is = was = hosts_state(hosts, slot);
	if (is.listed && is.until > a->now / 60 &&
	    is_next_turn(is.until, minute))
		wheel_add(&a->fold->families[family].wheel, is.until, slot);
	if (!is.listed || is.until > a->now / 60)
		return;
	host.addr = hosts_addr(hosts, slot);
	quick_due(&is, &host, a->now / 60);
	a->counts.renewed += is.listed;
	a->counts.ended += !is.listed;
	fold_store(a->fold, family, slot, &was, &is);
}

/* Whatever is due by now ends or is renewed. */
static void
take_due(struct apply *a, enum family family)
{
	uint32_t now = a->now / 60, from = a->before + 1;

	if (now >= WHEEL_MINUTES && from <= now - WHEEL_MINUTES)
		from = now - WHEEL_MINUTES + 1;
	for (uint32_t m = from; m <= now; m++) {
		struct wheel_list due =
		    wheel_take(&a->fold->families[family].wheel, m);

		for (uint32_t i = 0; i < due.n; i++)
			take_due_slot(a, family, due.slots[i], m);
		free(due.slots);
	}
}

/* What is forgotten by other rules than until now was so before. */
static void
take_rules(struct apply *a, const struct quick_rules *rules)
{
	struct fold *f = a->fold;

	if (rules->forget != f->rules.forget) {
		for (enum family i = IP4; i <= IP6; i++) {
			f->families[i].swept = 0;
			fold_sweep(f, i, UINT32_MAX, a->before);
		}
	}
	f->rules = *rules;
	if (a->now / 60 >= FOLD_OLD(rules) &&
	    a->now / 60 - FOLD_OLD(rules) >= f->floor)
		f->floor = a->now / 60 - FOLD_OLD(rules) + 1;
}

/* The batch's values get the ids that it says they have. */
static bool
take_values(struct fold *f, const struct hitbatch *b)
{
	size_t n = b->values != NULL ? values_size(b->values) : 0;

	for (size_t i = 0; i < n; i++) {
		struct value v = values_at(b->values, (uint16_t)i);

		if (values_add(f->values, v.code, v.text, v.len) !=
		    b->first_value + i)
			return false;
	}
	f->nvalues += n;
	return true;
}

static void
take_sources(struct fold *f, const struct hitbatch *b)
{
	char **names = mem_new(b->nsources, sizeof(*names));

	for (size_t i = 0; i < b->nsources; i++)
		names[i] = mem_text(b->sources[i], strlen(b->sources[i]));
	fold_add_sources(f, names, b->nsources);
	free(names);
}

int
fold_apply(struct fold *f, const struct hitbatch *b, struct fold_counts *counts,
    struct fail *fail_)
{
	struct apply a = { .fold = f, .now = b->now, .before = f->now / 60 };

	if (b->now < f->now)
		return fail(fail_, FAIL_FORMAT,
		    "a batch is from before another");
	if (b->first_source != f->nsources || b->first_value != f->nvalues ||
	    f->nsources + b->nsources > ROW_SOURCE || !take_values(f, b))
		return fail(fail_, FAIL_FORMAT,
		    "a batch does not go on from the one before");
	take_sources(f, b);
	take_rules(&a, &b->rules);
	take_events(&a, b);
	free(f->waiting.events);
	f->waiting = a.waiting;
	f->now = b->now;
	for (enum family i = IP4; i <= IP6; i++)
		take_due(&a, i);
	if (counts != NULL)
		*counts = a.counts;
	return 0;
}

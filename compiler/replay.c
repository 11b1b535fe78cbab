#include <stdlib.h>

#include "compiler/quick.h"
#include "compiler/replay.h"
#include "formats/mem.h"
#include "formats/set.h"
#include "formats/value.h"

int
replay_order(const struct row *a, const struct row *b,
    const struct values *values)
{
	struct value x, y;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->who != b->who)
		return a->who < b->who ? -1 : 1;
	if (a->value == b->value)
		return 0;
	x = values_at(values, a->value);
	y = values_at(values, b->value);
	return value_order(&x, &y);
}

static void
take(struct quick_state *s, const struct quick_host *host,
    const struct row *row)
{
	uint16_t source = row->who & ROW_SOURCE;
	uint32_t minute = row->time / 60;

	quick_due(s, host, minute);
	if ((row->who & ROW_REMOVAL) != 0)
		quick_remove(s, minute, source, (row->who & ROW_ALL) != 0);
	else
		quick_hit(s, host,
		    &(struct quick_hit){ minute, row->value, source });
}

/* Folds the events of one address, and lists it if it is so now. */
static void
fold(struct set *set, struct rows_walk *w, const struct quick_rules *rules,
    uint32_t now)
{
	struct quick_host host = { rules, w->family, w->first };
	struct quick_state s = { 0 };
	struct row row;

	while (rows_take(w, &row))
		take(&s, &host, &row);
	quick_due(&s, &host, now / 60);
	if (s.listed)
		set_add(set,
		    &(struct listing){ { host.addr, host.addr, host.family },
			s.until, s.value });
}

void
replay(struct set *set, struct rows *rows, const struct quick_rules *rules,
    uint32_t now)
{
	for (enum family family = IP4; family <= IP6; family++) {
		struct rows_walk w =
		    rows_walk(rows, family, replay_order, set_values(set));

		while (rows_next(&w))
			fold(set, &w, rules, now);
	}
}

static int
order_cases(const void *a, const void *b, void *values)
{
	struct row x = row_of(&(*(struct replay_case *const *)a)->claim);
	struct row y = row_of(&(*(struct replay_case *const *)b)->claim);

	return replay_order(&x, &y, values);
}

static enum replay_fate
fate_of(const struct row *row, const struct quick_state *before,
    const struct quick_state *after)
{
	if ((row->who & ROW_REMOVAL) != 0)
		return before->listed && !after->listed ? REPLAY_REMOVES
							: REPLAY_SPARES;
	if (before->listed)
		return REPLAY_REMEMBERED;
	return after->listed ? REPLAY_ADDS : REPLAY_COUNTS;
}

/* Folds one event after the others, in their order. */
static void
judge(struct replay_case *c, struct quick_state *s,
    const struct quick_host *host, uint32_t now)
{
	struct row row = row_of(&c->claim);
	struct quick_state before;

	if (!quick_has_begun(row.time, now)) {
		c->fate = REPLAY_WAITS;
		return;
	}
	quick_due(s, host, row.time / 60);
	before = *s;
	take(s, host, &row);
	c->fate = fate_of(&row, &before, s);
	c->k = s->k;
	c->until = s->listed ? s->until : 0;
}

void
replay_explain(struct replay_case *cases, size_t n,
    const struct quick_rules *rules, const struct values *values, uint32_t now)
{
	struct replay_case **order = mem_new(n, sizeof(*order));
	struct quick_state s = { 0 };

	for (size_t i = 0; i < n; i++)
		order[i] = &cases[i];
	if (n > 1)
		qsort_r(order, n, sizeof(*order), order_cases, (void *)values);
	for (size_t i = 0; i < n; i++) {
		struct quick_host host = { rules, order[i]->claim.range.family,
			order[i]->claim.range.first };

		judge(order[i], &s, &host, now);
	}
	free(order);
}

const char *
replay_fate_text(enum replay_fate fate)
{
	static const char *const texts[] = {
		[REPLAY_ADDS] = "adds the address",
		[REPLAY_REMEMBERED] = "is remembered",
		[REPLAY_COUNTS] = "counts towards an addition",
		[REPLAY_REMOVES] = "ends the listing",
		[REPLAY_SPARES] = "ends nothing",
		[REPLAY_WAITS] = "waits for its minute",
	};

	return texts[fate];
}

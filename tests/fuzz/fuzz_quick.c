/*
 * Any history of one address: minute by minute and replayed at once it comes
 * to the same, nothing is listed for less than its first time unless it was
 * removed, nor longer than the longest after its last hit.
 */
#include <stdlib.h>

#include "compiler/quick.h"
#include "formats/rd.h"
#include "formats/set.h"
#include "formats/value.h"
#include "tests/unit/replay.h"

#define ADDR   0xc0000207
#define START  30000000u /* a minute */
#define EVENTS 128

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Times rise, one event a second at most, so that their order is theirs. */
static struct claim
read_event(struct rd *r, uint32_t *second)
{
	unsigned flags = rd_u8(r), wait = rd_u8(r);
	struct claim event = { .range = { ADDR, ADDR, IP4 },
		.source = (uint16_t)(flags % 3),
		.removal = flags / 4 % 8 == 0 };

	event.all = event.removal && flags >= 128;
	*second += 1 + wait * (flags >= 64 && flags < 128 ? 1200 : 7);
	event.time = *second;
	return event;
}

static uint32_t
replay_all(const struct quick_rules *rules, const struct claim *events,
    size_t n, uint32_t minute)
{
	struct set *set = set_new();
	struct rows rows = { 0 };
	struct listing l;
	uint32_t until;

	values_add(set_values(set), 0x7f000002, "", 0);
	for (size_t i = 0; i < n; i++)
		rows_add(&rows, &events[i]);
	replay(set, &rows, rules, minute * 60);
	rows_free(&rows);
	until = set_find(set, IP4, ADDR, &l) ? l.until : 0;
	set_free(set);
	return until;
}

static void
check_state(const struct quick_state *s, const struct quick_rules *rules,
    uint32_t minute)
{
	if (s->k > rules->levels || s->nhits >= QUICK_HITS_MAX)
		abort();
	if (s->listed &&
	    (s->until <= minute || s->until > s->last + 1 + rules->longest ||
		s->until < s->began + (s->k == 1 ? rules->first : 1)))
		abort();
}

static void
take(struct quick_state *s, const struct quick_host *h,
    const struct claim *event)
{
	struct quick_hit hit = { event->time / 60, 0, event->source };

	quick_due(s, h, hit.minute);
	if (event->removal)
		quick_remove(s, hit.minute, event->source, event->all);
	else
		quick_hit(s, h, &hit);
	check_state(s, h->rules, hit.minute);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct rd r = rd_over(bytes, size);
	struct claim events[EVENTS];
	struct quick_rules rules;
	struct quick_host host = { &rules, IP4, ADDR };
	struct quick_state s = { 0 };
	uint32_t second = START * 60, minute = START;
	size_t n = 0;

	quick_preset(&rules, rd_u8(&r) % QUICK_PRESETS);
	while (n < EVENTS && rd_left(&r) > 0)
		events[n++] = read_event(&r, &second);
	for (size_t i = 0; i < n; i++) {
		for (; minute < events[i].time / 60; minute++)
			quick_due(&s, &host, minute);
		take(&s, &host, &events[i]);
		if (i % 16 == 0 &&
		    replay_all(&rules, events, i + 1, minute) !=
			(s.listed ? s.until : 0))
			abort();
	}
	return 0;
}

#include <string.h>

#include "compiler/quick.h"

void
quick_preset(struct quick_rules *r, unsigned aggressiveness)
{
	static const struct quick_rules presets[QUICK_PRESETS] = {
		QUICK_RULES(5, 5, 60),
		QUICK_RULES(3, 5, 4 * 60),
		[QUICK_PRESET_DEFAULT] = QUICK_RULES_DEFAULT,
		QUICK_RULES(1, 15, 12 * 60),
		QUICK_RULES(1, 60, 12 * 60),
	};

	if (aggressiveness >= QUICK_PRESETS)
		aggressiveness = QUICK_PRESETS - 1;
	*r = presets[aggressiveness];
}

static int
check_range(uint32_t n, uint32_t least, uint32_t most, const char *what,
    struct fail *f)
{
	if (n >= least && n <= most)
		return 0;
	return fail(f, FAIL_USAGE, "%s is %u to %u, not %u", what, least, most,
	    n);
}

int
quick_check(const struct quick_rules *r, struct fail *f)
{
	if (check_range(r->hits, 1, QUICK_HITS_MAX,
		"the number of hits before an addition", f) == -1 ||
	    check_range(r->window, 1, QUICK_WINDOW_MAX,
		"the window of hits in minutes", f) == -1 ||
	    check_range(r->longest, 1, QUICK_LONGEST,
		"the longest listing in minutes", f) == -1 ||
	    check_range(r->first, 1, r->longest, "the first listing in minutes",
		f) == -1 ||
	    check_range(r->forget, r->window, QUICK_FORGET_MAX,
		"the time to forget in minutes", f) == -1 ||
	    check_range(r->levels, 1, QUICK_LEVELS_MAX, "the number of levels",
		f) == -1 ||
	    check_range(r->grain, 1, UINT16_MAX, "the divisor of the grain",
		f) == -1)
		return -1;
	return check_range(r->least, 1, r->longest + 1,
	    "the least time after the last hit in minutes", f);
}

uint32_t
quick_duration(const struct quick_rules *r, unsigned k)
{
	uint64_t d = (uint64_t)r->first << (k - 1);

	return d < r->longest ? (uint32_t)d : r->longest;
}

/* The grain of the renewals of level k. */
static uint32_t
grain_of(const struct quick_rules *r, unsigned k)
{
	uint32_t grain = quick_duration(r, k) / r->grain;

	return grain > 1 ? grain : 1;
}

size_t
quick_grains(const struct quick_rules *r, uint16_t grains[static GRAIN_MAX])
{
	size_t n = 0;

	for (unsigned k = 1; k <= r->levels; k++) {
		uint32_t grain = grain_of(r, k);

		if (grain > 1 && (n == 0 || grains[n - 1] != grain))
			grains[n++] = (uint16_t)grain;
	}
	return n;
}

bool
quick_has_begun(uint32_t time, uint32_t now)
{
	return time / 60 <= now / 60;
}

static uint32_t
later(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static unsigned
next_level(const struct quick_state *s, const struct quick_rules *r)
{
	return s->k < r->levels ? s->k + 1u : r->levels;
}

/* The last minute up to t that is on the address's grid of a grain. */
static uint32_t
round_down(const struct quick_host *h, uint32_t t, uint32_t grain)
{
	uint32_t phase = grain_phase(h->addr, grain);

	return t < phase ? 0 : t - (t - phase) % grain;
}

/* Lists the address again from its end on; false if that comes to nothing. */
static bool
renew(struct quick_state *s, const struct quick_host *h)
{
	const struct quick_rules *r = h->rules;
	unsigned k = next_level(s, r);
	uint32_t until = s->until + quick_duration(r, k);

	if (until > s->last + 1 + r->longest)
		until = s->last + 1 + r->longest;
	until = round_down(h, until, grain_of(r, k));
	until = later(until, s->last + r->least);
	if (until <= s->until)
		return false;
	s->k = (uint8_t)k;
	s->began = s->until;
	s->until = until;
	return true;
}

void
quick_due(struct quick_state *s, const struct quick_host *h, uint32_t minute)
{
	while (s->listed && s->until <= minute)
		s->listed = s->last >= s->began && renew(s, h);
}

/* The hits so far, newest first. */
static unsigned
unpack_hits(const struct quick_state *s, uint32_t hits[static QUICK_HITS_MAX])
{
	hits[0] = s->newest;
	for (unsigned i = 1; i < s->nhits; i++)
		hits[i] = s->newest - s->ages[i - 1];
	return s->nhits;
}

static void
pack_hits(struct quick_state *s, const uint32_t hits[static QUICK_HITS_MAX],
    unsigned n, uint32_t window)
{
	s->newest = hits[0];
	for (s->nhits = 1; s->nhits < n; s->nhits++) {
		uint32_t age = hits[0] - hits[s->nhits];

		if (age >= window)
			break;
		s->ages[s->nhits - 1] = (uint8_t)age;
	}
}

/* Counts a hit towards the next addition. */
static void
count_hit(struct quick_state *s, const struct quick_rules *r, uint32_t minute)
{
	uint32_t hits[QUICK_HITS_MAX + 1];
	unsigned n = unpack_hits(s, hits);
	unsigned at = n;

	for (; at > 0 && hits[at - 1] < minute; at--)
		hits[at] = hits[at - 1];
	hits[at] = minute;
	n++;
	pack_hits(s, hits, n < QUICK_HITS_MAX ? n : QUICK_HITS_MAX, r->window);
}

uint64_t
quick_forgets(const struct quick_state *s, const struct quick_rules *r)
{
	return (uint64_t)later(s->until, s->last) + r->forget;
}

static bool
is_forgotten(const struct quick_state *s, const struct quick_rules *r,
    uint32_t minute)
{
	return minute >= quick_forgets(s, r);
}

bool
quick_is_gone(const struct quick_state *s, const struct quick_rules *r,
    uint32_t minute)
{
	return !s->listed && is_forgotten(s, r, minute);
}

static void
list(struct quick_state *s, const struct quick_rules *r, uint16_t value)
{
	s->k = (uint8_t)next_level(s, r);
	s->began = s->newest + 1;
	s->until = s->began + quick_duration(r, s->k);
	s->value = value;
	s->listed = true;
	s->aged = false;
	s->nhits = 0;
}

/* Whether a hit is from before all that is known of the last listing. */
static bool
is_older(const struct quick_state *s, uint32_t minute)
{
	return s->k > 0 && minute < (s->nhits == 0 ? s->newest : s->began);
}

/* Whether a late hit is of a listing that ended by its time. */
static bool
is_inside(const struct quick_state *s, uint32_t minute)
{
	return s->began < s->until && minute < s->until;
}

/* Takes a hit that is. */
static void
hit_inside(struct quick_state *s, const struct quick_host *h, uint32_t minute)
{
	s->last = later(s->last, minute);
	if (minute < s->began)
		return;
	s->listed = renew(s, h);
	if (s->listed)
		s->nhits = 0;
}

/* Takes a hit from before the listing. */
static void
hit_before(struct quick_state *s, const struct quick_rules *r)
{
	if (s->aged || r->hits > 1)
		return;
	s->k = (uint8_t)next_level(s, r);
	s->aged = true;
}

/* Takes a hit that counts towards an addition. */
static void
hit_after(struct quick_state *s, const struct quick_rules *r,
    const struct quick_hit *hit)
{
	if (is_forgotten(s, r, hit->minute))
		s->k = 0;
	s->last = later(s->last, hit->minute);
	count_hit(s, r, hit->minute);
	if (s->nhits == 1)
		s->source = hit->source;
	else if (s->source != hit->source)
		s->source = QUICK_MANY;
	if (s->nhits >= r->hits)
		list(s, r, hit->value);
}

void
quick_hit(struct quick_state *s, const struct quick_host *h,
    const struct quick_hit *hit)
{
	if (is_older(s, hit->minute)) {
		hit_before(s, h->rules);
	} else if (s->listed) {
		s->last = later(s->last, hit->minute);
		if (s->source != hit->source)
			s->source = QUICK_MANY;
	} else if (is_inside(s, hit->minute)) {
		hit_inside(s, h, hit->minute);
	} else {
		hit_after(s, h->rules, hit);
	}
}

void
quick_remove(struct quick_state *s, uint32_t minute, uint16_t source, bool all)
{
	if ((!all && s->source != source) || s->last > minute)
		return;
	s->nhits = 0;
	if (s->listed)
		s->began = s->until = minute;
	s->listed = false;
}

#include <string.h>

#include "compiler/conf.h"
#include "compiler/copy.h"
#include "compiler/health.h"
#include "compiler/pace.h"
#include "compiler/reach.h"
#include "compiler/rota.h"
#include "formats/set.h"
#include "keys/published.h"

static const struct {
	uint32_t below; /* seconds */
	const char *name;
} lives[HEALTH_LIVES] = {
	{ 300, "< 5 min" },
	{ 900, "< 15 min" },
	{ 3600, "< 1 h" },
	{ 3 * 3600, "< 3 h" },
	{ 12 * 3600, "< 12 h" },
	{ 0, "longer" },
};

uint32_t
health_life(size_t i)
{
	return lives[i].below;
}

const char *
health_life_name(size_t i)
{
	return lives[i].name;
}

static size_t
life_of(uint64_t left)
{
	size_t i = 0;

	while (i < HEALTH_LIVES - 1 && left >= lives[i].below)
		i++;
	return i;
}

void
health_count(uint64_t counts[static HEALTH_LIVES], const struct set *set,
    uint32_t now)
{
	for (int family = 0; family < FAMILIES; family++) {
		size_t n = set_size(set, family);

		for (size_t i = 0; i < n; i++) {
			uint64_t until =
			    60 * (uint64_t)set_at(set, family, i).until;

			if (until > now)
				counts[life_of(until - now)]++;
		}
	}
}

static void
read_lives(struct health *h, const char *state, uint32_t now)
{
	struct reach last = { 0 };
	struct fail unheard = { 0 };

	copy_read(state, h->policy->name, &last.snapshot);
	if (last.snapshot.len > 0 && reach_bytes(&last, &unheard) == 0)
		health_count(h->lives, last.end.set, now);
	reach_clear(&last);
}

void
health_read(struct health *h, const struct conf *conf, const struct conf_db *db,
    int treefd, uint32_t now)
{
	const char *name = db->policy.name;
	struct fail unheard = { 0 };

	*h = (struct health){ .policy = &db->policy };
	h->published = published_last(treefd, name, &h->head, &unheard) == 1;
	h->built = tally_read(&h->tally, conf->state, name);
	if (db->policy.kind == POLICY_QUICK)
		read_lives(h, conf->state, now);
}

void
health_clear(struct health *h)
{
	tally_clear(&h->tally);
	*h = (struct health){ 0 };
}

bool
health_is_late(const struct health *h, uint32_t now)
{
	uint64_t age = now > h->head.time ? now - h->head.time : 0;
	uint64_t fresh = h->head.fresh_until - h->head.time;

	return h->published &&
	    (age >= fresh ||
		(age >= fresh / 2 && age >= 2 * (uint64_t)h->policy->interval));
}

enum verdict
health_verdict(const struct health *h, uint32_t now)
{
	if (!h->published && !h->built)
		return VERDICT_UNKNOWN;
	if (!h->published || now >= h->head.valid_until ||
	    (h->built && h->tally.last.failed))
		return VERDICT_CRITICAL;
	return health_is_late(h, now) ? VERDICT_WARNING : VERDICT_FINE;
}

uint32_t
health_next(const struct health *h)
{
	struct pace pace = { h->policy->interval,
		h->built           ? h->tally.last.as_of
		    : h->published ? h->head.time
				   : 0 };

	return pace.last != 0 ? pace_next(&pace, pace.last) : 0;
}

enum verdict
health_worst(const struct health_view *v)
{
	static const int rank[] = {
		[VERDICT_FINE] = 0,
		[VERDICT_WARNING] = 1,
		[VERDICT_UNKNOWN] = 2,
		[VERDICT_CRITICAL] = 3,
	};
	enum verdict worst = VERDICT_FINE;

	for (size_t i = 0; i < v->n; i++) {
		enum verdict one = health_verdict(&v->dbs[i], v->now);

		if (rank[one] > rank[worst])
			worst = one;
	}
	return worst;
}

bool
health_runs(const struct health_view *v)
{
	return v->held && strcmp(v->holder.doing, ROTA_DOING) == 0;
}

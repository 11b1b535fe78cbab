#include "compiler/health.h"
#include "compiler/policy.h"
#include "compiler/tally_json.h"

static json_t *
head_json(const struct head *h)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "epoch",
	    (json_int_t)h->epoch, "serial", (json_int_t)h->serial, "time",
	    (json_int_t)h->time, "fresh_until", (json_int_t)h->fresh_until,
	    "valid_until", (json_int_t)h->valid_until, "entries",
	    (json_int_t)h->entries, "bytes", (json_int_t)h->snapshot.bytes);
}

static json_t *
lives_json(const uint64_t lives[static HEALTH_LIVES])
{
	json_t *j = json_array();

	for (size_t i = 0; i < HEALTH_LIVES; i++) {
		json_t *life =
		    json_pack("{s:I}", "entries", (json_int_t)lives[i]);

		if (health_life(i) != 0)
			json_object_set_new(life, "below",
			    json_integer(health_life(i)));
		json_array_append_new(j, life);
	}
	return j;
}

static json_t *
db_json(const struct health *h, uint32_t now)
{
	json_t *j = h->built ? tally_json(&h->tally)
			     : json_pack("{s:s}", "name", h->policy->name);

	json_object_set_new(j, "verdict", json_integer(health_verdict(h, now)));
	if (h->published)
		json_object_set_new(j, "head", head_json(&h->head));
	if (h->built || h->published)
		json_object_set_new(j, "next", json_integer(health_next(h)));
	if (h->policy->kind == POLICY_QUICK)
		json_object_set_new(j, "remaining", lives_json(h->lives));
	return j;
}

json_t *
health_json(const struct health_view *v)
{
	json_t *dbs = json_array();
	json_t *j = json_pack("{s:I, s:b, s:i, s:o}", "now", (json_int_t)v->now,
	    "runs", health_runs(v), "verdict", (int)health_worst(v),
	    "databases", dbs);

	if (v->held)
		json_object_set_new(j, "holder",
		    json_pack("{s:I, s:s}", "process",
			(json_int_t)v->holder.pid, "doing", v->holder.doing));
	for (size_t i = 0; i < v->n; i++)
		json_array_append_new(dbs, db_json(&v->dbs[i], v->now));
	return j;
}

#include <inttypes.h>
#include <jansson.h>

#include "feedd/access.h"
#include "feedd/access_show.h"
#include "feedd/conf_site.h"
#include "feedd/rules.h"
#include "feedd/site.h"
#include "formats/mem.h"
#include "formats/stamp.h"
#include "formats/wr.h"

bool
access_shows(const void *showing, const char *db)
{
	const struct access_showing *s = showing;
	char full[SITE_DB];

	site_name_db(full, s->site->conf->name, db);
	return access_may(s->access, s->visitor, full);
}

/* A minute's, and what is left; null: no limit. */
static json_t *
rate(const struct bucket *b, uint64_t now)
{
	if (b->rate == 0)
		return json_null();
	return json_pack("{s:I, s:I}", "per-minute", (json_int_t)b->rate,
	    "left", (json_int_t)bucket_left(b, now));
}

static json_t *
waits(uint32_t most, uint32_t have)
{
	if (most == 0)
		return json_null();
	return json_pack("{s:I, s:I}", "at-once", (json_int_t)most, "now",
	    (json_int_t)have);
}

static json_t *
dbs(const struct access_showing *s)
{
	const struct stock *stock = s->site->stock;
	json_t *all = json_array();

	for (size_t i = 0; i < stock->n; i++)
		if (access_shows(s, stock->dbs[i].name))
			json_array_append_new(all,
			    json_string(stock->dbs[i].name));
	return all;
}

static json_t *
until(uint32_t time)
{
	char text[STAMP_TEXT];

	if (time == 0)
		return json_null();
	stamp_text(text, time);
	return json_string(text);
}

char *
access_limits(const struct access_showing *s)
{
	const struct account *c = s->visitor->account;
	const struct grant *g = s->visitor->grant;
	json_t *json = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "access",
	    g->name, "databases", dbs(s), "requests",
	    rate(&c->requests, s->now), "bytes", rate(&c->bytes, s->now),
	    "waits", waits(g->limits.waits, c->waits), "until",
	    until(s->visitor->until));
	char *text = json_dumps(json, JSON_COMPACT);

	json_decref(json);
	return text != NULL ? text : mem_text("{}", 2);
}

static void
one(struct wr *w, const char *what, const char *name, uint64_t value)
{
	wr_fmt(w, "feedd_access_%s_total{access=\"%s\"} %" PRIu64 "\n", what,
	    name, value);
}

/* Of every access that there is or was. */
static void
tallies(struct wr *w, const struct access *a)
{
	wr_str(w,
	    "# HELP feedd_access_requests_total Requests by access.\n"
	    "# TYPE feedd_access_requests_total counter\n");
	one(w, "requests", a->unknown.name, a->unknown.requests);
	for (size_t i = 0; i < a->ntallies; i++)
		one(w, "requests", a->tallies[i]->name,
		    a->tallies[i]->requests);
	wr_str(w,
	    "# HELP feedd_access_bytes_total Bytes of replies by access.\n"
	    "# TYPE feedd_access_bytes_total counter\n");
	one(w, "bytes", a->unknown.name, a->unknown.bytes);
	for (size_t i = 0; i < a->ntallies; i++)
		one(w, "bytes", a->tallies[i]->name, a->tallies[i]->bytes);
}

void
access_metrics(struct wr *w, const struct access *a)
{
	static const char *const names[ACCESS_WHYS] = { "", "unknown", "token",
		"expired", "network", "database", "nothing", "requests",
		"bytes", "waits", "connections", "guesses" };

	tallies(w, a);
	wr_str(w,
	    "# HELP feedd_access_refused_total Requests that were refused.\n"
	    "# TYPE feedd_access_refused_total counter\n");
	for (int why = ACCESS_UNKNOWN; why < ACCESS_WHYS; why++)
		wr_fmt(w,
		    "feedd_access_refused_total{why=\"%s\"} %" PRIu64 "\n",
		    names[why], a->refused[why]);
	wr_fmt(w,
	    "# HELP feedd_addresses Addresses that have connections.\n"
	    "# TYPE feedd_addresses gauge\nfeedd_addresses %" PRIu64 "\n",
	    a->addresses.present);
}

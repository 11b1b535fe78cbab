#include <inttypes.h>

#include "feedd/edition.h"
#include "feedd/metrics.h"
#include "feedd/stock.h"
#include "formats/version.h"
#include "formats/wr.h"

/* The last is for all others. */
static const unsigned statuses[METRICS_STATUSES] = { 200, 204, 206, 304, 401,
	403, 404, 405, 410, 413, 416, 429, 503, 0 };

void
metrics_count(struct metrics *m, enum route_kind kind, unsigned status,
    uint64_t bytes)
{
	size_t i = 0;

	while (i < METRICS_STATUSES - 1 && statuses[i] != status)
		i++;
	m->requests[kind][i]++;
	m->bytes += bytes;
}

static void
head(struct wr *w, const char *name, const char *type, const char *help)
{
	wr_fmt(w, "# HELP feedd_%s %s\n# TYPE feedd_%s %s\n", name, help, name,
	    type);
}

static void
one(struct wr *w, const char *name, const char *type, const char *help,
    uint64_t value)
{
	head(w, name, type, help);
	wr_fmt(w, "feedd_%s %" PRIu64 "\n", name, value);
}

static void
requests(struct wr *w, const struct metrics *m)
{
	head(w, "requests_total", "counter", "Requests by path and status.");
	for (int kind = 0; kind < ROUTE_KINDS; kind++)
		for (size_t i = 0; i < METRICS_STATUSES; i++)
			if (m->requests[kind][i] > 0)
				wr_fmt(w,
				    "feedd_requests_total{path=\"%s\",status="
				    "\"%u\"} %" PRIu64 "\n",
				    route_name((enum route_kind)kind),
				    statuses[i], m->requests[kind][i]);
}

/* A number of a database, for those that have an edition if it is of that. */
static uint64_t
serial_of(const struct stock_db *d)
{
	return d->now->head.serial;
}

static uint64_t
time_of(const struct stock_db *d)
{
	return d->now->head.time;
}

static uint64_t
fresh_of(const struct stock_db *d)
{
	return d->now->head.fresh_until;
}

static uint64_t
entries_of(const struct stock_db *d)
{
	return d->now->head.entries;
}

static uint64_t
refused_of(const struct stock_db *d)
{
	return d->refused;
}

static const struct gauge {
	const char *name, *type, *help;
	uint64_t (*of)(const struct stock_db *);
} gauges[] = {
	{ "serial", "gauge", "When the set changed last, seconds since 1970.",
	    serial_of },
	{ "head_timestamp_seconds", "gauge", "The time of the head.", time_of },
	{ "fresh_until_timestamp_seconds", "gauge",
	    "When subscribers alarm without another head.", fresh_of },
	{ "entries", "gauge", "Entries of the set.", entries_of },
};

static void
dbs(struct wr *w, const struct stock *s, const struct gauge *g)
{
	head(w, g->name, g->type, g->help);
	for (size_t i = 0; i < s->n; i++)
		if (s->dbs[i].now != NULL || g->of == refused_of)
			wr_fmt(w, "feedd_%s{db=\"%s\"} %" PRIu64 "\n", g->name,
			    s->dbs[i].name, g->of(&s->dbs[i]));
}

static void
ages(struct wr *w, const struct stock *s, uint32_t now)
{
	head(w, "head_age_seconds", "gauge", "The age of the head.");
	for (size_t i = 0; i < s->n; i++)
		if (s->dbs[i].now != NULL)
			wr_fmt(w,
			    "feedd_head_age_seconds{db=\"%s\"} %" PRId64 "\n",
			    s->dbs[i].name,
			    (int64_t)now - s->dbs[i].now->head.time);
}

void
metrics_text(struct wr *w, const struct metrics *m, const struct stock *s,
    uint32_t now)
{
	static const struct gauge refused = { "refused_total", "counter",
		"Editions that were not good.", refused_of };

	head(w, "build_info", "gauge", "The version.");
	wr_str(w, "feedd_build_info{version=\"" FEEDMILL_VERSION "\"} 1\n");
	for (size_t i = 0; i < sizeof(gauges) / sizeof(gauges[0]); i++)
		dbs(w, s, &gauges[i]);
	ages(w, s, now);
	dbs(w, s, &refused);
	requests(w, m);
	one(w, "reply_bytes_total", "counter", "Bytes of replies' bodies.",
	    m->bytes);
	one(w, "accepted_total", "counter", "Connections that came.",
	    m->accepted);
	one(w, "connections", "gauge", "Connections at the moment.",
	    m->connections);
	one(w, "waiters", "gauge", "Requests that wait for news.", m->waiters);
	one(w, "waiters_gone_total", "counter",
	    "Waiters whose peers went away.", m->gone);
	one(w, "slow_total", "counter",
	    "Connections that were ended for being slow.", m->late);
}

void
metrics_health(struct wr *w, const struct stock *s, uint32_t now)
{
	if (!s->anchor.held)
		wr_str(w, "no catalog is good\n");
	else if (now > s->anchor.catalog.valid_until)
		wr_str(w, "the catalog is past its validity\n");
	for (size_t i = 0; i < s->n; i++) {
		const struct stock_db *d = &s->dbs[i];

		if (d->now == NULL)
			wr_fmt(w, "%s: nothing good to serve\n", d->name);
		else if (now > d->now->head.fresh_until)
			wr_fmt(w, "%s: past its fresh-until\n", d->name);
	}
}

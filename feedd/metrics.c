#include <inttypes.h>

#include "feedd/edition.h"
#include "feedd/log.h"
#include "feedd/lookup.h"
#include "feedd/metrics.h"
#include "feedd/process.h"
#include "feedd/site.h"
#include "feedd/sites.h"
#include "formats/version.h"
#include "formats/wr.h"

/* The last is for all others. */
static const unsigned statuses[METRICS_STATUSES] = { 200, 204, 206, 304, 400,
	401, 403, 404, 405, 410, 413, 416, 429, 503, 0 };

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

void
metrics_head(struct wr *w, const char *name, const char *type, const char *help)
{
	wr_fmt(w, "# HELP feedd_%s %s\n# TYPE feedd_%s %s\n", name, help, name,
	    type);
}

static void
one(struct wr *w, const char *name, const char *type, const char *help,
    uint64_t value)
{
	metrics_head(w, name, type, help);
	wr_fmt(w, "feedd_%s %" PRIu64 "\n", name, value);
}

static void
requests(struct wr *w, const struct metrics *m)
{
	metrics_head(w, "requests_total", "counter",
	    "Requests by path and status.");
	for (int kind = 0; kind < ROUTE_KINDS; kind++)
		for (size_t i = 0; i < METRICS_STATUSES; i++)
			if (m->requests[kind][i] > 0)
				wr_fmt(w,
				    "feedd_requests_total{path=\"%s\",status="
				    "\"%u\"} %" PRIu64 "\n",
				    route_name((enum route_kind)kind),
				    statuses[i], m->requests[kind][i]);
}

static void
connections(struct wr *w, const struct metrics *m)
{
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
	one(w, "pressed_total", "counter",
	    "Connections without a request that were ended to make room.",
	    m->pressed);
	one(w, "turned_away_total", "counter",
	    "Connections for which there was no room.", m->turned);
	one(w, "broken_requests_total", "counter",
	    "Requests that were cut off, or not understood.", m->broken);
}

static void
lookups(struct wr *w, const struct metrics_view *v)
{
	bool any = false, busy = false;

	for (size_t i = 0; i < v->sites->n; i++) {
		const struct lookup *l = v->sites->all[i]->lookup;

		any |= l != NULL;
		busy |= l != NULL && lookup_busy(l);
	}
	if (!any)
		return;
	metrics_head(w, "lookups_total", "counter",
	    "Addresses that were looked up.");
	for (int listed = 0; listed < 2; listed++)
		wr_fmt(w, "feedd_lookups_total{listed=\"%s\"} %" PRIu64 "\n",
		    listed ? "yes" : "no", v->metrics->lookups[listed]);
	one(w, "lookup_busy", "gauge", "Whether a set is being read.", busy);
}

static void
log_lines(struct wr *w, const struct feedd_log *log)
{
	struct feedd_log_count c = feedd_log_count(log);

	if (log == NULL)
		return;
	one(w, "log_lines_total", "counter", "Lines of the access log.",
	    c.written);
	one(w, "log_lost_total", "counter",
	    "Lines for which there was no room, here or on the disk.", c.lost);
}

void
metrics_text(struct wr *w, const struct metrics_view *v)
{
	wr_str(w,
	    "# HELP feedmill_build_info The version.\n"
	    "# TYPE feedmill_build_info gauge\n"
	    "feedmill_build_info{program=\"feedd\",version=\"" FEEDMILL_VERSION
	    "\"} 1\n");
	metrics_dbs(w, v);
	requests(w, v->metrics);
	connections(w, v->metrics);
	lookups(w, v);
	log_lines(w, v->log);
	process_text(w, v->process);
}

static void
site_health(struct wr *w, const struct site *site, uint32_t now)
{
	const struct stock *s = site->stock;
	char name[SITE_DB];

	site_name_db(name, site->conf->name, "catalog");
	if (!s->anchor.held)
		wr_fmt(w, "%s: none is good\n", name);
	else if (now > s->anchor.catalog.valid_until)
		wr_fmt(w, "%s: past its validity\n", name);
	for (size_t i = 0; i < s->n; i++) {
		const struct stock_db *d = &s->dbs[i];

		site_name_db(name, site->conf->name, d->name);
		if (d->now == NULL)
			wr_fmt(w, "%s: nothing good to serve\n", name);
		else if (now > d->now->head.fresh_until)
			wr_fmt(w, "%s: past its fresh-until\n", name);
	}
}

void
metrics_health(struct wr *w, const struct sites *ss, uint32_t now)
{
	for (size_t i = 0; i < ss->n; i++)
		site_health(w, ss->all[i], now);
}

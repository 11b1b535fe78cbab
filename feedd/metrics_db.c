/* What metrics tell of each database. */
#include <inttypes.h>
#include <stdio.h>

#include "feedd/edition.h"
#include "feedd/lookup.h"
#include "feedd/metrics.h"
#include "feedd/stock.h"
#include "formats/wr.h"

/* A number of a database that has an edition. */
typedef int64_t number_fn(const struct stock_db *, uint32_t now);

static int64_t
serial_of(const struct stock_db *d, uint32_t now)
{
	(void)now;
	return d->now->head.serial;
}

static int64_t
time_of(const struct stock_db *d, uint32_t now)
{
	(void)now;
	return d->now->head.time;
}

static int64_t
age_of(const struct stock_db *d, uint32_t now)
{
	return (int64_t)now - d->now->head.time;
}

static int64_t
fresh_of(const struct stock_db *d, uint32_t now)
{
	(void)now;
	return d->now->head.fresh_until;
}

static int64_t
valid_of(const struct stock_db *d, uint32_t now)
{
	(void)now;
	return d->now->head.valid_until;
}

static int64_t
entries_of(const struct stock_db *d, uint32_t now)
{
	(void)now;
	return (int64_t)d->now->head.entries;
}

static int64_t
bytes_of(const struct stock_db *d, uint32_t now)
{
	(void)now;
	return (int64_t)d->now->head.snapshot.bytes;
}

static int64_t
deltas_of(const struct stock_db *d, uint32_t now)
{
	(void)now;
	return (int64_t)d->now->index.n;
}

static int64_t
delta_bytes_of(const struct stock_db *d, uint32_t now)
{
	(void)now;
	return (int64_t)index_bytes(&d->now->index, 0);
}

static const struct gauge {
	const char *name, *help;
	number_fn *of;
} gauges[] = {
	{ "serial", "When the set changed last, seconds since 1970.",
	    serial_of },
	{ "head_timestamp_seconds", "The time of the head.", time_of },
	{ "head_age_seconds", "The age of the head.", age_of },
	{ "fresh_until_timestamp_seconds",
	    "When subscribers alarm without another head.", fresh_of },
	{ "valid_until_timestamp_seconds",
	    "When the head is void without another.", valid_of },
	{ "entries", "Entries of the set.", entries_of },
	{ "snapshot_bytes", "Bytes of the set's snapshot.", bytes_of },
	{ "deltas", "Deltas that are to be had.", deltas_of },
	{ "deltas_bytes", "Bytes of these.", delta_bytes_of },
};

static void
put_gauge(struct wr *w, const struct metrics_view *v, const struct gauge *g)
{
	metrics_head(w, g->name, "gauge", g->help);
	for (size_t i = 0; i < v->stock->n; i++) {
		const struct stock_db *d = &v->stock->dbs[i];

		if (d->now != NULL)
			wr_fmt(w, "feedd_%s{db=\"%s\"} %" PRId64 "\n", g->name,
			    d->name, g->of(d, v->now));
	}
}

/* Why something was refused, by kind of failure. */
static const char *const kinds[STOCK_KINDS] = { "none", "system", "usage",
	"syntax", "format", "trust", "guard", "stale", "busy", "held",
	"rollback", "split", "future", "wrong", "size", "slow", "missing",
	"key", "roots", "hash", "network", "hook" };

static void
put_refused(struct wr *w, const struct stock *s)
{
	metrics_head(w, "refused_total", "counter",
	    "Heads and what they name that were not good.");
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < STOCK_KINDS; k++)
			if (s->dbs[i].refused[k] > 0)
				wr_fmt(w,
				    "feedd_refused_total{db=\"%s\",why=\"%s\"} "
				    "%" PRIu64 "\n",
				    s->dbs[i].name, kinds[k],
				    s->dbs[i].refused[k]);
	metrics_head(w, "catalogs_refused_total", "counter",
	    "Catalogs that were not good.");
	for (size_t k = 0; k < STOCK_KINDS; k++)
		if (s->refused[k] > 0)
			wr_fmt(w,
			    "feedd_catalogs_refused_total{why=\"%s\"} %" PRIu64
			    "\n",
			    kinds[k], s->refused[k]);
}

/* What is in the tree at the moment. */
static void
put_refusing(struct wr *w, const struct stock *s)
{
	metrics_head(w, "refusing", "gauge",
	    "Whether what the tree has now is refused.");
	for (size_t i = 0; i < s->n; i++)
		wr_fmt(w, "feedd_refusing{db=\"%s\"} %d\n", s->dbs[i].name,
		    s->dbs[i].why[0] != '\0');
	metrics_head(w, "catalog_refusing", "gauge",
	    "Whether the tree's catalog is refused.");
	wr_fmt(w, "feedd_catalog_refusing %d\n", s->why[0] != '\0');
}

static void
put_lags(struct wr *w, const struct stock *s)
{
	char labels[NAME_DB_MAX + sizeof("db=\"\"")];

	metrics_head(w, "build_lag_seconds", "histogram",
	    "From the time of a head to its being in the tree.");
	for (size_t i = 0; i < s->n; i++) {
		snprintf(labels, sizeof(labels), "db=\"%s\"", s->dbs[i].name);
		lag_text(w, &s->dbs[i].build, "feedd_build_lag_seconds",
		    labels);
	}
	metrics_head(w, "publish_lag_seconds", "histogram",
	    "From the time of a head to its being served.");
	for (size_t i = 0; i < s->n; i++) {
		snprintf(labels, sizeof(labels), "db=\"%s\"", s->dbs[i].name);
		lag_text(w, &s->dbs[i].publish, "feedd_publish_lag_seconds",
		    labels);
	}
}

static void
put_lookups(struct wr *w, const struct metrics_view *v)
{
	if (v->lookup == NULL)
		return;
	metrics_head(w, "lookup_serial", "gauge",
	    "The serial that lookups are answered from; 0 for none yet.");
	for (size_t i = 0; i < v->stock->n; i++) {
		const struct stock_db *d = &v->stock->dbs[i];
		const struct head *h = lookup_head(v->lookup, d);

		wr_fmt(w, "feedd_lookup_serial{db=\"%s\"} %" PRIu32 "\n",
		    d->name, h == NULL ? 0 : h->serial);
	}
}

void
metrics_dbs(struct wr *w, const struct metrics_view *v)
{
	for (size_t i = 0; i < sizeof(gauges) / sizeof(gauges[0]); i++)
		put_gauge(w, v, &gauges[i]);
	put_refused(w, v->stock);
	put_refusing(w, v->stock);
	put_lags(w, v->stock);
	put_lookups(w, v);
}

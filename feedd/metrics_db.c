/* What metrics tell of each database. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "feedd/edition.h"
#include "feedd/lookup.h"
#include "feedd/metrics.h"
#include "feedd/site.h"
#include "feedd/sites.h"
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

/* Room for the labels of a database. */
#define LABELS (SITE_DB + sizeof("site=\"\",db=\"\""))

/* Of a site, in front of others; none of what is at /v1. */
static int
set_site(char out[static LABELS], const struct site *s)
{
	out[0] = '\0';
	return s->conf->name[0] == '\0'
	    ? 0
	    : snprintf(out, LABELS, "site=\"%s\",", s->conf->name);
}

static void
set_labels(char out[static LABELS], const struct site *s,
    const struct stock_db *d)
{
	int n = set_site(out, s);

	snprintf(out + n, LABELS - (size_t)n, "db=\"%s\"", d->name);
}

/* A metric of one database that is to be put. */
struct put {
	struct wr *w;
	uint32_t now;
	const struct gauge *gauge; /* or NULL */
	const struct site *site;
	const struct stock_db *db;
	char labels[LABELS];
};

typedef void put_fn(const struct put *);

/* Puts it of all databases. */
static void
put_each(struct put *p, const struct sites *ss, put_fn *put)
{
	for (size_t i = 0; i < ss->n; i++) {
		p->site = ss->all[i];
		for (size_t k = 0; k < p->site->stock->n; k++) {
			p->db = &p->site->stock->dbs[k];
			set_labels(p->labels, p->site, p->db);
			put(p);
		}
	}
}

static void
put_gauge(const struct put *p)
{
	if (p->db->now != NULL)
		wr_fmt(p->w, "feedd_%s{%s} %" PRId64 "\n", p->gauge->name,
		    p->labels, p->gauge->of(p->db, p->now));
}

/* Why something was refused, by kind of failure. */
static const char *const kinds[STOCK_KINDS] = { "none", "system", "usage",
	"syntax", "format", "trust", "guard", "stale", "busy", "held",
	"rollback", "split", "future", "wrong", "size", "slow", "missing",
	"key", "roots", "hash", "network", "hook" };

static void
put_refused(const struct put *p)
{
	for (size_t k = 0; k < STOCK_KINDS; k++)
		if (p->db->refused[k] > 0)
			wr_fmt(p->w,
			    "feedd_refused_total{%s,why=\"%s\"} %" PRIu64 "\n",
			    p->labels, kinds[k], p->db->refused[k]);
}

/* Whether what is in the tree at the moment is refused. */
static void
put_refusing(const struct put *p)
{
	wr_fmt(p->w, "feedd_refusing{%s} %d\n", p->labels,
	    p->db->why[0] != '\0');
}

static void
put_build_lag(const struct put *p)
{
	lag_text(p->w, &p->db->build, "feedd_build_lag_seconds", p->labels);
}

static void
put_publish_lag(const struct put *p)
{
	lag_text(p->w, &p->db->publish, "feedd_publish_lag_seconds", p->labels);
}

static void
put_lookup(const struct put *p)
{
	const struct head *h = p->site->lookup == NULL
	    ? NULL
	    : lookup_head(p->site->lookup, p->db);

	if (p->site->lookup != NULL)
		wr_fmt(p->w, "feedd_lookup_serial{%s} %" PRIu32 "\n", p->labels,
		    h == NULL ? 0 : h->serial);
}

/* Of the catalogs of all sites. */
static void
put_catalogs(struct wr *w, const struct sites *ss)
{
	char site[LABELS];

	metrics_head(w, "catalogs_refused_total", "counter",
	    "Catalogs that were not good.");
	for (size_t i = 0; i < ss->n; i++) {
		const uint64_t *refused = ss->all[i]->stock->refused;

		set_site(site, ss->all[i]);
		for (size_t k = 0; k < STOCK_KINDS; k++)
			if (refused[k] > 0)
				wr_fmt(w,
				    "feedd_catalogs_refused_total"
				    "{%swhy=\"%s\"} %" PRIu64 "\n",
				    site, kinds[k], refused[k]);
	}
	metrics_head(w, "catalog_refusing", "gauge",
	    "Whether the tree's catalog is refused.");
	for (size_t i = 0; i < ss->n; i++)
		if (set_site(site, ss->all[i]) == 0)
			wr_fmt(w, "feedd_catalog_refusing %d\n",
			    ss->all[i]->stock->why[0] != '\0');
		else
			wr_fmt(w, "feedd_catalog_refusing{%.*s} %d\n",
			    (int)strlen(site) - 1, site,
			    ss->all[i]->stock->why[0] != '\0');
}

/* What else is put of each database. */
static const struct metric {
	const char *name, *type, *help;
	put_fn *put;
} rest[] = {
	{ "refused_total", "counter",
	    "Heads and what they name that were not good.", put_refused },
	{ "refusing", "gauge", "Whether what the tree has now is refused.",
	    put_refusing },
	{ "build_lag_seconds", "histogram",
	    "From the time of a head to its being in the tree.",
	    put_build_lag },
	{ "publish_lag_seconds", "histogram",
	    "From the time of a head to its being served.", put_publish_lag },
	{ "lookup_serial", "gauge",
	    "The serial that lookups are answered from; 0 for none yet.",
	    put_lookup },
};

void
metrics_dbs(struct wr *w, const struct metrics_view *v)
{
	struct put p = { .w = w, .now = v->now };

	for (size_t i = 0; i < sizeof(gauges) / sizeof(gauges[0]); i++) {
		p.gauge = &gauges[i];
		metrics_head(w, p.gauge->name, "gauge", p.gauge->help);
		put_each(&p, v->sites, put_gauge);
	}
	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++) {
		metrics_head(w, rest[i].name, rest[i].type, rest[i].help);
		put_each(&p, v->sites, rest[i].put);
	}
	put_catalogs(w, v->sites);
}

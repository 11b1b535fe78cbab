/* The exposition format of Prometheus, for node_exporter's textfiles. */
#include <inttypes.h>

#include "compiler/tally.h"
#include "formats/wr.h"

typedef double number_of(const struct history_row *);

static double
as_of(const struct history_row *r)
{
	return r->as_of;
}

static double
seconds(const struct history_row *r)
{
	return r->seconds;
}

static double
late(const struct history_row *r)
{
	return r->late;
}

static double
added(const struct history_row *r)
{
	return (double)r->added;
}

static double
removed(const struct history_row *r)
{
	return (double)r->removed;
}

static double
changed(const struct history_row *r)
{
	return (double)r->changed;
}

static double
snapshot_bytes(const struct history_row *r)
{
	return (double)r->snapshot_bytes;
}

static double
delta_bytes(const struct history_row *r)
{
	return (double)r->delta_bytes;
}

static double
records(const struct history_row *r)
{
	return (double)r->records;
}

static double
held(const struct history_row *r)
{
	return r->held;
}

/* Of the last build; digits behind the point. */
static const struct gauge {
	const char *name, *help;
	number_of *of;
	int digits;
} gauges[] = {
	{ "timestamp_seconds", "As of when the last build was.", as_of, 0 },
	{ "duration_seconds", "How long it took.", seconds, 6 },
	{ "lateness_seconds", "From the time it is as of until it was done.",
	    late, 6 },
	{ "added", "Entries that it added.", added, 0 },
	{ "removed", "Entries that it removed.", removed, 0 },
	{ "changed", "Entries that answer or end otherwise since.", changed,
	    0 },
	{ "snapshot_bytes", "Bytes of the snapshot of what is published.",
	    snapshot_bytes, 0 },
	{ "delta_bytes", "Bytes of the delta that it made, 0 for none.",
	    delta_bytes, 0 },
	{ "records", "Records that its sources held, or hits that it read.",
	    records, 0 },
	{ "held_sources", "Sources that it held back.", held, 0 },
};

static void
put_head(struct wr *w, const char *name, const char *type, const char *help)
{
	wr_fmt(w, "# HELP feedmill_build_%s %s\n# TYPE feedmill_build_%s %s\n",
	    name, help, name, type);
}

static void
put_gauge(struct wr *w, const struct gauge *g, const struct tally *t, size_t n)
{
	put_head(w, g->name, "gauge", g->help);
	for (size_t i = 0; i < n; i++)
		wr_fmt(w, "feedmill_build_%s{database=\"%s\"} %.*f\n", g->name,
		    t[i].db, g->digits, g->of(&t[i].last));
}

static void
put_good(struct wr *w, const struct tally *t, size_t n)
{
	put_head(w, "good_timestamp_seconds", "gauge",
	    "As of when the last build was that published or confirmed.");
	for (size_t i = 0; i < n; i++)
		wr_fmt(w,
		    "feedmill_build_good_timestamp_seconds{database=\"%s\"} "
		    "%u\n",
		    t[i].db, t[i].good);
}

static void
put_entries(struct wr *w, const struct tally *t, size_t n)
{
	static const char *const families[] = { "ipv4", "ipv6" };

	put_head(w, "entries", "gauge",
	    "Entries of the last set that was made.");
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < FAMILIES; k++)
			wr_fmt(w,
			    "feedmill_build_entries{database=\"%s\","
			    "family=\"%s\"} %" PRIu64 "\n",
			    t[i].db, families[k], t[i].last.entries[k]);
}

static void
put_builds(struct wr *w, const struct tally *t, size_t n)
{
	put_head(w, "runs_total", "counter", "Builds, by what became of them.");
	for (size_t i = 0; i < n; i++)
		for (enum tally_state k = 0; k < TALLY_STATES; k++)
			wr_fmt(w,
			    "feedmill_build_runs_total{database=\"%s\","
			    "state=\"%s\"} %" PRIu64 "\n",
			    t[i].db, tally_state_name(k), t[i].builds[k]);
}

/* A label's value; what a folder may be called is more than may stand there. */
static void
put_label(struct wr *w, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			wr_str(w, "\\");
		wr_bytes(w, text, 1);
	}
}

static void
put_source(struct wr *w, const char *db, const struct tally_source *s)
{
	for (enum tally_hits i = 0; i < TALLY_HITS; i++) {
		wr_fmt(w, "feedmill_build_hits_total{database=\"%s\",source=\"",
		    db);
		put_label(w, s->name);
		wr_fmt(w, "\",what=\"%s\"} %" PRIu64 "\n", tally_hits_name(i),
		    s->hits[i]);
	}
}

static void
put_hits(struct wr *w, const struct tally *t, const bool *quick, size_t n)
{
	put_head(w, "hits_total", "counter",
	    "Lines of a quick list's sources, by what became of them.");
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; quick[i] && k < t[i].n; k++)
			put_source(w, t[i].db, &t[i].sources[k]);
}

void
tally_metrics(struct wr *w, const struct tally *t, const bool *quick, size_t n)
{
	for (size_t i = 0; i < sizeof(gauges) / sizeof(gauges[0]); i++)
		put_gauge(w, &gauges[i], t, n);
	put_good(w, t, n);
	put_entries(w, t, n);
	put_builds(w, t, n);
	put_hits(w, t, quick, n);
}

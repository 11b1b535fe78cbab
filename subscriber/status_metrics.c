/* The exposition format of Prometheus, for node_exporter's textfiles. */
#include <inttypes.h>

#include "formats/wr.h"
#include "subscriber/status_number.h"

/* clang-format off */
static const struct metric {
	const char *name, *type, *help;
	struct status_number value;
} metrics[] = {
	{ "serial_seconds", "gauge",
	    "When the set that is held was built; 0 for none.",
	    STATUS_NUMBER(serial) },
	{ "head_seconds", "gauge",
	    "When its publisher last said that it is the newest.",
	    STATUS_NUMBER(time) },
	{ "fresh_until_seconds", "gauge",
	    "When to be alarmed unless a newer head comes.",
	    STATUS_NUMBER(fresh_until) },
	{ "valid_until_seconds", "gauge",
	    "When it is void unless a newer head comes.",
	    STATUS_NUMBER(valid_until) },
	{ "entries", "gauge", "Entries of the set.",
	    STATUS_NUMBER(entries) },
	{ "snapshot_bytes", "gauge", "Bytes of its snapshot.",
	    STATUS_NUMBER(bytes) },
	{ "last_look_seconds", "gauge",
	    "When news was looked for last.",
	    STATUS_NUMBER(looked) },
	{ "last_check_seconds", "gauge",
	    "When a source was last believed.",
	    STATUS_NUMBER(checked) },
	{ "failing", "gauge",
	    "The exit code that the last look would have; 0 if it was good.",
	    STATUS_NUMBER(fail.kind) },
	{ "looks_total", "counter", "Looks for news.",
	    STATUS_NUMBER(looks) },
	{ "failures_total", "counter", "Looks and writings that failed.",
	    STATUS_NUMBER(failures) },
	{ "changes_total", "counter", "Looks that brought another set.",
	    STATUS_NUMBER(changes) },
	{ "received_bytes_total", "counter",
	    "Bytes of the deltas and snapshots that were taken.",
	    STATUS_NUMBER(received) },
};

/* clang-format on */

void
status_metrics(struct wr *w, const struct status *s)
{
	for (size_t m = 0; m < sizeof(metrics) / sizeof(metrics[0]); m++) {
		const struct metric *row = &metrics[m];

		wr_fmt(w, "# HELP feedsub_%s %s\n# TYPE feedsub_%s %s\n",
		    row->name, row->help, row->name, row->type);
		for (size_t i = 0; i < s->n; i++)
			wr_fmt(w,
			    "feedsub_%s{feed=\"%s\",db=\"%s\"} %" PRIu64 "\n",
			    row->name, s->dbs[i].feed, s->dbs[i].db,
			    status_number_get(&s->dbs[i], &row->value));
	}
}

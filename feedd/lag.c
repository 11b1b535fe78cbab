#include <inttypes.h>

#include "feedd/lag.h"
#include "formats/wr.h"

/* Seconds. */
static const uint32_t ends[LAG_BUCKETS] = { 1, 2, 5, 10, 30, 60, 120, 300,
	900 };

void
lag_add(struct lag *l, const struct timespec *t, uint32_t since)
{
	uint64_t ms = 0;

	if (t->tv_sec >= since)
		ms = (uint64_t)(t->tv_sec - since) * 1000 +
		    (uint64_t)t->tv_nsec / 1000000;
	l->count++;
	l->ms += ms;
	for (unsigned i = 0; i < LAG_BUCKETS; i++)
		if (ms <= ends[i] * (uint64_t)1000) {
			l->buckets[i]++;
			break;
		}
}

void
lag_text(struct wr *w, const struct lag *l, const char *name,
    const char *labels)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < LAG_BUCKETS; i++) {
		sum += l->buckets[i];
		wr_fmt(w, "%s_bucket{%s,le=\"%" PRIu32 "\"} %" PRIu64 "\n",
		    name, labels, ends[i], sum);
	}
	wr_fmt(w, "%s_bucket{%s,le=\"+Inf\"} %" PRIu64 "\n", name, labels,
	    l->count);
	wr_fmt(w, "%s_sum{%s} %" PRIu64 ".%03u\n", name, labels, l->ms / 1000,
	    (unsigned)(l->ms % 1000));
	wr_fmt(w, "%s_count{%s} %" PRIu64 "\n", name, labels, l->count);
}

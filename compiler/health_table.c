#include <inttypes.h>
#include <stdio.h>

#include "compiler/health.h"
#include "compiler/policy.h"
#include "formats/wr.h"
#include "keys/print.h"

/* The longest bar of a histogram. */
#define BAR 40

static uint32_t
elapsed(uint32_t from, uint32_t to)
{
	return to > from ? to - from : 0;
}

static void
put_running(struct wr *w, const struct health_view *v)
{
	if (health_runs(v))
		wr_fmt(w, "feedc run is process %ld.\n", v->holder.pid);
	else if (v->held)
		wr_fmt(w, "feedc run does not run; process %ld is %s.\n",
		    v->holder.pid,
		    v->holder.doing[0] != '\0' ? v->holder.doing
					       : "publishing");
	else
		wr_str(w, "feedc run does not run.\n");
}

static void
put_head(struct wr *w)
{
	wr_fmt(w, "%-10s %-9s %-20s %5s %6s %6s %5s %11s %9s %9s %8s %8s\n",
	    "DATABASE", "STATE", "AS OF", "AGO", "TOOK", "LATE", "NEXT",
	    "ENTRIES", "ADDED", "REMOVED", "SNAPSHOT", "DELTA");
}

/* Short spans with digits, "1.25s"; others as always. */
static const char *
put_seconds(char out[static PRINT_CELL], double seconds)
{
	if (seconds >= 100)
		return print_span(out, (uint32_t)seconds);
	snprintf(out, PRINT_CELL, "%.2fs", seconds);
	return out;
}

static void
put_next(char out[static PRINT_CELL], uint32_t seconds)
{
	if (seconds == 0)
		snprintf(out, PRINT_CELL, "now");
	else
		print_span(out, seconds);
}

/* Of the last build, whatever came of it. */
static void
put_build(struct wr *w, const struct health_view *v, const struct health *h)
{
	const struct history_row *r = &h->tally.last;
	char stamp[STAMP_TEXT], ago[PRINT_CELL], took[PRINT_CELL];
	char late[PRINT_CELL], next[PRINT_CELL] = "-", entries[PRINT_CELL];
	char added[PRINT_CELL], removed[PRINT_CELL], bytes[PRINT_CELL];
	char delta[PRINT_CELL];

	stamp_text(stamp, r->as_of);
	if (health_runs(v))
		put_next(next, elapsed(v->now, health_next(h)));
	wr_fmt(w, "%-10s %-9s %-20s %5s %6s %6s %5s %11s %9s %9s %8s %8s\n",
	    h->policy->name, r->state, stamp,
	    print_span(ago, elapsed(r->as_of, v->now)),
	    put_seconds(took, r->seconds), put_seconds(late, r->late), next,
	    print_count(entries, r->entries[IP4] + r->entries[IP6]),
	    print_count(added, r->added), print_count(removed, r->removed),
	    print_bytes(bytes, r->snapshot_bytes),
	    print_bytes(delta, r->delta_bytes));
}

/* Of what is published alone; nothing is known of how. */
static void
put_published(struct wr *w, const struct health_view *v, const struct health *h)
{
	char stamp[STAMP_TEXT], ago[PRINT_CELL], entries[PRINT_CELL];
	char bytes[PRINT_CELL];

	stamp_text(stamp, h->head.time);
	wr_fmt(w, "%-10s %-9s %-20s %5s %6s %6s %5s %11s %9s %9s %8s %8s\n",
	    h->policy->name, "?", stamp,
	    print_span(ago, elapsed(h->head.time, v->now)), "-", "-", "-",
	    print_count(entries, h->head.entries), "-", "-",
	    print_bytes(bytes, h->head.snapshot.bytes), "-");
}

static void
put_trouble(struct wr *w, const struct health *h, uint32_t now)
{
	const struct head *head = &h->head;
	char span[PRINT_CELL];

	if (h->built && h->tally.why[0] != '\0')
		wr_fmt(w, "    %s: %s\n",
		    h->tally.last.failed ? h->tally.last.state : "warning",
		    h->tally.why);
	if (!h->published) {
		wr_str(w, "    nothing is published\n");
		return;
	}
	print_span(span, elapsed(head->time, now));
	if (now >= head->valid_until)
		wr_fmt(w,
		    "    stale: the head is %s old, subscribers refuse "
		    "it\n",
		    span);
	else if (now >= head->fresh_until)
		wr_fmt(w,
		    "    late: the head is %s old, subscribers are "
		    "alarmed\n",
		    span);
	else if (health_is_late(h, now))
		wr_fmt(w, "    late: the head is %s old\n", span);
}

static void
put_sources(struct wr *w, const struct tally *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct tally_source *s = &t->sources[i];

		if (s->held)
			wr_fmt(w, "    source %s is held back: %s\n", s->name,
			    s->why != NULL ? s->why : "?");
		if (s->capped)
			wr_fmt(w, "    source %s sends more than its rate\n",
			    s->name);
	}
}

static void
put_hits(struct wr *w, const struct tally *t)
{
	const uint64_t *hits = t->last_hits;
	char read[PRINT_CELL], rejected[PRINT_CELL], late[PRINT_CELL];

	wr_fmt(w, "    hits: %s read, %s rejected, %s late\n",
	    print_count(read, hits[TALLY_READ]),
	    print_count(rejected,
		hits[TALLY_OLD] + hits[TALLY_FUTURE] + hits[TALLY_BAD]),
	    print_count(late, hits[TALLY_LATE]));
}

static void
put_lives(struct wr *w, const uint64_t lives[static HEALTH_LIVES])
{
	static const char bar[BAR + 1] =
	    "########################################";
	uint64_t most = 0;
	char count[PRINT_CELL];

	for (size_t i = 0; i < HEALTH_LIVES; i++)
		if (lives[i] > most)
			most = lives[i];
	for (size_t i = 0; i < HEALTH_LIVES && most > 0; i++) {
		double share = (double)lives[i] / (double)most;
		int n = (int)(share * BAR + 0.5);

		if (i == HEALTH_LIVES - 1 && lives[i] == 0)
			break;
		wr_fmt(w, "    %s %-8s %11s%s%.*s\n",
		    i == 0 ? "ends in" : "       ", health_life_name(i),
		    print_count(count, lives[i]), n > 0 ? "  " : "", n, bar);
	}
}

static void
put_db(struct wr *w, const struct health_view *v, const struct health *h)
{
	if (h->built)
		put_build(w, v, h);
	else if (h->published)
		put_published(w, v, h);
	else
		wr_fmt(w, "%-10s %s\n", h->policy->name, "never");
	if (h->built || h->published)
		put_trouble(w, h, v->now);
	if (h->built)
		put_sources(w, &h->tally);
	if (h->policy->kind != POLICY_QUICK)
		return;
	if (h->built)
		put_hits(w, &h->tally);
	put_lives(w, h->lives);
}

void
health_table(struct wr *w, const struct health_view *v)
{
	put_running(w, v);
	put_head(w);
	for (size_t i = 0; i < v->n; i++)
		put_db(w, v, &v->dbs[i]);
}

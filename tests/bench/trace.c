/*
 * A real trace as hits of a quick list:
 *	trace SERIES
 *	trace -p SERIES
 * Of a series of a list (see series.h) each address is hit once when it
 * appears, and again whenever it returns: at some second between the version
 * before and the one that has it.  Those of the first version are hit in the
 * hours before it.  Networks are left out.
 *
 * With -p the hits are printed as records, minute after minute, for a spool.
 * Else they are folded minute by minute; of the time from the first version on
 * it prints how many minutes there were and, for a mean one, hits, what is
 * listed, what was added, bytes of delta, and CPU to fold, list and encode.
 */
#include <sodium.h>
#include <stdio.h>

#include "compiler/fold.h"
#include "compiler/hitbatch.h"
#include "formats/delta.h"
#include "formats/object.h"
#include "formats/snapshot.h"
#include "formats/stamp.h"
#include "tests/bench/series.h"
#include "tests/splitmix.h"

/* Seconds before the first version. */
#define BEFORE 43200

static const char text[] = "Listed by qil, see https://qil.example/?ip=$";

struct trace {
	struct event *hits;
	size_t n, cap;
	uint32_t first; /* version's time */
};

struct sums {
	size_t minutes, hits, listed, added, bytes;
	double cpu;
};

/* A hit between two times. */
static void
add_hit(struct trace *t, const struct range *r, uint32_t from, uint32_t to)
{
	uint64_t seed =
	    splitmix_of((uint64_t)r->first ^ (uint64_t)(r->first >> 64));

	if (r->first != r->last)
		return;
	t->hits = mem_grow(t->hits, t->n, &t->cap, sizeof(*t->hits));
	t->hits[t->n++] = (struct event){ .addr = r->first,
		.family = r->family,
		.time =
		    from + (uint32_t)(splitmix_of(seed + to) % (to - from)) };
}

/* Hits of what is in a version and not in the one before. */
static void
add_version(struct trace *t, const struct list *old, const struct list *new,
    uint32_t from, uint32_t to)
{
	size_t k = 0;

	for (size_t i = 0; i < new->n; i++) {
		while (k < old->n && list_order(&old->all[k], &new->all[i]) < 0)
			k++;
		if (k == old->n || list_order(&old->all[k], &new->all[i]) != 0)
			add_hit(t, &new->all[i], from, to);
	}
}

static int
by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->time / 60 != y->time / 60)
		return x->time < y->time ? -1 : 1;
	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return x->time < y->time ? -1 : x->time > y->time;
}

/* By minutes, and in each in the order of a batch. */
static struct trace
read_trace(const char *path)
{
	struct trace t = { 0 };
	struct series s = series_open(path);
	struct list old = { 0 }, new;
	uint32_t last = 0, time;

	while ((time = series_next(&s, &new)) != 0) {
		if (last == 0) {
			t.first = time;
			last = time - BEFORE;
		}
		if (time <= last)
			errx(1, "%s: versions are not in order", path);
		add_version(&t, &old, &new, last, time);
		free(old.all);
		old = new;
		last = time;
	}
	free(old.all);
	series_close(&s);
	if (t.n == 0)
		errx(1, "%s: no version of a list of addresses", path);
	qsort(t.hits, t.n, sizeof(*t.hits), by_time);
	return t;
}

static void
print_hits(const struct trace *t)
{
	char addr[ADDR_TEXT], stamp[STAMP_TEXT];

	for (size_t i = 0; i < t->n; i++) {
		addr_text(addr, t->hits[i].family, t->hits[i].addr);
		stamp_text(stamp, t->hits[i].time);
		printf("%s %s\n", addr, stamp);
	}
	if (fflush(stdout) == EOF)
		err(1, "output");
}

/* The batch of a minute's hits, at its end. */
static void
fold_minute(struct fold *f, struct event *hits, size_t n, uint32_t minute)
{
	struct hitbatch b = { .now = (minute + 1) * 60,
		.first_source = (uint16_t)fold_nsources(f),
		.first_value = (uint16_t)fold_nvalues(f),
		.values = values_new(),
		.events = hits,
		.nevents = n };
	struct fail fail = { 0 };

	quick_preset(&b.rules, QUICK_PRESET_DEFAULT);
	if (b.first_source == 0) {
		b.sources = mem_new(1, sizeof(*b.sources));
		b.sources[b.nsources++] = mem_text("trace", 5);
		values_add(b.values, 0x7f000002, text, sizeof(text) - 1);
	}
	if (fold_apply(f, &b, NULL, &fail) == -1)
		errx(1, "%s", fail.msg);
	b.events = NULL;
	hitbatch_free(&b);
}

static struct delta_end
end_of(struct fold *f, const struct set *before, uint32_t tick)
{
	struct delta_end e = { .set = fold_set(f, before),
		.id = { .db = "qil", .epoch = 1, .serial = tick * 60 } };
	struct quick_rules rules;
	struct wr w = { 0 };

	quick_preset(&rules, QUICK_PRESET_DEFAULT);
	e.id.ngrains = (uint16_t)quick_grains(&rules, e.id.grains);
	snapshot_encode(&w, e.set, &e.id);
	memcpy(e.state, object_of(w.buf, w.len).hash, sizeof(e.state));
	wr_free(&w);
	return e;
}

static double
cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static size_t
count_added(const struct set *a, const struct set *b)
{
	size_t n = 0;

	for (struct pair p = pair_of(a, b); pair_next(&p);)
		n += !p.in_a;
	return n;
}

/* Counts a minute between two states. */
static void
count(struct sums *s, const struct delta_end *a, const struct delta_end *b)
{
	struct wr w = { 0 };

	delta_make(&w, a, b);
	s->minutes++;
	s->bytes += w.len;
	s->listed += set_size(b->set, IP4) + set_size(b->set, IP6);
	s->added += count_added(a->set, b->set);
	wr_free(&w);
}

static struct sums
play(const struct trace *t)
{
	struct fold *f = fold_new();
	struct delta_end last = { 0 }, next;
	struct sums s = { 0 };
	uint32_t end = t->hits[t->n - 1].time / 60;
	size_t at = 0;

	for (uint32_t m = t->hits[0].time / 60; m <= end; m++) {
		bool counts = m > t->first / 60 && last.set != NULL;
		double start = cpu_ms();
		size_t n = 0;

		while (at + n < t->n && t->hits[at + n].time / 60 == m)
			n++;
		fold_minute(f, t->hits + at, n, m);
		at += n;
		next = end_of(f, last.set, m + 1);
		if (counts) {
			s.hits += n;
			s.cpu += cpu_ms() - start;
			count(&s, &last, &next);
		}
		set_free(last.set);
		last = next;
	}
	set_free(last.set);
	fold_free(f);
	return s;
}

int
main(int argc, char **argv)
{
	bool print = argc == 3 && strcmp(argv[1], "-p") == 0;
	struct trace t;
	struct sums s;

	if (sodium_init() == -1)
		errx(1, "libsodium");
	if (argc != (print ? 3 : 2))
		errx(2, "[-p] SERIES");
	t = read_trace(argv[argc - 1]);
	if (print) {
		print_hits(&t);
		return 0;
	}
	s = play(&t);
	if (s.minutes == 0)
		errx(1, "%s: no minute", argv[1]);
	printf("minutes %zu hits %.1f listed %.0f added %.1f bytes %.1f cpu "
	       "%.3f\n",
	    s.minutes, (double)s.hits / (double)s.minutes,
	    (double)s.listed / (double)s.minutes,
	    (double)s.added / (double)s.minutes,
	    (double)s.bytes / (double)s.minutes, s.cpu / (double)s.minutes);
	return 0;
}

/*
 * How small deltas are:
 *	deltas SERIES DIR
 * The series (see series.h) is one of a plain list.  Prints what the deltas
 * between them have in all; of some pairs of neighbours it leaves text zones
 * DIR/N.old and DIR/N.new for the peers, and prints what they are.  Changed
 * entries are counted as given, before anything is joined.
 */
#include <stdio.h>

#include "formats/delta.h"
#include "formats/recent.h"
#include "tests/bench/series.h"
#include "tests/bench/zone.h"

/* So many of the pairs are left for the peers. */
#define PAIRS 4

/* What of a delta does not depend on what changed, at three letters a name. */
#define HEAD 27

/* For so many states what leaves is remembered. */
#define STEPS 48

static const char text[] = "Listed by rbl, see https://rbl.example/?ip=$";

struct version {
	struct list list;
	struct delta_end end;
};

struct sums {
	size_t steps, changed, bytes;
};

/* The next version of a series; false behind the last. */
static bool
next_version(struct series *in, struct version *v)
{
	*v = (struct version){
		.end.id = { .db = "rbl", .epoch = 1, .recent = STEPS }
	};
	v->end.id.serial = series_next(in, &v->list);
	if (v->end.id.serial == 0)
		return false;
	v->end.set = list_join(&v->list, text);
	return true;
}

static size_t
count_changed(const struct list *a, const struct list *b)
{
	size_t i = 0, k = 0, n = 0;

	while (i < a->n && k < b->n) {
		int order = list_order(&a->all[i], &b->all[k]);

		n += order != 0;
		i += order <= 0;
		k += order >= 0;
	}
	return n + (a->n - i) + (b->n - k);
}

static void
write_zone(const char *dir, size_t n, const char *side,
    const struct delta_end *e)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%zu.%s", dir, n, side);
	zone_write(path, "rbl", e);
}

/* Applied, the delta must make just the set that it is to. */
static void
check(const struct wr *delta, const struct version *a, const struct version *b)
{
	struct delta_end got;
	struct wr want = { 0 }, have = { 0 };
	struct fail f = { 0 };

	if (delta_apply(rd_over(delta->buf, delta->len), &a->end, &got, &f) ==
	    -1)
		errx(1, "%s", f.msg);
	snapshot_encode(&want, b->end.set, &b->end.id);
	snapshot_encode(&have, got.set, &got.id);
	if (want.len != have.len || memcmp(want.buf, have.buf, want.len) != 0)
		errx(1, "a delta leads somewhere else");
	wr_free(&want);
	wr_free(&have);
	set_free(got.set);
}

static void
step(const char *dir, const struct version *a, struct version *b,
    struct sums *s)
{
	size_t changed = count_changed(&a->list, &b->list);
	struct wr w = { 0 };

	if (changed == 0)
		return;
	if (b->end.id.serial <= a->end.id.serial)
		b->end.id.serial = a->end.id.serial + 1;
	set_remember(b->end.set, recent_after(a->end.set, b->end.set, STEPS));
	delta_make(&w, &a->end, &b->end);
	check(&w, a, b);
	s->changed += changed;
	s->bytes += w.len;
	if (s->steps % 25 == 5 && s->steps / 25 < PAIRS) {
		write_zone(dir, s->steps, "old", &a->end);
		write_zone(dir, s->steps, "new", &b->end);
		printf("pair %zu %zu %zu\n", s->steps, changed, w.len);
	}
	s->steps++;
	wr_free(&w);
}

static void
free_version(struct version *v)
{
	set_free(v->end.set);
	free(v->list.all);
}

int
main(int argc, char **argv)
{
	struct version last, next;
	struct sums s = { 0 };
	struct series in;

	if (argc != 3)
		errx(2, "SERIES DIR");
	in = series_open(argv[1]);
	if (!next_version(&in, &last))
		errx(1, "%s: no version of a list", argv[1]);
	for (; next_version(&in, &next); last = next) {
		step(argv[2], &last, &next, &s);
		free_version(&last);
	}
	printf("series %zu %zu %zu %zu\n", s.steps, s.changed, s.bytes,
	    s.bytes - s.steps * HEAD);
	free_version(&last);
	series_close(&in);
	return 0;
}

/*
 * How small deltas are:
 *	deltas SERIES DIR
 * The series is an archive of the successive versions of a plain list, each
 * named by its time as in 20260821T040000Z.txt.  Prints what the deltas
 * between them have in all; of some pairs of neighbours it leaves text zones
 * DIR/N.old and DIR/N.new for the peers, and prints what they are.  Changed
 * entries are counted as given, before anything is joined.
 */
#include <stdio.h>
#include <time.h>

#include "formats/delta.h"
#include "formats/recent.h"
#include "tests/bench/list.h"
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

static uint32_t
time_of(const char *name)
{
	struct tm tm = { 0 };

	if (strptime(name, "%Y%m%dT%H%M%SZ.txt", &tm) == NULL)
		return 0;
	return (uint32_t)timegm(&tm);
}

/* Leaves out what is listed twice. */
static void
drop_doubles(struct list *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (n == 0 || list_order(&l->all[n - 1], &l->all[i]) != 0)
			l->all[n++] = l->all[i];
	}
	l->n = n;
}

/* The next version in an archive; false behind the last. */
static bool
next_version(struct input *in, struct version *v)
{
	const char *name;
	struct fail f = { 0 };
	struct wr w;
	int more;

	*v = (struct version){
		.end.id = { .db = "rbl", .epoch = 1, .recent = STEPS }
	};
	while ((more = input_next(in, &f)) == 1) {
		name = input_member(in);
		name =
		    strrchr(name, '/') != NULL ? strrchr(name, '/') + 1 : name;
		v->end.id.serial = time_of(name);
		if (v->end.id.serial != 0)
			break;
	}
	if (more == -1)
		errx(1, "%s", f.msg);
	if (more == 0)
		return false;
	w = list_bytes(in);
	v->list = list_parse((const char *)w.buf, FAMILIES);
	drop_doubles(&v->list);
	v->end.set = list_join(&v->list, text);
	wr_free(&w);
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
	struct fail f = { 0 };
	struct input *in;
	int fd;

	if (argc != 3)
		errx(2, "SERIES DIR");
	fd = open(argv[1], O_RDONLY);
	if (fd == -1)
		err(1, "%s", argv[1]);
	in = input_open(fd, argv[1], argv[1], &f);
	if (in == NULL || !next_version(in, &last))
		errx(1, "%s: no version of a list %s", argv[1], f.msg);
	for (; next_version(in, &next); last = next) {
		step(argv[2], &last, &next, &s);
		free_version(&last);
	}
	printf("series %zu %zu %zu %zu\n", s.steps, s.changed, s.bytes,
	    s.bytes - s.steps * HEAD);
	free_version(&last);
	input_free(in);
	close(fd);
	return 0;
}

/* Zones of every shape, read back as the sources that they also are. */
#include <sys/mman.h>

#include <stdlib.h>
#include <unistd.h>

#include "formats/live.h"
#include "formats/mem.h"
#include "formats/source.h"
#include "formats/wr.h"
#include "tests/tool_zoneset.h"
#include "tests/unit/tap.h"

/* What was read: the values go into the set at once, the listings later. */
struct back {
	struct set *set;
	struct listing *all;
	size_t n, cap;
};

static int
take(void *arg, const struct record *r, const struct place *place,
    struct fail *f)
{
	struct back *b = arg;
	struct listing l = { .range = r->range };
	uint32_t code = record_has(r, ATTR_CODE) ? r->code : 0x7f000002;
	struct text txt = { "", 0 };

	(void)place;
	(void)f;
	if (record_has(r, ATTR_TXT))
		txt = r->attrs[ATTR_TXT];
	l.value = values_add(set_values(b->set), code, txt.p, txt.len);
	b->all = mem_grow(b->all, b->n, &b->cap, sizeof(*b->all));
	b->all[b->n++] = l;
	return 0;
}

static int
refuse(void *arg, const struct place *place, const struct fail *f)
{
	(void)arg;
	(void)place;
	ok(false, "%s", f->msg);
	return 0;
}

static int
by_address(const void *a, const void *b)
{
	const struct range *x = &((const struct listing *)a)->range;
	const struct range *y = &((const struct listing *)b)->range;

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

/* The set of a zone's text. */
static struct set *
read_back(const struct wr *w, const char *format)
{
	struct back b = { .set = set_new() };
	struct source_sink sink = { take, refuse, &b };
	struct fail f = { 0 };
	int fd = memfd_create("zone", 0);

	if (write(fd, w->buf, w->len) != (ssize_t)w->len ||
	    lseek(fd, 0, SEEK_SET) != 0 ||
	    source_read_fd(fd, "zone", source_format(format), &sink, &f) == -1)
		ok(false, "the zone can be read: %s", f.msg);
	close(fd);
	if (b.n > 0)
		qsort(b.all, b.n, sizeof(*b.all), by_address);
	for (size_t i = 0; i < b.n; i++) {
		if (!set_add(b.set, &b.all[i]))
			ok(false, "the zone lists no address twice");
	}
	free(b.all);
	return b.set;
}

/* What of a set is in force, without an end. */
static struct set *
in_force(const struct set *s)
{
	struct set *out = set_new();

	for (size_t i = 0; i < values_size(set_values(s)); i++) {
		struct value v = values_at(set_values(s), (uint16_t)i);

		values_add(set_values(out), v.code, v.text, v.len);
	}
	for (enum family family = IP4; family <= IP6; family++) {
		struct live live = live_of(s, family, ZONESET_NOW);

		for (struct listing l; live_next(&live, &l);) {
			l.until = 0;
			set_add(out, &l);
		}
	}
	return out;
}

static void
test_shape(const char *shape)
{
	struct zone_info info = zoneset_info();
	struct set *s = zoneset_make("7", shape), *want = in_force(s), *have;
	struct wr w = { 0 };
	struct fail f = { 0 };
	size_t differ = 0;

	zone_rbldnsd(&w, s, &info, &f);
	have = read_back(&w, "combined");
	for (struct pair p = pair_of(want, have); pair_next(&p);)
		differ += !pair_same(&p);
	is_int((long long)differ, 0, shape);
	wr_free(&w);
	set_free(s);
	set_free(want);
	set_free(have);
}

int
main(void)
{
	for (size_t i = 0; i < ZONESET_SHAPES; i++) {
		if (i == 0 ||
		    strcmp(zoneset_shapes[i].name,
			zoneset_shapes[i - 1].name) != 0)
			test_shape(zoneset_shapes[i].name);
	}
	return tap_end();
}

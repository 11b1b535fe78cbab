#include <stdlib.h>
#include <string.h>

#include "formats/recent.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "tests/splitmix.h"
#include "tests/unit/set.h"
#include "tests/unit/tap.h"

static const struct snapshot_id some_id = { "qil", 7, 1763764800,
	{ 2, 5, 10, 20, 40, 80, 90 }, 7, 0 };

static uint64_t seed;

static uint64_t
number(void)
{
	return splitmix_next(&seed);
}

static uint64_t
below(uint64_t n)
{
	return number() % n;
}

/* What random sets look like. */
struct shape {
	const char *name;
	size_t n[FAMILIES];
	unsigned gap;   /* bits of the greatest gap between listings */
	unsigned width; /* bits of the greatest number of addresses */
	unsigned high;  /* IPv6 addresses are shifted up by so many bits */
	unsigned values;
	unsigned ends; /* of 16 listings so many end */
	uint64_t sum;  /* of the bytes, which never change */
};

static const struct shape shapes[] = {
	{ "nothing", { 0, 0 }, 1, 0, 0, 1, 0, 0x32ef81f7b6bd1953 },
	{ "one host", { 1, 0 }, 30, 0, 0, 1, 0, 0x34cb122de9cbc7c2 },
	{ "one host of each family", { 1, 1 }, 30, 0, 0, 1, 0,
	    0xa962c655fd49527e },
	{ "hosts", { 3000, 0 }, 16, 0, 0, 1, 0, 0x4000074f49c4b37a },
	{ "dense hosts", { 3000, 0 }, 2, 0, 0, 1, 0, 0x8219d89ebc3abb79 },
	{ "ranges", { 2000, 0 }, 16, 12, 0, 1, 0, 0x6259ac5661e382e1 },
	{ "dense ranges of a few values", { 2000, 0 }, 1, 10, 0, 3, 0,
	    0xf165a932b0adf372 },
	{ "IPv6 hosts", { 0, 1000 }, 60, 0, 0, 1, 0, 0xad4a5ae88db2b42e },
	{ "IPv6 blocks", { 0, 1000 }, 10, 8, 80, 2, 0, 0xa280005458df7570 },
	{ "IPv6 ranges", { 0, 1000 }, 40, 40, 0, 5, 0, 0x410b155a167f2ef9 },
	{ "both, values and untils", { 1000, 500 }, 12, 3, 20, 20, 8,
	    0x2634d95da8fec3dc },
	{ "all end", { 3000, 0 }, 10, 0, 0, 1, 16, 0x6421be42efa4fc41 },
	{ "many values", { 3000, 100 }, 10, 2, 3, 2500, 0, 0x223ff4d752a8debf },
	{ "blocks", { 40000, 0 }, 14, 2, 0, 2, 0, 0x66089212ea8f78d },
	{ "blocks of both", { 40000, 33000 }, 10, 3, 30, 1, 2,
	    0x2ebe4e211186113a },
};

static uint32_t
some_until(const struct shape *s, u128 first)
{
	uint32_t grain = some_id.grains[below(some_id.ngrains)];
	uint32_t until = some_id.serial / 60 + (uint32_t)below(720);

	if (below(16) >= s->ends)
		return 0;
	if (below(10) == 0)
		return (uint32_t)number() | 1;
	until -= until % grain;
	return until + grain_phase(first, grain);
}

static struct set *
random_set(const struct shape *s)
{
	struct set *set = set_new();

	for (unsigned i = 0; i < s->values; i++) {
		char text[32];
		int n = snprintf(text, sizeof(text), "why %u $", i * 7919);

		values_add(set_values(set), 0x7f000002 + i % 3, text,
		    (size_t)n);
	}
	for (int f = 0; f < FAMILIES; f++) {
		u128 at = (u128)f << 125, shift = f == IP6 ? s->high : 0;

		for (size_t i = 0; i < s->n[f]; i++) {
			u128 first =
			    at + ((u128)below((uint64_t)1 << s->gap) << shift);
			u128 last = first +
			    (((u128)below((uint64_t)1 << s->width) + 1)
				<< shift) -
			    1;
			struct listing l = { { first, last, (enum family)f }, 0,
				0 };

			l.until = some_until(s, first);
			l.value = (uint16_t)below(s->values);
			if (last < first || last > family_last((enum family)f))
				break;
			set_add(set, &l);
			at = last + 1;
		}
	}
	return set;
}

static bool
same_ids(const struct snapshot_id *a, const struct snapshot_id *b)
{
	return strcmp(a->db, b->db) == 0 && a->epoch == b->epoch &&
	    a->serial == b->serial && a->ngrains == b->ngrains &&
	    memcmp(a->grains, b->grains, a->ngrains * sizeof(*a->grains)) == 0;
}

/* Some addresses in, beside and far from listings are found as in the set. */
static bool
finds(const struct wr *w, const struct set *set)
{
	for (int k = 0; k < 60; k++) {
		enum family family = (enum family)(k % FAMILIES);
		size_t n = set_size(set, family);
		u128 addr = number() & family_last(family);
		struct snapshot_hit hit;
		struct fail f = { 0 };
		struct listing l;
		struct value v;
		bool want;

		if (n > 0 && k % 3 != 0) {
			l = set_at(set, family, below(n));
			addr = k % 3 == 1 ? l.range.last : l.range.first - 1;
			addr &= family_last(family);
		}
		want = set_find(set, family, addr, &l);
		if (snapshot_find(rd_over(w->buf, w->len), family, addr, &hit,
			&f) != want)
			return false;
		if (!want)
			continue;
		v = values_at(set_values(set), l.value);
		if (hit.until != l.until || hit.code != v.code ||
		    strcmp(hit.text, v.text) != 0 ||
		    !range_has(&hit.prefix, addr))
			return false;
	}
	return true;
}

/* FNV-1a. */
static uint64_t
sum_of(const struct wr *w)
{
	uint64_t sum = 0xcbf29ce484222325;

	for (size_t i = 0; i < w->len; i++)
		sum = (sum ^ w->buf[i]) * 0x100000001b3;
	return sum;
}

static void
test_shape(const struct shape *s)
{
	struct set *set, *back;
	struct wr w = { 0 }, again = { 0 };
	struct snapshot_id id;
	struct fail f = { 0 };

	seed = 1;
	set = random_set(s);
	snapshot_encode(&w, set, &some_id);
	if (!ok(sum_of(&w) == s->sum, "%s: the same bytes as ever", s->name))
		printf("# %#llx\n", (unsigned long long)sum_of(&w));
	back = snapshot_decode(rd_over(w.buf, w.len), &id, &f);
	if (!ok(back != NULL, "%s: is read back", s->name))
		printf("# %s\n", f.msg);
	if (back != NULL) {
		ok(same_sets(set, back), "%s: as the same set", s->name);
		ok(same_ids(&id, &some_id), "%s: of the same name", s->name);
		snapshot_encode(&again, back, &id);
		ok(again.len == w.len && memcmp(again.buf, w.buf, w.len) == 0,
		    "%s: with the same bytes", s->name);
		ok(finds(&w, set), "%s: addresses are found in the bytes",
		    s->name);
	}
	wr_free(&w);
	wr_free(&again);
	set_free(set);
	set_free(back);
}

/* Is this refused, or else the snapshot of a set? */
static bool
is_strict(const uint8_t *bytes, size_t n, bool *refused)
{
	struct snapshot_id id;
	struct fail f = { 0 };
	struct set *s = snapshot_decode(rd_over(bytes, n), &id, &f);
	struct wr w = { 0 };
	bool good;

	*refused = s == NULL;
	if (s == NULL)
		return f.kind == FAIL_FORMAT;
	snapshot_encode(&w, s, &id);
	good = w.len == n && memcmp(w.buf, bytes, n) == 0;
	wr_free(&w);
	set_free(s);
	return good;
}

/* A snapshot that is cut, or has a bit turned, or a byte more. */
static void
check_damage(struct wr *w)
{
	size_t bad = 0;
	bool refused;

	for (size_t n = 0; n < w->len; n++)
		bad += !is_strict(w->buf, n, &refused) || !refused;
	is_int((long long)bad, 0, "every proper prefix is refused");
	for (size_t i = 0; i < 8 * w->len; i++) {
		w->buf[i / 8] ^= (uint8_t)(1 << i % 8);
		bad += !is_strict(w->buf, w->len, &refused);
		w->buf[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	is_int((long long)bad, 0,
	    "what has one bit turned is refused or another set's snapshot");
	wr_u8(w, 0);
	ok(is_strict(w->buf, w->len, &refused) && refused,
	    "a byte behind it is refused");
	w->len--;
}

static void
test_damage(const struct shape *s)
{
	struct set *set = random_set(s);
	struct wr w = { 0 };

	snapshot_encode(&w, set, &some_id);
	check_damage(&w);
	wr_free(&w);
	set_free(set);
}

/* What is remembered with a set comes back with it. */
static void
test_recent(const struct shape *s, const struct shape *left, bool strict)
{
	struct set *last = random_set(left), *set = random_set(s), *back;
	struct snapshot_id id = some_id;
	struct wr w = { 0 };
	struct fail f = { 0 };

	id.recent = 5;
	set_remember(set, recent_after(last, set, id.recent));
	set_free(last);
	snapshot_encode(&w, set, &id);
	if (strict)
		check_damage(&w);
	back = snapshot_decode(rd_over(w.buf, w.len), &id, &f);
	if (ok(back != NULL, "what is remembered is read back"))
		ok(id.recent == 5 && same_sets(set, back) &&
			recent_same(set_recent(set), set_recent(back)),
		    "as it was");
	ok(finds(&w, set), "what is listed is found before it");
	set_free(back);
	set_free(set);
	wr_free(&w);
}

/* Every entry at the edge of a block is found, and none beside it. */
static void
test_edges(void)
{
	struct set *s = set_new();
	struct wr w = { 0 };
	size_t wrong = 0;

	values_add(set_values(s), 0x7f000002, "", 0);
	for (u128 i = 0; i < 40000; i++)
		set_add(s,
		    &(struct listing){ { 100 + 2 * i, 100 + 2 * i, IP4 }, 0,
			0 });
	snapshot_encode(&w, s, &some_id);
	for (u128 at = 0; at < 40000; at += 4096) {
		for (u128 i = at > 0 ? at - 1 : 0; i < at + 2; i++) {
			struct rd r = rd_over(w.buf, w.len);
			struct snapshot_hit hit;
			struct fail f = { 0 };

			wrong +=
			    snapshot_find(r, IP4, 100 + 2 * i, &hit, &f) != 1;
			wrong +=
			    snapshot_find(r, IP4, 101 + 2 * i, &hit, &f) != 0;
		}
	}
	is_int((long long)wrong, 0, "addresses at the edges of blocks");
	wr_free(&w);
	set_free(s);
}

int
main(void)
{
	test_edges();
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		test_shape(&shapes[i]);
	test_damage(&(struct shape){ "", { 60, 0 }, 16, 0, 0, 1, 0, 0 });
	test_damage(&(struct shape){ "", { 20, 20 }, 8, 3, 60, 3, 8, 0 });
	test_recent(&(struct shape){ "", { 60, 0 }, 16, 0, 0, 1, 0, 0 },
	    &(struct shape){ "", { 20, 20 }, 8, 3, 60, 3, 8, 0 }, true);
	test_recent(&(struct shape){ "", { 20, 20 }, 8, 3, 60, 3, 8, 0 },
	    &(struct shape){ "", { 60, 0 }, 16, 0, 0, 1, 0, 0 }, true);
	test_recent(&shapes[0], &shapes[1], false);
	return tap_end();
}

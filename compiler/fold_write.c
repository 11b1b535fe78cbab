/*
 * Parts of a checkpoint.  The first has
 *
 *	1, now, rules, floor, sources, values, events that wait, removals
 *
 * each as in a batch, and the others addresses of a family in ascending order,
 * at most HOSTS_A_PART of them:
 *
 *	2, family (1 byte), how many, and for each
 *	address less the one before (IPv6: its high half after its low half),
 *	bits (1 byte: k, 32 listed, 64 aged), until - now, last - now,
 *	newest - now (minutes, zigzag), until - began, value, source,
 *	nhits (1 byte), nhits - 1 ages (1 byte each)
 *
 * where a number that does not say otherwise is one of wr_vli().
 */
#include <stdlib.h>
#include <string.h>

#include "compiler/fold_inner.h"
#include "formats/mem.h"
#include "formats/value.h"
#include "formats/wr.h"

#define HOSTS_A_PART 16384

/* Addresses are sorted in so many groups, by their first bits. */
#define GROUP_BITS 4

/* With more values than this, those nobody has are given up. */
#define VALUES_MANY (VALUE_MAX / 2)

enum part {
	PART_FIRST = 1,
	PART_HOSTS,
};

/* Where parts go. */
struct putter {
	struct fold *fold;
	int (*put)(void *arg, struct rd, struct fail *);
	void *arg;
	struct wr w;
};

static int
put_part(struct putter *p, struct fail *f)
{
	int result = p->put(p->arg, rd_over(p->w.buf, p->w.len), f);

	p->w.len = 0;
	return result;
}

static int
put_first(struct putter *p, struct fail *f)
{
	const struct fold *fold = p->fold;
	struct wr *w = &p->w;

	wr_u8(w, PART_FIRST);
	wr_u32(w, fold->now);
	hitbatch_write_rules(w, &fold->rules);
	wr_u32(w, fold->floor);
	wr_vli(w, fold->nsources);
	for (size_t i = 0; i < fold->nsources; i++)
		hitbatch_write_name(w, fold->sources[i]);
	hitbatch_write_values(w, fold->values, 0);
	hitbatch_write_events(w, fold->waiting.events, fold->waiting.n,
	    fold->now);
	removals_write(w, &fold->removals);
	return put_part(p, f);
}

static void
write_host(struct wr *w, const struct quick_state *s, uint32_t now)
{
	wr_u8(w, (uint8_t)(s->k | (s->listed ? 32 : 0) | (s->aged ? 64 : 0)));
	wr_zigzag(w, (int64_t)s->until - now);
	wr_zigzag(w, (int64_t)s->last - now);
	wr_zigzag(w, (int64_t)s->newest - now);
	wr_vli(w, s->until - s->began);
	wr_vli(w, s->value);
	wr_u16(w, s->source);
	wr_u8(w, s->nhits);
	for (int i = 0; i + 1 < s->nhits; i++)
		wr_u8(w, s->ages[i]);
}

static int
put_hosts(struct putter *p, const struct hosts *h, const uint32_t *slots,
    size_t n, struct fail *f)
{
	u128 before = 0;

	wr_u8(&p->w, PART_HOSTS);
	wr_u8(&p->w, (uint8_t)h->family);
	wr_vli(&p->w, n);
	for (size_t i = 0; i < n; i++) {
		struct quick_state s = hosts_state(h, slots[i]);
		u128 addr = hosts_addr(h, slots[i]), step = addr - before;

		wr_vli(&p->w, (uint64_t)step);
		if (h->family == IP6)
			wr_vli(&p->w, (uint64_t)(step >> 64));
		write_host(&p->w, &s, p->fold->now / 60);
		before = addr;
	}
	return put_part(p, f);
}

/* The slots of a group of addresses that are not forgotten, sorted. */
static size_t
take_group(const struct fold *f, const struct hosts *h, unsigned group,
    uint32_t **slots)
{
	unsigned shift = family_bits(h->family) - GROUP_BITS;
	size_t n = 0, cap = 0;

	*slots = NULL;
	for (uint32_t i = 0; i < h->end; i++) {
		struct quick_state s;

		if (!hosts_used(h, i) || hosts_addr(h, i) >> shift != group)
			continue;
		s = hosts_state(h, i);
		if (quick_is_gone(&s, &f->rules, f->now / 60))
			continue;
		*slots = mem_grow(*slots, n, &cap, sizeof(**slots));
		(*slots)[n++] = i;
	}
	hosts_sort(h, *slots, n);
	return n;
}

static int
put_group(struct putter *p, const struct hosts *h, unsigned group,
    struct fail *f)
{
	uint32_t *slots;
	size_t n = take_group(p->fold, h, group, &slots);
	int result = 0;

	for (size_t i = 0; i < n && result == 0; i += HOSTS_A_PART)
		result = put_hosts(p, h, slots + i,
		    n - i < HOSTS_A_PART ? n - i : HOSTS_A_PART, f);
	free(slots);
	return result;
}

/* The ids of values in use, in their order, in place of the old ones. */
static void
renumber(struct fold *f, const uint16_t *ids, enum family family)
{
	struct hosts *h = &f->families[family].hosts;

	for (uint32_t i = 0; i < h->end; i++) {
		struct quick_state s;

		if (!hosts_used(h, i))
			continue;
		s = hosts_state(h, i);
		s.value = ids[s.value];
		hosts_put(h, i, &s);
	}
}

static void
mark_used(const struct fold *f, uint16_t *ids)
{
	for (enum family family = IP4; family <= IP6; family++) {
		const struct hosts *h = &f->families[family].hosts;

		for (uint32_t i = 0; i < h->end; i++) {
			if (hosts_used(h, i))
				ids[hosts_state(h, i).value] = 1;
		}
	}
	for (size_t i = 0; i < f->waiting.n; i++)
		ids[f->waiting.events[i].value] = 1;
}

/* Gives up the values that nobody has, if there are many. */
static void
shrink_values(struct fold *f)
{
	size_t n = values_size(f->values);
	struct values *values;
	uint16_t *ids;

	if (n < VALUES_MANY)
		return;
	ids = mem_new(n, sizeof(*ids));
	values = values_new();
	mark_used(f, ids);
	for (size_t i = 0; i < n; i++) {
		struct value v = values_at(f->values, (uint16_t)i);

		if (ids[i] != 0)
			ids[i] = values_add(values, v.code, v.text, v.len);
	}
	for (enum family family = IP4; family <= IP6; family++)
		renumber(f, ids, family);
	for (size_t i = 0; i < f->waiting.n; i++)
		f->waiting.events[i].value = ids[f->waiting.events[i].value];
	values_free(f->values);
	f->values = values;
	f->anew = true;
	free(ids);
}

int
fold_write(struct fold *f, int (*put)(void *arg, struct rd, struct fail *),
    void *arg, struct fail *fail_)
{
	struct putter p = { .fold = f, .put = put, .arg = arg };
	int result;

	shrink_values(f);
	f->nvalues = values_size(f->values);
	removals_prune(&f->removals, f->floor * 60);
	result = put_first(&p, fail_);
	for (enum family i = IP4; i <= IP6; i++) {
		for (unsigned group = 0; group < 1 << GROUP_BITS; group++) {
			if (result == 0)
				result = put_group(&p, &f->families[i].hosts,
				    group, fail_);
		}
	}
	wr_free(&p.w);
	return result;
}

static bool
read_sources(struct fold *f, struct rd *r)
{
	uint64_t n = rd_vli(r);

	if (n > ROW_SOURCE || n > rd_left(r))
		return false;
	for (uint64_t i = 0; i < n; i++) {
		char *name = hitbatch_read_name(r, HITBATCH_NAME_MAX);

		if (name == NULL)
			return false;
		fold_add_sources(f, &name, 1);
	}
	return true;
}

static bool
waiting_is_good(const struct fold *f)
{
	for (size_t i = 0; i < f->waiting.n; i++) {
		const struct event *e = &f->waiting.events[i];

		if ((e->who & ROW_SOURCE) >= f->nsources ||
		    ((e->who & ROW_REMOVAL) == 0 && e->value >= f->nvalues))
			return false;
	}
	return true;
}

static bool
read_first(struct fold *f, struct rd *r)
{
	f->now = rd_u32(r);
	if (f->reading || !hitbatch_read_rules(r, &f->rules))
		return false;
	f->floor = rd_u32(r);
	if (!read_sources(f, r) || !hitbatch_read_values(r, f->values))
		return false;
	f->reading = true;
	f->nvalues = values_size(f->values);
	return hitbatch_read_events(r, &f->waiting.events, &f->waiting.n,
		   f->now) &&
	    waiting_is_good(f) && removals_read(r, &f->removals, f->nsources);
}

/* Reads a minute that is told from now; false if it is none. */
static bool
read_minute(struct rd *r, uint32_t now, uint32_t *minute)
{
	int64_t v = rd_zigzag(r);

	if (v < -(int64_t)now || v > (int64_t)UINT32_MAX - now)
		return false;
	*minute = (uint32_t)(v + now);
	return true;
}

static bool
read_hits(struct rd *r, struct quick_state *s)
{
	s->nhits = rd_u8(r);
	if (s->nhits >= QUICK_HITS_MAX || (s->nhits > 0 && s->listed))
		return false;
	for (int i = 0; i + 1 < s->nhits; i++) {
		s->ages[i] = rd_u8(r);
		if (s->ages[i] > s->newest ||
		    (i > 0 && s->ages[i] < s->ages[i - 1]))
			return false;
	}
	return true;
}

static bool
read_host(struct rd *r, const struct fold *f, struct quick_state *s)
{
	uint32_t now = f->now / 60;
	uint8_t bits = rd_u8(r);
	uint64_t length, value;

	*s = (struct quick_state){ .k = bits & 31,
		.listed = (bits & 32) != 0,
		.aged = (bits & 64) != 0 };
	if (!read_minute(r, now, &s->until) || !read_minute(r, now, &s->last) ||
	    !read_minute(r, now, &s->newest))
		return false;
	length = rd_vli(r);
	value = rd_vli(r);
	s->source = rd_u16(r);
	if (bits > 127 || s->k > QUICK_LEVELS_MAX || length > UINT16_MAX ||
	    length > s->until ||
	    (s->source >= f->nsources && s->source != QUICK_MANY) ||
	    value >= f->nvalues)
		return false;
	s->began = s->until - (uint32_t)length;
	s->value = (uint16_t)value;
	if (s->listed &&
	    (s->k == 0 || s->until <= now || s->until - now >= WHEEL_MINUTES))
		return false;
	return read_hits(r, s) && !r->bad && !quick_is_gone(s, &f->rules, now);
}

/* Addresses ascend from part to part. */
static bool
read_addr(struct rd *r, struct fold *f, enum family family, u128 *addr)
{
	u128 step = rd_vli(r);

	if (family == IP6)
		step |= (u128)rd_vli(r) << 64;
	if (step > family_last(family) - *addr)
		return false;
	*addr += step;
	if (f->read_any &&
	    (family < f->read_family ||
		(family == f->read_family && *addr <= f->read_addr)))
		return false;
	f->read_any = true;
	f->read_family = family;
	f->read_addr = *addr;
	return true;
}

static bool
read_hosts(struct fold *f, struct rd *r)
{
	uint8_t family = rd_u8(r);
	uint64_t n = rd_vli(r);
	u128 addr = 0;

	if (!f->reading || family >= FAMILIES || n > HOSTS_A_PART)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		enum family in = (enum family)family;
		struct quick_state s, none = { 0 };

		if (!read_addr(r, f, in, &addr) || !read_host(r, f, &s))
			return false;
		fold_store(f, in, hosts_add(&f->families[in].hosts, addr),
		    &none, &s);
	}
	return true;
}

int
fold_read(struct fold *f, struct rd part, struct fail *fail_)
{
	uint8_t kind = rd_u8(&part);
	bool good = kind == PART_FIRST ? read_first(f, &part)
	    : kind == PART_HOSTS       ? read_hosts(f, &part)
				       : false;

	if (!good || part.bad || rd_left(&part) > 0)
		return fail(fail_, FAIL_FORMAT,
		    "a part of the checkpoint is not as any is written");
	return 0;
}

bool
fold_is_part(struct rd part)
{
	uint8_t kind = rd_u8(&part);

	return kind == PART_FIRST || kind == PART_HOSTS;
}

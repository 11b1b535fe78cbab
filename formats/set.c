#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/set.h"
#include "formats/value.h"

struct row4 {
	uint32_t first, last;
	uint32_t until;
	uint16_t value;
};

struct row6 {
	u128 first, last;
	uint32_t until;
	uint16_t value;
};

struct set {
	struct values *values;
	struct row4 *rows4;
	struct row6 *rows6;
	size_t n[FAMILIES];
	size_t cap[FAMILIES];
	struct set *recent;
};

struct set *
set_new(void)
{
	struct set *s = mem_new(1, sizeof(*s));

	s->values = values_new();
	return s;
}

void
set_free(struct set *s)
{
	if (s == NULL)
		return;
	set_free(s->recent);
	values_free(s->values);
	free(s->rows4);
	free(s->rows6);
	free(s);
}

struct values *
set_values(const struct set *s)
{
	return s->values;
}

const struct set *
set_recent(const struct set *s)
{
	return s->recent;
}

void
set_remember(struct set *s, struct set *recent)
{
	set_free(s->recent);
	s->recent = recent;
}

struct set *
set_forget(struct set *s)
{
	struct set *recent = s->recent;

	s->recent = NULL;
	return recent;
}

size_t
set_size(const struct set *s, enum family family)
{
	return s->n[family];
}

struct listing
set_at(const struct set *s, enum family family, size_t i)
{
	if (family == IP4) {
		const struct row4 *r = &s->rows4[i];

		return (struct listing){ { r->first, r->last, IP4 }, r->until,
			r->value };
	} else {
		const struct row6 *r = &s->rows6[i];

		return (struct listing){ { r->first, r->last, IP6 }, r->until,
			r->value };
	}
}

static u128
last_of(const struct set *s, enum family family, size_t i)
{
	return family == IP4 ? s->rows4[i].last : s->rows6[i].last;
}

static void
put(struct set *s, size_t i, const struct listing *l)
{
	if (l->range.family == IP4)
		s->rows4[i] = (struct row4){ (uint32_t)l->range.first,
			(uint32_t)l->range.last, l->until, l->value };
	else
		s->rows6[i] = (struct row6){ l->range.first, l->range.last,
			l->until, l->value };
}

/* Makes room for one more range than there are. */
static void
grow(struct set *s, enum family family)
{
	size_t n = s->n[family];

	if (family == IP4)
		s->rows4 =
		    mem_grow(s->rows4, n, &s->cap[IP4], sizeof(*s->rows4));
	else
		s->rows6 =
		    mem_grow(s->rows6, n, &s->cap[IP6], sizeof(*s->rows6));
}

/*
 * What set_add() does in each family, after room was made.  Written twice,
 * because sets of millions are made here and most are of IPv4.
 */
static bool
add4(struct set *s, const struct row4 *new)
{
	struct row4 *end = s->rows4 + s->n[IP4];

	if (s->n[IP4] > 0 && end[-1].last >= new->first)
		return false;
	if (s->n[IP4] > 0 && end[-1].last + 1 == new->first &&
	    end[-1].value == new->value &&end[-1].until == new->until) {
		end[-1].last = new->last;
		return true;
	}
	*end = *new;
	s->n[IP4]++;
	return true;
}

static bool
add6(struct set *s, const struct row6 *new)
{
	struct row6 *end = s->rows6 + s->n[IP6];

	if (s->n[IP6] > 0 && end[-1].last >= new->first)
		return false;
	if (s->n[IP6] > 0 && end[-1].last + 1 == new->first &&
	    end[-1].value == new->value &&end[-1].until == new->until) {
		end[-1].last = new->last;
		return true;
	}
	*end = *new;
	s->n[IP6]++;
	return true;
}

bool
set_add(struct set *s, const struct listing *l)
{
	const struct range *r = &l->range;

	if (s->n[r->family] == s->cap[r->family])
		grow(s, r->family);
	if (r->family == IP6)
		return add6(s,
		    &(struct row6){ r->first, r->last, l->until, l->value });
	return add4(s,
	    &(struct row4){ (uint32_t)r->first, (uint32_t)r->last, l->until,
		l->value });
}

/* Makes room for one more range before the i-th. */
static void
open_gap(struct set *s, enum family family, size_t i)
{
	size_t n = s->n[family];

	grow(s, family);
	if (family == IP4)
		memmove(&s->rows4[i + 1], &s->rows4[i],
		    (n - i) * sizeof(*s->rows4));
	else
		memmove(&s->rows6[i + 1], &s->rows6[i],
		    (n - i) * sizeof(*s->rows6));
	s->n[family]++;
}

static void
close_gap(struct set *s, enum family family, size_t i)
{
	size_t n = --s->n[family];

	if (family == IP4)
		memmove(&s->rows4[i], &s->rows4[i + 1],
		    (n - i) * sizeof(*s->rows4));
	else
		memmove(&s->rows6[i], &s->rows6[i + 1],
		    (n - i) * sizeof(*s->rows6));
}

/* Joins the i-th range to the one before it if they touch and are equal. */
static void
join(struct set *s, enum family family, size_t i)
{
	struct listing a, b;

	if (i == 0 || i >= s->n[family])
		return;
	a = set_at(s, family, i - 1);
	b = set_at(s, family, i);
	if (a.range.last + 1 != b.range.first || a.value != b.value ||
	    a.until != b.until)
		return;
	a.range.last = b.range.last;
	put(s, i - 1, &a);
	close_gap(s, family, i);
}

bool
set_insert(struct set *s, const struct listing *l)
{
	enum family family = l->range.family;
	size_t i = set_seek(s, family, l->range.first);

	if (i < s->n[family] &&
	    set_at(s, family, i).range.first <= l->range.last)
		return false;
	open_gap(s, family, i);
	put(s, i, l);
	join(s, family, i + 1);
	join(s, family, i);
	return true;
}

size_t
set_seek(const struct set *s, enum family family, u128 addr)
{
	return set_seek_between(s, family, addr, 0, s->n[family]);
}

size_t
set_seek_between(const struct set *s, enum family family, u128 addr, size_t low,
    size_t high)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (last_of(s, family, middle) < addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
set_find(const struct set *s, enum family family, u128 addr, struct listing *l)
{
	size_t i = set_seek(s, family, addr);

	if (i == s->n[family])
		return false;
	*l = set_at(s, family, i);
	return l->range.first <= addr;
}

u128
set_coverage(const struct set *s, enum family family)
{
	u128 spans = 0;
	size_t n = s->n[family];

	for (size_t i = 0; i < n; i++)
		spans += family == IP4 ? s->rows4[i].last - s->rows4[i].first
				       : s->rows6[i].last - s->rows6[i].first;
	return spans == ~(u128)0 ? spans : spans + n;
}

void
set_reserve(struct set *s, enum family family, size_t n)
{
	if (n <= s->cap[family])
		return;
	s->cap[family] = n;
	if (family == IP4)
		s->rows4 = mem_resize(s->rows4, n, sizeof(*s->rows4));
	else
		s->rows6 = mem_resize(s->rows6, n, sizeof(*s->rows6));
}

struct pair
pair_of(const struct set *a, const struct set *b)
{
	return (struct pair){ .sets = { a, b } };
}

/* Goes on to the other family where both sets are at their end. */
static bool
has_more(struct pair *p)
{
	while (p->at[0] == p->sets[0]->n[p->family] &&
	    p->at[1] == p->sets[1]->n[p->family]) {
		if (p->family == IP6)
			return false;
		p->family = IP6;
		p->at[0] = p->at[1] = 0;
		p->from = 0;
	}
	return true;
}

/* The first address at or after p->from that a side lists. */
static u128
next_of(const struct pair *p, const struct listing *l)
{
	return l->range.first > p->from ? l->range.first : p->from;
}

/* Takes one side alone up to an address, or up to where its listing ends. */
static void
take(struct pair *p, int side, const struct listing *l, u128 to)
{
	p->in_a = side == 0;
	p->in_b = side == 1;
	p->range = (struct range){ next_of(p, l), to, p->family };
	if (l->range.last <= to) {
		p->range.last = l->range.last;
		p->at[side]++;
	}
}

/* Takes both sides, which both list from an address on. */
static void
take_both(struct pair *p, u128 first)
{
	u128 a = p->a.range.last, b = p->b.range.last;

	p->in_a = p->in_b = true;
	p->range = (struct range){ first, a < b ? a : b, p->family };
	p->at[0] += a <= b;
	p->at[1] += b <= a;
}

bool
pair_next(struct pair *p)
{
	bool more_a, more_b;
	u128 a = 0, b = 0;

	if (!has_more(p))
		return false;
	more_a = p->at[0] < p->sets[0]->n[p->family];
	more_b = p->at[1] < p->sets[1]->n[p->family];
	if (more_a) {
		p->a = set_at(p->sets[0], p->family, p->at[0]);
		a = next_of(p, &p->a);
	}
	if (more_b) {
		p->b = set_at(p->sets[1], p->family, p->at[1]);
		b = next_of(p, &p->b);
	}
	if (more_a && more_b && a == b)
		take_both(p, a);
	else if (more_a && (!more_b || a < b))
		take(p, 0, &p->a, more_b ? b - 1 : p->a.range.last);
	else
		take(p, 1, &p->b, more_a ? a - 1 : p->b.range.last);
	p->from = p->range.last + 1;
	return true;
}

bool
pair_same(const struct pair *p)
{
	struct value a, b;

	if (!p->in_a || !p->in_b || p->a.until != p->b.until)
		return false;
	a = values_at(p->sets[0]->values, p->a.value);
	b = values_at(p->sets[1]->values, p->b.value);
	return value_order(&a, &b) == 0;
}

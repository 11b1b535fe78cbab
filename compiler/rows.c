#include <stdlib.h>

#include "compiler/rows.h"
#include "formats/mem.h"

/* Takes away the last hosts of an octet, down to n. */
static void
cut_octet(struct row_octet *o, size_t n)
{
	for (; o->n > n; o->n--) {
		struct row_piece *last = o->last;

		if ((o->n - 1) % ROW_PIECE > 0)
			continue;
		o->last = last->before;
		free(last);
	}
}

void
rows_free(struct rows *r)
{
	for (unsigned i = 0; i < ROW_OCTETS; i++)
		cut_octet(&r->octets[i], 0);
	free(r->hosts);
	free(r->ranges);
	free(r->ip6);
	*r = (struct rows){ 0 };
}

static uint16_t
who_of(const struct claim *c)
{
	if (c->removal && c->all)
		return ROW_REMOVAL | ROW_ALL | ROW_SOURCE;
	return (uint16_t)((c->source & ROW_SOURCE) |
	    (c->removal ? ROW_REMOVAL : 0));
}

struct row
row_of(const struct claim *c)
{
	return (struct row){ c->range.first, c->range.last, c->span, c->time,
		c->removal ? 0 : c->value, who_of(c) };
}

static void
add_to_octet(struct row_octet *o, const struct row_host *host)
{
	size_t at = o->n++ % ROW_PIECE;

	if (at == 0) {
		struct row_piece *new = mem_resize(NULL, 1, sizeof(*new));

		new->before = o->last;
		o->last = new;
	}
	o->last->hosts[at] = *host;
}

void
rows_part(struct rows *r)
{
	for (size_t i = 0; i < r->nfresh; i++)
		add_to_octet(&r->octets[r->fresh[i].addr >> 24], &r->fresh[i]);
	r->nfresh = 0;
}

static void
add_host(struct rows *r, const struct claim *c)
{
	if (r->nfresh == ROW_FRESH)
		rows_part(r);
	r->fresh[r->nfresh++] = (struct row_host){ (uint32_t)c->range.first,
		c->time, c->removal ? 0 : c->value, who_of(c) };
}

static void
add_range(struct rows *r, const struct claim *c)
{
	size_t n = r->n[ROW_RANGE]++;

	r->ranges =
	    mem_grow(r->ranges, n, &r->cap[ROW_RANGE], sizeof(*r->ranges));
	r->ranges[n] = (struct row_range){ (uint32_t)c->range.first,
		(uint32_t)c->range.last, (uint32_t)c->span, c->time,
		c->removal ? 0 : c->value, who_of(c) };
}

void
rows_add(struct rows *r, const struct claim *c)
{
	size_t n;

	if (c->range.family == IP4) {
		if (c->range.first == c->range.last && c->span == 0)
			add_host(r, c);
		else
			add_range(r, c);
		return;
	}
	n = r->n[ROW_IP6]++;
	r->ip6 = mem_grow(r->ip6, n, &r->cap[ROW_IP6], sizeof(*r->ip6));
	r->ip6[n] = row_of(c);
}

size_t
rows_count4(const struct rows *r)
{
	size_t n = r->nfresh + r->n[ROW_RANGE];

	for (unsigned i = 0; i < ROW_OCTETS; i++)
		n += r->octets[i].n;
	return n;
}

struct rows_mark
rows_mark(struct rows *r)
{
	struct rows_mark mark = { .ranges = r->n[ROW_RANGE],
		.ip6 = r->n[ROW_IP6] };

	rows_part(r);
	for (unsigned i = 0; i < ROW_OCTETS; i++)
		mark.hosts[i] = r->octets[i].n;
	return mark;
}

void
rows_rewind(struct rows *r, const struct rows_mark *mark)
{
	r->nfresh = 0;
	for (unsigned i = 0; i < ROW_OCTETS; i++)
		cut_octet(&r->octets[i], mark->hosts[i]);
	r->n[ROW_RANGE] = mark->ranges;
	r->n[ROW_IP6] = mark->ip6;
}

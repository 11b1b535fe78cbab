#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/delta.h"
#include "formats/set.h"
#include "formats/value.h"
#include "formats/wr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SERIAL 1763764800

/* What deltas are from: the first byte says which. */
static const struct shape {
	size_t n;
	u128 step, width;
	enum family family;
	unsigned values;
	bool ends;
	unsigned recent; /* steps; what lies between is remembered */
} shapes[] = {
	{ 0, 0, 0, IP4, 0, false, 0 },
	{ 200, 3, 1, IP4, 1, false, 0 },
	{ 200, 1, 1, IP4, 1, true, 0 },
	{ 100, 700, 300, IP4, 3, false, 0 },
	{ 16, (u128)1 << 28, (u128)1 << 28, IP4, 2, false, 0 },
	{ 60, (u128)1 << 80, 9, IP6, 2, true, 0 },
	{ 4, (u128)1 << 126, (u128)1 << 126, IP6, 3, false, 0 },
	{ 200, 5, 1, IP4, 2, false, 3 },
	{ 60, (u128)1 << 80, 9, IP6, 1, true, 64 },
};

#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))

static struct delta_end
base(unsigned which)
{
	const struct shape *s = &shapes[which % SHAPES];
	struct delta_end e = { set_new(),
		{ "qil", 1, SERIAL, { 2, 5, 10 }, 3, 0 }, { 0 } };
	struct set *recent = set_new();

	for (unsigned i = 0; i < s->values; i++)
		values_add(set_values(e.set), 0x7f000002 + i, "why $", 5);
	for (size_t i = 0; i < s->n; i++) {
		u128 first = i * s->step;
		uint32_t until = SERIAL / 60 + 1 + (uint32_t)(i * 7 % 20);
		struct listing l = { { first, first + (s->width - 1),
					 s->family },
			s->ends ? until : 0, (uint16_t)(i * 5 % s->values) };

		set_add(e.set, &l);
		if (s->recent == 0)
			continue;
		l.range.first = l.range.last + 1 + i % 3;
		l.range.last = l.range.first;
		set_add(recent,
		    &(struct listing){ l.range, 0,
			(uint16_t)(i * 3 % s->recent) });
	}
	set_remember(e.set, recent);
	e.id.recent = (uint16_t)s->recent;
	return e;
}

/* Whatever is a delta is the one that its two ends have. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct delta_end from, to;
	struct fail f = { 0 };
	struct wr w = { 0 };

	if (size == 0)
		return 0;
	from = base(data[0]);
	if (delta_apply(rd_over(data + 1, size - 1), &from, &to, &f) == -1) {
		if (to.set != NULL ||
		    (f.kind != FAIL_FORMAT && f.kind != FAIL_WRONG))
			abort();
	} else {
		delta_make(&w, &from, &to);
		if (w.len != size - 1 || memcmp(w.buf, data + 1, w.len) != 0)
			abort();
		wr_free(&w);
		set_free(to.set);
	}
	set_free(from.set);
	return 0;
}

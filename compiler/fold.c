#include <stdlib.h>
#include <string.h>

#include "compiler/fold_inner.h"
#include "formats/mem.h"
#include "formats/value.h"

struct fold *
fold_new(void)
{
	struct fold *f = mem_new(1, sizeof(*f));

	f->values = values_new();
	quick_preset(&f->rules, QUICK_PRESET_DEFAULT);
	for (enum family i = IP4; i <= IP6; i++) {
		hosts_begin(&f->families[i].hosts, i);
		wheel_begin(&f->families[i].wheel);
	}
	return f;
}

void
fold_free(struct fold *f)
{
	if (f == NULL)
		return;
	for (enum family i = IP4; i <= IP6; i++) {
		hosts_free(&f->families[i].hosts);
		wheel_free(&f->families[i].wheel);
		free(f->families[i].touched.slots);
		free(f->families[i].by_source);
	}
	for (size_t i = 0; i < f->nsources; i++)
		free(f->sources[i]);
	free(f->sources);
	values_free(f->values);
	free(f->waiting.events);
	removals_free(&f->removals);
	free(f);
}

void
fold_add_sources(struct fold *f, char **names, size_t n)
{
	size_t all = f->nsources + n;

	f->sources = mem_resize(f->sources, all, sizeof(*f->sources));
	if (n > 0)
		memcpy(f->sources + f->nsources, names, n * sizeof(*names));
	for (int i = 0; i < FAMILIES; i++) {
		uint64_t **counts = &f->families[i].by_source;

		*counts = mem_resize(*counts, all, sizeof(**counts));
		for (size_t k = f->nsources; k < all; k++)
			(*counts)[k] = 0;
	}
	f->nsources = all;
}

/* Counts an address among those that are listed, or not any more. */
static void
count_listed(struct fold *f, enum family family, const struct quick_state *s,
    int by)
{
	struct fold_family *of = &f->families[family];

	if (!s->listed)
		return;
	of->listed += (size_t)by;
	if (s->source < f->nsources)
		of->by_source[s->source] += (uint64_t)by;
}

static void
touch(struct fold_family *of, uint32_t slot)
{
	struct fold_touched *t = &of->touched;

	if (!hosts_mark(&of->hosts, slot))
		return;
	t->slots = mem_grow(t->slots, t->n, &t->cap, sizeof(*t->slots));
	t->slots[t->n++] = slot;
}

void
fold_store(struct fold *f, enum family family, uint32_t slot,
    const struct quick_state *was, const struct quick_state *is)
{
	struct fold_family *of = &f->families[family];
	bool moved = is->listed && (!was->listed || was->until != is->until);

	count_listed(f, family, was, -1);
	count_listed(f, family, is, 1);
	hosts_put(&of->hosts, slot, is);
	if (moved)
		wheel_add(&of->wheel, is->until, slot);
	if (moved || was->listed != is->listed ||
	    (is->listed && was->value != is->value))
		touch(of, slot);
}

/* A slot that was touched still stands for its address in the last set. */
static void
forget(struct hosts *h, uint32_t slot)
{
	if (hosts_marked(h, slot))
		hosts_put(h, slot, &(struct quick_state){ 0 });
	else
		hosts_drop(h, slot);
}

void
fold_sweep(struct fold *f, enum family family, uint32_t n, uint32_t minute)
{
	struct fold_family *of = &f->families[family];

	for (; n > 0; n--, of->swept++) {
		struct quick_state s;

		if (of->swept >= of->hosts.end) {
			of->swept = 0;
			return;
		}
		if (!hosts_used(&of->hosts, of->swept))
			continue;
		s = hosts_state(&of->hosts, of->swept);
		if (quick_is_gone(&s, &f->rules, minute))
			forget(&of->hosts, of->swept);
	}
}

uint32_t
fold_now(const struct fold *f)
{
	return f->now;
}

uint32_t
fold_floor(const struct fold *f)
{
	return f->floor * 60;
}

struct values *
fold_values(struct fold *f)
{
	return f->values;
}

size_t
fold_nvalues(const struct fold *f)
{
	return f->nvalues;
}

size_t
fold_nsources(const struct fold *f)
{
	return f->nsources;
}

const char *
fold_source(const struct fold *f, uint16_t id)
{
	return f->sources[id];
}

bool
fold_find(const struct fold *f, enum family family, u128 addr,
    struct quick_state *s)
{
	const struct hosts *h = &f->families[family].hosts;
	uint32_t slot = hosts_find(h, addr);

	if (slot == HOSTS_NONE)
		return false;
	*s = hosts_state(h, slot);
	return !quick_is_gone(s, &f->rules, f->now / 60);
}

size_t
fold_size(const struct fold *f, enum family family)
{
	return f->families[family].hosts.n;
}

size_t
fold_listed(const struct fold *f, enum family family)
{
	return f->families[family].listed;
}

uint64_t
fold_listed_by(const struct fold *f, uint16_t source, enum family family)
{
	return f->families[family].by_source[source];
}

size_t
fold_memory(const struct fold *f)
{
	size_t n = f->removals.cap * sizeof(*f->removals.all) +
	    f->waiting.cap * sizeof(*f->waiting.events);

	for (int i = 0; i < FAMILIES; i++)
		n += hosts_memory(&f->families[i].hosts) +
		    f->families[i].wheel.memory +
		    f->families[i].touched.cap * sizeof(uint32_t);
	return n;
}

void
fold_each(const struct fold *f, void (*each)(void *arg, enum family, u128),
    void *arg)
{
	for (enum family i = IP4; i <= IP6; i++) {
		const struct hosts *h = &f->families[i].hosts;

		for (uint32_t slot = 0; slot < h->end; slot++) {
			if (hosts_used(h, slot) && hosts_state(h, slot).listed)
				each(arg, i, hosts_addr(h, slot));
		}
	}
}

#include <stdlib.h>

#include "compiler/wheel.h"
#include "formats/mem.h"

#define LIST_MIN 4

void
wheel_begin(struct wheel *w)
{
	w->lists = mem_new(WHEEL_MINUTES, sizeof(*w->lists));
	w->memory = 0;
}

void
wheel_free(struct wheel *w)
{
	for (size_t i = 0; w->lists != NULL && i < WHEEL_MINUTES; i++)
		free(w->lists[i].slots);
	free(w->lists);
	*w = (struct wheel){ 0 };
}

void
wheel_add(struct wheel *w, uint32_t minute, uint32_t slot)
{
	struct wheel_list *l = &w->lists[minute % WHEEL_MINUTES];

	if (l->n == l->cap) {
		uint32_t more = l->cap < LIST_MIN ? LIST_MIN : l->cap / 2;

		l->slots = mem_resize(l->slots, (size_t)l->cap + more,
		    sizeof(*l->slots));
		l->cap += more;
		w->memory += more * sizeof(*l->slots);
	}
	l->slots[l->n++] = slot;
}

struct wheel_list
wheel_take(struct wheel *w, uint32_t minute)
{
	struct wheel_list *l = &w->lists[minute % WHEEL_MINUTES];
	struct wheel_list taken = *l;

	*l = (struct wheel_list){ 0 };
	w->memory -= taken.cap * sizeof(*l->slots);
	return taken;
}

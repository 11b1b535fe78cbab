#include "compiler/fold_inner.h"

void
fold_watch(struct fold *f, const struct fold_watch *watch)
{
	f->watch = watch;
}

void
fold_tell_event(const struct fold *f, const struct event *e,
    enum fold_fate fate, const struct quick_state *after)
{
	const struct fold_watch *w = f->watch;

	if (w != NULL && w->addr == e->addr && w->family == e->family)
		w->told(w->arg, f, &(struct fold_told){ *e, fate, *after });
}

static enum fold_fate
fate_of_removal(const struct quick_state *before,
    const struct quick_state *after)
{
	if (before->listed && !after->listed)
		return FOLD_REMOVES;
	return before->nhits > after->nhits ? FOLD_DROPS : FOLD_SPARES;
}

enum fold_fate
fold_fate_of(const struct event *e, const struct quick_state *before,
    const struct quick_state *after)
{
	if ((e->who & ROW_REMOVAL) != 0)
		return fate_of_removal(before, after);
	if (after->listed && !before->listed)
		return FOLD_ADDS;
	if (after->aged && !before->aged)
		return FOLD_RAISES;
	if (before->listed || after->last != before->last)
		return after->nhits > 0 ? FOLD_COUNTS : FOLD_REMEMBERED;
	return after->nhits != before->nhits ? FOLD_COUNTS : FOLD_IDLE;
}

static void
tell_removals(const struct fold *f, const struct quick_state *s)
{
	for (size_t i = 0; i < f->removals.n; i++) {
		const struct removal *r = &f->removals.all[i];
		struct event e = { .addr = r->addr,
			.family = r->family,
			.time = r->time,
			.who = ROW_REMOVAL };

		e.who |= r->source == REMOVALS_ALL ? ROW_ALL : r->source;
		fold_tell_event(f, &e, FOLD_KNOWN, s);
	}
}

void
fold_tell(const struct fold *f)
{
	const struct fold_watch *w = f->watch;
	struct quick_state s = { 0 };

	if (w == NULL)
		return;
	if (fold_find(f, w->family, w->addr, &s))
		fold_tell_event(f,
		    &(struct event){ .addr = w->addr,
			.family = w->family,
			.time = s.last * 60,
			.value = s.value },
		    FOLD_KNOWN, &s);
	tell_removals(f, &s);
	for (size_t i = 0; i < f->waiting.n; i++)
		fold_tell_event(f, &f->waiting.events[i], FOLD_WAITS, &s);
}

const char *
fold_fate_text(enum fold_fate fate)
{
	static const char *const texts[FOLD_FATES] = {
		[FOLD_ADDS] = "adds the address",
		[FOLD_REMEMBERED] = "is remembered",
		[FOLD_COUNTS] = "counts towards an addition",
		[FOLD_RAISES] = "came late, and raises the level",
		[FOLD_IDLE] = "came late, and changes nothing",
		[FOLD_VOID] = "does not count: it is removed, or too old",
		[FOLD_WAITS] = "waits for its minute",
		[FOLD_REMOVES] = "ends the listing",
		[FOLD_DROPS] = "drops the hits towards an addition",
		[FOLD_SPARES] = "ends nothing",
		[FOLD_KNOWN] = "is known from before",
	};

	return texts[fate];
}

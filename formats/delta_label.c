#include "formats/delta_label.h"

void
delta_labels_init(struct delta_labels *l, const struct snapshot_id *id,
    uint32_t nvalues, bool ends)
{
	labels_init(&l->labels, id, nvalues, ends);
	labels_reset(&l->labels);
	l->soon = ODDS_EVEN;
	odds_forget(l->ahead, sizeof(l->ahead));
	odds_forget(&l->class[0][0], sizeof(l->class));
	odds_forget(&l->few[0][0], sizeof(l->few));
}

void
delta_labels_free(struct delta_labels *l)
{
	labels_free(&l->labels);
}

/* An until that is up to 2^10 minutes ahead, or any other. */
static bool
code_ahead(enum way way, struct delta_labels *l, struct coder *c,
    const struct label *before, uint32_t hash, struct label *label)
{
	uint32_t ahead = label->until - l->labels.now - 1;
	bool soon =
	    label->until > l->labels.now && ahead >> DELTA_AHEAD_BITS == 0;

	if (!coder_bit(way, c, &l->soon, soon))
		return label_until(way, &l->labels, c, before, hash, label) &&
		    (label->until <= l->labels.now ||
			(label->until - l->labels.now - 1) >>
				DELTA_AHEAD_BITS !=
			    0);
	ahead = coder_tree(way, c, l->ahead, DELTA_AHEAD_BITS, ahead);
	label->until = l->labels.now + 1 + ahead;
	label->class = (uint16_t)label_class(&l->labels, hash, label->until);
	return true;
}

bool
delta_label_added(enum way way, struct delta_labels *l, struct coder *c,
    const struct label *before, unsigned gap, u128 addr, struct label *label)
{
	if (!label_value(way, &l->labels, c, before, gap, label))
		return false;
	if (l->labels.ends)
		return code_ahead(way, l, c, before, grain_hash(addr), label);
	label->until = 0;
	return true;
}

/*
 * The finest grain of which an until is a few away, 0 if there is none, and
 * how many less one.
 */
static unsigned
few_grains(const struct labels *l, uint32_t hash, uint32_t from, uint32_t until,
    uint32_t *few)
{
	for (unsigned class = 1; class < l->nclasses && until > from;
	     class ++) {
		uint64_t n = label_grains(l, class, hash, until) -
		    label_grains(l, class, hash, from);

		if ((n - 1) >> DELTA_FEW_BITS == 0 &&
		    ((uint64_t)until + hash) % l->grain[class] == 0) {
			*few = (uint32_t)n - 1;
			return class;
		}
	}
	return 0;
}

/* An until that is a few grains away, or any other. */
static bool
code_few(enum way way, struct delta_labels *l, struct coder *c,
    const struct label *old, uint32_t from, uint32_t hash, struct label *label)
{
	struct labels *all = &l->labels;
	uint32_t few = 0, class = 0;
	uint64_t until;

	if (way == ENCODE)
		class = few_grains(all, hash, from, label->until, &few);
	class = coder_tree(way, c, l->class[old->class], 5, class);
	if (class == 0)
		return label_until(way, all, c, old, hash, label) &&
		    few_grains(all, hash, from, label->until, &few) == 0;
	if (class >= all->nclasses)
		return false;
	few = coder_tree(way, c, l->few[class], DELTA_FEW_BITS, few);
	if (way == ENCODE)
		return true;
	until = (label_grains(all, class, hash, from) + few + 1) *
		all->grain[class] -
	    hash;
	label->until = (uint32_t)until;
	return until <= UINT32_MAX &&
	    few_grains(all, hash, from, label->until, &few) == class;
}

bool
delta_label_changed(enum way way, struct delta_labels *l, struct coder *c,
    const struct label *old, uint32_t from, u128 addr, struct label *label)
{
	if (!label_value(way, &l->labels, c, old, 0, label))
		return false;
	if (l->labels.ends)
		return code_few(way, l, c, old, from, grain_hash(addr), label);
	label->until = 0;
	return true;
}

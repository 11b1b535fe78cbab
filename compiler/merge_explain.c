#include "compiler/merge.h"
#include "compiler/order.h"

/* The fate of the i-th case as far as it does not depend on the winner. */
static void
judge(struct merge_case *cases, size_t n, size_t i, uint32_t now)
{
	struct merge_case *c = &cases[i];
	struct row row = row_of(&c->claim);

	c->by = i;
	c->fate = c->claim.removal ? MERGE_REMOVAL : MERGE_SAME;
	if (merge_has_ended(&c->claim, now))
		c->fate = MERGE_ENDED;
	for (size_t j = 0; j < n && c->fate == MERGE_SAME; j++) {
		struct row other = row_of(&cases[j].claim);

		if (cases[j].claim.removal &&
		    !merge_has_ended(&cases[j].claim, now) &&
		    order_removes(&other, &row)) {
			c->fate = MERGE_REMOVED;
			c->by = j;
		}
	}
}

static enum merge_fate
fate_by(enum order_by by)
{
	static const enum merge_fate fates[] = {
		[ORDER_SPAN] = MERGE_WIDER,
		[ORDER_TIME] = MERGE_OLDER,
		[ORDER_SOURCE] = MERGE_LATER_NAME,
		[ORDER_VALUE] = MERGE_LATER_VALUE,
		[ORDER_NONE] = MERGE_SAME,
	};

	return fates[by];
}

size_t
merge_explain(struct merge_case *cases, size_t n, const struct values *values,
    uint32_t now)
{
	size_t best = n;

	for (size_t i = 0; i < n; i++) {
		struct row row = row_of(&cases[i].claim), top;

		judge(cases, n, i, now);
		if (best < n)
			top = row_of(&cases[best].claim);
		if (cases[i].fate == MERGE_SAME &&
		    (best == n || order_rows(&row, &top, values, NULL) < 0))
			best = i;
	}
	for (size_t i = 0; i < n && best < n; i++) {
		struct row row = row_of(&cases[i].claim),
			   top = row_of(&cases[best].claim);
		enum order_by by;

		if (cases[i].fate != MERGE_SAME)
			continue;
		order_rows(&row, &top, values, &by);
		cases[i].fate = i == best ? MERGE_WINS : fate_by(by);
		cases[i].by = best;
	}
	return best;
}

const char *
merge_fate_text(enum merge_fate fate)
{
	static const char *const texts[] = {
		[MERGE_WINS] = "wins",
		[MERGE_REMOVAL] = "removes",
		[MERGE_ENDED] = "has ended",
		[MERGE_REMOVED] = "is removed by",
		[MERGE_WIDER] = "is over more addresses than",
		[MERGE_OLDER] = "was seen before",
		[MERGE_LATER_NAME] = "has a later source name than",
		[MERGE_LATER_VALUE] = "has a later answer than",
		[MERGE_SAME] = "says the same as",
	};

	return texts[fate];
}

/*
 * The new labels of a delta.  What is added has mostly one of few untils,
 * counted from the result's minute; what is renewed ends mostly a few whole
 * grains later than before.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_LABEL_H
#define FEEDMILL_DELTA_LABEL_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/label.h"

/* Untils from 1 to 2^10 minutes ahead are decided as a whole. */
#define DELTA_AHEAD_BITS 10

/* From 1 to 2^3 grains are. */
#define DELTA_FEW_BITS 3

struct delta_labels {
	struct labels labels; /* for the others */
	struct odds soon;
	struct odds ahead[1 << DELTA_AHEAD_BITS];
	struct odds class[LABEL_CLASSES][32];
	struct odds few[LABEL_CLASSES][1 << DELTA_FEW_BITS];
};

/* As labels_init(). */
void delta_labels_init(struct delta_labels *, const struct snapshot_id *,
    uint32_t nvalues, bool ends);
void delta_labels_free(struct delta_labels *);

/*
 * Codes the label of what is added at an address; before is that of what was
 * added last or NULL, and gap the width of the distance from it.  Returns
 * false if what was read is no label that is ever written.
 */
bool delta_label_added(enum way, struct delta_labels *, struct coder *,
    const struct label *before, unsigned gap, u128 addr, struct label *);

/*
 * Codes the label that the old one of what begins at an address becomes; from
 * is the minute that grains are counted from.
 */
bool delta_label_changed(enum way, struct delta_labels *, struct coder *,
    const struct label *old, uint32_t from, u128 addr, struct label *);

#endif

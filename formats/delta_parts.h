/*
 * The code of what becomes of a listing of the base that is touched: of all
 * of it, or of parts of it.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_PARTS_H
#define FEEDMILL_DELTA_PARTS_H

#include "formats/delta_code.h"
#include "formats/delta_diff.h"
#include "formats/delta_result.h"

struct delta_parts {
	struct delta_code *c;
	struct listing l; /* with the base's id of its value */
	struct label old; /* its label, with the class that it has now */
	bool live;        /* it is in force */
	const struct piece *piece;   /* ENCODE: the first of its pieces */
	struct delta_result *result; /* DECODE: where it goes */
};

void delta_parts(struct delta_parts *);

#endif

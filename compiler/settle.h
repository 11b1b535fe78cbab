/*
 * What is only for the compiler itself, once a head is out: what an operator
 * accepted is used up, the sources' states are the last good ones, objects
 * that nothing names go, and the copy is of what is published.
 */
#ifndef FEEDMILL_SETTLE_H
#define FEEDMILL_SETTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"

struct intake;
struct intake_job;
struct last;
struct tree;

struct settle {
	struct tree *tree;
	const struct last *last; /* what was there before; its bytes are new */
	const struct intake *intake;
	const struct intake_job *job;
	uint32_t serial; /* of the head that is out */
	bool changed;    /* it is of a new set */
	/* When objects went last, for who builds often; or NULL. */
	uint32_t *retained;
};

/* Does all of it, whatever of it fails: the first failure is told. */
int settle_run(const struct settle *, struct fail *);

#endif

/*
 * Removals of a quick list that may still meet late hits: of each address,
 * source (or all) the latest.  There are few of them.
 */
#ifndef FEEDMILL_REMOVALS_H
#define FEEDMILL_REMOVALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/rd.h"

struct wr;

/* The source of a removal that ends everybody's. */
#define REMOVALS_ALL UINT16_MAX

struct removal {
	u128 addr;
	enum family family;
	uint32_t time; /* seconds */
	uint16_t source;
};

/* { 0 } to begin with. */
struct removals {
	struct removal *all; /* by family, address, source */
	size_t n, cap;
	uint32_t latest; /* no removal is later */
};

void removals_free(struct removals *);

void removals_note(struct removals *, const struct removal *);

/* Whether a hit of a source at a time in seconds is removed. */
bool removals_cover(const struct removals *, const struct removal *hit);

/* Forgets those from before a time. */
void removals_prune(struct removals *, uint32_t before);

void removals_write(struct wr *, const struct removals *);

/* False for what is never written. */
bool removals_read(struct rd *, struct removals *, size_t nsources);

#endif

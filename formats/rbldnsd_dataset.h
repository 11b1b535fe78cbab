/* One dataset of an rbldnsd zone while it is read, and what it lists. */
#ifndef FEEDMILL_RBLDNSD_DATASET_H
#define FEEDMILL_RBLDNSD_DATASET_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/rbldnsd_addr.h"
#include "formats/rbldnsd_set.h"
#include "formats/rbldnsd_text.h"
#include "formats/rbldnsd_value.h"

struct source_sink;

struct rbldnsd_type {
	const char *name;
	enum family family;
	rbldnsd_syntax *syntax;
	enum rbldnsd_clash clash;
	bool values;    /* entries have values of their own */
	bool max_range; /* $MAXRANGE4 is for it */
};

/* The type of a name, NULL if it is none of addresses. */
const struct rbldnsd_type *rbldnsd_type(struct text name);

struct rbldnsd_dataset {
	const struct rbldnsd_type *type; /* NULL if there is no dataset */
	struct rbldnsd_vars vars;
	bool has_default;    /* a default line was read */
	uint16_t by_default; /* the value that the last one gives */
	struct rbldnsd_values *values;
	struct rbldnsd_set *set;
};

/*
 * Starts a dataset where there is none, with these variables; entries and
 * values are then added to set and values.
 */
void rbldnsd_dataset_start(struct rbldnsd_dataset *,
    const struct rbldnsd_type *, const struct rbldnsd_vars *);

/* Leaves no dataset. */
void rbldnsd_dataset_free(struct rbldnsd_dataset *);

/*
 * Gives what the dataset lists, and errors that only now show, to the sink.
 * Places have the name of the file.  Returns 0, or -1 once the sink does.
 */
int rbldnsd_dataset_finish(const struct rbldnsd_dataset *, const char *file,
    const struct source_sink *, struct fail *);

#endif

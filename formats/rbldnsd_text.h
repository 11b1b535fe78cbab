/*
 * TXT templates as rbldnsd writes them, with the variables of their dataset,
 * made into templates of ours (see value.h).  In both "$" is the address asked
 * for and "$$" a dollar sign.  Bytes that are not UTF-8 are taken for Latin-1,
 * and tabs become spaces.
 */
#ifndef FEEDMILL_RBLDNSD_TEXT_H
#define FEEDMILL_RBLDNSD_TEXT_H

#include <stdbool.h>

#include "formats/text.h"

struct wr;

/* $0 to $9, and the base template "$=". */
#define RBLDNSD_VARS 11
#define RBLDNSD_BASE 10

/* The variables of a dataset; { 0 } has none. */
struct rbldnsd_vars {
	char *value[RBLDNSD_VARS]; /* NULL where there is none */
};

/* Sets a variable that has no value yet; the first one stays. */
void rbldnsd_vars_set(struct rbldnsd_vars *, unsigned i, struct text);

/* Copies all, after freeing those of the first. */
void rbldnsd_vars_copy(struct rbldnsd_vars *, const struct rbldnsd_vars *);

void rbldnsd_vars_free(struct rbldnsd_vars *);

/*
 * Adds the template that an entry's text is with these variables.  Returns
 * NULL or the rule that is broken: what rbldnsd does with it may have no
 * template of ours.
 */
const char *rbldnsd_text(struct wr *, struct text entry,
    const struct rbldnsd_vars *);

#endif

/*
 * What an operator says that the next catalog shall be: a configuration, as
 * feedkey(1) describes it.
 *
 *	valid-for = 365d
 *	threshold = 2
 *	root = { alice.pub, bob.pub, "RWQ..." }
 *	database rbl {
 *		epoch = 1
 *		interval = 5m
 *		key rbl-2026.pub {
 *			from = 2026-11-01T00:00:00Z
 *			until = 2027-03-01T00:00:00Z
 *		}
 *	}
 */
#ifndef FEEDMILL_CATALOG_CONF_H
#define FEEDMILL_CATALOG_CONF_H

#include <stddef.h>

struct catalog;
struct fail;

/*
 * Makes the catalog that it says, of the version and time that it has
 * already.  Keys are read from files, beside that of the configuration unless
 * they are paths from the root.  Returns 0, or -1 with FAIL_USAGE that says
 * where.
 */
int catalog_conf_read(struct catalog *, const char *path, struct fail *);

/* The same of a text; the name is that of its file, for messages too. */
int catalog_conf_parse(struct catalog *, const char *text, size_t n,
    const char *name, struct fail *);

#endif

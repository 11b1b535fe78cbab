/*
 * What a catalog changes against the one before, for those who are to sign it:
 * roots, threshold and validity, databases, their epochs and intervals, their
 * keys and the times of these.
 */
#ifndef FEEDMILL_CATALOG_DIFF_H
#define FEEDMILL_CATALOG_DIFF_H

struct catalog;
struct wr;

/* Adds a line for each change below one that names the version before. */
void catalog_diff(struct wr *, const struct catalog *before,
    const struct catalog *after);

#endif

/*
 * A catalog file for people, and as JSON: everything that its text says, and
 * which of its roots have signed it.
 */
#ifndef FEEDMILL_CATALOG_SHOW_H
#define FEEDMILL_CATALOG_SHOW_H

#include <jansson.h>

struct catalog;
struct roots_file;
struct wr;

/* The catalog is the file's, as roots_read() reads it. */
void catalog_show(struct wr *, const struct catalog *,
    const struct roots_file *);

/* The same; the reference is the caller's. */
json_t *catalog_show_json(const struct catalog *, const struct roots_file *);

#endif

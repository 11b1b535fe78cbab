/*
 * gzip while writing: the same bytes in give the same bytes out, since neither
 * a name nor a time is kept.
 */
#ifndef FEEDMILL_GZIP_H
#define FEEDMILL_GZIP_H

#include <stddef.h>

struct gzip;
struct wr;

/* Compresses into a writer, which must outlive it. */
struct gzip *gzip_new(struct wr *);

void gzip_add(struct gzip *, const void *, size_t n);

/* Writes what is left and frees; NULL is allowed. */
void gzip_end(struct gzip *);

/* Frees without writing any more; NULL is allowed. */
void gzip_free(struct gzip *);

#endif

/*
 * A writer that compresses: what is written to gzip_wr() goes on to another
 * writer as a gzip file (RFC 1952) without name or time, so that the same
 * bytes give the same file wherever the same zlib is.
 */
#ifndef FEEDMILL_GZIP_H
#define FEEDMILL_GZIP_H

#include "formats/fail.h"

struct wr;

/* Closed: see gzip.c. */
struct gzip;

/* Level 1 (fast) to 9 (small).  Borrows the writer that takes the file. */
struct gzip *gzip_new(struct wr *out, int level);
void gzip_free(struct gzip *);

/* The writer to write to; it lives as long as the gzip. */
struct wr *gzip_wr(struct gzip *);

/* Writes the rest and the end of the file; call it once.  Returns 0 or -1. */
int gzip_end(struct gzip *, struct fail *);

#endif

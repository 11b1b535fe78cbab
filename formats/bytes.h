/*
 * The bytes of an open file, gzip undone.  Library code for gzip alone is
 * here because libarchive does not check its sums.  See input.h for all else.
 */
#ifndef FEEDMILL_BYTES_H
#define FEEDMILL_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "formats/fail.h"

/* Closed: see bytes.c. */
struct bytes;

/*
 * Starts reading where fd stands, which stays the caller's, like the name,
 * which is printed.  Returns NULL with a failure.
 */
struct bytes *bytes_open(int fd, const char *name, struct fail *);
void bytes_free(struct bytes *);

/* Whether the file is gzip, which bytes_read() undoes. */
bool bytes_gzip(const struct bytes *);

/* Whether the file starts with these bytes, at most 8. */
bool bytes_start(const struct bytes *, const void *, size_t n);

/*
 * At most n more bytes.  Returns how many, 0 at the end, or -1 with a
 * failure; for gzip also where a sum or length is wrong, where it is cut
 * short, and where anything but more gzip follows.
 */
ssize_t bytes_read(struct bytes *, void *, size_t n, struct fail *);

/* As lseek(2); -1 for gzip and for what is no file. */
int64_t bytes_seek(struct bytes *, int64_t offset, int whence);

#endif

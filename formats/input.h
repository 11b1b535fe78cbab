/*
 * The bytes of a source file: plain, compressed (gz, xz, zst, bz2) or an
 * archive (tar, zip, cpio; the first and last also compressed).  Compression
 * is known by the file's first bytes, an archive only by the file's name, so
 * that no text is ever taken for one.  A file is compressed once and archives
 * hold no archives; a file whose name promises either and
 * whose bytes are something else is refused.  Plain files are read with
 * read(2).  What is cut short or damaged is a failure, never a short file.
 */
#ifndef FEEDMILL_INPUT_H
#define FEEDMILL_INPUT_H

#include <stddef.h>
#include <sys/types.h>

#include "formats/fail.h"

/* A packed file unpacks to at most this many bytes, all members together. */
#define INPUT_BYTES_MAX ((size_t)4 << 30)

/* An archive has at most this many members. */
#define INPUT_MEMBERS_MAX 1000

struct input;

/*
 * Starts reading where fd stands; it stays the caller's and open as long as
 * the input.  The file's name says how it is packed; it is printed as shown.
 * Returns NULL with a failure.
 */
struct input *input_open(int fd, const char *name, const char *shown,
    struct fail *);
void input_free(struct input *);

/*
 * Moves to the next member; a file that is no archive has one.  Call it
 * before reading.  Returns 1, 0 behind the last, or -1.
 */
int input_next(struct input *, struct fail *);

/* The member's own name; NULL for a file that is no archive. */
const char *input_member(const struct input *);

/* The same with the file it is in, to be printed: "file" or "file/member". */
const char *input_name(const struct input *);

/* At most n more bytes of the member: how many, 0 at its end, or -1. */
ssize_t input_read(struct input *, void *, size_t n, struct fail *);

#endif

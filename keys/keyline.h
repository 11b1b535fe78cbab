/*
 * The two kinds of lines that minisign's files are made of: a comment behind
 * a prefix, and base64 of a known number of bytes.  Both end in LF; a line
 * that is anything else is refused with FAIL_FORMAT.
 */
#ifndef FEEDMILL_KEYLINE_H
#define FEEDMILL_KEYLINE_H

#include <stddef.h>

struct fail;
struct rd;
struct wr;

#define KEYLINE_UNTRUSTED "untrusted comment: "
#define KEYLINE_TRUSTED   "trusted comment: "

/* The longest comment, written or read. */
#define KEYLINE_COMMENT_MAX 1000

/* Not too long, and no control characters but TAB. */
int keyline_comment_check(const char *, size_t n, struct fail *);

/* Reads a comment line; the comment is left where it lies. */
int keyline_comment(struct rd *, const char *prefix, const char **text,
    size_t *n, struct fail *);

/* Reads a line of base64 that stands for exactly n bytes. */
int keyline_base64(struct rd *, void *out, size_t n, struct fail *);

/*
 * Reads a whole key file: an untrusted comment, which is dropped, a line of
 * base64 that stands for exactly size bytes, and nothing more.
 */
int keyline_file(const void *, size_t n, void *out, size_t size, struct fail *);

void keyline_put_comment(struct wr *, const char *prefix, const char *text,
    size_t n);
void keyline_put_base64(struct wr *, const void *, size_t n);

#endif

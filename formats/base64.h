/* Base64 of RFC 4648 with its padding: bytes have one text and no other. */
#ifndef FEEDMILL_BASE64_H
#define FEEDMILL_BASE64_H

#include <stdbool.h>
#include <stddef.h>

struct wr;

/* The most bytes that are read or written at once. */
#define BASE64_MAX 158

/* The characters that n bytes have. */
#define BASE64_LEN(n) (((n) + 2) / 3 * 4)

/* Reads the text that stands for n bytes; it has len characters. */
bool base64_read(void *out, size_t n, const char *text, size_t len);

void base64_write(struct wr *, const void *, size_t n);

#endif

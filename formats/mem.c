#include <err.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"

/* Blocks of so many bytes are large. */
#define LARGE 131072

void *
mem_new(size_t n, size_t size)
{
	void *p = calloc(n > 0 ? n : 1, size);

	if (p == NULL)
		err(1, NULL);
	return p;
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	void *q = reallocarray(p, n > 0 ? n : 1, size);

	if (q == NULL)
		err(1, NULL);
	return q;
}

void *
mem_grow(void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	*cap = *cap < 16 ? 16 : *cap + *cap / 2;
	return mem_resize(p, *cap, size);
}

void
mem_return_large(void)
{
	mallopt(M_MMAP_THRESHOLD, LARGE);
}

char *
mem_text(const void *bytes, size_t n)
{
	char *text = mem_new(n + 1, 1);

	memcpy(text, bytes, n);
	return text;
}

/*
 * Files that tests read and write.  What goes wrong ends the program.
 */
#ifndef FEEDMILL_UNIT_FILE_H
#define FEEDMILL_UNIT_FILE_H

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The bytes of a file with a NUL behind them, for free(). */
static inline char *
slurp(const char *path, size_t *n)
{
	FILE *file = fopen(path, "rb");
	char *bytes;
	long end;

	if (file == NULL || fseek(file, 0, SEEK_END) == -1 ||
	    (end = ftell(file)) == -1)
		err(1, "%s", path);
	rewind(file);
	*n = (size_t)end;
	bytes = malloc(*n + 1);
	if (bytes == NULL || fread(bytes, 1, *n, file) != *n)
		err(1, "%s", path);
	bytes[*n] = '\0';
	fclose(file);
	return bytes;
}

/* Makes a file, or writes it anew. */
static inline void
put_bytes(const char *path, const void *bytes, size_t n)
{
	FILE *file = fopen(path, "wb");

	if (file == NULL || fwrite(bytes, 1, n, file) != n ||
	    fclose(file) == EOF)
		err(1, "%s", path);
}

static inline void
put(const char *path, const char *text)
{
	put_bytes(path, text, strlen(text));
}

#endif

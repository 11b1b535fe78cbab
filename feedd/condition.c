#include <stdio.h>
#include <string.h>

#include "feedd/condition.h"

/* Numbers of more digits are beyond all files. */
#define DIGITS_MAX 18

void
condition_tag(char out[static CONDITION_TAG], const struct object *o)
{
	out[0] = '"';
	for (unsigned i = 0; i < 16; i++)
		snprintf(out + 1 + 2 * i, 3, "%02x", o->hash[i]);
	memcpy(out + 33, "\"", 2);
}

bool
condition_has(const char *value, const char *tag)
{
	size_t n = strlen(tag);

	if (value == NULL)
		return false;
	for (;;) {
		value += strspn(value, " \t,");
		if (strcmp(value, "*") == 0)
			return true;
		if (strncmp(value, "W/", 2) == 0)
			value += 2;
		if (strncmp(value, tag, n) == 0 &&
		    strchr(" \t,", value[n]) != NULL)
			return true;
		value = strchr(value, ',');
		if (value == NULL)
			return false;
	}
}

/* Reads a number; returns what is behind it, or NULL. */
static const char *
number(const char *s, uint64_t *v)
{
	size_t n = strspn(s, "0123456789");

	*v = 0;
	if (n == 0 || n > DIGITS_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++)
		*v = *v * 10 + (uint64_t)(s[i] - '0');
	return s + n;
}

/* "-500": the last bytes. */
static enum condition_range
suffix(const char *s, uint64_t bytes, uint64_t *first, uint64_t *last)
{
	uint64_t n;

	s = number(s, &n);
	if (s == NULL || *s != '\0')
		return CONDITION_ALL;
	if (n == 0 || bytes == 0)
		return CONDITION_NONE;
	*first = n < bytes ? bytes - n : 0;
	*last = bytes - 1;
	return CONDITION_PART;
}

enum condition_range
condition_range(const char *value, uint64_t bytes, uint64_t *first,
    uint64_t *last)
{
	const char *s;

	if (value == NULL || strncmp(value, "bytes=", 6) != 0)
		return CONDITION_ALL;
	s = value + 6;
	if (*s == '-')
		return suffix(s + 1, bytes, first, last);
	s = number(s, first);
	if (s == NULL || *s++ != '-')
		return CONDITION_ALL;
	if (*s == '\0') {
		*last = UINT64_MAX;
	} else {
		s = number(s, last);
		if (s == NULL || *s != '\0' || *last < *first)
			return CONDITION_ALL;
	}
	if (*first >= bytes)
		return CONDITION_NONE;
	if (*last >= bytes)
		*last = bytes - 1;
	return CONDITION_PART;
}

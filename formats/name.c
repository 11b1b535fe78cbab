#include <stdio.h>
#include <string.h>

#include "formats/name.h"

bool
name_is_db(const char *s, size_t n)
{
	if (n == 0 || n > NAME_DB_MAX || s[0] < 'a' || s[0] > 'z')
		return false;
	for (size_t i = 0; i < n; i++)
		if (!(s[i] >= 'a' && s[i] <= 'z') &&
		    !(s[i] >= '0' && s[i] <= '9') && s[i] != '-')
			return false;
	return true;
}

void
name_snapshot(char out[static NAME_SNAPSHOT], uint32_t serial,
    const uint8_t hash[static 4])
{
	snprintf(out, NAME_SNAPSHOT, "%u.%02x%02x%02x%02x.snap", serial,
	    hash[0], hash[1], hash[2], hash[3]);
}

/* Whether it is the end of a name, or all of it but for a signature's end. */
static bool
ends(const char *rest, const char *end)
{
	size_t n = strlen(end);

	return strncmp(rest, end, n) == 0 &&
	    (rest[n] == '\0' || strcmp(rest + n, NAME_SIGNED) == 0);
}

bool
name_serial(const char *name, uint32_t *serial)
{
	uint64_t v = 0;
	const char *p = name;

	for (; *p >= '0' && *p <= '9' && v <= UINT32_MAX; p++)
		v = v * 10 + (uint64_t)(*p - '0');
	if (p == name || v > UINT32_MAX || *p++ != '.' ||
	    strspn(p, "0123456789abcdef") != 8)
		return false;
	*serial = (uint32_t)v;
	return ends(p + 8, ".snap");
}

void
name_text(char out[static NAME_TEXT], const char *db, const char *format)
{
	snprintf(out, NAME_TEXT, "%s.%s", db, format);
}

bool
name_is_text_of(const char *name, const char *db)
{
	size_t n = strlen(db);

	return strncmp(name, db, n) == 0 && name[n] == '.';
}

bool
name_is_text(const char *name, const char *db, const char *format)
{
	return name_is_text_of(name, db) && ends(name + strlen(db) + 1, format);
}

void
name_signature(char out[static NAME_SIGNATURE], const char *file)
{
	snprintf(out, NAME_SIGNATURE, "%s" NAME_SIGNED, file);
}

bool
name_is_signature(const char *name)
{
	size_t n = strlen(name), end = strlen(NAME_SIGNED);

	return n > end && strcmp(name + n - end, NAME_SIGNED) == 0;
}

#include <stdio.h>
#include <string.h>

#include "formats/name.h"
#include "formats/text.h"

bool
name_is_db(const char *s, size_t n)
{
	if (n == 0 || n > NAME_DB_MAX || s[0] < 'a' || s[0] > 'z')
		return false;
	for (size_t i = 0; i < n; i++)
		if (!(s[i] >= 'a' && s[i] <= 'z') &&
		    !(s[i] >= '0' && s[i] <= '9') && s[i] != '-')
			return false;
	return !text_is((struct text){ s, n }, "text") &&
	    !text_is((struct text){ s, n }, "catalog");
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

/* Moves behind the number at the start; NULL if there is none. */
static const char *
number(const char *p, uint32_t *serial)
{
	const char *start = p;
	uint64_t v = 0;

	for (; *p >= '0' && *p <= '9' && v <= UINT32_MAX; p++)
		v = v * 10 + (uint64_t)(*p - '0');
	if (p == start || v > UINT32_MAX)
		return NULL;
	*serial = (uint32_t)v;
	return p;
}

/* Moves behind ".<hash8>"; NULL if there is none. */
static const char *
hash8(const char *p)
{
	if (p == NULL || *p != '.' || strspn(p + 1, "0123456789abcdef") != 8)
		return NULL;
	return p + 9;
}

bool
name_serial(const char *name, uint32_t *serial)
{
	const char *p = hash8(number(name, serial));

	return p != NULL && ends(p, ".snap");
}

void
name_delta(char out[static NAME_DELTA], uint32_t from, uint32_t to,
    const uint8_t hash[static 4])
{
	snprintf(out, NAME_DELTA, "%u-%u.%02x%02x%02x%02x.delta", from, to,
	    hash[0], hash[1], hash[2], hash[3]);
}

bool
name_delta_serials(const char *name, uint32_t *from, uint32_t *to)
{
	const char *p = number(name, from);

	if (p == NULL || *p != '-')
		return false;
	p = hash8(number(p + 1, to));
	return p != NULL && strcmp(p, ".delta") == 0;
}

void
name_index(char out[static NAME_INDEX], uint32_t serial,
    const uint8_t hash[static 4])
{
	snprintf(out, NAME_INDEX, "%u.%02x%02x%02x%02x", serial, hash[0],
	    hash[1], hash[2], hash[3]);
}

bool
name_index_serial(const char *name, uint32_t *serial)
{
	const char *p = hash8(number(name, serial));

	return p != NULL && *p == '\0';
}

void
name_catalog(char out[static NAME_CATALOG], uint32_t version)
{
	if (version == 0)
		snprintf(out, NAME_CATALOG, "catalog");
	else
		snprintf(out, NAME_CATALOG, "catalog.%u", version);
}

bool
name_catalog_version(const char *name, uint32_t *version)
{
	const char *start = "catalog.", *rest = name + strlen(start);

	return strncmp(name, start, strlen(start)) == 0 && *rest != '0' &&
	    (rest = number(rest, version)) != NULL && *rest == '\0';
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

#include <string.h>
#include <strings.h>

#include "feedd/bearer.h"

#define SCHEME "bearer"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Without blanks around it. */
static struct text
bare(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	while (p < end && is_blank(end[-1]))
		end--;
	return text_of(p, end);
}

enum bearer
bearer_of(const char *value, struct token_hash *hash)
{
	size_t n = sizeof(SCHEME) - 1;

	if (value == NULL || strncasecmp(value, SCHEME, n) != 0 ||
	    (value[n] != '\0' && !is_blank(value[n])))
		return BEARER_NONE;
	return token_read(hash, bare(value + n, value + strlen(value)))
	    ? BEARER_TOKEN
	    : BEARER_WRONG;
}

bool
bearer_forwarded(const char *value, const struct networks *proxies,
    enum family *family, u128 *addr)
{
	const char *end = value == NULL ? NULL : value + strlen(value), *p;

	while (end != NULL && networks_find(proxies, *family, *addr) != NULL) {
		enum family f;
		struct text one;
		u128 a;

		for (p = end; p > value && p[-1] != ','; p--)
			continue;
		one = bare(p, end);
		if (addr_parse(one.p, one.p + one.len, &f, &a) != NULL)
			return false;
		*family = networks_family(f, &a);
		*addr = a;
		end = p > value ? p - 1 : NULL;
	}
	return end == NULL;
}

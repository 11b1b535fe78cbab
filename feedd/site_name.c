#include <stdio.h>
#include <string.h>

#include "feedd/site_name.h"

#define ALL "*"

bool
site_name_is(const char *s, size_t n)
{
	size_t i = 1;

	if (!name_is_db(s, n) ||
	    (n == strlen("metrics") && memcmp(s, "metrics", n) == 0) ||
	    (n == strlen("healthz") && memcmp(s, "healthz", n) == 0))
		return false;
	while (i < n && s[i] >= '0' && s[i] <= '9')
		i++;
	return s[0] != 'v' || i < n || n == 1;
}

void
site_name_db(char out[static SITE_DB], const char *site, const char *db)
{
	snprintf(out, SITE_DB, "%s%s%s", site, site[0] == '\0' ? "" : "/", db);
}

const char *
site_name_behind(const char *full)
{
	const char *slash = strchr(full, '/');

	return slash == NULL ? full : slash + 1;
}

bool
site_name_in(const char *full, const char *site)
{
	const char *slash = strchr(full, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - full);

	return strlen(site) == n && memcmp(full, site, n) == 0;
}

bool
site_name_is_choice(const char *s)
{
	const char *db = site_name_behind(s);

	return (db == s || site_name_is(s, (size_t)(db - s) - 1)) &&
	    (strcmp(db, ALL) == 0 || name_is_db(db, strlen(db)));
}

bool
site_name_chooses(const char *choice, const char *full)
{
	size_t n = (size_t)(site_name_behind(choice) - choice);

	if (strcmp(choice + n, ALL) != 0)
		return strcmp(choice, full) == 0;
	return (size_t)(site_name_behind(full) - full) == n &&
	    memcmp(choice, full, n) == 0;
}

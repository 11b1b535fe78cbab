#include <stdbool.h>
#include <string.h>

#include "formats/zone.h"

static const struct zone_format formats[] = {
	{ "rbldnsd", "rbldnsd", zone_rbldnsd },
	{ "bind", "zone", zone_bind },
	{ "unbound", "unbound", zone_unbound },
	{ "rpz", "rpz", zone_rpz },
	{ "cidr", "cidr", zone_cidr },
	{ "nftables", "nft", zone_nftables },
	{ "ipset", "ipset", zone_ipset },
	{ "postfix", "postfix", zone_postfix },
	{ "csv", "csv", zone_csv },
};

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

/* The longest name as text, and the longest that an entry puts before it. */
#define NAME_MAX_TEXT  253
#define ENTRY_NAME_MAX 64

#define LABEL_MAX      63

/* How long ago a zone's stamp is, so that it is in nobody's future. */
#define STAMP_AGE 60

const struct zone_format *
zone_format_at(size_t i)
{
	return i < FORMATS ? &formats[i] : NULL;
}

const struct zone_format *
zone_format(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	}
	return NULL;
}

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Labels of letters, digits, "-" and "_", which need no quoting anywhere. */
static bool
is_name(const char *name, size_t max)
{
	size_t label = 0, n = strlen(name);

	for (size_t i = 0; i < n; i++) {
		if (name[i] == '.' && label > 0)
			label = 0;
		else if (is_name_char(name[i]) && label < LABEL_MAX)
			label++;
		else
			return false;
	}
	return label > 0 && n <= max;
}

int
zone_check(const struct zone_info *info, struct fail *f)
{
	if (!is_name(info->origin, NAME_MAX_TEXT - ENTRY_NAME_MAX))
		return fail(f, FAIL_USAGE, "\"%s\" is no name for a zone",
		    info->origin);
	if (info->nns < 1 || info->nns > ZONE_NS_MAX)
		return fail(f, FAIL_USAGE,
		    "%s: a zone has 1 to %d name servers, not %zu",
		    info->origin, ZONE_NS_MAX, info->nns);
	for (size_t i = 0; i < info->nns; i++) {
		if (!is_name(info->ns[i], NAME_MAX_TEXT))
			return fail(f, FAIL_USAGE,
			    "%s: \"%s\" is no name for a name server",
			    info->origin, info->ns[i]);
	}
	if (!is_name(info->contact, NAME_MAX_TEXT))
		return fail(f, FAIL_USAGE,
		    "%s: \"%s\" is no mailbox written as a name", info->origin,
		    info->contact);
	return 0;
}

void
zone_stamp(struct zone_info *info, uint32_t now, uint32_t ends)
{
	info->stamp = now - STAMP_AGE;
	info->expires = ends > 0 ? ends - info->stamp : 0;
}

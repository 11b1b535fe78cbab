#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_master.h"

static bool
is_inside(const char *name, const char *zone)
{
	size_t n = strlen(name), m = strlen(zone);

	return n >= m && strcasecmp(name + n - m, zone) == 0 &&
	    (n == m || name[n - m - 1] == '.');
}

int
zone_master_head(struct wr *w, const struct zone_info *info, const char *what,
    struct fail *f)
{
	if (zone_check(info, f) == -1)
		return -1;
	for (size_t i = 0; i < info->nns; i++) {
		if (is_inside(info->ns[i], info->origin))
			return fail(f, FAIL_USAGE,
			    "%s: its name server %s would lie in the zone "
			    "itself, which has no address for it",
			    info->origin, info->ns[i]);
	}
	wr_fmt(w, "; %s %u, %s\n$ORIGIN %s.\n$TTL %u\n", info->db, info->serial,
	    what, info->origin, info->ttl);
	wr_fmt(w, "@\tSOA\t%s. %s. %u %u %u %u %u\n", info->ns[0],
	    info->contact, info->serial, info->refresh, info->retry,
	    info->expire, info->negative_ttl);
	for (size_t i = 0; i < info->nns; i++)
		wr_fmt(w, "\tNS\t%s.\n", info->ns[i]);
	return 0;
}

/*
 * What the path of a request asks for.  It is only taken apart here: nothing
 * of it is ever the path of a file, names are looked up among what is served.
 *
 *	/v1/catalog, /v1/catalog.<n>	and the same without /v1
 *	/v1/<db>/head			and without
 *	/v1/<db>/o/<object>		or /<db>/delta|index|snapshot/<object>
 *	/v1/<db>/since/<epoch>.<serial>[.<time>]
 *	/v1/<db>/wait/<epoch>.<serial>[.<time>]
 *	/v1/lookup/<address>
 *	/v1/limits
 *	/healthz, /metrics
 *
 * All but the last two are also there behind /<site>.  None of these paths is
 * that of a database of the tree at /v1, even one of the same name.
 */
#ifndef FEEDMILL_ROUTE_H
#define FEEDMILL_ROUTE_H

#include <stdint.h>

#include "feedd/site_name.h"
#include "formats/addr.h"
#include "formats/name.h"

/* No path that is served is longer. */
#define ROUTE_PATH_MAX 200

enum route_kind {
	ROUTE_NONE,
	ROUTE_CATALOG,
	ROUTE_HEAD,
	ROUTE_OBJECT,
	ROUTE_SINCE,
	ROUTE_WAIT,
	ROUTE_LOOKUP,
	ROUTE_LIMITS,
	ROUTE_HEALTH,
	ROUTE_METRICS,
	ROUTE_KINDS,
};

struct route {
	enum route_kind kind;
	char site[SITE_NAME]; /* empty: at /v1 */
	uint32_t version;     /* of a catalog, 0: the newest */
	char db[NAME_DB_MAX + 1];
	char object[NAME_SIGNATURE];
	uint32_t epoch, serial;
	uint32_t time;           /* of the head that is held, 0: not told */
	char address[ADDR_TEXT]; /* as it is asked for; too long: empty */
};

struct route route_of(const char *path);

/* As metrics name it. */
const char *route_name(enum route_kind);

#endif

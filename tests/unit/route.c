/* Paths of requests: what each asks for, and that others ask for nothing. */
#include "feedd/route.h"
#include "tests/unit/tap.h"

static const struct good {
	const char *path;
	enum route_kind kind;
	const char *db, *object;
	uint32_t version, epoch, serial, time;
} goods[] = {
	{ "/catalog", ROUTE_CATALOG, "", "", 0, 0, 0, 0 },
	{ "/v1/catalog", ROUTE_CATALOG, "", "", 0, 0, 0, 0 },
	{ "/catalog.4294967295", ROUTE_CATALOG, "", "", 4294967295, 0, 0, 0 },
	{ "/v1/catalog.12", ROUTE_CATALOG, "", "", 12, 0, 0, 0 },
	{ "/rbl/head", ROUTE_HEAD, "rbl", "", 0, 0, 0, 0 },
	{ "/v1/rbl/head", ROUTE_HEAD, "rbl", "", 0, 0, 0, 0 },
	{ "/v1/head", ROUTE_HEAD, "v1", "", 0, 0, 0, 0 },
	{ "/v1/v1/head", ROUTE_HEAD, "v1", "", 0, 0, 0, 0 },
	{ "/v1/rbl/o/5.0123abcd", ROUTE_OBJECT, "rbl", "5.0123abcd", 0, 0, 0,
	    0 },
	{ "/rbl/index/5.0123abcd", ROUTE_OBJECT, "rbl", "5.0123abcd", 0, 0, 0,
	    0 },
	{ "/v1/index/5.0123abcd", ROUTE_OBJECT, "v1", "5.0123abcd", 0, 0, 0,
	    0 },
	{ "/rbl/delta/4-5.0123abcd.delta", ROUTE_OBJECT, "rbl",
	    "4-5.0123abcd.delta", 0, 0, 0, 0 },
	{ "/rbl/snapshot/5.0123abcd.snap.minisig", ROUTE_OBJECT, "rbl",
	    "5.0123abcd.snap.minisig", 0, 0, 0, 0 },
	{ "/v1/rbl/since/1.0", ROUTE_SINCE, "rbl", "", 0, 1, 0, 0 },
	{ "/v1/rbl/wait/7.1795300000", ROUTE_WAIT, "rbl", "", 0, 7, 1795300000,
	    0 },
	{ "/v1/rbl/wait/7.5.4294967295", ROUTE_WAIT, "rbl", "", 0, 7, 5,
	    4294967295 },
	{ "/v1/rbl/since/7.5.1", ROUTE_SINCE, "rbl", "", 0, 7, 5, 1 },
	{ "/v1/lookup/head", ROUTE_HEAD, "lookup", "", 0, 0, 0, 0 },
	{ "/healthz", ROUTE_HEALTH, "", "", 0, 0, 0, 0 },
	{ "/v1/limits", ROUTE_LIMITS, "", "", 0, 0, 0, 0 },
	{ "/metrics", ROUTE_METRICS, "", "", 0, 0, 0, 0 },
};

static const char *const bads[] = { "", "/", "catalog", "/v1", "/v1/",
	"//catalog", "/catalog/", "/catalog.", "/catalog.0", "/catalog.01",
	"/catalog.4294967296", "/catalog.1x", "/v1/v1/catalog", "/Rbl/head",
	"/rbl/head/", "/rbl//head", "/rbl", "/rbl/", "/rbl/heads", "/text/head",
	"/catalog/head", "/rbl/o/5.0123abcd", "/rbl/since/1.2", "/rbl/index/x",
	"/rbl/index/5.0123abcd.snap", "/rbl/delta/5.0123abcd",
	"/rbl/snapshot/../head", "/v1/rbl/o/", "/v1/rbl/since/",
	"/v1/rbl/wait/1", "/v1/rbl/since/1.", "/v1/rbl/since/.1",
	"/v1/rbl/since/01.1", "/v1/rbl/since/1.1.0", "/v1/rbl/since/1.1.",
	"/v1/rbl/wait/1.1.1.1", "/v1/rbl/wait/1.1.01",
	"/v1/rbl/wait/1.1.4294967296", "/v1/rbl/since/1.4294967296",
	"/v1/rbl/since/+1.1", "/healthz/", "/v1/healthz", "/metrics?",
	"/lookup/192.0.2.1", "/v1/lookup", "/a//v1/catalog", "/a/b/v1/catalog",
	"//v1/catalog", "/a/v2/catalog", "/a/v1", "/a/", "/a/v1/../catalog",
	"/a%2fv1/catalog", "/v1/a/v1/catalog", "/a/limits", "/limits" };

static const struct lookup {
	const char *path, *address;
} lookups[] = {
	{ "192.0.2.1", "192.0.2.1" },
	{ "2001:db8::1", "2001:db8::1" },
	{ "2001%3Adb8%3a%3A1", "2001:db8::1" },
	{ "", "" },
	{ "x%2ey%3", "x%2ey%3" },
	{ "1234567890123456789012345678901234567890123456789",
	    "1234567890123456789012345678901234567890123456789" },
	{ "12345678901234567890123456789012345678901234567890", "" },
};

static void
test_lookups(void)
{
	char path[ROUTE_PATH_MAX];

	for (size_t i = 0; i < sizeof(lookups) / sizeof(lookups[0]); i++) {
		struct route r;

		snprintf(path, sizeof(path), "/v1/lookup/%s", lookups[i].path);
		r = route_of(path);
		ok(r.kind == ROUTE_LOOKUP, "%s is a lookup", path);
		is_str(r.db, "", "  of no database");
		is_str(r.address, lookups[i].address, "  of this");
	}
}

static void
test_goods(void)
{
	for (size_t i = 0; i < sizeof(goods) / sizeof(goods[0]); i++) {
		const struct good *g = &goods[i];
		struct route r = route_of(g->path);

		ok(r.kind == g->kind, "%s is of its kind", g->path);
		is_str(r.db, g->db, "  of its database");
		is_str(r.object, g->object, "  with its object");
		is_int(r.version, g->version, "  of its version");
		is_int(r.epoch, g->epoch, "  of its epoch");
		is_int(r.serial, g->serial, "  of its serial");
		is_int(r.time, g->time, "  of its time");
	}
}

/* What is behind a site is as it is at /v1. */
static void
test_sites(void)
{
	char path[ROUTE_PATH_MAX];
	struct route r;

	for (size_t i = 0; i < sizeof(goods) / sizeof(goods[0]); i++) {
		const struct good *g = &goods[i];
		bool own = g->kind == ROUTE_HEALTH || g->kind == ROUTE_METRICS;

		is_str(route_of(g->path).site, "", "it is of no site");
		snprintf(path, sizeof(path), "/rbl%s", g->path);
		r = route_of(path);
		ok(r.kind == (own ? ROUTE_NONE : g->kind), "%s", path);
		if (own)
			continue;
		is_str(r.site, "rbl", "  of the site");
		is_str(r.db, g->db, "  of its database");
		is_str(r.object, g->object, "  with its object");
		is_int(r.serial, g->serial, "  of its serial");
	}
	r = route_of("/a/v1/limits");
	ok(r.kind == ROUTE_LIMITS, "limits of a site");
	is_str(r.site, "a", "  of this");
	r = route_of("/a/v1/lookup/192.0.2.1");
	ok(r.kind == ROUTE_LOOKUP, "lookups in a site");
	is_str(r.site, "a", "  in this");
	is_str(r.address, "192.0.2.1", "  of this");
}

static const struct name {
	const char *name;
	bool is;
} names[] = {
	{ "a", true },
	{ "v", true },
	{ "v1a", true },
	{ "vx", true },
	{ "isp-2", true },
	{ "metrics2", true },
	{ "abcdefghijklmnopqrstuvwxyz01234", true },
	{ "abcdefghijklmnopqrstuvwxyz012345", false },
	{ "", false },
	{ "v1", false },
	{ "v20", false },
	{ "metrics", false },
	{ "healthz", false },
	{ "catalog", false },
	{ "text", false },
	{ "Isp", false },
	{ "1", false },
	{ "a.b", false },
	{ "a_b", false },
	{ "..", false },
};

static void
test_names(void)
{
	char path[ROUTE_PATH_MAX];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *s = names[i].name;

		ok(site_name_is(s, strlen(s)) == names[i].is, "\"%s\" is%s", s,
		    names[i].is ? " a site" : " none");
		snprintf(path, sizeof(path), "/%s/v1/rbl/head", s);
		ok((route_of(path).kind == ROUTE_HEAD) == names[i].is,
		    "  in paths");
	}
}

static void
test_bads(void)
{
	char path[ROUTE_PATH_MAX + 100];

	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++)
		ok(route_of(bads[i]).kind == ROUTE_NONE, "\"%s\" is none",
		    bads[i]);
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	ok(route_of(path).kind == ROUTE_NONE, "nor is one that is too long");
	memcpy(path, "/v1/rbl/o/", 10);
	path[ROUTE_PATH_MAX] = '\0';
	ok(route_of(path).kind == ROUTE_NONE, "nor one with too long a name");
}

int
main(void)
{
	test_goods();
	test_lookups();
	test_bads();
	test_sites();
	test_names();
	return tap_end();
}

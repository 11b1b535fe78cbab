/* Access: who a request is from, and what it may have. */
#include "tests/unit/access.h"

#define EVERYTHING                                                             \
	"access public { database = rbl }\n"                                   \
	"access gold { token = { \"%0\", \"%1\" } database = { rbl, qil } }\n" \
	"access over { token = \"%2\" until = 2026-11-01T00:00:00Z }\n"        \
	"access house { network = { \"192.0.2.0/24\", \"2001:db8::/32\" } }\n" \
	"access tied { token = \"%3\" token-network = \"198.51.100.0/24\" }\n" \
	"access past { network = \"192.0.2.66\""                               \
	" until = 2026-11-01T00:00:00Z }\n"                                    \
	"access guest { network = \"192.0.2.7\" database = qil }\n"

#define OUT "203.0.113.5"

/* Token -1 is none; time 0 is when it is. */
static const struct row {
	const char *from, *path;
	int token;
	uint32_t time;
	enum access_why why;
	unsigned status;
} rows[] = {
	{ OUT, "/v1/rbl/head", -1, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/v1/qil/head", -1, 0, ACCESS_UNKNOWN, 401 },
	{ OUT, "/v1/xyz/head", -1, 0, ACCESS_NOTHING, 404 },
	{ OUT, "/nothing", -1, 0, ACCESS_NOTHING, 404 },
	{ OUT, "/v1/catalog", -1, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/v1/qil/head", 0, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/v1/qil/head", 1, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/v1/dul/head", 0, 0, ACCESS_DATABASE, 403 },
	{ OUT, "/v1/dul/head", 1, 0, ACCESS_DATABASE, 403 },
	{ OUT, "/v1/xyz/head", 0, 0, ACCESS_NOTHING, 404 },
	{ OUT, "/v1/xyz/head", 1, 0, ACCESS_NOTHING, 404 },
	{ OUT, "/v1/rbl/head", 2, 0, ACCESS_EXPIRED, 401 },
	{ OUT, "/v1/dul/head", 2, 1700000000, ACCESS_GRANTED, 0 },
	{ OUT, "/v1/rbl/head", 3, 0, ACCESS_NETWORK, 403 },
	{ "198.51.100.9", "/v1/dul/head", 3, 0, ACCESS_GRANTED, 0 },
	{ "198.51.100.9", "/v1/dul/head", -1, 0, ACCESS_UNKNOWN, 401 },
	{ OUT, "/v1/rbl/head", 4, 0, ACCESS_TOKEN, 401 },
	{ "192.0.2.9", "/v1/dul/head", -1, 0, ACCESS_GRANTED, 0 },
	{ "::ffff:192.0.2.9", "/v1/dul/head", -1, 0, ACCESS_GRANTED, 0 },
	{ "2001:db8:5::1", "/v1/dul/head", -1, 0, ACCESS_GRANTED, 0 },
	{ "192.0.2.7", "/v1/dul/head", -1, 0, ACCESS_DATABASE, 403 },
	{ "192.0.2.7", "/v1/rbl/head", -1, 0, ACCESS_GRANTED, 0 },
	{ "192.0.2.66", "/v1/dul/head", -1, 0, ACCESS_UNKNOWN, 401 },
	{ "192.0.2.66", "/v1/rbl/head", -1, 0, ACCESS_GRANTED, 0 },
	{ "192.0.2.9", "/v1/dul/head", 4, 0, ACCESS_TOKEN, 401 },
	{ OUT, "/metrics", 0, 0, ACCESS_NOTHING, 404 },
	{ OUT, "/healthz", -1, 0, ACCESS_NOTHING, 404 },
	{ "127.0.0.1", "/metrics", -1, 0, ACCESS_GRANTED, 0 },
	{ "::1", "/healthz", -1, 0, ACCESS_GRANTED, 0 },
};

static void
expect(struct world *w, const struct row *row)
{
	struct asked q = { row->from, row->path, row->token, 0, row->time };
	struct access_reply r = ask(w, &q);

	ok(r.why == row->why && r.status == row->status, "%s, token %d: %s: %u",
	    q.from, q.token, q.path, row->status);
	if (r.why != row->why || r.status != row->status)
		printf("#  have: %d, %u\n", r.why, r.status);
}

static void
test_who(void)
{
	struct world w = { 0 };

	begin(&w, EVERYTHING);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect(&w, &rows[i]);
	finish(&w);
}

/* To whom nothing is open nothing is told. */
static void
test_closed(void)
{
	static const char *const paths[] = { "/v1/catalog", "/v1/rbl/head",
		"/v1/xyz/head", "/v1/rbl/o/x", "/v1/xyz/o/x", "/v1/limits",
		"/rbl/head", "/v1/rbl/wait/1.1", "/v1/xyz/wait/1.1" };
	struct world w = { 0 };

	begin(&w, "access gold { token = \"%0\" }\n");
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		expect(&w,
		    &(struct row){ OUT, paths[i], -1, 0, ACCESS_UNKNOWN, 401 });
	expect(&w,
	    &(struct row){ OUT, "/nothing", -1, 0, ACCESS_NOTHING, 404 });
	finish(&w);
}

#define ROOT "\"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\""
#define SITES                                                                  \
	"site a { tree = \"/srv/a\" root = " ROOT " }\n"                       \
	"site b { tree = \"/srv/b\" root = " ROOT " }\n"

/* Of a site one knows what one has something of. */
static const struct row sited[] = {
	{ OUT, "/v1/rbl/head", -1, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/a/v1/rbl/head", -1, 0, ACCESS_UNKNOWN, 401 },
	{ OUT, "/a/v1/catalog", -1, 0, ACCESS_UNKNOWN, 401 },
	{ OUT, "/c/v1/catalog", -1, 0, ACCESS_UNKNOWN, 401 },
	{ OUT, "/c/v1/xyz/head", -1, 0, ACCESS_UNKNOWN, 401 },
	{ OUT, "/a/nothing", -1, 0, ACCESS_NOTHING, 404 },
	{ OUT, "/a/v1/rbl/head", 0, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/a/rbl/head", 0, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/a/v1/catalog", 0, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/a/v1/limits", 0, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/a/v1/lookup/192.0.2.1", 0, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/a/v1/qil/head", 0, 0, ACCESS_DATABASE, 403 },
	{ OUT, "/a/v1/xyz/head", 0, 0, ACCESS_NOTHING, 404 },
	{ OUT, "/b/v1/rbl/head", 0, 0, ACCESS_DATABASE, 403 },
	{ OUT, "/b/v1/xyz/head", 0, 0, ACCESS_DATABASE, 403 },
	{ OUT, "/b/v1/catalog", 0, 0, ACCESS_DATABASE, 403 },
	{ OUT, "/c/v1/catalog", 0, 0, ACCESS_DATABASE, 403 },
	{ OUT, "/v1/qil/head", 0, 0, ACCESS_DATABASE, 403 },
	{ OUT, "/v1/rbl/head", 0, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/b/v1/qil/head", 1, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/a/v1/qil/head", 1, 0, ACCESS_DATABASE, 403 },
	{ OUT, "/c/v1/qil/head", 2, 0, ACCESS_GRANTED, 0 },
	{ OUT, "/a/v1/qil/head", 2, 0, ACCESS_GRANTED, 0 },
};

static void
test_sites(void)
{
	struct world w = { 0 };

	begin(&w,
	    SITES "access public { database = rbl }\n"
		  "access gold { token = \"%0\" database = a/rbl }\n"
		  "access tin { token = \"%1\" database = \"b/*\" }\n"
		  "access all { token = \"%2\" }\n");
	for (size_t i = 0; i < sizeof(sited) / sizeof(sited[0]); i++)
		expect(&w, &sited[i]);
	finish(&w);
}

/* Where there are none, paths below them are no paths. */
static void
test_no_sites(void)
{
	struct world w = { 0 };

	begin(&w,
	    "access public { database = rbl }\n"
	    "access gold { token = \"%0\" }\n");
	for (int token = -1; token < 1; token++)
		expect(&w,
		    &(struct row){ OUT, "/a/v1/rbl/head", token, 0,
			ACCESS_NOTHING, 404 });
	finish(&w);
}

/* Where nothing is said all is open, and tokens are not looked at. */
static void
test_open(void)
{
	struct world w = { 0 };

	begin(&w, "");
	for (int token = -1; token < 1; token++)
		expect(&w,
		    &(struct row){ OUT, "/v1/rbl/head", token, 0,
			ACCESS_GRANTED, 0 });
	finish(&w);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_who();
	test_closed();
	test_sites();
	test_no_sites();
	test_open();
	return tap_end();
}

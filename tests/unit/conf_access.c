/* What a configuration says of access: what is read, what is refused. */
#include <sodium.h>

#include "feedd/conf.h"
#include "feedd/rules.h"
#include "feedd/token_file.h"
#include "tests/unit/tap.h"

#define GOOD                                                                   \
	"listen = \"127.0.0.1:80\"\ntree = \"/srv/f\"\nroot = "                \
	"\"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\"\n"
#define HASH  "0011223344556677889900112233445566778899001122334455667788990011"
#define HASH2 "1011223344556677889900112233445566778899001122334455667788990011"
#define TOKEN "fmt_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh-KfiaR"

static struct feedd_conf *
parse(const char *text, struct fail *f)
{
	*f = (struct fail){ 0 };
	return feedd_conf_parse(text, strlen(text), "c", f);
}

static void
test_good(void)
{
	struct fail f;
	struct feedd_conf *c = parse(GOOD
	    "database = { rbl, qil }\nstatus = { }\nproxy = \"10.0.0.0/8\"\n"
	    "access public {\n database = rbl\n requests = 60\n bytes = none\n"
	    "connections = 5\n}\naccess gold {\n token = { \"" HASH
	    "\", \"" HASH2 "\" }\nnetwork = { \"192.0.2.0/24\", \"::/0\" }\n"
	    "bytes = 100M\nwaits = 4\nuntil = 2027-01-01T00:00:00Z\n}\n",
	    &f);
	const struct rules *r;

	is_str(f.msg, "", "it is read");
	if (c == NULL)
		return;
	r = c->rules;
	is_int((long long)r->ngrants, 2, "two accesses");
	ok(r->public == &r->grants[0], "one of them everybody's");
	is_int((long long)r->public->limits.requests, 60, "with requests");
	is_int((long long)r->public->limits.bytes, 0, "any bytes");
	is_int(r->public->limits.waits, 32, "waits as by default");
	is_int(r->address.connections, 5, "each address with connections");
	ok(grant_has(r->public, "rbl") && !grant_has(r->public, "qil"),
	    "for one database");
	is_int((long long)r->grants[1].limits.bytes, 100 << 20, "megabytes");
	is_int((long long)r->grants[1].limits.requests, 0, "any requests");
	is_int(r->grants[1].until, 1798761600, "until then");
	is_int((long long)r->ntokens, 2, "two tokens");
	is_int((long long)r->networks.n, 2, "two networks");
	is_int((long long)r->status.n, 0, "nobody sees figures");
	is_int((long long)r->proxies.n, 1, "a proxy");
	feedd_conf_free(c);
	c = parse(GOOD, &f);
	is_int((long long)c->rules->ngrants, 2, "nothing said: two accesses");
	is_str(c->rules->grants[1].name, "local", "one of this host");
	is_int((long long)c->rules->public->limits.requests, 300,
	    "limits of others");
	is_int((long long)c->rules->status.n, 2, "figures are for this host");
	feedd_conf_free(c);
}

#define GOLD "access gold {\n token = \"" HASH "\"\n"

#define SITE                                                                   \
	"site a { tree = \"/srv/a\" database = rbl root = "                    \
	"\"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\" }\n"

static void
test_sites(void)
{
	struct fail f;
	struct feedd_conf *c = parse(GOOD SITE GOLD
	    "database = { rbl, a/rbl } }\n"
	    "access all { network = \"::1\" database = \"a/*\" }\n"
	    "access top { network = \"::2\" database = \"*\" }\n",
	    &f);
	const struct grant *g;

	is_str(f.msg, "", "databases of sites are read");
	ok(c->rules->sited, "there are sites");
	g = &c->rules->grants[0];
	ok(grant_has(g, "rbl") && grant_has(g, "a/rbl"), "both are had");
	ok(!grant_has(g, "qil") && !grant_has(g, "a/qil"), "and no others");
	ok(!grant_has(g, "b/rbl") && !grant_has_some(g, "b"), "elsewhere");
	ok(grant_has_some(g, "a") && grant_has_some(g, ""), "some of both");
	g = &c->rules->grants[1];
	ok(grant_has(g, "a/rbl") && grant_has(g, "a/qil"), "all of a site");
	ok(!grant_has(g, "rbl") && !grant_has(g, "ab/rbl"), "and no other");
	ok(!grant_has_some(g, "") && !grant_has_some(g, "ab"), "at all");
	g = &c->rules->grants[2];
	ok(grant_has(g, "rbl") && !grant_has(g, "a/rbl"), "all at /v1");
	ok(!grant_has_some(g, "a"), "and nothing of a site");
	feedd_conf_free(c);
}

static const struct bad {
	const char *text, *want;
} bads[] = {
	{ "access public { token = \"" HASH "\" }\n", "everybody has" },
	{ "access public { network = \"::/0\" }\n", "everybody has" },
	{ "access public { until = 2027-01-01T00:00:00Z }\n", "everybody has" },
	{ "access gold { }\n", "nobody has this access" },
	{ GOLD "}\naccess gold {\n}\n", "gold" },
	{ "access \"a b\" { }\n", "an access is named" },
	{ "access gold { token = \"" TOKEN "\" }\n", "a token itself" },
	{ "access gold { token = \"secret\" }\n", "want the hash" },
	{ GOLD "}\n access iron { token = \"" HASH "\" }\n", "there already" },
	{ GOLD "network = \"192.0.2.1/24\" }\n", "a network is as" },
	{ GOLD "network = { } }\n", "one network" },
	{ GOLD "network = { \"::1\", \"::1\" } }\n", "named twice" },
	{ "access gold { network = \"::1\" token-network = \"::1\" }\n",
	    "no token to be used" },
	{ GOLD "token-network = { \"::1\", \"::1\" } }\n", "named twice" },
	{ GOLD "database = { rbl, rbl } }\n", "named once" },
	{ GOLD "database = { } }\n", "one to 64" },
	{ "database = rbl\n" GOLD "database = qil }\n", "none of those" },
	{ GOLD "database = a/rbl }\n", "\"a/rbl\" is none of those" },
	{ GOLD "database = \"a/*\" }\n", "\"a/*\" is none of those" },
	{ SITE GOLD "database = a/qil }\n", "\"a/qil\" is none of those" },
	{ SITE GOLD "database = { a/rbl, a/rbl } }\n", "named once" },
	{ SITE GOLD "database = v1/rbl }\n", "one of a site as site/name" },
	{ SITE GOLD "database = a/b/rbl }\n", "one of a site as site/name" },
	{ SITE GOLD "database = /rbl }\n", "one of a site as site/name" },
	{ SITE GOLD "database = a/ }\n", "one of a site as site/name" },
	{ SITE GOLD "database = \"a*\" }\n", "one of a site as site/name" },
	{ GOLD "requests = 0 }\n", "want a number from 1" },
	{ GOLD "requests = -1 }\n", "want a number from 1" },
	{ GOLD "bytes = 5X }\n", "want a number from 1" },
	{ GOLD "bytes = 5MB }\n", "want a number from 1" },
	{ GOLD "bytes = M }\n", "want a number from 1" },
	{ GOLD "bytes = 99999999999999999999999 }\n", "want a number" },
	{ GOLD "bytes = 9999T }\n", "too much" },
	{ GOLD "bytes = 16777216T }\n", "too much" },
	{ GOLD "waits = 4G }\n", "too much" },
	{ GOLD "connections = 5 }\n", "only of the access public" },
	{ GOLD "until = tomorrow }\n", "a time is as" },
	{ "status = { \"::1\", \"::1\" }\n", "named twice" },
	{ "proxy = { }\n", "one network" },
	{ "tokens = \"/nowhere/tokens\"\n", "no access that they" },
	{ "tokens = \"/nowhere/tokens\"\naccess gold { }\n", "No such file" },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		char text[2000];
		struct fail f;
		struct feedd_conf *c;

		snprintf(text, sizeof(text), "%s%s", GOOD, bads[i].text);
		c = parse(text, &f);
		ok(c == NULL && strstr(f.msg, bads[i].want) != NULL, "%s",
		    f.msg);
		ok(strstr(f.msg, TOKEN) == NULL &&
			strstr(f.msg, "secret") == NULL,
		    "  which tells no secret");
		feedd_conf_free(c);
	}
}

static const struct bad lines[] = {
	{ HASH " gold\n", "1: want a token's hash" },
	{ HASH " gold alice 2027-01-01T00:00:00Z more\n", "want a token's" },
	{ "#\n\n" HASH " iron alice\n", "t:3: no such access" },
	{ HASH " public alice\n", "no such access" },
	{ TOKEN " gold alice\n", "a token itself" },
	{ "secret gold alice\n", "want the hash" },
	{ HASH " gold -alice\n", "a holder is named" },
	{ HASH " gold alice tomorrow\n", "a time is as" },
	{ HASH " gold alice\n" HASH2 " gold bob\n" HASH " gold carol",
	    "line 3 of the token file: this token is there already" },
};

static void
test_lines(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct rules *r = rules_new();
		struct fail f = { 0 };
		int rc;

		rules_add_grant(r, "gold");
		rules_add_grant(r, "public");
		rc = token_file_parse(r, lines[i].text, strlen(lines[i].text),
		    "t", &f);
		if (rc == 0)
			rc = rules_end(r, &f);
		ok(rc == -1 && strstr(f.msg, lines[i].want) != NULL &&
			strstr(f.msg, TOKEN) == NULL &&
			strstr(f.msg, "secret") == NULL,
		    "%s", f.msg);
		rules_free(r);
	}
}

/* So many that none but a search by halves would do. */
static void
test_many(void)
{
	static char text[20000 * 90];
	struct rules *r = rules_new();
	struct token_hash hash;
	struct fail f = { 0 };
	size_t n = 0;
	unsigned found = 0;

	rules_add_grant(r, "gold");
	for (unsigned i = 0; i < 20000; i++) {
		char hex[TOKEN_HASH_TEXT];

		memset(&hash, 0, sizeof(hash));
		memcpy(&hash, &i, sizeof(i));
		token_hash_text(hex, &hash);
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "%s gold holder%u\n", hex, i / 2);
	}
	ok(token_file_parse(r, text, n, "t", &f) == 0 && rules_end(r, &f) == 0,
	    "20,000 tokens");
	is_int((long long)r->nholders, 10001, "of 10,000 holders");
	for (unsigned i = 0; i < 20000; i++) {
		const struct rules_token *t;
		char name[20];

		memcpy(&hash, &i, sizeof(i));
		t = rules_token(r, &hash);
		snprintf(name, sizeof(name), "holder%u", i / 2);
		found +=
		    t != NULL && strcmp(r->holders[t->holder].name, name) == 0;
	}
	is_int(found, 20000, "each is found");
	hash.bytes[31] = 1;
	ok(rules_token(r, &hash) == NULL, "others are not");
	rules_free(r);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_good();
	test_sites();
	test_bad();
	test_lines();
	test_many();
	return tap_end();
}

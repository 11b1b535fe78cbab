/* The configuration of feedd: what is read, what is refused and where. */
#include "feedd/conf.h"
#include "feedd/conf_site.h"
#include "tests/unit/tap.h"

#define KEY  "\"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\""
#define ROOT "root = " KEY "\n"
#define TLS  "tls-certificate = \"/c\"\ntls-key = \"/k\"\n"
#define GOOD "listen = \"127.0.0.1:80\"\ntree = \"/srv/f\"\n" ROOT

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
	struct feedd_conf *c =
	    parse("listen = { \"127.0.0.1:80\", \"[2001:db8::1]:8080\" }\n"
		  "tree = \"/srv/f\"\n" ROOT
		  "threshold = 1\ndatabase = { rbl, qil }\nconnections = 50\n"
		  "lookup = no\n"
		  "listen-tls = \"127.0.0.1:443\"\n" TLS
		  "user = nobody\nsandbox = no\n",
		&f);

	is_str(f.msg, "", "it is read");
	is_int((long long)c->nlistens, 3, "three places");
	ok(!c->listens[0].tls && !c->listens[1].tls && c->listens[2].tls,
	    "one for TLS");
	is_str(c->tls_certificate, "/c", "a certificate");
	is_str(c->tls_key, "/k", "and its key");
	is_str(c->user, "nobody", "a user");
	ok(!c->sandbox, "no sandbox");
	is_int(c->listens[0].at.any.sa_family, AF_INET, "IPv4");
	is_int(ntohl(c->listens[0].at.ip4.sin_addr.s_addr), 0x7f000001,
	    "its address");
	is_int(ntohs(c->listens[0].at.ip4.sin_port), 80, "its port");
	is_int(c->listens[1].at.any.sa_family, AF_INET6, "IPv6");
	ok(memcmp(&c->listens[1].at.ip6.sin6_addr,
	       "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16) == 0,
	    "its address");
	is_int(ntohs(c->listens[1].at.ip6.sin6_port), 8080, "its port");
	is_str(c->sites[0].tree, "/srv/f", "the tree");
	is_int(c->sites[0].roots.threshold, 1, "the threshold");
	is_int((long long)c->sites[0].ndbs, 2, "the databases");
	is_str(c->sites[0].dbs[1], "qil", "the second of them");
	is_int(c->connections, 50, "the connections");
	ok(!c->sites[0].lookup, "no lookups");
	feedd_conf_free(c);
	c = parse(GOOD, &f);
	is_str(f.msg, "", "the least that it takes");
	is_int((long long)c->sites[0].ndbs, 0, "is of all databases");
	ok(c->sites[0].lookup, "and looks up");
	ok(c->sandbox && c->user == NULL, "and a sandbox, as who starts it");
	feedd_conf_free(c);
	c = parse("tree = \"/srv/f\"\n" ROOT, &f);
	is_str(f.msg, "", "places can also be passed");
	feedd_conf_free(c);
}

#define SITE(name) "site " name " { tree = \"/srv/" name "\" " ROOT "}\n"

static void
test_sites(void)
{
	struct fail f;
	struct feedd_conf *c = parse(GOOD
	    "lookup = no\n" SITE("a") "site b {\ntree = \"/srv/b\"\n" ROOT
				      "lookup = yes\ndatabase = qil\n}\n",
	    &f);

	is_str(f.msg, "", "sites are read");
	is_int((long long)c->nsites, 3, "with that of the file");
	is_str(c->sites[0].name, "", "which has no name");
	is_str(c->sites[1].name, "a", "each has a name");
	is_str(c->sites[1].tree, "/srv/a", "a tree");
	is_int((long long)c->sites[1].roots.n, 1, "roots");
	ok(!c->sites[1].lookup && c->sites[2].lookup, "lookups as for all");
	ok(conf_site_has(&c->sites[2], "qil"), "and its databases");
	ok(!conf_site_has(&c->sites[2], "rbl"), "alone");
	ok(conf_site_find(c, "b") == &c->sites[2], "it is found");
	ok(conf_site_find(c, "c") == NULL, "another is not");
	feedd_conf_free(c);
	c = parse(SITE("a") "lookup = no\n", &f);
	is_str(f.msg, "", "the file needs no tree itself");
	is_int((long long)c->nsites, 1, "then there is one");
	ok(!c->sites[0].lookup, "for which goes what it says of all");
	ok(conf_site_find(c, "") == NULL, "and nothing at /v1");
	feedd_conf_free(c);
}

/* One more than there may be. */
static void
test_many(void)
{
	char text[20 * 200] = "";
	struct feedd_conf *c;
	struct fail f;

	for (int i = 0; i <= CONF_SITES_MAX; i++) {
		size_t n = strlen(text);

		c = parse(text, &f);
		ok((c != NULL) == (i > 0), "%d sites", i);
		feedd_conf_free(c);
		snprintf(text + n, sizeof(text) - n,
		    "site a%d { tree = \"/srv/f\" " ROOT "}\n", i);
	}
	c = parse(text, &f);
	ok(c == NULL, "one more");
	is_str(f.msg, "c:33: there are at most 16 sites", "is too many");
	feedd_conf_free(c);
}

static const struct bad {
	const char *text, *want;
} bads[] = {
	{ "listen-tls = \"127.0.0.1:443\"\ntree = \"/srv/f\"\n" ROOT,
	    "wants a tls-certificate and a tls-key" },
	{ GOOD "tls-key = \"/k\"\n", "go together" },
	{ GOOD "listen-tls = \"127.0.0.1:80\"\n" TLS, "once" },
	{ GOOD "listen-tls = { }\n" TLS, "one to 16 addresses" },
	{ GOOD "tls-key = \"k\"\n", "want an absolute path" },
	{ "listen = \"127.0.0.1:80\"\n" ROOT, "no tree is named" },
	{ "listen = \"127.0.0.1:80\"\ntree = \"/srv/f\"\n",
	    "no root key is given" },
	{ GOOD "threshold = 2\n", "cannot be met by 1 root key" },
	{ GOOD "threshold = 0\n", "" },
	{ GOOD "database = { }\n", "one to 64 databases" },
	{ GOOD "database = { rbl, rbl }\n", "named once" },
	{ GOOD "database = RBL\n", "a database is named with" },
	{ GOOD "lookup = some\n", "true or false" },
	{ GOOD "nonsense = 1\n", "nonsense" },
	{ "listen = { }\ntree = \"/srv/f\"\n" ROOT, "one to 16 addresses" },
	{ "listen = { \"1.2.3.4:1\", \"1.2.3.4:1\" }\n", "once" },
	{ "listen = \"1.2.3.4\"\n", "want \"address:port\"" },
	{ "listen = \"1.2.3.4:0\"\n", "a port is a number" },
	{ "listen = \"1.2.3.4:65536\"\n", "a port is a number" },
	{ "listen = \"1.2.3.4:080\"\n", "a port is a number" },
	{ "listen = \"1.2.3.4:\"\n", "a port is a number" },
	{ "listen = \"::1:80\"\n", "want \"address:port\"" },
	{ "listen = \"[1.2.3.4]:80\"\n", "want \"address:port\"" },
	{ "listen = \"[::1:80\"\n", "want \"address:port\"" },
	{ "listen = \"[]:80\"\n", "want \"address:port\"" },
	{ "listen = \":80\"\n", "want \"address:port\"" },
	{ "listen = \"host:80\"\n", "want \"address:port\"" },
	{ "tree = \"srv\"\n", "want an absolute path" },
	{ SITE("v1"), "c:1: a site is named with" },
	{ GOOD SITE("v2"), "c:4: a site is named with" },
	{ SITE("metrics"), "not as a path that there is" },
	{ SITE("healthz"), "not as a path that there is" },
	{ SITE("catalog"), "not \"catalog\"" },
	{ SITE("Isp"), "not \"Isp\"" },
	{ "site a/b { }\n", "not \"a/b\"" },
	{ "site \"\" { }\n", "not \"\"" },
	{ SITE("abcdefghijklmnopqrstuvwxyz012345"), "a site is named" },
	{ SITE("a") SITE("a"), "c:3:" },
	{ "site a {\n" ROOT "}\n", "c:1: no tree is named" },
	{ GOOD "site a {\n" ROOT "}\n", "c:4: no tree is named" },
	{ "site a {\ntree = \"/t\" }\n", "c:1: no root key is given" },
	{ "site a {\ntree = \"t\" }\n", "c:2: tree: want an absolute path" },
	{ "site a { tree = \"/t\"\nthreshold = 2\n" ROOT "}",
	    "c:2: threshold: " },
	{ "site a { tree = \"/t\"\ndatabase = { x, x }\n" ROOT "}",
	    "c:2: database: each database is named once" },
	{ "site a { tree = \"/t\"\nlisten = \"1.2.3.4:80\"\n}", "c:2: " },
	{ "site a { tree = \"/t\"\nsite b { }\n}", "c:2: " },
	{ SITE("a") ROOT, "c:3: root: is of a tree, and none is" },
	{ SITE("a") "threshold = 1\n", "c:3: threshold: is of a tree" },
	{ SITE("a") "database = rbl\n", "c:3: database: is of a tree" },
	{ GOOD "trees = \"srv\"\n", "want an absolute path" },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		struct fail f;
		struct feedd_conf *c = parse(bads[i].text, &f);

		ok(c == NULL && strstr(f.msg, bads[i].want) != NULL, "%s",
		    f.msg);
		ok(strncmp(f.msg, "c:", 2) == 0, "  with its place");
		feedd_conf_free(c);
	}
}

int
main(void)
{
	test_good();
	test_sites();
	test_many();
	test_bad();
	return tap_end();
}

/* The configuration of feedd: what is read, what is refused and where. */
#include "feedd/conf.h"
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
	is_str(c->tree, "/srv/f", "the tree");
	is_int(c->roots.threshold, 1, "the threshold");
	is_int((long long)c->ndbs, 2, "the databases");
	is_str(c->dbs[1], "qil", "the second of them");
	is_int(c->connections, 50, "the connections");
	ok(!c->lookup, "no lookups");
	feedd_conf_free(c);
	c = parse(GOOD, &f);
	is_str(f.msg, "", "the least that it takes");
	is_int((long long)c->ndbs, 0, "is of all databases");
	ok(c->lookup, "and looks up");
	ok(c->sandbox && c->user == NULL, "and a sandbox, as who starts it");
	feedd_conf_free(c);
	c = parse("tree = \"/srv/f\"\n" ROOT, &f);
	is_str(f.msg, "", "places can also be passed");
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
	test_bad();
	return tap_end();
}

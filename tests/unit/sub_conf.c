/*
 * The subscriber's configuration: what is refused and where, what is filled
 * in, and the same from a command line.
 */
#include <stdlib.h>
#include <unistd.h>

#include "formats/wr.h"
#include "keys/keyfile.h"
#include "subscriber/conf.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

#define KEY  "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
#define KEY2 "RWQ8CMTyF+DqrygYhNKjOHhavxyeE4x4zZ/Ak78mWew5DQ7pNKN8a6RP"

/* A feed of one database that says nothing; what follows is on line 2. */
#define FEED(more)                                                             \
	"feed x { root = \"" KEY                                               \
	"\" source = { \"https://a.example\" }\n" more " }"
#define OTHER(more)                                                            \
	"feed y { root = \"" KEY "\" source = \"http://y\"\n" more " }"
#define OWN    " is for what feedsub itself keeps in the state folder"
#define DB     "database rbl {}"
#define OUT(o) FEED("database rbl { output rbldnsd {\n" o " } }")

static struct sub_conf *
parse(const char *text, struct fail *f)
{
	return sub_conf_parse(text, strlen(text), "t.conf", f);
}

/* What is said of a configuration; NULL for a good one. */
static const struct {
	const char *name, *text, *want;
} cases[] = {
	{ "the least", FEED(DB), NULL },
	{ "empty", "", "t.conf: no feed is named" },
	{ "an unknown option", "foo = 1", "t.conf:1: no such option 'foo'" },
	{ "an unknown option of a feed", FEED("foo = 1"),
	    "t.conf:2: no such option 'foo'" },
	{ "an unknown option of a database", FEED("database rbl { foo = 1 }"),
	    "t.conf:2: no such option 'foo'" },
	{ "an unknown option of an output", OUT("foo = 1"),
	    "t.conf:3: no such option 'foo'" },
	{ "a token for all sources", FEED("token-file = \"/a\"" DB),
	    "t.conf:2: no such option 'token-file'" },
	{ "set twice", "state = \"/a\"\nstate = \"/b\"",
	    "t.conf:2: state is set twice" },
	{ "two feeds of one name", FEED(DB) "\n" FEED(DB),
	    "t.conf:3: found duplicate title 'x'" },
	{ "a feed of no name", "feed \"../x\" {}",
	    "t.conf:1: a feed is named with a-z, 0-9 and -, a letter first, "
	    "but not \"../x\"" },
	{ "a feed in the way of a file", "feed version {}",
	    "t.conf:1: a feed is named with a-z, 0-9 and -, a letter first, "
	    "but not \"version\"" },
	{ "no database", FEED(""), "t.conf:1: x: no database is named" },
	{ "a database of no name", FEED("database RBL {}"),
	    "t.conf:2: \"RBL\" is no name of a database" },
	{ "a database twice", FEED(DB "\n" DB),
	    "t.conf:3: found duplicate title 'rbl'" },
	/* roots */
	{ "no root", "feed x {}", "t.conf:1: no root key is given" },
	{ "a root that is no key", "feed x {\nroot = abc }",
	    "t.conf:2: root: public key: want 56 characters of base64" },
	{ "a root's file that is not there",
	    "feed x {\nroot = \"/nonexistent/k\" }",
	    "t.conf:2: root: /nonexistent/k: No such file or directory" },
	{ "a root twice", "feed x {\nroot = { \"" KEY "\", \"" KEY "\" } }",
	    "t.conf:2: root: key E7620F1842B4E81F is a root already" },
	{ "a threshold above the roots",
	    "feed x { root = \"" KEY "\"\nthreshold = 2 }",
	    "t.conf:2: threshold: a threshold of 2 cannot be met by 1 root "
	    "key" },
	{ "a threshold of none", "feed x { root = \"" KEY "\"\nthreshold = 0 }",
	    "t.conf:2: threshold: at least one root has to sign" },
	/* sources */
	{ "no source", "feed x { root = \"" KEY "\" }",
	    "t.conf:1: x has no source" },
	{ "a url of no kind",
	    "feed x { root = \"" KEY "\"\nsource = \"gopher://x\" }",
	    "t.conf:2: source: " },
	{ "a source twice",
	    "feed x { root = \"" KEY
	    "\"\nsource = { \"http://x\", \"http://x\" } }",
	    "t.conf:2: source: http://x is a source already" },
	{ "access to no source", FEED("access \"https://b.example\" {}" DB),
	    "t.conf:2: x has no such source" },
	{ "access",
	    FEED("access \"https://a.example\" { token-file = \"/t\" "
		 "cert-file = \"/c\" key-file = \"/k\" timeout = 5m }" DB),
	    NULL },
	{ "a password for a web server",
	    FEED("access \"https://a.example\" { password-file = \"/t\" }" DB),
	    "t.conf:2: https://a.example: a password is for rsync" },
	{ "a token for rsync",
	    "feed x { root = \"" KEY "\" source = \"rsync://a/b\"\n"
	    "access \"rsync://a/b\" { token-file = \"/t\" } " DB " }",
	    "t.conf:2: rsync://a/b: a token is for http and https" },
	{ "a certificate without TLS",
	    "feed x { root = \"" KEY "\" source = \"http://a\"\n"
	    "access \"http://a\" { cert-file = \"/t\" } " DB " }",
	    "t.conf:2: http://a: a certificate is for https" },
	{ "a key without certificate",
	    FEED("access \"https://a.example\" { key-file = \"/t\" }" DB),
	    "t.conf:2: https://a.example: a key without a certificate" },
	/* values */
	{ "a relative state folder", "state = var",
	    "t.conf:1: state: want an absolute path without empty parts, "
	    "\".\" and \"..\", not \"var\"" },
	{ "a state folder with ..", "state = \"/var/../x\"",
	    "t.conf:1: state: want an absolute path without empty parts, "
	    "\".\" and \"..\", not \"/var/../x\"" },
	{ "a final slash", "state = \"/var/\"",
	    "t.conf:1: state: want an absolute path without empty parts, "
	    "\".\" and \"..\", not \"/var/\"" },
	{ "dots in a name", "state = \"/var/.x/..y/z.\"",
	    "t.conf: no feed is named" },
	{ "a textfile of another name", "textfile = \"/a/b\"",
	    "t.conf:1: textfile: node_exporter reads files that end in .prom, "
	    "not \"/a/b\"" },
	{ "an interval without unit", FEED("interval = 5 " DB),
	    "t.conf:2: interval: a time is a number and s, m, h, d or w, such "
	    "as 5m, not \"5\"" },
	{ "waiting, otherwise", FEED("wait = maybe " DB),
	    "t.conf:2: wait: true or false is wanted, not \"maybe\"" },
	{ "stale, otherwise", FEED("database rbl { stale = drop }"),
	    "t.conf:2: stale: empty or keep is wanted, not \"drop\"" },
	/* outputs */
	{ "an output", OUT("file = \"/a\""), NULL },
	{ "an output without file", OUT(""),
	    "t.conf:2: no file is given for rbldnsd" },
	{ "a relative file", OUT("file = a"),
	    "t.conf:3: file: want an absolute path without empty parts, "
	    "\".\" and \"..\", not \"a\"" },
	{ "an output of no format", FEED("database rbl { output foo {} }"),
	    "t.conf:2: there is no format \"foo\"; there are rbldnsd, bind, " },
	{ "one file for two databases",
	    FEED("database rbl { output bind { file = \"/a\" } }\n"
		 "database dul { output bind { file = \"/a\" } }"),
	    "t.conf:3: /a is written already, from database rbl" },
	{ "one file for two feeds",
	    FEED("database rbl { output bind { file = \"/a\" } }")
		OTHER("database rbl { output bind { file = \"/a\" } }"),
	    "t.conf:3: /a is written already, from database rbl" },
	{ "a file that the state folder has",
	    "state = \"/s\"\n" OUT("file = \"/s/status.json\""),
	    "t.conf:3: /s/status.json" OWN },
	{ "its lock", "state = \"/s\"\n" OUT("file = \"/s/.lock\""),
	    "t.conf:3: /s/.lock" OWN },
	{ "the folder", "state = \"/s\"\n" OUT("file = \"/s\""),
	    "t.conf:3: /s" OWN },
	{ "a feed's file", "state = \"/s\"\n" OUT("file = \"/s/x/rbl.head\""),
	    "t.conf:3: /s/x/rbl.head" OWN },
	{ "one of its own beside them",
	    "state = \"/s\"\n" OUT("file = \"/s/rbl.nft\""), NULL },
	{ "one elsewhere", "state = \"/s\"\n" OUT("file = \"/st/x/a\""), NULL },
	{ "the textfile's name",
	    "textfile = \"/a.prom\"\n" OUT("file = \"/a.prom\""),
	    "t.conf:3: /a.prom is the textfile" },
	{ "a textfile among a feed's",
	    "state = \"/s\"\n"
	    "textfile = \"/s/x/a.prom\"",
	    "t.conf:2: textfile: /s/x/a.prom" OWN },
	{ "an origin that is none", OUT("file = \"/a\" origin = \"x y\""),
	    "t.conf:2: \"x y\" is no name for a zone" },
	{ "name servers that are none", OUT("file = \"/a\" ns = { \"..\" }"),
	    "t.conf:2: rbl.feedmill.internal: \"..\" is no name for a name "
	    "server" },
	{ "a database that ipset cannot name",
	    FEED("database a123456789012345678901234 { output ipset {\n"
		 "file = \"/a\" } }"),
	    "t.conf:2: " },
	{ "no name servers", OUT("file = \"/a\" ns = {}"),
	    "t.conf:2: ns: a zone has one to eight name servers, not \"{}\"" },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *want = cases[i].want != NULL ? cases[i].want : "";
		struct fail f = { 0 };
		struct sub_conf *conf = parse(cases[i].text, &f);

		if (!ok((conf != NULL) == (cases[i].want == NULL) &&
			    strncmp(f.msg, want, strlen(want)) == 0 &&
			    (conf != NULL || f.kind == FAIL_USAGE),
			"%s", cases[i].name))
			printf("#  have: %s\n#  want: %s\n", f.msg, want);
		sub_conf_free(conf);
	}
}

static void
test_defaults(void)
{
	struct fail f = { 0 };
	struct sub_conf *c = parse(OUT("file = \"/a\""), &f);
	const struct sub_feed *feed = &c->feeds[0];
	const struct fetch_conf *s = &feed->sources[0];
	const struct sub_output *o = &feed->dbs[0].outputs[0];

	is_str(c->state, SUB_STATE_PATH, "defaults: the state folder");
	ok(c->textfile == NULL, "defaults: no textfile");
	is_int(feed->roots.threshold, 1, "defaults: one root of one");
	is_int(feed->skew, 120, "defaults: the skew");
	is_int(feed->interval, 0, "defaults: the catalog's interval");
	ok(s->connect_seconds > 0 && s->stall_seconds > 0 &&
		s->total_seconds > s->stall_seconds,
	    "defaults: there are timeouts");
	ok(!s->never_waits, "defaults: news is waited for");
	is_str(s->scratch_folder, SUB_STATE_PATH "/x/scratch",
	    "defaults: the scratch folder");
	ok(s->proxy == NULL && s->ca_file == NULL && s->token_file == NULL,
	    "defaults: nothing of a source");
	is_int(feed->dbs[0].stale, SUB_EMPTY, "defaults: emptied when stale");
	is_str(o->format->name, "rbldnsd", "defaults: the format");
	ok(o->restamp, "defaults: rbldnsd's zones are stamped");
	is_str(o->zone.origin, "rbl.feedmill.internal", "defaults: the origin");
	is_str(o->zone.ns[0], "localhost", "defaults: the name server");
	is_str(o->zone.contact, "hostmaster.feedmill.internal",
	    "defaults: the contact");
	is_int(o->zone.ttl, 300, "defaults: the time to live");
	ok(o->hook == NULL, "defaults: no hook");
	is_int(o->hook_seconds, 60, "defaults: a hook's time");
	sub_conf_free(c);
}

static void
test_inherited(void)
{
	struct fail f = { 0 };
	struct sub_conf *c = parse(
	    FEED("origin = \"bl.example\" contact = \"dns@example\" ttl = 1m "
		 "ns = { \"ns.example\", \"ns2.example\" } stale = keep "
		 "hook = \"reload\" hook-timeout = 5s interval = 2m skew = 1s "
		 "proxy = \"http://p:1\" timeout = 7s wait = no "
		 "access \"https://a.example\" { timeout = 8s "
		 "token-file = \"/t\" } "
		 "database rbl { output bind { file = \"/b\" } "
		 "output cidr { file = \"/c\" hook = other origin = o ttl = 2m "
		 "contact = \"x@y\" ns = n } } "
		 "database dul { stale = empty }"),
	    &f);
	const struct sub_feed *feed;
	const struct sub_output *o;

	if (c == NULL) {
		ok(false, "inherited: %s", f.msg);
		return;
	}
	feed = &c->feeds[0];
	o = feed->dbs[0].outputs;
	is_int(feed->interval, 120, "inherited: interval");
	is_int(feed->skew, 1, "inherited: skew");
	is_str(feed->sources[0].proxy, "http://p:1", "inherited: proxy");
	ok(feed->sources[0].never_waits, "inherited: wait");
	is_int(feed->sources[0].total_seconds, 8, "a source's own timeout");
	is_str(feed->sources[0].token_file, "/t", "a source's own token");
	is_int(feed->dbs[0].stale, SUB_KEEP, "inherited: stale");
	is_int(feed->dbs[1].stale, SUB_EMPTY, "a database's own stale");
	is_str(o[0].zone.origin, "rbl.bl.example", "inherited: origin");
	is_str(o[0].zone.contact, "dns.example", "inherited: contact");
	is_str(o[0].zone.ns[1], "ns2.example", "inherited: ns");
	is_int((long long)o[0].zone.nns, 2, "inherited: how many ns");
	is_int(o[0].zone.ttl, 60, "inherited: ttl");
	is_str(o[0].hook, "reload", "inherited: hook");
	is_int(o[0].hook_seconds, 5, "inherited: hook-timeout");
	is_str(o[1].zone.origin, "o", "an output's own origin");
	is_str(o[1].zone.contact, "x.y", "an output's own contact");
	is_str(o[1].zone.ns[0], "n", "an output's own ns");
	is_int((long long)o[1].zone.nns, 1, "an output's own ns alone");
	is_int(o[1].zone.ttl, 120, "an output's own ttl");
	is_str(o[1].hook, "other", "an output's own hook");
	ok(!o[0].restamp && !o[1].restamp, "others are not stamped");
	sub_conf_free(c);
}

static void
test_wait(void)
{
	struct fail f = { 0 };
	struct sub_conf *c =
	    parse(FEED("wait = no access "
		       "\"https://a.example\" { wait = yes } " DB),
		&f);

	ok(c != NULL && !c->feeds[0].sources[0].never_waits,
	    "a source's own wait: %s", f.msg);
	sub_conf_free(c);
}

/* Two of two, two of three: most of them. */
static void
test_threshold(void)
{
	struct fail f = { 0 };
	struct sub_conf *c = parse("feed x { root = { \"" KEY "\", \"" KEY2
				   "\" } source = \"http://a\" " DB " }",
	    &f);

	ok(c != NULL && c->feeds[0].roots.threshold == 2,
	    "two roots, both by default: %s", f.msg);
	sub_conf_free(c);
	f = (struct fail){ 0 };
	c = parse("feed x { root = { \"" KEY "\", \"" KEY2
		  "\" } threshold = 1 source = \"http://a\" " DB " }",
	    &f);
	ok(c != NULL && c->feeds[0].roots.threshold == 1,
	    "two roots, one if it is said: %s", f.msg);
	sub_conf_free(c);
}

static void
test_feeds(void)
{
	struct fail f = { 0 };
	struct sub_conf *c = parse(FEED(DB), &f);

	ok(sub_conf_feed(c, NULL, &f) == &c->feeds[0], "the only feed");
	ok(sub_conf_feed(c, "x", &f) == &c->feeds[0], "a feed by name");
	ok(sub_conf_feed(c, "y", &f) == NULL, "no such feed");
	is_str(f.msg, "no feed \"y\" is configured", "and that is said");
	sub_conf_free(c);
	f = (struct fail){ 0 };
	c = parse(FEED(DB) "feed y { root = \"" KEY
			   "\" source = \"http://y\" " DB "}",
	    &f);
	ok(sub_conf_feed(c, NULL, &f) == NULL, "which of two");
	is_str(f.msg, "say which of the 2 feeds is meant", "and that is said");
	sub_conf_free(c);
}

/* A root's key from a file. */
static void
test_root_file(void)
{
	char folder[] = "/tmp/feedmill-unit.XXXXXX", path[80], text[300];
	struct fail f = { 0 };
	struct sub_conf *c;

	if (mkdtemp(folder) == NULL)
		err(1, "mkdtemp");
	snprintf(path, sizeof(path), "%s/root.pub", folder);
	put(path, "untrusted comment: minisign public key\n" KEY "\n");
	snprintf(text, sizeof(text),
	    "feed x { root = \"%s\" source = \"http://a\" " DB " }", path);
	c = parse(text, &f);
	ok(c != NULL && c->feeds[0].roots.n == 1, "a root's file: %s", f.msg);
	sub_conf_free(c);
	unlink(path);
	rmdir(folder);
}

static void
test_args(void)
{
	struct sub_args args = { .roots = { { KEY }, 1 },
		.sources = { { "http://a", "file:///b" }, 2 },
		.outputs = { { "rbldnsd:/z/{db}.zone", "cidr:./{db}/{db}" },
		    2 },
		.origin = "{db}.bl.example",
		.state = "/s",
		.hook = "reload" };
	char rbl[] = "rbl", dul[] = "dul", *dbs[] = { rbl, dul, NULL };
	char cwd[400], want[500];
	struct fail f = { 0 };
	struct sub_conf *c = sub_conf_of_args(&args, dbs, &f);
	const struct sub_feed *feed;

	if (c == NULL || getcwd(cwd, sizeof(cwd)) == NULL) {
		ok(false, "a command line: %s", f.msg);
		return;
	}
	feed = sub_conf_feed(c, NULL, &f);
	is_str(feed->name, SUB_ARGS_FEED, "a command line: the feed");
	is_str(feed->sources[1].url, "file:///b", "a command line: sources");
	is_str(feed->sources[1].scratch_folder, "/s/feed/scratch",
	    "a command line: the scratch folder");
	is_str(feed->dbs[1].name, "dul", "a command line: databases");
	is_str(feed->dbs[1].outputs[0].file, "/z/dul.zone",
	    "a command line: a file");
	snprintf(want, sizeof(want), "%s/dul/dul", cwd);
	is_str(feed->dbs[1].outputs[1].file, want,
	    "a command line: a relative file");
	is_str(feed->dbs[1].outputs[1].zone.origin, "dul.bl.example",
	    "a command line: the origin");
	is_str(feed->dbs[1].outputs[1].hook, "reload",
	    "a command line: the hook");
	sub_conf_free(c);
}

/* What is said of a command line. */
static void
test_bad_args(void)
{
	static const struct {
		const char *root, *source, *output, *db, *want;
	} bad[] = {
		{ NULL, "http://a", NULL, "rbl", "no root key is given" },
		{ KEY, NULL, NULL, "rbl", "no source is given" },
		{ KEY, "http://a", NULL, NULL, "no database is named" },
		{ KEY, "http://a", "rbldnsd", "rbl",
		    "want FORMAT:FILE for an output, not \"rbldnsd\"" },
		{ KEY, "http://a", "rbldnsd:", "rbl",
		    "want an absolute path without empty parts" },
		{ KEY, "http://a", "foo:/a", "rbl",
		    "there is no format \"foo\"; there are rbldnsd" },
		{ "abc", "http://a", NULL, "rbl",
		    "public key: want 56 characters of base64" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct sub_args args = {
			.roots = { { bad[i].root }, bad[i].root != NULL },
			.sources = { { bad[i].source }, bad[i].source != NULL },
			.outputs = { { bad[i].output }, bad[i].output != NULL },
		};
		char db[] = "rbl", *dbs[] = { bad[i].db ? db : NULL, NULL };
		struct fail f = { 0 };
		struct sub_conf *c = sub_conf_of_args(&args, dbs, &f);

		ok(c == NULL && f.kind == FAIL_USAGE &&
			strncmp(f.msg, bad[i].want, strlen(bad[i].want)) == 0,
		    "a bad command line: %s", f.msg);
		sub_conf_free(c);
	}
}

int
main(void)
{
	test_cases();
	test_defaults();
	test_inherited();
	test_wait();
	test_threshold();
	test_feeds();
	test_root_file();
	test_args();
	test_bad_args();
	return tap_end();
}

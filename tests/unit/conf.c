#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/conf.h"
#include "compiler/protect.h"
#include "formats/source.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

static struct conf *
parse(const char *text, struct fail *f)
{
	return conf_parse(text, strlen(text), "t.conf", f);
}

/* What is said of a configuration; NULL for a good one. */
static const struct {
	const char *name, *text, *want;
} cases[] = {
	/* what there has to be */
	{ "one database", "database rbl {}", NULL },
	{ "no newline, no blanks", "database rbl{}database dul{}", NULL },
	{ "CRLF", "database rbl {\r\n}\r\n", NULL },
	{ "empty", "", "t.conf: no database is named" },
	{ "only a comment", "# database rbl {}",
	    "t.conf: no database is named" },
	/* its grammar */
	{ "unknown option", "\nfoo = 1", "t.conf:2: no such option 'foo'" },
	{ "unknown in a database", "database rbl {\n\nfoo = 1 }",
	    "t.conf:3: no such option 'foo'" },
	{ "unknown in a section within", "database qil { quick {\nfoo = 1 } }",
	    "t.conf:2: no such option 'foo'" },
	{ "a comment before it", "# x\n# y\nfoo = 1",
	    "t.conf:3: no such option 'foo'" },
	{ "set twice", "spool = a\nspool = b", "t.conf:2: spool is set twice" },
	{ "a list set twice", "ns = { a }\nns = { b }",
	    "t.conf:2: ns is set twice" },
	{ "a database twice", "database rbl {}\ndatabase rbl {}",
	    "t.conf:2: found duplicate title 'rbl'" },
	{ "no title", "database {}",
	    "t.conf:1: missing title for section "
	    "'database'" },
	{ "no end", "database rbl {\nspool = {",
	    "t.conf:1: a brace is not closed" },
	{ "too much of an end", "database rbl {} }",
	    "t.conf:1: unexpected closing brace" },
	{ "no equal sign", "spool a",
	    "t.conf:1: missing equal sign after "
	    "option 'spool'" },
	{ "an open string", "spool = \"a\nb\"",
	    "t.conf:1: a string ends on its line" },
	{ "an open string at the end", "\nspool = 'a",
	    "t.conf:2: a string ends on its line" },
	{ "the environment", "spool = \"${HOME}\"",
	    "t.conf:1: write ${ in a string of single quotes" },
	{ "the environment, bare", "spool = ${HOME}",
	    "t.conf:1: put quotes around $, * and +" },
	{ "a dollar in single quotes", "database rbl { text = 'a ${ $' }",
	    "t.conf:1: rbl: { without }" },
	{ "an escape", "spool = \"\\x41\"",
	    "t.conf:1: in a string \\ stands before \\ or its quote" },
	{ "a bare url", "lookup-url = http://x/$",
	    "t.conf:1: put quotes around // and /* (comments begin with #)" },
	{ "a long comment", "/* x */",
	    "t.conf:1: put quotes around // and /* (comments begin with #)" },
	{ "a control character", "spool = \"a\1\"",
	    "t.conf:1: there is a control character" },
	{ "a bare return", "database rbl {}\rspool = a",
	    "t.conf:1: there is a control character" },
	/* names */
	{ "a capital name", "\ndatabase RBL {}",
	    "t.conf:2: a database is named with a-z, 0-9 and -, a letter "
	    "first, but not text or catalog" },
	{ "a reserved name", "database text {}",
	    "t.conf:1: a database is named with a-z, 0-9 and -, a letter "
	    "first, but not text or catalog" },
	{ "a path for a name", "database \"../x\" {}",
	    "t.conf:1: a database is named with a-z, 0-9 and -, a letter "
	    "first, but not text or catalog" },
	/* values */
	{ "a time without unit", "database rbl {\ninterval = 5 }",
	    "t.conf:2: interval: a time is a number and s, m, h, d or w, such "
	    "as 5m, not \"5\"" },
	{ "a time of no unit", "database rbl { interval = 5y }",
	    "t.conf:1: interval: a time is a number and s, m, h, d or w, such "
	    "as 5m, not \"5y\"" },
	{ "no time", "database rbl { interval = 0s }",
	    "t.conf:1: interval: a time is a number and s, m, h, d or w, such "
	    "as 5m, not \"0s\"" },
	{ "too long a time", "database rbl { interval = 4294967295w }",
	    "t.conf:1: interval: a time is a number and s, m, h, d or w, such "
	    "as 5m, not \"4294967295w\"" },
	{ "two times", "database rbl { interval = \"5m 5s\" }",
	    "t.conf:1: interval: a time is a number and s, m, h, d or w, such "
	    "as 5m, not \"5m 5s\"" },
	{ "seconds for minutes", "database qil { quick { first = 90s } }",
	    "t.conf:1: first: a time of whole minutes is wanted, such as 5m or "
	    "12h, not \"90s\"" },
	{ "a share without %", "database rbl { change = 20 }",
	    "t.conf:1: change: a share is above 0% and at most 100%, or none, "
	    "not \"20\"" },
	{ "a share over all", "database rbl { change = 100.1% }",
	    "t.conf:1: change: a share is above 0% and at most 100%, or none, "
	    "not \"100.1%\"" },
	{ "no share", "database rbl { change = 0% }",
	    "t.conf:1: change: a share is above 0% and at most 100%, or none, "
	    "not \"0%\"" },
	{ "half a share", "database rbl { change = 5.% }",
	    "t.conf:1: change: a share is above 0% and at most 100%, or none, "
	    "not \"5.%\"" },
	{ "shares", "database rbl { change = 0.5% coverage-ipv4 = none }",
	    NULL },
	{ "a count", "database rbl { change-from = 4294967296 }",
	    "t.conf:1: change-from: a number below 2^32 is wanted, not "
	    "\"4294967296\"" },
	{ "a small count", "database qil { quick { hits = 65536 } }",
	    "t.conf:1: hits: a number below 65536 is wanted, not \"65536\"" },
	{ "minus", "database rbl { change-from = -1 }",
	    "t.conf:1: change-from: a number below 2^32 is wanted, not "
	    "\"-1\"" },
	{ "a prefix without /", "database rbl { widest-ipv4 = 24 }",
	    "t.conf:1: widest-ipv4: a prefix is /0 to /32, not \"24\"" },
	{ "too long a prefix", "database rbl { widest-ipv4 = /33 }",
	    "t.conf:1: widest-ipv4: a prefix is /0 to /32, not \"/33\"" },
	{ "a prefix", "database rbl { widest-ipv6 = /33 }", NULL },
	{ "a code elsewhere", "database rbl { code = 192.0.2.1 }",
	    "t.conf:1: code: a code is an address of 127.0.0.0/8, not "
	    "\"192.0.2.1\"" },
	{ "no such key", "database rbl { shown = { kind,\ncolour } }",
	    "t.conf:2: shown: records have no such key, not \"colour\"" },
	{ "nothing shown", "database rbl { text = x\nshown = {} }", NULL },
	{ "neither", "database rbl { gzip = maybe }",
	    "t.conf:1: gzip: true or false is wanted, not \"maybe\"" },
	{ "no such format", "database rbl { formats = { rbldnsd, xml } }",
	    "t.conf:1: formats: there is no such format of zones, not "
	    "\"xml\"" },
	{ "a format twice", "database rbl { formats = { bind, bind } }",
	    "t.conf:1: formats: each format is given once, not \"bind\"" },
	{ "no format", "database rbl { formats = {} }", NULL },
	{ "a long title",
	    "database rbl { title = \"1234567890123456789012345678901234567890"
	    "123456789012345678901234\" }",
	    "t.conf:1: title: this text is too long, not \"12345678901234567890"
	    "12345678901234567890123456789012345678901234\"" },
	{ "an empty path", "spool = ''",
	    "t.conf:1: spool: something is wanted, not \"\"" },
	/* kinds */
	{ "own list", "database mine {}", NULL },
	{ "own quick list", "database mine { kind = quick }", NULL },
	{ "like another", "database mine { like = qil quick { hits = 2 } }",
	    NULL },
	{ "like none", "database mine { like = yours }",
	    "t.conf:1: like: no database \"yours\" is built in" },
	{ "built in and like another", "database rbl { like = dul }",
	    "t.conf:1: like: rbl is built in" },
	{ "another kind", "database rbl { kind = quick }",
	    "t.conf:1: kind: rbl is standing" },
	{ "like another of another kind",
	    "database mine { like = qil\nkind = mask }",
	    "t.conf:2: kind: mine is quick" },
	{ "no kind", "database mine { kind = slow }",
	    "t.conf:1: kind: standing, quick or mask is wanted, not \"slow\"" },
	{ "quick numbers of a standing list",
	    "\ndatabase rbl { quick { hits = 2 } }",
	    "t.conf:2: rbl is no quick list, it has no section quick" },
	{ "aggressiveness", "database qil { quick { aggressiveness = 5 } }",
	    "t.conf:1: aggressiveness: 0 to 4 is wanted, not \"5\"" },
	{ "too many hits", "database qil { quick { hits = 9 } }",
	    "t.conf:1: qil: the number of hits before an addition is 1 to 8, "
	    "not 9" },
	/* masks */
	{ "a mask", "database rblplus {}", NULL },
	{ "own mask",
	    "database m { kind = mask members = { rbl, mine:8 } }"
	    "database mine {}",
	    NULL },
	{ "own mask without members", "\ndatabase m { kind = mask }",
	    "t.conf:2: m: a mask has one to eight members" },
	{ "members unknown",
	    "database m { kind = mask\nmembers = { rbl, yours } }",
	    "t.conf:2: members: there is no database yours" },
	{ "a mask of masks", "database m { kind = mask members = rblplus }",
	    "t.conf:1: members: rblplus is a mask itself" },
	{ "of itself", "database m { kind = mask members = m }",
	    "t.conf:1: m: m cannot be a member" },
	{ "members of no mask", "database rbl { members = { dul } }",
	    "t.conf:1: rbl is no mask, it has no members" },
	{ "no bit", "database m { kind = mask members = { rbl:3 } }",
	    "t.conf:1: m: a member's bit is 1, 2, 4 ... 128, not 3" },
	{ "a bit beyond", "database m { kind = mask members = { rbl:256 } }",
	    "t.conf:1: members: a bit is 1, 2, 4 ... 128, not \"rbl:256\"" },
	{ "a bit that is no number",
	    "database m { kind = mask members = { rbl:2x } }",
	    "t.conf:1: members: a bit is 1, 2, 4 ... 128, not \"rbl:2x\"" },
	{ "a member of no name", "database m { kind = mask members = { RBL } }",
	    "t.conf:1: m: RBL cannot be a member" },
	{ "a member of a long name",
	    "database m { kind = mask members = "
	    "{ abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz } }",
	    "t.conf:1: members: this is no name of a database, not "
	    "\"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\"" },
	{ "one bit twice",
	    "database m { kind = mask members = { rbl:2, dul } }",
	    "t.conf:1: m: two members have the bit 2" },
	{ "nine members",
	    "database m { kind = mask\nmembers = {a,b,c,d,e,f,g,h,i} }",
	    "t.conf:2: members: a mask has one to eight members, not \"i\"" },
	/* zones */
	{ "one origin twice",
	    "database rbl { origin = bl.example }\n"
	    "database dul { origin = BL.example }",
	    "t.conf:2: rbl and dul are both BL.example" },
	{ "one of them by default",
	    "origin = example\ndatabase rbl {}\n"
	    "database dul { origin = rbl.example }",
	    "t.conf:3: rbl and dul are both rbl.example" },
	{ "no name", "\ndatabase rbl { origin = \"a b\" }",
	    "t.conf:2: \"a b\" is no name for a zone" },
	{ "nine name servers", "ns = {a,b,c,d,e,f,g,h,i}",
	    "t.conf:1: ns: a zone has one to eight name servers, not \"i\"" },
	{ "dots in a mailbox", "contact = john.doe@example",
	    "t.conf:1: contact: a mailbox without dots before its @ is wanted, "
	    "not \"john.doe@example\"" },
	/* sources */
	{ "sources",
	    "database rbl { source desk { removes = all } }\n"
	    "source desk { format = plain }\n"
	    "source traps { database = rbl }",
	    NULL },
	{ "no such database",
	    "database rbl {}\n"
	    "source a {\ndatabase = { rbl, dul } }",
	    "t.conf:3: database: there is no database dul" },
	{ "a database within one",
	    "database rbl { source a {\ndatabase = rbl } }",
	    "t.conf:2: database: the source is in rbl already" },
	{ "removes others", "source a { removes = others }\ndatabase rbl {}",
	    "t.conf:1: removes: own or all is wanted, not \"others\"" },
	{ "no such source format", "source a { format = xml }\ndatabase rbl {}",
	    "t.conf:1: format: there is no such format of sources, not "
	    "\"xml\"" },
	{ "sources of a mask", "database rblplus {\nsource a {} }",
	    "t.conf:2: rblplus is a mask, it has no sources" },
	/* protected space */
	{ "protected",
	    "protect { networks = { 192.0.2.0/24, 2001:db8::/32 }\n"
	    "documentation = open }\ndatabase rbl {}",
	    NULL },
	{ "host bits", "protect {\nnetworks = { 192.0.2.1/24 } }",
	    "t.conf:2: networks: bits are set below the prefix length, not "
	    "\"192.0.2.1/24\"" },
	{ "neither open nor not", "protect { documentation = true }",
	    "t.conf:1: documentation: open or protected is wanted, not "
	    "\"true\"" },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fail f = { 0 };
		struct conf *c = parse(cases[i].text, &f);

		is_str(f.msg, cases[i].want != NULL ? cases[i].want : "",
		    cases[i].name);
		if (f.kind != (cases[i].want != NULL ? FAIL_USAGE : 0) ||
		    (c == NULL) != (cases[i].want != NULL))
			ok(false, "  kind %d", f.kind);
		conf_free(c);
	}
}

/* A database that is only named is the one that is built in. */
static void
test_named(void)
{
	const struct policy *p;

	for (size_t i = 0; (p = policy_builtin_at(i)) != NULL; i++) {
		struct fail f = { 0 };
		char text[80];
		struct conf *c;
		const struct conf_db *db;

		snprintf(text, sizeof(text), "database %s {}", p->name);
		c = parse(text, &f);
		db = c != NULL ? conf_db(c, p->name) : NULL;
		ok(db != NULL && memcmp(&db->policy, p, sizeof(*p)) == 0,
		    "%s is as built in", p->name);
		conf_free(c);
	}
}

static void
test_defaults(void)
{
	struct fail f = { 0 };
	struct conf *c = parse("database rbl {}", &f);
	struct zone_info info;

	if (c == NULL)
		errx(1, "%s", f.msg);
	is_str(c->spool, "/var/spool/feedmill/records", "the spool");
	is_str(c->state, "/var/lib/feedmill", "the state");
	is_str(c->publish, "/srv/feedmill", "the publish tree");
	is_int(c->ndbs, 1, "one database");
	is_str(c->dbs[0].key, "/etc/feedmill/feedmill.key", "its key");
	is_str(c->dbs[0].origin, "rbl.feedmill.internal", "its origin");
	is_int(c->dbs[0].epoch, 1, "its epoch");
	is_int(c->dbs[0].nformats, 1, "one format");
	is_str(c->dbs[0].formats[0]->name, "rbldnsd", "which is rbldnsd");
	ok(!c->dbs[0].gzip, "not packed");
	ok(conf_source(&c->dbs[0], "traps") == NULL, "no source is known");
	conf_zone(c, &c->dbs[0], &info);
	is_int(zone_check(&info, &f), 0, "its zone is one");
	is_str(info.contact, "hostmaster.feedmill.internal", "its contact");
	is_int(info.refresh, 300, "refreshed at the interval");
	conf_free(c);
}

static const char full[] =
    "spool = in\nstate = st\npublish = out\nkey = k\norigin = bl.example\n"
    "ns = { ns1.example, ns2.example }\ncontact = dns@example\n"
    "lookup-url = \"http://l.example/$\"\n"
    "protect { networks = { 198.51.100.0/24 } documentation = open }\n"
    "source desk { removes = all }\n"
    "source traps { database = { rbl } format = plain }\n"
    "database rblplus {}\n"
    "database rbl {\n"
    "	title = T\n	text = \"x {kind} {lookup}\"\n	code = 127.0.0.9\n"
    "	attributes = { kind, ref }\n	shown = kind\n"
    "	widest-ipv4 = /20\n	widest-ipv6 = /40\n"
    "	coverage-ipv4 = 1.5%\n	coverage-ipv6 = none\n"
    "	change = 20%\n	change-from = 50\n	protected-lines = 3\n"
    "	interval = 10m\n	fresh = 1h\n	valid = 2d\n	ttl = 90s\n"
    "	epoch = 4\n	origin = spam.example\n	key = k2\n	gzip = yes\n"
    "	formats = { bind, rbldnsd }\n"
    "	source desk { removes = own }\n}\n"
    "database qil {\n	quick {\n		window = 20m\n"
    "		aggressiveness = 4\n		longest = 6h\n"
    "		hits = 2\n		first = 10m\n		forget = 2d\n"
    "		levels = 5\n		grain = 4\n		least = 3m\n"
    "	}\n}\n";

static void
test_rbl(const struct conf *c)
{
	const struct conf_db *db = conf_db(c, "rbl");
	const struct policy *p = &db->policy;

	is_str(p->title, "T", "title");
	is_str(p->text, "x {kind} {lookup}", "text");
	is_str(p->lookup, "http://l.example/$", "lookup-url of all");
	is_int(p->code, 0x7f000009, "code");
	is_int(p->attrs, 1 << ATTR_KIND | 1 << ATTR_REF, "attributes");
	is_int(p->shown, 1 << ATTR_KIND, "shown");
	is_int(p->widest[IP4] * 1000 + p->widest[IP6], 20040, "widest");
	ok(p->cover_max[IP4] > 0.0149 && p->cover_max[IP4] < 0.0151 &&
		p->cover_max[IP6] == 0,
	    "coverage");
	ok(p->change_max > 0.199 && p->change_max < 0.201, "change");
	is_int(p->change_min, 50, "change-from");
	is_int(p->protected_max, 3, "protected-lines");
	is_int(p->interval, 600, "interval");
	is_int(p->fresh, 3600, "fresh");
	is_int(p->valid, 2 * 86400, "valid");
	is_int(p->ttl, 90, "ttl");
	is_int(db->epoch, 4, "epoch");
	is_str(db->origin, "spam.example", "origin");
	is_str(db->key, "k2", "key");
	ok(db->gzip, "gzip");
	is_int(db->nformats, 2, "formats");
	is_str(db->formats[0]->name, "bind", "in their order");
	is_int(db->nsources, 2, "two sources");
	ok(!conf_source(db, "desk")->removes_all,
	    "what the database says of a source counts before the rest");
	is_str(conf_source(db, "traps")->format->name, "plain", "format");
}

static void
test_qil(const struct conf *c)
{
	const struct conf_db *db = conf_db(c, "qil");
	const struct quick_rules *q = &db->policy.quick;

	is_int(q->hits, 2, "hits");
	is_int(q->window, 20, "window");
	is_int(q->first, 10, "first");
	is_int(q->longest, 360, "longest");
	is_int(q->forget, 2880, "forget");
	is_int(q->levels, 5, "levels");
	is_int(q->grain, 4, "grain");
	is_int(q->least, 3, "least");
	ok(conf_source(db, "desk")->removes_all, "a source of all databases");
	ok(conf_source(db, "traps") == NULL, "one of others is not");
}

static void
test_full(void)
{
	struct fail f = { 0 };
	struct conf *c = parse(full, &f);
	struct zone_info info;
	struct range allowed = { 0xc6336400, 0xc6336400, IP4 };
	struct range test_net = { 0xc0000201, 0xc0000201, IP4 };

	if (c == NULL)
		errx(1, "%s", f.msg);
	is_str(c->spool, "in", "spool");
	is_str(c->state, "st", "state");
	is_str(c->publish, "out", "publish");
	is_str(c->dbs[0].policy.name, "rbl", "members come first");
	is_str(c->dbs[2].policy.name, "dul", "those not named after others");
	is_str(c->dbs[c->ndbs - 1].policy.name, "rblplus", "masks are last");
	is_int(c->ndbs, 6, "six databases");
	test_rbl(c);
	test_qil(c);
	conf_zone(c, conf_db(c, "qil"), &info);
	is_str(info.origin, "qil.bl.example", "origin of all");
	is_str(info.contact, "dns.example", "contact");
	is_str(info.ns[1], "ns2.example", "ns");
	is_str(protect_why(c->protect, &allowed),
	    "the configuration's networks", "networks");
	ok(protect_why(c->protect, &test_net) == NULL, "documentation");
	conf_free(c);
}

static void
test_files(void)
{
	char dir[] = "/tmp/feedmill-conf.XXXXXX";
	struct range allowed = { 0xc0a80000, 0xc0a80000, IP4 };
	struct fail f = { 0 };
	struct conf *c;

	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		err(1, "%s", dir);
	put("a.conf",
	    "protect { files = { allow.txt } documentation = open }\n"
	    "database rbl {}\n");
	ok(conf_read("a.conf", &f) == NULL, "an allow-list has to be there");
	is_str(f.msg, "allow.txt: No such file or directory", "  by name");
	f = (struct fail){ 0 };
	put("allow.txt", "# ours\n9.8.7.0/24\n198.51.100.0-198.51.100.9\n");
	allowed.first = allowed.last = 0x09080701;
	c = conf_read("a.conf", &f);
	is_str(f.msg, "", "a configuration is read from its file");
	is_str(c != NULL ? protect_why(c->protect, &allowed) : "",
	    "allow.txt:2", "and its allow-list");
	conf_free(c);
	put("allow.txt", "9.8.7.0/24\n9.8.7.0/2x\n");
	ok(conf_read("a.conf", &f) == NULL, "a bad line is an error");
	ok(strncmp(f.msg, "allow.txt:2:", 12) == 0, "  of its place: %s",
	    f.msg);
	f = (struct fail){ 0 };
	ok(conf_read("b.conf", &f) == NULL, "no file is an error");
	is_str(f.msg, "b.conf: No such file or directory", "  by name");
	f = (struct fail){ 0 };
	ok(conf_read("/dev/zero", &f) == NULL, "an endless one too");
	is_str(f.msg, "/dev/zero: has more than 1048576 bytes", "  by size");
	unlink("a.conf");
	unlink("allow.txt");
	rmdir(dir);
}

int
main(void)
{
	test_cases();
	test_named();
	test_defaults();
	test_full();
	test_files();
	return tap_end();
}

#include <stdlib.h>

#include "formats/live.h"
#include "formats/rbldnsd_plan.h"
#include "formats/rbldnsd_rest.h"
#include "formats/set.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_name.h"
#include "formats/zone_text.h"
#include "tests/unit/tap.h"

#define NOW 1000

static uint16_t
value(struct set *s, uint32_t code, const char *text)
{
	return values_add(set_values(s), code, text, strlen(text));
}

static void
add(struct set *s, const char *range, uint16_t id, uint32_t until)
{
	struct listing l = { .until = until, .value = id };

	if (range_parse(range, range + strlen(range), &l.range, NULL) != NULL ||
	    !set_add(s, &l))
		ok(false, "%s can be added", range);
}

/* The set of the golden files; the order of the values must not matter. */
static struct set *
golden_set(bool backwards)
{
	struct set *s = set_new();
	uint16_t a, b, c;

	if (backwards)
		c = value(s, 0x7f000004, "");
	b = value(s, 0x7f000003, "\"Dial-up\" \\ $$5; #1");
	a = value(s, 0x7f000002, "Listed, see https://lookup.example/$");
	if (!backwards)
		c = value(s, 0x7f000004, "");
	value(s, 0x7f000005, "nobody has this");
	add(s, "127.0.0.2", a, 0);
	add(s, "192.0.2.7", a, 0);
	add(s, "192.0.2.9-192.0.2.12", a, NOW + 1);
	add(s, "192.0.2.64/26", a, NOW);
	add(s, "198.51.100.0/24", b, 0);
	add(s, "198.51.101.0", b, 0);
	add(s, "203.0.112.0-203.0.113.5", c, 0);
	add(s, "::ffff:127.0.0.2", a, 0);
	add(s, "2001::1:0:0:1:2", a, 0);
	add(s, "2001:db8::1", a, 0);
	add(s, "2001:db8:0:1:0:0:2:0/112", c, 0);
	add(s, "2001:db8:7::/48", b, 0);
	add(s, "2001:db8:8::/46", c, 0);
	return s;
}

static struct zone_info
info(void)
{
	return (struct zone_info){ .db = "rbl",
		.origin = "rbl.example",
		.ns = { "ns1.example", "ns2.example" },
		.nns = 2,
		.contact = "hostmaster.example",
		.serial = 1795305600,
		.now = NOW,
		.stamp = 1577836800,
		.expires = 500000000,
		.ttl = 300,
		.refresh = 3600,
		.retry = 600,
		.expire = 864000,
		.negative_ttl = 60 };
}

static void
read_file(struct wr *w, const char *name)
{
	FILE *file = fopen(name, "r");
	size_t n;

	if (file == NULL)
		return;
	while ((n = fread(wr_room(w, 4096), 1, 4096, file)) > 0)
		w->len += n;
	fclose(file);
}

static void
test_golden(void)
{
	for (size_t i = 0; zone_format_at(i) != NULL; i++) {
		const struct zone_format *format = zone_format_at(i);
		char name[100];
		struct zone_info x = info();
		struct fail f = { 0 };
		struct wr want = { 0 }, have = { 0 }, again = { 0 };
		struct set *a = golden_set(false), *b = golden_set(true);

		snprintf(name, sizeof(name), "tests/data/golden-zone.%s",
		    format->suffix);
		ok(zone_format(format->name) == format, "%s is known",
		    format->name);
		ok(format->write(&have, a, &x, &f) == 0, "%s is written",
		    format->name);
		ok(format->write(&again, b, &x, &f) == 0 &&
			have.len == again.len &&
			memcmp(have.buf, again.buf, have.len) == 0,
		    "  whatever the ids of the values");
		read_file(&want, name);
		wr_u8(&have, 0);
		wr_u8(&want, 0);
		is_str((char *)have.buf, (char *)want.buf, name);
		wr_free(&want);
		wr_free(&have);
		wr_free(&again);
		set_free(a);
		set_free(b);
	}
	ok(zone_format("dns") == NULL, "other formats are not known");
}

/* Templates, and how zones carry them. */
static const struct {
	const char *text;
	const char *want;
} templates[] = {
	{ "Listed, see $", "Listed, see $" },
	{ "", "" },
	{ "  ", "" },
	{ "a\tb\nc\rd\177e", "a b c d e" },
	{ "ends with a newline\n", "ends with a newline" },
	{ ":=#; :a:=#;", "a:=#;" },
	{ "$$5", "$$5" },
	{ "$5", "$ 5" },
	{ "$=", "$ =" },
	{ "$$$5", "$$$ 5" },
	{ "$$", "$$" },
	{ "$", "$" },
	{ "Gr\303\274\303\237e", "Gr\303\274\303\237e" },
};

static void
test_templates(void)
{
	char long_text[400], out[ZONE_TXT_MAX + 1];
	struct value v = { .text = long_text, .len = 399 };

	for (size_t i = 0; i < sizeof(templates) / sizeof(templates[0]); i++) {
		const char *text = templates[i].text;
		struct value x = { 0, (uint16_t)strlen(text), text };

		is_int((long long)zone_template(out, &x),
		    (long long)strlen(templates[i].want),
		    "a template's length");
		is_str(out, templates[i].want, "  and text");
	}
	memset(long_text, '$', sizeof(long_text));
	long_text[0] = 'a';
	is_int((long long)zone_template(out, &v), 253,
	    "a long template is cut, but no \"$$\"");
	memset(long_text, 'a', sizeof(long_text));
	ok(zone_template(out, &v) <= ZONE_TXT_MAX, "a long template is cut");
}

/* What breaks the zone, and the message. */
static void
test_check(void)
{
	static const struct {
		const char *origin, *ns, *contact;
		size_t nns;
		const char *want;
	} cases[] = {
		{ "bl.example", "ns.example", "hm.example", 1, "" },
		{ "bl", "a-b_c.example", "hm.example", 1, "" },
		{ "", "ns.example", "hm.example", 1,
		    "\"\" is no name for a zone" },
		{ "bl.example.", "ns.example", "hm.example", 1,
		    "\"bl.example.\" is no name for a zone" },
		{ "bl.a23456789012345678901234567890123456789012345678901234567"
		  "8901234",
		    "ns.example", "hm.example", 1,
		    "\"bl.a23456789012345678901234567890123456789012345678901"
		    "2345678901234\" is no name for a zone" },
		{ "bl..example", "ns.example", "hm.example", 1,
		    "\"bl..example\" is no name for a zone" },
		{ "bl.example\n$TTL 1", "ns.example", "hm.example", 1,
		    "\"bl.example\n$TTL 1\" is no name for a zone" },
		{ "bl.example", "ns.example", "hm.example", 0,
		    "bl.example: a zone has 1 to 8 name servers, not 0" },
		{ "bl.example", "ns.example", "hm.example", 9,
		    "bl.example: a zone has 1 to 8 name servers, not 9" },
		{ "bl.example", "ns example", "hm.example", 1,
		    "bl.example: \"ns example\" is no name for a name server" },
		{ "bl.example", "ns.example", "hm@example", 1,
		    "bl.example: \"hm@example\" is no mailbox written as a "
		    "name" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct zone_info x = info();
		struct fail f = { 0 };

		x.origin = cases[i].origin;
		x.ns[0] = cases[i].ns;
		x.nns = cases[i].nns;
		x.contact = cases[i].contact;
		ok(zone_check(&x, &f) == (*cases[i].want ? -1 : 0), "%s",
		    *cases[i].want ? "refused" : "good names");
		is_str(f.msg, cases[i].want, "  with its message");
	}
}

static void
test_names(void)
{
	char origin[300];
	struct zone_info x = info();
	struct fail f = { 0 }, g = { 0 };
	struct set *s = set_new();
	struct wr w = { 0 };

	memset(origin, 'a', sizeof(origin));
	for (size_t i = 63; i < sizeof(origin); i += 64)
		origin[i] = '.';
	origin[189] = '\0';
	x.origin = origin;
	ok(zone_check(&x, &f) == 0, "an origin of 189 bytes leaves room");
	memcpy(origin + 189, "a", 2);
	ok(zone_check(&x, &f) == -1, "one of 190 does not");
	x.origin = "bl.example";
	x.ns[1] = "nsbl.example";
	ok(zone_format("bind")->write(&w, s, &x, &g) == 0,
	    "a name server beside the zone is taken");
	x.ns[1] = "ns.BL.example";
	ok(zone_format("rbldnsd")->write(&w, s, &x, &g) == 0,
	    "rbldnsd takes a name server in the zone");
	ok(zone_format("bind")->write(&w, s, &x, &g) == -1, "bind does not");
	is_str(g.msg,
	    "bl.example: its name server ns.BL.example would lie in the zone "
	    "itself, which has no address for it",
	    "  and says why");
	wr_free(&w);
	set_free(s);
}

/* What the datasets of a zone are, in order. */
static void
test_datasets(void)
{
	static const struct {
		const char *name;
		const char *ranges[6]; /* with the value in front */
		const char *want;
	} cases[] = {
		{ "nothing", { NULL }, "ip4tset " },
		{ "hosts of one value", { "0192.0.2.1", "0192.0.2.3" },
		    "ip4tset " },
		{ "hosts that touch", { "0192.0.2.1-192.0.2.6" }, "ip4tset " },
		{ "a network", { "0192.0.2.0/24" }, "ip4set " },
		{ "hosts and a network", { "0192.0.2.1", "0198.51.100.0/24" },
		    "ip4tset ip4set " },
		{ "two values in equal parts", { "0192.0.2.1", "1192.0.2.3" },
		    "ip4tset ip4set " },
		{ "three values", { "0192.0.2.1", "1192.0.2.3", "2192.0.2.5" },
		    "ip4set " },
		{ "a wide mask", { "0192.0.2.128/25" }, "ip4trie " },
		{ "everything", { "00.0.0.0/0" }, "ip4trie " },
		{ "networks of 64 bits", { "02001:db8::/64" }, "ip6tset " },
		{ "one of them and a host", { "02001:db8::/64", "12001:db9::" },
		    "ip6tset ip6trie " },
		{ "IPv6 hosts", { "02001:db8::" }, "ip6trie " },
		{ "both", { "0192.0.2.1", "02001:db8::" }, "ip4tset ip6trie " },
		{ "everything of IPv6", { "0::/0" }, "ip6trie " },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct set *s = set_new();
		struct zone_info x = info();
		struct fail f = { 0 };
		struct wr w = { 0 };
		char types[100] = "";

		for (unsigned v = 0; v < 3; v++)
			value(s, 0x7f000002 + v, "");
		for (size_t j = 0; j < 6 && cases[i].ranges[j] != NULL; j++)
			add(s, cases[i].ranges[j] + 1,
			    (uint16_t)(cases[i].ranges[j][0] - '0'), 0);
		zone_rbldnsd(&w, s, &x, &f);
		wr_u8(&w, 0);
		for (char *at = (char *)w.buf;
		     (at = strstr(at, "$DATASET ")) != NULL;) {
			at += 9;
			strncat(types, at, strcspn(at, ":"));
			strcat(types, " ");
		}
		is_str(types, cases[i].want, cases[i].name);
		wr_free(&w);
		set_free(s);
	}
}

/* Of two values with as many hosts, the first in order has the tset. */
static void
test_tie(void)
{
	struct wr w[2] = { 0 };

	for (unsigned i = 0; i < 2; i++) {
		struct set *s = set_new();
		struct zone_info x = info();
		struct fail f = { 0 };

		value(s, 0x7f000002 + i, "");
		value(s, 0x7f000003 - i, "");
		add(s, "192.0.2.1", (uint16_t)i, 0);
		add(s, "192.0.2.3", (uint16_t)(1 - i), 0);
		zone_rbldnsd(&w[i], s, &x, &f);
		set_free(s);
	}
	ok(w[0].len == w[1].len && memcmp(w[0].buf, w[1].buf, w[0].len) == 0,
	    "where values tie, their ids do not matter");
	wr_free(&w[0]);
	wr_free(&w[1]);
}

/* More ranges than a window holds come out whole, each window by value. */
static void
test_rest(void)
{
	struct set *s = set_new();
	struct rbldnsd_plan plan;
	struct rbldnsd_rest *rest;
	struct listing l = { .range.family = IP4 };
	size_t n = 0, turns = 0;
	uint64_t sum = 0, want = 0;
	u128 before = 0;
	uint16_t last = VALUE_NONE;

	/* Their order is the reverse of their ids. */
	for (uint32_t v = 0; v < 300; v++)
		value(s, 0x7f000400 - v, "");
	for (uint32_t i = 0; i < 200000; i++) {
		l.range.first = l.range.last = 1000000 + i * 2;
		l.value = (uint16_t)(i * 7919 % 300);
		l.until = i % 10 == 0 ? NOW : 0;
		set_add(s, &l);
		want += i % 10 == 0 ? 0 : (uint64_t)l.range.first;
	}
	plan = rbldnsd_plan_of(s, IP4, NOW);
	rest = rbldnsd_rest_new(&plan);
	for (; rbldnsd_rest_next(rest, &l); n++, last = l.value) {
		turns += l.value != last;
		if (l.value == last && l.range.first <= before)
			break;
		before = l.range.first;
		sum += (uint64_t)before;
	}
	is_int((long long)n, 180000, "all that is in force comes out");
	is_int((long long)sum, (long long)want, "  and it is that");
	ok(turns <= 300 * 4, "  by value: %zu values in turn", turns);
	rbldnsd_rest_free(rest);
	set_free(s);
}

static void
test_cover(void)
{
	struct set *s = set_new();
	char all[4000] = "", one[ADDR_TEXT];

	value(s, 0x7f000002, "");
	value(s, 0x7f000003, "");
	add(s, "126.255.255.254-128.0.0.0", 0, 0);
	add(s, "192.0.2.0/25", 0, 0);
	add(s, "192.0.2.128-192.0.2.199", 1, NOW + 5);
	add(s, "192.0.2.200-192.0.2.254", 1, NOW);
	add(s, "192.0.2.255", 1, 0);
	add(s, "::ffff:127.0.0.0-::ffff:127.0.0.2", 0, 0);
	add(s, "2001:db8::/32", 0, 0);
	for (struct cover c = cover_of(s, NOW); cover_next(&c);) {
		prefix_text(one, &c.prefix);
		strcat(strcat(all, one), " ");
	}
	is_str(all,
	    "126.255.255.254/31 128.0.0.0 192.0.2.0/25 192.0.2.128/26 "
	    "192.0.2.192/29 192.0.2.255 2001:db8::/32 ",
	    "what a filter wants is joined, without the loopback");
	set_free(s);
}

static void
test_everything(void)
{
	struct set *s = set_new();
	u128 sums[FAMILIES] = { 0, 0 };

	value(s, 0x7f000002, "");
	add(s, "0.0.0.0/0", 0, 0);
	add(s, "::/0", 0, 0);
	for (struct cover c = cover_of(s, NOW); cover_next(&c);) {
		struct range r = prefix_range(&c.prefix);

		sums[r.family] += r.last - r.first + 1;
	}
	ok(sums[IP4] == ((u128)255 << 24) && sums[IP6] == -((u128)1 << 24),
	    "everything but the loopback is covered");
	set_free(s);
}

/* How many names stand for a range, and the first of them. */
static void
test_pieces(void)
{
	static const struct {
		const char *range;
		const char *first;
		unsigned count;
	} cases[] = {
		{ "192.0.2.7", "7.2.0.192", 1 },
		{ "192.0.2.0/24", "*.2.0.192", 1 },
		{ "192.0.2.128/25", "128.2.0.192", 128 },
		{ "10.0.0.0/8", "*.10", 1 },
		{ "12.0.0.0/7", "*.12", 2 },
		{ "10.0.0.0/9", "*.0.10", 128 },
		{ "2.0.10.0/24", "*.10.0.2", 1 },
		{ "2.0.9.0/24", "0.9.0.2", 256 },
		{ "2.0.0.0/16", "0.0.0.2", 246 + 10 * 256 },
		{ "2001:db8::/48", "*.0.0.0.0.8.b.d.0.1.0.0.2", 1 },
		{ "2001:db8::/45", "*.0.0.0.0.8.b.d.0.1.0.0.2", 8 },
		{ "2001:db8::/33", "*.0.8.b.d.0.1.0.0.2", 8 },
		{ "2001::/16", "*.1.0.0.2", 1 },
		{ "2000::/12", "*.0.0.0.2", 16 },
		{ "2001:db8::f",
		    "f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
		    "0.0.8.b.d.0.1.0.0.2",
		    1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].range;
		char first[ZONE_NAME_TEXT];
		unsigned n = 1;
		struct range r;
		struct prefix p;
		bool more;

		range_parse(text, text + strlen(text), &r, NULL);
		more = zone_name_shift(&r, &p);
		zone_name_text(first, &p);
		for (; more; n++)
			more = zone_name_shift(&r, &p);
		is_str(first, cases[i].first, text);
		is_int(n, cases[i].count, "  so many names");
	}
}

static int
full_disk(void *arg, const void *bytes, size_t n)
{
	(void)arg;
	(void)bytes;
	(void)n;
	return -1;
}

/* A drain that fails is told of, at the latest by wr_flush(). */
static void
test_drain(void)
{
	for (size_t i = 0; zone_format_at(i) != NULL; i++) {
		struct set *s = golden_set(false);
		struct zone_info x = info();
		struct wr w = { .drain = full_disk };
		struct fail f = { 0 };
		int written = zone_format_at(i)->write(&w, s, &x, &f);

		ok(written == -1 || wr_flush(&w) == -1, "%s to a full disk",
		    zone_format_at(i)->name);
		wr_free(&w);
		set_free(s);
	}
}

/* The line with the stamp, if there is one. */
static void
test_stamps(void)
{
	static const struct {
		uint32_t stamp, expires;
		const char *want;
	} cases[] = {
		{ 0, 60, NULL },
		{ 1795305595, 0, "$TIMESTAMP 2026-11-21:23:59:55\n" },
		{ 1795305595, 60, "$TIMESTAMP 2026-11-21:23:59:55 +60\n" },
		{ 2177452799u, 0, "$TIMESTAMP 2038-12-31:23:59:59\n" },
		{ 2177452800u, 0, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct set *s = set_new();
		struct zone_info x = info();
		struct wr w = { 0 };
		struct fail f = { 0 };
		const char *at;

		x.stamp = cases[i].stamp;
		x.expires = cases[i].expires;
		zone_rbldnsd(&w, s, &x, &f);
		wr_u8(&w, 0);
		at = strstr((char *)w.buf, "$TIMESTAMP");
		ok(cases[i].want == NULL ? at == NULL
					 : at != NULL &&
			    strncmp(at, cases[i].want, strlen(cases[i].want)) ==
				0,
		    "a stamp of %u, expiring after %u", cases[i].stamp,
		    cases[i].expires);
		wr_free(&w);
		set_free(s);
	}
}

int
main(void)
{
	test_golden();
	test_templates();
	test_check();
	test_names();
	test_datasets();
	test_tie();
	test_rest();
	test_cover();
	test_everything();
	test_pieces();
	test_drain();
	test_stamps();
	return tap_end();
}

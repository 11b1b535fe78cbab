#include <stdlib.h>

#include "formats/set.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"
#include "tests/unit/zone.h"

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

static void
test_golden(void)
{
	for (size_t i = 0; zone_format_at(i) != NULL; i++) {
		const struct zone_format *format = zone_format_at(i);
		char name[100];
		struct zone_info x = info();
		struct fail f = { 0 };
		struct wr have = { 0 }, again = { 0 };
		char *want;
		size_t n;
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
		want = slurp(name, &n);
		wr_u8(&have, 0);
		is_str((char *)have.buf, want, name);
		free(want);
		wr_free(&have);
		wr_free(&again);
		set_free(a);
		set_free(b);
	}
	ok(zone_format("dns") == NULL, "other formats are not known");
}

/* What breaks the zone, and the message. */
static const struct {
	const char *origin, *ns, *contact;
	size_t nns;
	const char *want;
} names[] = {
	{ "bl.example", "ns.example", "hm.example", 1, "" },
	{ "bl", "a-b_c.example", "hm.example", 1, "" },
	{ "", "ns.example", "hm.example", 1, "\"\" is no name for a zone" },
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

static void
test_check(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct zone_info x = info();
		struct fail f = { 0 };

		x.origin = names[i].origin;
		x.ns[0] = names[i].ns;
		x.nns = names[i].nns;
		x.contact = names[i].contact;
		ok(zone_check(&x, &f) == (*names[i].want ? -1 : 0), "%s",
		    *names[i].want ? "refused" : "good names");
		is_str(f.msg, names[i].want, "  with its message");
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

/* What is no zone of the DNS is written without its names. */
static void
test_tables(void)
{
	static const char *const tables[] = { "cidr", "nftables", "ipset",
		"postfix", "csv" };
	struct zone_info x = { .db = "a23456789012345678901234", .now = NOW };
	struct set *s = golden_set(false);
	struct fail f = { 0 };
	struct wr w = { 0 };

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		is_int(zone_format(tables[i])->write(&w, s, &x, &f), 0,
		    tables[i]);
	x.db = "a234567890123456789012345";
	is_int(zone_ipset(&w, s, &x, &f), -1,
	    "names of 32 characters are too long for ipset");
	is_str(f.msg,
	    "a234567890123456789012345: ipset's names leave a database 24 "
	    "characters",
	    "  and it says so");
	wr_free(&w);
	set_free(s);
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

int
main(void)
{
	test_golden();
	test_check();
	test_names();
	test_tables();
	test_drain();
	return tap_end();
}

#include "formats/name.h"
#include "tests/unit/tap.h"

static void
test_db(void)
{
	static const char *const good[] = { "a", "rbl", "a-1",
		"abcdefghijklmnopqrstuvwxyz01234" };
	static const char *const bad[] = { "", "1a", "-a", "Rbl", "a.b", "a b",
		"a/b", "abcdefghijklmnopqrstuvwxyz012345", "\xe4", "text",
		"catalog" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(name_is_db(good[i], strlen(good[i])), "%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!name_is_db(bad[i], strlen(bad[i])), "not \"%s\"", bad[i]);
}

/* The serials that names have; 0 for those that are of no snapshot. */
static void
test_serials(void)
{
	static const struct {
		const char *name;
		long long want;
	} cases[] = {
		{ "1795300000.00112233.snap", 1795300000 },
		{ "7.00112233.snap.minisig", 7 },
		{ "4294967295.ffffffff.snap", UINT32_MAX },
		{ "4294967296.ffffffff.snap", 0 },
		{ "99999999999999999999999.ffffffff.snap", 0 },
		{ "7.0011223.snap", 0 },
		{ "7.001122334.snap", 0 },
		{ "7.0011223G.snap", 0 },
		{ ".00112233.snap", 0 },
		{ "7", 0 },
		{ "7.00112233.snap.gz", 0 },
		{ "7.00112233.snapshot", 0 },
		{ "", 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t serial;

		if (!name_serial(cases[i].name, &serial))
			serial = 0;
		is_int(serial, cases[i].want, cases[i].name);
	}
}

/* What is put together is known again. */
static void
test_back(void)
{
	char file[NAME_SNAPSHOT], text[NAME_TEXT], sig[NAME_SIGNATURE];
	uint32_t serial;

	name_snapshot(file, UINT32_MAX, (const uint8_t *)"\x01\x23\xcd\xef");
	is_str(file, "4294967295.0123cdef.snap", "a snapshot");
	ok(name_serial(file, &serial) && serial == UINT32_MAX, "  its serial");
	ok(!name_is_signature(file), "  it is no signature");
	name_signature(sig, file);
	is_str(sig, "4294967295.0123cdef.snap.minisig", "its signature");
	ok(name_is_signature(sig), "  is one");
	name_text(text, "rbl", "rbldnsd");
	is_str(text, "rbl.rbldnsd", "a text");
	ok(name_is_text_of(text, "rbl") && !name_is_text_of(text, "rb") &&
		!name_is_text_of(text, "rblplus"),
	    "  is of its database");
	ok(name_is_text(text, "rbl", "rbldnsd") &&
		!name_is_text(text, "rbl", "rbldns") &&
		!name_is_text(text, "rbl", "rbldnsd.gz"),
	    "  and in its format");
	name_signature(sig, text);
	ok(name_is_text_of(sig, "rbl") && name_is_text(sig, "rbl", "rbldnsd"),
	    "  so is its signature");
	ok(!name_is_signature(NAME_SIGNED), "an end is no name");
}

/* Names of deltas, and the serials in them. */
static void
test_deltas(void)
{
	static const struct {
		const char *name;
		long long from, to; /* 0 for none */
	} cases[] = {
		{ "7-8.00112233.delta", 7, 8 },
		{ "4294967294-4294967295.ffffffff.delta", 4294967294,
		    4294967295 },
		{ "7-4294967296.00112233.delta", 0, 0 },
		{ "7.00112233.delta", 0, 0 },
		{ "7-.00112233.delta", 0, 0 },
		{ "-8.00112233.delta", 0, 0 },
		{ "7-8.0011223.delta", 0, 0 },
		{ "7-8.00112233.delta.minisig", 0, 0 },
		{ "7-8.00112233.snap", 0, 0 },
		{ "7-8.00112233", 0, 0 },
		{ "", 0, 0 },
	};

	char file[NAME_DELTA];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t from, to;

		if (!name_delta_serials(cases[i].name, &from, &to))
			from = to = 0;
		ok(from == cases[i].from && to == cases[i].to, "delta \"%s\"",
		    cases[i].name);
	}
	name_delta(file, UINT32_MAX - 1, UINT32_MAX,
	    (const uint8_t *)"\x01\x23\xcd\xef");
	is_str(file, "4294967294-4294967295.0123cdef.delta", "a delta");
}

/* Names of indexes, and the serials in them. */
static void
test_indexes(void)
{
	static const struct {
		const char *name;
		long long want; /* 0 for none */
	} cases[] = {
		{ "7.00112233", 7 },
		{ "4294967295.ffffffff", 4294967295 },
		{ "4294967296.ffffffff", 0 },
		{ "7.00112233.snap", 0 },
		{ "7.001122334", 0 },
		{ "7", 0 },
		{ "7-8.00112233", 0 },
		{ "", 0 },
	};

	char file[NAME_INDEX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t serial;

		if (!name_index_serial(cases[i].name, &serial))
			serial = 0;
		ok(serial == cases[i].want, "index \"%s\"", cases[i].name);
	}
	name_index(file, UINT32_MAX, (const uint8_t *)"\x01\x23\xcd\xef");
	is_str(file, "4294967295.0123cdef", "an index");
}

static void
test_catalogs(void)
{
	static const struct {
		const char *name;
		uint32_t want; /* 0: it is none */
	} cases[] = {
		{ "catalog.1", 1 },
		{ "catalog.10", 10 },
		{ "catalog.4294967295", UINT32_MAX },
		{ "catalog.4294967296", 0 },
		{ "catalog", 0 },
		{ "catalog.", 0 },
		{ "catalog.0", 0 },
		{ "catalog.01", 0 },
		{ "catalog.1x", 0 },
		{ "catalog.x", 0 },
		{ "catalogue.1", 0 },
		{ ".catalog.1", 0 },
		{ "", 0 },
	};

	char file[NAME_CATALOG];

	name_catalog(file, 0);
	is_str(file, "catalog", "the newest catalog");
	name_catalog(file, UINT32_MAX);
	is_str(file, "catalog.4294967295", "the last one that could be");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t version;

		if (!name_catalog_version(cases[i].name, &version))
			version = 0;
		ok(version == cases[i].want, "catalog \"%s\"", cases[i].name);
	}
}

int
main(void)
{
	test_db();
	test_serials();
	test_back();
	test_deltas();
	test_indexes();
	test_catalogs();
	return tap_end();
}

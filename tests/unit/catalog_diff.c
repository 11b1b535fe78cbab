#include "keys/catalog_diff.h"
#include "formats/catalog.h"
#include "keys/shown_key.h"
#include "tests/unit/roots.h"

#define HEAD  "changed since version 1:\n"
#define START "1970-01-01T00:16:40Z"
#define LATER "1970-01-01T00:25:00Z"
#define END   "1970-01-01T00:33:20Z"

/* What is told of a change is a text, in which "#n" is how key n is shown. */
static void
is_diff(const struct catalog *before, const struct catalog *after,
    const char *want, const char *name)
{
	struct wr have = { 0 }, text = { 0 };

	for (const char *p = want; *p != '\0'; p++) {
		struct pubkey key;
		struct shown_key s;

		if (*p != '#') {
			wr_u8(&text, (uint8_t)*p);
			continue;
		}
		key = numbered_public(number_of(*++p));
		s = shown_key(&key);
		wr_fmt(&text, "%s %s", s.id, s.text);
	}
	wr_u8(&text, 0);
	catalog_diff(&have, before, after);
	wr_u8(&have, 0);
	is_str((char *)have.buf, (char *)text.buf, name);
	wr_free(&have);
	wr_free(&text);
}

static void
test_itself(void)
{
	struct catalog one = catalog_by(1, OLD, 2), two = catalog_by(2, OLD, 2);

	is_diff(&one, &two, HEAD "  nothing\n", "a version is no change");
	two.valid_until = 1500;
	is_diff(&one, &two,
	    HEAD "  valid until " LATER " instead of 1970-01-01T01:23:20Z\n",
	    "until when it is valid");
	two = catalog_by(2, OLD, 3);
	is_diff(&one, &two, HEAD "  takes signatures of 3 roots instead of 2\n",
	    "a threshold");
	two = catalog_by(2, "0135", 2);
	is_diff(&one, &two,
	    HEAD "  root added: #3\n  root added: #5\n  root removed: #2\n",
	    "roots");
}

static void
test_databases(void)
{
	struct catalog one = catalog_by(1, OLD, 2), two = catalog_by(2, OLD, 2);

	two.dbs[0].epoch = 4;
	two.dbs[0].interval = 300;
	is_diff(&one, &two,
	    HEAD "  rbl: epoch 4 instead of 3\n"
		 "  rbl: a head every 300 seconds instead of 60\n",
	    "a database");
	two = catalog_by(2, OLD, 2);
	two.dbs[1] = two.dbs[0];
	two.dbs[1].nkeys = 1;
	strcpy(two.dbs[0].name, "qil");
	two.ndbs = 2;
	two.dbs[0].nkeys = 1;
	is_diff(&one, &two,
	    HEAD "  database added: qil, epoch 3, a head every 60 seconds\n"
		 "  qil: key added: #6 from " START " until " END "\n"
		 "  rbl: key removed: #7, and nothing that it signed is "
		 "believed any more\n",
	    "one more, and one with a key less");
	two.ndbs = 1;
	is_diff(&one, &two,
	    HEAD "  database added: qil, epoch 3, a head every 60 seconds\n"
		 "  qil: key added: #6 from " START " until " END "\n"
		 "  database removed: rbl\n",
	    "another instead");
}

static void
test_keys(void)
{
	struct catalog one = catalog_by(1, OLD, 2), two = catalog_by(2, OLD, 2);
	struct pubkey new = numbered_public(8);

	two.dbs[0].keys[0].until = 1500;
	pubkey_bytes(two.dbs[0].keys[1].key, &new);
	two.dbs[0].keys[1].until = 2000;
	is_diff(&one, &two,
	    HEAD "  rbl: key changed: #6 from " START " until " LATER
		 " instead of from " START " until " END "\n"
		 "  rbl: key added: #8 from " LATER " until " END "\n"
		 "  rbl: key removed: #7, and nothing that it signed is "
		 "believed any more\n",
	    "keys and their times");
	two = catalog_by(2, OLD, 2);
	two.dbs[0].keys[0].from = 1500;
	is_diff(&one, &two,
	    HEAD "  rbl: key changed: #6 from " LATER " until " END
		 " instead of from " START " until " END "\n",
	    "when one begins");
}

int
main(void)
{
	test_itself();
	test_databases();
	test_keys();
	return tap_end();
}

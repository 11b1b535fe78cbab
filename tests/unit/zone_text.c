#include "formats/zone_text.h"
#include "formats/value.h"
#include "tests/unit/tap.h"

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

int
main(void)
{
	test_templates();
	return tap_end();
}

#include <stdlib.h>

#include "formats/value.h"
#include "tests/unit/tap.h"

/* What a template becomes with an address in it. */
static const struct {
	const char *text, *address, *want;
} expansions[] = {
	{ "Listed, see $", "192.0.2.7", "Listed, see 192.0.2.7" },
	{ "$ and $", "::1", "::1 and ::1" },
	{ "$$", "::1", "$" },
	{ "$$$", "::1", "$::1" },
	{ "$$$$", "::1", "$$" },
	{ "a$", "::1", "a::1" },
	{ "", "::1", "" },
	{ "no place", "::1", "no place" },
};

static void
test_expand(void)
{
	char out[64], small[5];
	struct value v;

	for (size_t i = 0; i < sizeof(expansions) / sizeof(expansions[0]);
	     i++) {
		const char *text = expansions[i].text;

		v = (struct value){ 0, (uint16_t)strlen(text), text };
		is_int((long long)value_expand(out, sizeof(out), &v,
			   expansions[i].address),
		    (long long)strlen(expansions[i].want), text);
		is_str(out, expansions[i].want, "  its text");
	}
	v = (struct value){ 0, 3, "ab$" };
	is_int((long long)value_expand(small, sizeof(small), &v, "192.0.2.7"),
	    4, "what does not fit is cut");
	is_str(small, "ab19", "  there");
	v = (struct value){ 0, 8, "abcd$$gh" };
	value_expand(small, sizeof(small), &v, "192.0.2.7");
	is_str(small, "abcd", "  or before");
}

static void
test_dictionary(void)
{
	struct values *v = values_new();
	struct value x;

	is_int(values_add(v, 0x7f000002, "a", 1), 0, "the first id is 0");
	is_int(values_add(v, 0x7f000003, "a", 1), 1, "codes differ");
	is_int(values_add(v, 0x7f000002, "b", 1), 2, "texts differ");
	is_int(values_add(v, 0x7f000002, "", 0), 3, "a text may be empty");
	is_int(values_add(v, 0x7f000002, "a\0b", 3), 4, "or have a NUL");
	is_int(values_add(v, 0x7f000002, "a", 1), 0, "the same has its id");
	is_int(values_add(v, 0x7f000002, "a\0b", 3), 4, "that with NUL too");
	is_int((long long)values_size(v), 5, "there are five");
	x = values_at(v, 4);
	ok(x.code == 0x7f000002 && x.len == 3 && memcmp(x.text, "a\0b", 4) == 0,
	    "a value is as it was added, with a NUL behind");
	values_free(v);
	values_free(NULL);
}

static void
test_full(void)
{
	struct values *v = values_new();
	unsigned bad = 0;
	char text[20];

	for (unsigned i = 0; i < VALUE_MAX; i++) {
		snprintf(text, sizeof(text), "%u", i);
		bad += values_add(v, 0x7f000002, text, strlen(text)) != i;
	}
	is_int(bad, 0, "there is room for all ids");
	is_int(values_add(v, 0x7f000002, "more", 4), VALUE_NONE,
	    "not for one more");
	for (unsigned i = 0; i < VALUE_MAX; i++) {
		snprintf(text, sizeof(text), "%u", i);
		bad += values_add(v, 0x7f000002, text, strlen(text)) != i;
		bad += strcmp(values_at(v, (uint16_t)i).text, text) != 0;
	}
	is_int(bad, 0, "all are still found");
	is_int((long long)values_size(v), VALUE_MAX, "and nothing was added");
	values_free(v);
	v = values_new();
	for (uint32_t i = 0; i < 20000; i++)
		bad += values_add(v, i, "the same text", 13) != i;
	is_int(bad, 0, "codes alone tell values apart");
	values_free(v);
}

static void
test_order(void)
{
	/* In ascending order. */
	static const struct value all[] = {
		{ 1, 0, "" },
		{ 1, 1, "a" },
		{ 1, 2, "aa" },
		{ 1, 1, "b" },
		{ 1, 1, "\377" },
		{ 2, 0, "" },
		{ 0xffffffff, 0, "" },
	};
	unsigned bad = 0;

	for (int i = 0; i < 7; i++) {
		for (int j = 0; j < 7; j++) {
			int order = value_order(&all[i], &all[j]);

			bad += (order < 0) != (i < j) || (order > 0) != (i > j);
		}
	}
	is_int(bad, 0, "values are ordered by code, then by bytes");
}

int
main(void)
{
	test_expand();
	test_dictionary();
	test_full();
	test_order();
	return tap_end();
}

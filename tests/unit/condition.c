/* Tags and ranges of requests. */
#include "feedd/condition.h"
#include "tests/unit/tap.h"

#define TAG "\"00112233445566778899aabbccddeeff\""

static void
test_tags(void)
{
	struct object o = { .bytes = 1 };
	char tag[CONDITION_TAG];

	for (unsigned i = 0; i < 16; i++)
		o.hash[i] = (uint8_t)(i * 0x11);
	condition_tag(tag, &o);
	is_str(tag, TAG, "the tag of an object");
	ok(!condition_has(NULL, tag), "none is none");
	ok(!condition_has("", tag), "nor is nothing");
	ok(condition_has(TAG, tag), "it is there");
	ok(condition_has("W/" TAG, tag), "as a weak one");
	ok(condition_has(" \"a\" ,\t" TAG " , \"b\"", tag), "among others");
	ok(condition_has("*", tag), "as any");
	ok(!condition_has("\"a\", \"b\"", tag), "others are others");
	ok(!condition_has(TAG "x", tag), "so is a longer one");
	ok(!condition_has("\"0011", tag), "and a shorter one");
}

static const struct range_case {
	const char *value;
	uint64_t bytes;
	enum condition_range want;
	uint64_t first, last;
} ranges[] = {
	{ NULL, 10, CONDITION_ALL, 0, 0 },
	{ "bytes=0-0", 10, CONDITION_PART, 0, 0 },
	{ "bytes=0-9", 10, CONDITION_PART, 0, 9 },
	{ "bytes=3-", 10, CONDITION_PART, 3, 9 },
	{ "bytes=3-999999999999999999", 10, CONDITION_PART, 3, 9 },
	{ "bytes=-3", 10, CONDITION_PART, 7, 9 },
	{ "bytes=-30", 10, CONDITION_PART, 0, 9 },
	{ "bytes=-0", 10, CONDITION_NONE, 0, 0 },
	{ "bytes=10-", 10, CONDITION_NONE, 0, 0 },
	{ "bytes=10-11", 10, CONDITION_NONE, 0, 0 },
	{ "bytes=0-", 0, CONDITION_NONE, 0, 0 },
	{ "bytes=-1", 0, CONDITION_NONE, 0, 0 },
	{ "bytes=5-4", 10, CONDITION_ALL, 0, 0 },
	{ "bytes=0-1,3-4", 10, CONDITION_ALL, 0, 0 },
	{ "bytes=", 10, CONDITION_ALL, 0, 0 },
	{ "bytes=-", 10, CONDITION_ALL, 0, 0 },
	{ "bytes=x-1", 10, CONDITION_ALL, 0, 0 },
	{ "bytes=1-x", 10, CONDITION_ALL, 0, 0 },
	{ "bytes=1", 10, CONDITION_ALL, 0, 0 },
	{ "bytes=0-99999999999999999999", 10, CONDITION_ALL, 0, 0 },
	{ "bytes= 0-1", 10, CONDITION_ALL, 0, 0 },
	{ "lines=0-1", 10, CONDITION_ALL, 0, 0 },
};

static void
test_ranges(void)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const struct range_case *c = &ranges[i];
		uint64_t first = 0, last = 0;

		ok(condition_range(c->value, c->bytes, &first, &last) ==
			c->want,
		    "%s", c->value != NULL ? c->value : "no range");
		if (c->want != CONDITION_PART)
			continue;
		is_int((long long)first, (long long)c->first, "  from");
		is_int((long long)last, (long long)c->last, "  to");
	}
}

int
main(void)
{
	test_tags();
	test_ranges();
	return tap_end();
}

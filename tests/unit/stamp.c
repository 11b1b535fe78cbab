#include <time.h>

#include "formats/stamp.h"
#include "tests/unit/tap.h"

static bool
parse(const char *s, uint32_t *t)
{
	return stamp_parse(s, s + strlen(s), t);
}

static const struct {
	const char *text;
	uint32_t seconds;
} good[] = {
	{ "1970-01-01T00:00:00Z", 0 },
	{ "1970-01-01T00:00:01Z", 1 },
	{ "2000-02-29T12:34:56Z", 951827696 },
	{ "2026-11-21T22:25:00Z", 1795299900 },
	{ "2038-01-19T03:14:08Z", 2147483648u },
	{ "2100-02-28T23:59:59Z", 4107542399u },
	{ "2106-02-07T06:28:15Z", 4294967295u },
};

static const char *const bad[] = {
	"",
	"2026-11-21",
	"2026-11-21T22:25:00",
	"2026-11-21T22:25:00+00:00",
	"2026-11-21t22:25:00Z",
	"2026-11-21 22:25:00Z",
	"2026-11-21T22:25:00z",
	"2026-11-21T22:25:00.5Z",
	"2026-11-21T22:25:00Z ",
	"2026-1-21T22:25:000Z",
	"2026-00-21T22:25:00Z",
	"2026-13-21T22:25:00Z",
	"2026-11-00T22:25:00Z",
	"2026-11-31T22:25:00Z",
	"2026-02-29T22:25:00Z",
	"2100-02-29T22:25:00Z",
	"2024-02-30T22:25:00Z",
	"2026-11-21T24:00:00Z",
	"2026-11-21T22:60:00Z",
	"2026-11-21T22:25:60Z",
	"2026-11-21T2:225:00Z",
	"+026-11-21T22:25:00Z",
	"-001-11-21T22:25:00Z",
	"1969-12-31T23:59:59Z",
	"2106-02-07T06:28:16Z",
	"9999-12-31T23:59:59Z",
};

static void
test_good(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		char text[STAMP_TEXT];
		uint32_t t = 0;

		ok(parse(good[i].text, &t), "%s", good[i].text);
		is_int(t, good[i].seconds, "  is this second");
		stamp_text(text, good[i].seconds);
		is_str(text, good[i].text, "  and back");
	}
}

/* Every day that there is, at a second that goes through the day. */
static void
test_days(void)
{
	unsigned wrong = 0;

	for (uint64_t t = 0; t <= UINT32_MAX; t += 86399) {
		char text[STAMP_TEXT];
		uint32_t again;

		stamp_text(text, (uint32_t)t);
		wrong += !parse(text, &again) || again != t;
	}
	is_int(wrong, 0, "what is written is read again, until 2106");
}

int
main(void)
{
	uint32_t t = 5;

	test_good();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!parse(bad[i], &t), "not \"%s\"", bad[i]);
	is_int(t, 5, "what is refused changes nothing");
	test_days();
	return tap_end();
}

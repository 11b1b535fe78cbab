#include <stdio.h>
#include <time.h>

#include "formats/stamp.h"

/* Two decimal digits, or a number over 99 if they are none. */
static unsigned
two(const char *s)
{
	unsigned tens = (unsigned char)(s[0] - '0');
	unsigned ones = (unsigned char)(s[1] - '0');

	return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}

static unsigned
month_days(unsigned year, unsigned month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

/* Days from 1970-01-01; the year counted from March puts leap days last. */
static int64_t
day_number(unsigned year, unsigned month, unsigned day)
{
	unsigned y = month > 2 ? year : year - 1;
	unsigned m = month > 2 ? month - 3 : month + 9;

	return (int64_t)(365 * y + y / 4 - y / 100 + y / 400 +
		   (153 * m + 2) / 5 + day - 1) -
	    719468;
}

bool
stamp_parse(const char *s, const char *end, uint32_t *seconds)
{
	unsigned year, month, day, hour, minute, second;
	int64_t t;

	if (end - s != STAMP_TEXT - 1 || s[4] != '-' || s[7] != '-' ||
	    s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != 'Z')
		return false;
	year = two(s) * 100 + two(s + 2);
	month = two(s + 5);
	day = two(s + 8);
	hour = two(s + 11);
	minute = two(s + 14);
	second = two(s + 17);
	if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > month_days(year, month) || hour > 23 || minute > 59 ||
	    second > 59)
		return false;
	t = day_number(year, month, day) * 86400 + hour * 3600 + minute * 60 +
	    second;
	if (t > UINT32_MAX)
		return false;
	*seconds = (uint32_t)t;
	return true;
}

void
stamp_text(char out[static STAMP_TEXT], uint32_t seconds)
{
	time_t t = seconds;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, STAMP_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

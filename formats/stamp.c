#include <endian.h>
#include <string.h>
#include <time.h>

#include "formats/stamp.h"

/*
 * Reads eight characters at once.  The form has '0' where a digit must be and
 * the very character elsewhere; over has what, added to the difference of the
 * two, reaches the top bit where that is more than 9, or more than 0.  *bad
 * becomes other than 0 if the text is not so.  In the result the byte of a
 * digit that another follows is the number of both; see pair().
 */
static inline uint64_t
read_eight(const char *s, const char *form, const char *over, uint64_t *bad)
{
	uint64_t have, want, room;

	memcpy(&have, s, 8);
	memcpy(&want, form, 8);
	memcpy(&room, over, 8);
	have ^= want;
	*bad |= (have | (have + room)) & 0x8080808080808080;
	have = le64toh(have);
	return have * 10 + (have >> 8);
}

/* The number of the digits at s[i] and s[i + 1]. */
static inline unsigned
pair(uint64_t eight, unsigned i)
{
	return (uint8_t)(eight >> 8 * i);
}

static bool
day_exists(unsigned year, unsigned month, unsigned day)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };

	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] ||
	    (month == 2 && day == 29 && year % 4 == 0 &&
		(year % 100 != 0 || year % 400 == 0));
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
	uint64_t a, b, c, bad = 0;
	int64_t t;

	if (end - s != STAMP_TEXT - 1)
		return false;
	a = read_eight(s, "0000-00-", "vvvv\x7fvv\x7f", &bad);
	b = read_eight(s + 8, "00T00:00", "vv\x7fvv\x7fvv", &bad);
	c = read_eight(s + 12, "0:00:00Z", "v\x7fvv\x7fvv\x7f", &bad);
	year = pair(a, 0) * 100 + pair(a, 2);
	month = pair(a, 5);
	day = pair(b, 0);
	hour = pair(b, 3);
	minute = pair(b, 6);
	second = pair(c, 5);
	if (bad != 0 || year < 1970 || !day_exists(year, month, day) ||
	    hour > 23 || minute > 59 || second > 59)
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

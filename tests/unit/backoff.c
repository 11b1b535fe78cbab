#include "subscriber/backoff.h"
#include "tests/unit/tap.h"

#define NOW 1795300000u

/* Seconds that a source is left alone after n failures in a row. */
static uint32_t
wait_after(unsigned n, uint32_t asked, uint32_t random)
{
	struct backoff_source s = { 0 };

	while (n-- > 1)
		backoff_failed(&s, NOW, 0, 7);
	backoff_failed(&s, NOW, asked, random);
	return s.not_before - NOW;
}

static void
test_doubling(void)
{
	static const uint32_t most[] = { 15, 30, 60, 120, 240, 480, 960, 1920,
		3600, 3600, 3600 };
	struct backoff_source s = { 0 };
	char name[60];

	for (unsigned i = 0; i < sizeof(most) / sizeof(most[0]); i++) {
		snprintf(name, sizeof(name), "after %u failures", i + 1);
		is_int(wait_after(i + 1, 0, UINT32_MAX), most[i], name);
		is_int(wait_after(i + 1, 0, 0), 1, "  or soon");
		is_int(wait_after(i + 1, 0, UINT32_MAX / 2), (most[i] + 1) / 2,
		    "  or between");
	}
	for (unsigned i = 0; i < 5000; i++)
		backoff_failed(&s, NOW, 0, UINT32_MAX);
	is_int(s.not_before - NOW, 3600, "after 5000 failures");
	ok(s.failures <= 1000, "that are not all counted");
}

static void
test_asked(void)
{
	is_int(wait_after(1, 10, UINT32_MAX), 15, "more than it asked for");
	is_int(wait_after(1, 15, UINT32_MAX), 15, "just what it asked for");
	is_int(wait_after(1, 10, 0), 11, "never less");
	is_int(wait_after(1, 600, 0), 601, "what it asked for");
	is_int(wait_after(1, 600, UINT32_MAX), 615, "and a bit");
	is_int(wait_after(9, 7200, 0), 7201, "after many failures");
	is_int(wait_after(1, 86400, 0), 86401, "a day");
	is_int(wait_after(1, 86401, 0), 86401, "not more");
	is_int(wait_after(1, UINT32_MAX, UINT32_MAX), 86415, "not for ever");
}

/* Nobody can be reached: all are asked again sooner than each alone. */
static void
test_outage(void)
{
	struct backoff_source s = { 0 };

	for (unsigned i = 0; i < 9; i++)
		backoff_failed(&s, NOW, 0, UINT32_MAX);
	is_int(s.not_before - NOW, 3600, "left alone for long");
	backoff_outage(&s, NOW, 180, UINT32_MAX);
	is_int(s.not_before - NOW, 180, "but not in an outage");
	is_int(s.failures, 9, "which forgives nothing");
	backoff_outage(&s, NOW, 180, 0);
	is_int(s.not_before - NOW, 1, "at a random time");
	backoff_outage(&s, NOW, 180, UINT32_MAX);
	is_int(s.not_before - NOW, 1, "never later than before");
	backoff_outage(&s, NOW + 9, 180, UINT32_MAX);
	is_int(s.not_before - NOW, 1, "nor when that is over");
	s = (struct backoff_source){ .not_before = UINT32_MAX };
	backoff_outage(&s, UINT32_MAX - 1, 180, UINT32_MAX);
	is_int(s.not_before, UINT32_MAX, "to the end of time");
}

static void
test_clock(void)
{
	struct backoff_source s = { 0 };

	ok(backoff_may(&s, 0) && backoff_may(&s, NOW), "a new source");
	backoff_failed(&s, NOW, 0, UINT32_MAX);
	ok(!backoff_may(&s, NOW) && !backoff_may(&s, NOW + 14), "not yet");
	ok(backoff_may(&s, NOW + 15) && backoff_may(&s, UINT32_MAX), "later");
	ok(backoff_may(&s, NOW - 1), "the clock was set back");
	backoff_failed(&s, NOW, 1, UINT32_MAX);
	ok(!backoff_may(&s, NOW - 1000), "what was asked for may be that far");
	ok(backoff_may(&s, NOW - 86401), "the clock was wrong");
	ok(backoff_may(&s, 0), "by years");
	backoff_failed(&s, NOW, UINT32_MAX, UINT32_MAX);
	ok(!backoff_may(&s, NOW), "the longest does count");
	ok(!backoff_may(&s, NOW + 86414) && backoff_may(&s, NOW + 86415),
	    "to its end");
	backoff_failed(&s, UINT32_MAX - 5, 600, 0);
	is_int(s.not_before, UINT32_MAX, "the end of time");
	ok(backoff_may(&s, UINT32_MAX), "is some time");
	backoff_worked(&s);
	ok(backoff_may(&s, NOW), "worked");
	backoff_failed(&s, NOW, 0, UINT32_MAX);
	is_int(s.not_before - NOW, 15, "and starts from the least");
}

/* The text that is left of a text when it is read and written. */
static void
test_text(const char *text, const char *want, const char *name)
{
	struct backoff b = { 0 };
	struct wr w = { 0 };

	backoff_read(&b, rd_over(text, strlen(text)));
	backoff_write(&w, &b);
	wr_u8(&w, 0);
	is_str((char *)w.buf, want, name);
	wr_free(&w);
	backoff_free(&b);
}

#define GOOD "2026-11-21T22:25:00Z 3 https://feed.example.net/x\n"

static void
test_texts(void)
{
	test_text("", "", "nothing");
	test_text(GOOD, GOOD, "a source");
	test_text(GOOD "1970-01-01T00:00:00Z 1000 rsync://a/b\n",
	    GOOD "1970-01-01T00:00:00Z 1000 rsync://a/b\n", "two");
	test_text(GOOD "2026-11-21T22:25:01Z 4 https://feed.example.net/x\n",
	    "2026-11-21T22:25:01Z 4 https://feed.example.net/x\n",
	    "twice the same");
	test_text("2026-11-21T22:25:00Z 3+ http://a\n",
	    "2026-11-21T22:25:00Z 3+ http://a\n", "one that asked for it");
	test_text("2026-11-21T22:25:00Z + http://a\n", "", "no number of it");
	test_text("\n \n  \nx\n2026-11-21T22:25:00Z\n" GOOD, GOOD, "odd lines");
	test_text("2026-11-21T22:25:00Z 0 http://a\n", "", "no failures");
	test_text("2026-11-21T22:25:00Z 1001 http://a\n", "", "too many");
	test_text("2026-11-21T22:25:00Z 99999999999 http://a\n", "", "far");
	test_text("2026-11-21T22:25:00Z -1 http://a\n", "", "below 0");
	test_text("2026-11-21T22:25:00Z  http://a\n", "", "no number");
	test_text("2026-02-30T22:25:00Z 1 http://a\n", "", "no date");
	test_text("2026-11-21T22:25:00Z 1 http://a/\n", "", "no url");
	test_text("2026-11-21T22:25:00Z 1 http://a", "", "cut off");
}

/* Every prefix of a line, and every byte of it replaced by every other. */
static void
test_broken(void)
{
	static const char nul[] = "2026-11-21T22:25:00Z 3 http://a\0b\n";
	static const char none[] = "2026-11-21T22:25:00Z 0 http://a\n";
	struct backoff b = { 0 };
	char text[] = GOOD;
	size_t kept = 0;

	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		char was = text[i];

		backoff_read(&b, rd_over(text, i));
		kept += b.n;
		for (int c = 0; c < 256; c++) {
			text[i] = (char)c;
			backoff_read(&b, rd_over(text, sizeof(text) - 1));
		}
		text[i] = was;
		backoff_free(&b);
	}
	is_int((long long)kept, 0, "nothing is made of less than a line");
	backoff_read(&b, rd_over(nul, sizeof(nul) - 1));
	is_int((long long)b.n, 0, "nor of a url with a NUL");
	backoff_read(&b, rd_over(none, sizeof(none) - 1));
	is_int((long long)b.n, 0, "nor where nothing failed");
}

static void
test_many(void)
{
	struct backoff b = { 0 }, back = { 0 };
	struct wr w = { 0 };
	char url[40];

	for (uint32_t i = 0; i < 1500; i++) {
		snprintf(url, sizeof(url), "http://a%u", i);
		backoff_failed(backoff_of(&b, url), NOW, i, i);
	}
	is_int((long long)b.n, 1500, "many sources");
	backoff_worked(backoff_of(&b, "http://a0"));
	is_int((long long)b.n, 1500, "each once");
	backoff_write(&w, &b);
	ok(memmem(w.buf, w.len, "http://a0\n", 10) == NULL,
	    "what worked is not written");
	backoff_read(&back, rd_over(w.buf, w.len));
	is_int((long long)back.n, 1000, "a file has an end");
	is_str(back.sources[0].url, "http://a1", "the first that did not is");
	is_int(back.sources[998].not_before, b.sources[999].not_before,
	    "times are");
	wr_free(&w);
	backoff_free(&b);
	backoff_free(&back);
}

int
main(void)
{
	test_doubling();
	test_asked();
	test_outage();
	test_clock();
	test_texts();
	test_broken();
	test_many();
	return tap_end();
}

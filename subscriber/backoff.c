#include <stdlib.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/mem.h"
#include "formats/stamp.h"
#include "formats/text.h"
#include "subscriber/backoff.h"
#include "subscriber/url.h"

/* More failures than this make no difference. */
#define FAILURES_MAX 1000

/* No file is read farther than this many sources. */
#define SOURCES_MAX 1000

struct backoff_source *
backoff_of(struct backoff *b, const char *url)
{
	struct backoff_source *s = b->sources;

	for (size_t i = 0; i < b->n; i++)
		if (strcmp(s[i].url, url) == 0)
			return &s[i];
	s = b->sources = mem_grow(s, b->n, &b->cap, sizeof(*s));
	s[b->n] =
	    (struct backoff_source){ mem_text(url, strlen(url)), 0, 0, false };
	return &s[b->n++];
}

/* 1 to most seconds. */
static uint32_t
jitter(uint32_t most, uint32_t random)
{
	return 1 + (uint32_t)((uint64_t)random * most >> 32);
}

static uint32_t
limit(uint32_t failures)
{
	uint32_t most = BACKOFF_LEAST;

	for (uint32_t i = 1; i < failures && most < BACKOFF_MOST; i++)
		most *= 2;
	return most < BACKOFF_MOST ? most : BACKOFF_MOST;
}

void
backoff_failed(struct backoff_source *s, uint32_t now, uint32_t asked,
    uint32_t random)
{
	uint32_t wait;

	if (s->failures < FAILURES_MAX)
		s->failures++;
	wait = jitter(limit(s->failures), random);
	if (asked > BACKOFF_ASKED)
		asked = BACKOFF_ASKED;
	s->asked = asked > 0;
	if (wait < asked)
		wait = asked + jitter(BACKOFF_LEAST, random);
	s->not_before = now < UINT32_MAX - wait ? now + wait : UINT32_MAX;
}

void
backoff_outage(struct backoff_source *s, uint32_t now, uint32_t most,
    uint32_t random)
{
	uint32_t wait = jitter(most, random);

	if (s->not_before > now && s->not_before - now > wait)
		s->not_before = now + wait;
}

void
backoff_worked(struct backoff_source *s)
{
	s->failures = 0;
	s->not_before = 0;
	s->asked = false;
}

bool
backoff_may(const struct backoff_source *s, uint32_t now)
{
	uint32_t most =
	    s->asked ? BACKOFF_ASKED + BACKOFF_LEAST : limit(s->failures);

	return s->not_before <= now || s->not_before - now > most;
}

void
backoff_write(struct wr *w, const struct backoff *b)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct backoff_source *s = &b->sources[i];
		char time[STAMP_TEXT];

		if (s->failures == 0)
			continue;
		stamp_text(time, s->not_before);
		wr_fmt(w, "%s %u%s %s\n", time, s->failures,
		    s->asked ? "+" : "", s->url);
	}
}

static bool
read_failures(struct text t, uint32_t *failures)
{
	uint32_t n = 0;

	if (t.len == 0 || t.len > 4)
		return false;
	for (size_t i = 0; i < t.len; i++) {
		if (t.p[i] < '0' || t.p[i] > '9')
			return false;
		n = n * 10 + (uint32_t)(t.p[i] - '0');
	}
	*failures = n;
	return n > 0 && n <= FAILURES_MAX;
}

static void
read_line(struct backoff *b, struct text line)
{
	struct rd rest = rd_over(line.p, line.len);
	struct text time, failures;
	struct backoff_source read, *s;
	struct url url;

	if (!text_cut(&rest, ' ', &time) || !text_cut(&rest, ' ', &failures) ||
	    !stamp_parse(time.p, time.p + time.len, &read.not_before))
		return;
	read.asked = failures.len > 0 && failures.p[failures.len - 1] == '+';
	failures.len -= read.asked;
	if (!read_failures(failures, &read.failures))
		return;
	read.url = mem_text(rest.p, rd_left(&rest));
	if (strlen(read.url) == rd_left(&rest) &&
	    url_parse(&url, read.url, &(struct fail){ 0 }) == 0) {
		s = backoff_of(b, read.url);
		s->failures = read.failures;
		s->not_before = read.not_before;
		s->asked = read.asked;
	}
	free(read.url);
}

void
backoff_read(struct backoff *b, struct rd r)
{
	struct text line;

	while (b->n < SOURCES_MAX && text_cut(&r, '\n', &line))
		read_line(b, line);
}

void
backoff_free(struct backoff *b)
{
	for (size_t i = 0; i < b->n; i++)
		free(b->sources[i].url);
	free(b->sources);
	*b = (struct backoff){ 0 };
}

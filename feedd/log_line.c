#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "feedd/log_line.h"

/* Bytes of a text from outside that are written, before they are escaped. */
#define WORD_MAX  16
#define NAME_MOST 64
#define PATH_MOST 512
#define TEXT_MOST 256

#define TIME_TEXT 32

_Static_assert(4 * (NAME_MOST + 2 * WORD_MAX + PATH_MOST + 2 * TEXT_MOST) +
	    200 <=
	LOG_LINE_MAX,
    "a line has room");

/* What is behind a text that is put there; "-" for none. */
static char *
put(char *at, const char *s, size_t most)
{
	static const char digits[] = "0123456789abcdef";

	if (s == NULL || s[0] == '\0')
		s = "-";
	for (size_t i = 0; i < most && s[i] != '\0'; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
			*at++ = (char)c;
			continue;
		}
		*at++ = '\\';
		*at++ = 'x';
		*at++ = digits[c >> 4];
		*at++ = digits[c & 15];
	}
	return at;
}

static char *
put_time(char *at, uint32_t seconds)
{
	char text[TIME_TEXT];
	struct tm tm;

	gmtime_r(&(time_t){ seconds }, &tm);
	strftime(text, sizeof(text), "%d/%b/%Y:%H:%M:%S +0000", &tm);
	return put(at, text, sizeof(text));
}

static char *
put_quoted(char *at, const char *s, size_t most)
{
	*at++ = '"';
	at = put(at, s, most);
	*at++ = '"';
	return at;
}

/* Of a path that is one; others may name who asks, and how they prove it. */
static const char *
path_of(const struct log_line *l)
{
	return l->path != NULL && l->path[0] == '/' ? l->path : NULL;
}

/* What is before the query. */
static size_t
bare(const char *path, size_t most)
{
	size_t n = path == NULL ? most : strcspn(path, "?#");

	return n < most ? n : most;
}

size_t
log_line(char out[static LOG_LINE_MAX], const struct log_line *l)
{
	const char *path = path_of(l);
	char *at = out + addr_text(out, l->family, l->addr);

	at = stpcpy(at, " - ");
	at = put(at, l->access, NAME_MOST);
	at = stpcpy(at, " [");
	at = put_time(at, l->time);
	at = stpcpy(at, "] \"");
	at = put(at, l->method, WORD_MAX);
	*at++ = ' ';
	at = put(at, path, bare(path, PATH_MOST));
	*at++ = ' ';
	at = put(at, l->version, WORD_MAX);
	at += snprintf(at, 40, "\" %u %" PRIu64 " ", l->status, l->bytes);
	at = put_quoted(at, l->referer, bare(l->referer, TEXT_MOST));
	*at++ = ' ';
	at = put_quoted(at, l->agent, TEXT_MOST);
	*at++ = '\n';
	return (size_t)(at - out);
}

/*
 * The url of a source, in a strict form: nothing that only some of libcurl,
 * rsync and people understand, nothing that must not be shown in messages.
 *
 *	http://[user@]host[:port][/path]	and https://
 *	rsync://[user@]host[:port]/module[/path]
 *	file:///path
 */
#ifndef FEEDMILL_URL_H
#define FEEDMILL_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/text.h"

#define URL_BYTES_MAX 255

enum url_scheme {
	URL_HTTP,
	URL_HTTPS,
	URL_RSYNC,
	URL_FILE,
};

/* Pieces of the text that was parsed, which outlives it. */
struct url {
	enum url_scheme scheme;
	struct text user; /* empty if there is none */
	struct text host; /* with its brackets if it has some; empty for file */
	uint16_t port;    /* 0: the one of the scheme */
	struct text path; /* from the slash, the rest of the text; or empty */
};

/* Reads a url.  FAIL_USAGE with the rule that it breaks. */
int url_parse(struct url *, const char *, struct fail *);

/*
 * Whether it is a path that is the same everywhere: names of letters, digits
 * and "-._~+,=@:", single slashes between them, none of them "." or "..".
 */
bool url_is_path(struct text);

#endif

/*
 * What a request says: its path, the address that is looked up, conditions,
 * ranges, and the line of the log that all of it becomes.  A line is one line
 * of printable ASCII, whatever is in it; a range lies within the bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "feedd/condition.h"
#include "feedd/log_line.h"
#include "feedd/route.h"
#include "formats/rd.h"
#include "formats/text.h"

/* Texts that a request has: one a line, NUL where there is none. */
#define TEXTS 5

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_route(const char *path)
{
	struct route r = route_of(path);
	enum family family;
	u128 addr;

	if (r.kind >= ROUTE_KINDS || route_name(r.kind) == NULL ||
	    strlen(r.site) >= SITE_NAME || strlen(r.db) > NAME_DB_MAX ||
	    strlen(r.object) >= NAME_SIGNATURE ||
	    strlen(r.address) >= ADDR_TEXT)
		abort();
	if (r.site[0] != '\0' && !site_name_is(r.site, strlen(r.site)) &&
	    r.kind != ROUTE_NONE)
		abort();
	if (r.kind != ROUTE_LOOKUP && r.address[0] != '\0')
		abort();
	if (addr_parse(r.address, r.address + strlen(r.address), &family,
		&addr) == NULL &&
	    addr > family_last(family))
		abort();
}

static void
check_conditions(const char *tags, const char *range, uint64_t bytes)
{
	struct object o = { .bytes = bytes };
	char tag[CONDITION_TAG];
	uint64_t first = 0, last = 0;

	condition_tag(tag, &o);
	if (condition_has(tags, tag) && strchr(tags, '*') == NULL &&
	    strstr(tags, tag) == NULL)
		abort();
	if (condition_range(range, bytes, &first, &last) == CONDITION_PART &&
	    (first > last || last >= bytes))
		abort();
}

static void
check_line(char *const *texts)
{
	char line[LOG_LINE_MAX];
	struct log_line l = { .method = texts[0],
		.path = texts[1],
		.version = texts[2],
		.referer = texts[3],
		.agent = texts[4] };
	size_t n = log_line(line, &l), quotes = 0;

	if (n == 0 || n > sizeof(line) || line[n - 1] != '\n')
		abort();
	for (size_t i = 0; i + 1 < n; i++) {
		if (line[i] < ' ' || line[i] > '~')
			abort();
		quotes += line[i] == '"';
	}
	if (quotes != 6)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct rd r = rd_over(bytes, n);
	char *texts[TEXTS] = { 0 };
	struct text t;

	for (size_t i = 0; i < TEXTS && text_cut(&r, '\n', &t); i++) {
		texts[i] = malloc(t.len + 1);
		if (texts[i] == NULL)
			abort();
		memcpy(texts[i], t.p, t.len);
		texts[i][t.len] = '\0';
	}
	if (texts[1] != NULL)
		check_route(texts[1]);
	check_conditions(texts[3], texts[4], n);
	check_line(texts);
	for (size_t i = 0; i < TEXTS; i++)
		free(texts[i]);
	return 0;
}

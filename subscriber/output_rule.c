#include <string.h>
#include <sys/stat.h>

#include "subscriber/output_file.h"
#include "subscriber/output_rule.h"

/* Clocks may be set back by so much before a file is written again for it. */
#define BACK_MAX 60

/*
 * An entry's end is waited for a little longer: the next step of a feed often
 * comes just then, and both are written at once.
 */
#define END_SLACK 20

bool
output_rule_keeps(const struct output_source *src)
{
	return src->db->stale == SUB_KEEP;
}

bool
output_rule_stale(const struct output_source *src, uint32_t now)
{
	return !output_rule_keeps(src) && now >= src->valid_until;
}

/* When a stamped file has to be stamped again; UINT32_MAX for never. */
static uint32_t
restamp_at(const struct output_source *src, const struct output_note *n)
{
	if (n->expires == 0 || src->valid_until == n->expires)
		return UINT32_MAX;
	if (src->valid_until < n->expires)
		return n->written;
	return n->written + (n->expires - n->written) / 2;
}

/* The file is what its note says it was. */
static bool
is_untouched(const struct output_note *n)
{
	struct stat st;

	return stat(n->file, &st) == 0 && output_note_is(n, &st);
}

bool
output_rule_right(const struct output_source *src, const struct sub_output *o,
    const struct output_note *n, uint32_t now)
{
	char fingerprint[OUTPUT_FINGERPRINT];

	output_note_fingerprint(fingerprint, o, output_rule_keeps(src));
	return strcmp(n->fingerprint, fingerprint) == 0 &&
	    n->epoch == src->epoch && n->serial == src->serial &&
	    n->emptied == output_rule_stale(src, now) &&
	    n->written <= now + BACK_MAX && n->ends > now &&
	    restamp_at(src, n) > now && is_untouched(n);
}

static uint32_t
earlier(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

uint32_t
output_rule_due(const struct output_source *src, const struct output_note *n)
{
	uint32_t at;

	if (n == NULL || n->hook)
		return 0;
	at = restamp_at(src, n);
	if (n->ends <= UINT32_MAX - END_SLACK)
		at = earlier(at, n->ends + END_SLACK);
	if (!output_rule_keeps(src) && !n->emptied)
		at = earlier(at, src->valid_until);
	return at;
}

int
output_rule_verify(const struct output_source *src, const struct sub_output *o,
    const struct output_note *n, uint32_t now, struct fail *f)
{
	if (n == NULL)
		return fail(f, FAIL_MISSING, "%s: is yet to be written",
		    o->file);
	if (n->epoch != src->epoch || n->serial != src->serial)
		return fail(f, FAIL_STALE, "%s: is of serial %u, not %u",
		    o->file, n->serial, src->serial);
	if (output_file_check(src, o, n, f) == -1)
		return -1;
	if (!output_rule_right(src, o, n, now))
		return fail(f, FAIL_STALE, "%s: is due to be written again",
		    o->file);
	return 0;
}

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "formats/rd.h"
#include "formats/text.h"
#include "subscriber/fetch_rsync.h"

static bool
starts(struct text t, const char *with)
{
	return t.len >= strlen(with) && memcmp(t.p, with, strlen(with)) == 0;
}

/*
 * The line that says most: the first failure of a server or of rsync, from
 * which others follow; else the last that is no summary.
 */
static struct text
words(const struct wr *said)
{
	struct rd r = rd_over(said->buf, said->len);
	struct text line, last = { "", 0 };

	while (text_cut(&r, '\n', &line)) {
		if (starts(line, "@ERROR") || starts(line, "rsync: "))
			return line;
		if (line.len > 0 && !starts(line, "rsync error: "))
			last = line;
	}
	return last;
}

int
rsync_fail(const struct rsync *r, enum fail_kind kind, struct fail *f)
{
	struct text said = words(&r->said);
	char shown[TEXT_SHOWN];

	if (text_rule(said) == NULL)
		return fail(f, kind, "%.*s (rsync's code %d)",
		    said.len < 200 ? (int)said.len : 200, said.p, r->code);
	text_show(shown, said);
	return fail(f, kind, "%s (rsync's code %d)", shown, r->code);
}

bool
rsync_said(const struct rsync *r, const char *words)
{
	return r->said.len > 0 &&
	    memmem(r->said.buf, r->said.len, words, strlen(words)) != NULL;
}

/* A line of it ends with this error's number. */
static bool
said_error(const struct rsync *r, int error)
{
	char text[20];

	snprintf(text, sizeof(text), " (%d)\n", error);
	return rsync_said(r, text);
}

/* What this machine's disk says; the code itself may be a server's. */
static bool
is_our_disk(const struct rsync *r)
{
	return said_error(r, ENOSPC) || said_error(r, EDQUOT) ||
	    said_error(r, EROFS) || said_error(r, EIO);
}

/* It went beyond the limit that its process has. */
static int
fail_large(const struct rsync *r, struct fail *f)
{
	return fail(f, FAIL_SIZE,
	    "sends more than the %ju bytes that a file may have",
	    (uintmax_t)r->most);
}

int
rsync_judge(struct fetch *fetch, struct fail *f)
{
	const struct rsync *r = fetch->own;

	fetch->answered =
	    r->code != RSYNC_SOCKET && r->code != RSYNC_CONNECT_TIMEOUT;
	if (rsync_said(r, "@ERROR: auth failed") ||
	    rsync_said(r, "@ERROR: access denied"))
		fetch->retry_after = FETCH_REFUSED_SECONDS;
	switch (r->code) {
	case 0:
	case RSYNC_PARTIAL:
	case RSYNC_VANISHED:
		return 0;
	case RSYNC_FILE:
		if (said_error(r, EFBIG))
			return fail_large(r, f);
		return rsync_fail(r,
		    is_our_disk(r) ? FAIL_SYSTEM : FAIL_NETWORK, f);
	case RSYNC_KILLED_LARGE:
		return fail_large(r, f);
	case RSYNC_TIMEOUT:
		return rsync_fail(r, FAIL_SLOW, f);
	default:
		return rsync_fail(r, FAIL_NETWORK, f);
	}
}

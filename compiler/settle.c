#include <stdio.h>

#include "compiler/accept.h"
#include "compiler/conf.h"
#include "compiler/copy.h"
#include "compiler/intake.h"
#include "compiler/last.h"
#include "compiler/log.h"
#include "compiler/retain.h"
#include "compiler/settle.h"

/* Seconds between looks for objects that nothing names any more. */
#define RETAIN_PAUSE 60

static const char *
name_of(const struct settle *s)
{
	return s->job->db->policy.name;
}

/* What was accepted is used up by a build that needed it. */
static int
use_up(const struct settle *s, struct fail *f)
{
	return s->changed ? accept_clear(s->job->conf->state, name_of(s), f)
			  : 0;
}

/* The sources' states are the last good ones. */
static int
keep_sources(const struct settle *s, struct fail *f)
{
	return intake_keep(s->intake, s->job, f);
}

/* Folders of thousands are not looked through every second. */
static bool
is_early(const struct settle *s)
{
	uint32_t last = s->retained != NULL ? *s->retained : 0;
	uint32_t now = s->job->now;

	return last != 0 && now >= last && now - last < RETAIN_PAUSE;
}

static int
retain(const struct settle *s, struct fail *f)
{
	uint32_t now = s->job->now;
	uint32_t grace = retain_grace(s->job->db->policy.interval);

	if (is_early(s))
		return 0;
	if (retain_objects(s->tree, name_of(s), now, grace, f) == -1)
		return -1;
	if (s->retained != NULL)
		*s->retained = now;
	return 0;
}

static int
copy(const struct settle *s, struct fail *f)
{
	if (s->last->copied)
		return 0;
	return copy_write(s->job->conf->state, name_of(s),
	    &s->last->state.snapshot, f);
}

/* That the tree came back from elsewhere is for the operators' log. */
static int
log_return(const struct settle *s, struct fail *f)
{
	char text[100];

	if (!last_went_back(s->last, s->job->db->epoch))
		return 0;
	snprintf(text, sizeof(text),
	    "the tree had serial %u where %u was published: it goes on with %u",
	    s->last->head.serial, s->last->seen_serial, s->serial);
	return log_add(s->job->conf->state, s->job->now, name_of(s), text, f);
}

int
settle_run(const struct settle *s, struct fail *f)
{
	static int (*const steps[])(const struct settle *,
	    struct fail *) = { use_up, keep_sources, retain, copy, log_return };
	int result = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct fail why = { 0 };

		if (steps[i](s, &why) == -1)
			result = fail(f, why.kind, "%s", why.msg);
	}
	return result;
}

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/mem.h"
#include "formats/text.h"
#include "subscriber/child.h"
#include "subscriber/hook.h"

/* Our own variables. */
#define PREFIX    "FEEDSUB_"
#define VARIABLES 5

/* What is told of its last line. */
#define LINE_SHOWN 160

static char *
variable(const char *name, const char *value)
{
	char *text;

	if (asprintf(&text, PREFIX "%s=%s", name, value) == -1)
		abort();
	return text;
}

/* Everybody's without those of our names, and ours. */
static const char **
environment(const struct hook *h, char *ours[static VARIABLES])
{
	size_t n = 0, at = VARIABLES;
	const char **all;
	char serial[12];

	while (environ[n] != NULL)
		n++;
	snprintf(serial, sizeof(serial), "%u", h->serial);
	ours[0] = variable("FEED", h->feed);
	ours[1] = variable("DB", h->db);
	ours[2] = variable("FILE", h->file);
	ours[3] = variable("FORMAT", h->format);
	ours[4] = variable("SERIAL", serial);
	all = mem_new(n + VARIABLES + 1, sizeof(*all));
	for (size_t i = 0; i < VARIABLES; i++)
		all[i] = ours[i];
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], PREFIX, strlen(PREFIX)) != 0)
			all[at++] = environ[i];
	return all;
}

/* The last line that has something, as far as it is fit for a message. */
static struct text
last_line(const struct wr *said)
{
	const char *start = (const char *)said->buf, *end = start + said->len;
	struct text line;

	while (end > start && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	line = text_of(end, end);
	while (line.p > start && line.p[-1] != '\n')
		line.p--;
	line.len = (size_t)(end - line.p);
	if (line.len > LINE_SHOWN)
		line.len = LINE_SHOWN;
	while (line.len > 0 && text_rule(line) != NULL)
		line.len--;
	return line;
}

/* What is to be said of one that failed. */
static int
told(const struct hook *hook, const char *how, const struct wr *said,
    struct fail *f)
{
	struct text line = { "", 0 };

	if (said->len > 0)
		line = last_line(said);
	return fail(f, FAIL_HOOK, "hook \"%.160s\" %s%s%.*s", hook->command,
	    how, line.len > 0 ? ": " : "", (int)line.len, line.p);
}

static int
judge(const struct hook *hook, int rc, int code, const struct wr *said,
    struct fail *f)
{
	char how[80];

	if (rc == -1 && f->kind != FAIL_SLOW)
		return -1;
	if (rc == -1) {
		*f = (struct fail){ 0 };
		snprintf(how, sizeof(how), "took more than %u s and was ended",
		    hook->seconds);
		return told(hook, how, said, f);
	}
	snprintf(how, sizeof(how), "exited with %d%s%s%s", code,
	    code > 128 ? " (" : "", code > 128 ? strsignal(code - 128) : "",
	    code > 128 ? ")" : "");
	return code == 0 ? 0 : told(hook, how, said, f);
}

int
hook_run(const struct hook *hook, struct fail *f)
{
	const char *argv[] = { "/bin/sh", "-c", hook->command, NULL };
	char *ours[VARIABLES];
	const char **env = environment(hook, ours);
	const struct child child = { .argv = argv,
		.file_bytes = UINT64_MAX,
		.ms = (uint64_t)hook->seconds * 1000,
		.grace_ms = HOOK_GRACE * 1000,
		.cancelled = hook->cancelled,
		.meanwhile = hook->meanwhile,
		.environment = env };
	struct fail why = { 0 };
	struct wr said = { 0 };
	int code = 0, rc = child_run(&child, &said, &code, &why);

	rc = judge(hook, rc, code, &said, &why);
	if (rc == -1)
		fail(f, why.kind, "%s", why.msg);
	for (size_t i = 0; i < VARIABLES; i++)
		free(ours[i]);
	free(env);
	wr_free(&said);
	return rc;
}

/*
 * Fetches files as feedsub does:
 *
 *	tool_fetch [NAME=VALUE ...] URL PATH[:MOST[:exact]] ... [then PATH ...]
 *
 * A name is one of struct fetch_conf, or: rounds, how often to do it; cancel,
 * after how many milliseconds to end it; along, "DB KIND FROM EACH ALL", what
 * may come along with the first files, before it is asked for by then; to, the
 * folder to put what comes in, under the last name of its path.  Says what came
 * and what is missing; after a failure how long the source is to be left alone.
 * Ends as the last round.
 */
#include <err.h>
#include <inttypes.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "subscriber/fetch.h"

struct tool {
	struct fetch_conf conf;
	const char *to;
	unsigned rounds, cancel;
	struct fetch_item items[100];
	size_t n, first; /* and how many of them before "then" */
	const char *along;
	struct fetch_range range;
};

/* For the signal handler. */
static struct fetch *under_way;

static void
on_alarm(int signal)
{
	(void)signal;
	fetch_cancel(under_way);
}

static void
set(struct tool *t, const char *arg)
{
	static const struct {
		const char *name;
		size_t text, number;
	} options[] = {
		{ "proxy=", offsetof(struct tool, conf.proxy), 0 },
		{ "ca_file=", offsetof(struct tool, conf.ca_file), 0 },
		{ "cert_file=", offsetof(struct tool, conf.cert_file), 0 },
		{ "key_file=", offsetof(struct tool, conf.key_file), 0 },
		{ "token_file=", offsetof(struct tool, conf.token_file), 0 },
		{ "password_file=", offsetof(struct tool, conf.password_file),
		    0 },
		{ "rsync_program=", offsetof(struct tool, conf.rsync_program),
		    0 },
		{ "scratch_folder=", offsetof(struct tool, conf.scratch_folder),
		    0 },
		{ "to=", offsetof(struct tool, to), 0 },
		{ "along=", offsetof(struct tool, along), 0 },
		{ "connect_seconds=", 0,
		    offsetof(struct tool, conf.connect_seconds) },
		{ "stall_seconds=", 0,
		    offsetof(struct tool, conf.stall_seconds) },
		{ "total_seconds=", 0,
		    offsetof(struct tool, conf.total_seconds) },
		{ "rounds=", 0, offsetof(struct tool, rounds) },
		{ "cancel=", 0, offsetof(struct tool, cancel) },
	};

	const char *value = strchr(arg, '=') + 1;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (strncmp(arg, options[i].name, (size_t)(value - arg)) != 0)
			continue;
		if (options[i].number != 0)
			*(unsigned *)((char *)t + options[i].number) =
			    (unsigned)strtoul(value, NULL, 10);
		else
			*(const char **)((char *)t + options[i].text) = value;
		return;
	}
	errx(2, "%s", arg);
}

static void
add(struct tool *t, char *arg)
{
	struct fetch_item *item = &t->items[t->n];

	if (strcmp(arg, "then") == 0) {
		t->first = t->n;
		return;
	}
	t->n++;
	if (t->n == sizeof(t->items) / sizeof(t->items[0]))
		errx(2, "too many");
	item->path = strsep(&arg, ":");
	item->most = 1000000;
	if (arg != NULL)
		item->most = strtoull(strsep(&arg, ":"), NULL, 10);
	item->exact = arg != NULL;
}

/* The words of along. */
static void
read_along(struct tool *t)
{
	static char db[NAME_DB_MAX + 1], kind[9];
	struct fetch_range *r = &t->range;

	r->db = db;
	r->kind = kind;
	if (sscanf(t->along, "%31s %8s %" SCNu32 " %" SCNu64 " %" SCNu64, db,
		kind, &r->from, &r->each, &r->all) != 5)
		errx(2, "%s", t->along);
}

static void
save(const struct tool *t, const struct fetch_item *item)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", t->to,
	    strrchr(item->path, '/') != NULL ? strrchr(item->path, '/') + 1
					     : item->path);
	file = fopen(path, "w");
	if (file == NULL ||
	    fwrite(item->bytes.buf, 1, item->bytes.len, file) !=
		item->bytes.len ||
	    fclose(file) != 0)
		err(1, "%s", path);
}

static void
say(const struct tool *t, const struct fetch_item *item)
{
	if (item->missing) {
		printf("%s: missing\n", item->path);
		return;
	}
	printf("%s: %zu bytes%s\n", item->path, item->bytes.len,
	    item->web_page ? ", a web page" : "");
	if (t->to != NULL)
		save(t, item);
}

static enum fail_kind
round_of(struct tool *t)
{
	struct fail f = { 0 };
	size_t kept = 0;

	if (t->along != NULL || t->first < t->n)
		fetch_begin(under_way, &t->range, t->along != NULL);
	if (fetch_files(under_way, t->items, t->first, &f) == 0 &&
	    t->first < t->n)
		fetch_files(under_way, &t->items[t->first], t->n - t->first,
		    &f);
	fetch_done(under_way);
	for (size_t i = 0; i < t->n; i++) {
		kept += t->items[i].bytes.len;
		if (f.kind == FAIL_NONE)
			say(t, &t->items[i]);
		wr_free(&t->items[i].bytes);
	}
	if (f.kind == FAIL_NONE)
		return f.kind;
	warnx("%s", f.msg);
	printf("kept %zu\n", kept);
	if (fetch_retry_after(under_way) > 0)
		warnx("again in %u", fetch_retry_after(under_way));
	return f.kind;
}

static void
alarm_in(unsigned ms)
{
	struct sigaction act = { .sa_handler = on_alarm };
	struct itimerval in = { .it_value = { ms / 1000, ms % 1000 * 1000 } };

	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &in, NULL);
}

int
main(int argc, char *argv[])
{
	struct tool t = { .rounds = 1,
		.conf = { .connect_seconds = 10,
		    .stall_seconds = 10,
		    .total_seconds = 60 } };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct fail f = { 0 };
	int i = 1;

	sigaction(SIGPIPE, &ignore, NULL);
	while (i < argc && strcspn(argv[i], "=") < strcspn(argv[i], ":"))
		set(&t, argv[i++]);
	t.conf.url = argv[i++];
	for (; i < argc; i++)
		add(&t, argv[i]);
	if (t.first == 0)
		t.first = t.n;
	if (t.along != NULL)
		read_along(&t);
	under_way = fetch_new(&t.conf, &f);
	if (under_way == NULL)
		errx((int)f.kind, "%s", f.msg);
	if (t.cancel > 0)
		alarm_in(t.cancel);
	while (t.rounds-- > 0)
		f.kind = round_of(&t);
	printf("received %" PRIu64 "\n", fetch_received(under_way));
	fetch_free(under_way);
	return (int)f.kind;
}

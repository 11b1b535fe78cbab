#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "formats/mem.h"
#include "formats/wr.h"
#include "keys/print.h"
#include "subscriber/cmd.h"
#include "subscriber/feeds.h"
#include "subscriber/follow.h"
#include "subscriber/service.h"
#include "subscriber/summary.h"
#include "subscriber/trust.h"
#include "subscriber/url.h"

static int
print_text(const struct feeds *feeds, struct fail *f)
{
	struct wr w = print_begin();

	for (size_t i = 0; i < feeds->n; i++)
		summary_text(&w, feeds->follows[i], false);
	return print_end(&w, f);
}

static void
print_as_json(const struct feeds *feeds)
{
	json_t *all = json_array();

	for (size_t i = 0; i < feeds->n; i++)
		json_array_append_new(all, summary_json(feeds->follows[i]));
	print_json(all);
}

/* Each line of a text behind the program's name; frees it. */
static void
print_warnings(struct wr *w)
{
	char *left, *line;

	wr_u8(w, '\0');
	left = (char *)w->buf;
	while ((line = strsep(&left, "\n")) != NULL)
		if (*line != '\0')
			print_warning("%s", line);
	wr_free(w);
}

/* From so many bytes on somebody may want to know what takes so long. */
#define SHOWN_FROM 100000

/* On one line of a terminal, for as long as it takes. */
static void
show_fetching(void *arg, const char *url, uint64_t bytes)
{
	bool *shown = arg;

	if (bytes < SHOWN_FROM)
		return;
	fprintf(stderr, "\r\033[K%.1f MB from %s", (double)bytes / 1e6, url);
	fflush(stderr);
	*shown = true;
}

static void
look_and_show(struct feeds *feeds, size_t i, uint32_t now, struct fail *f)
{
	bool shown = false;

	if (isatty(STDERR_FILENO)) {
		follow_on_fetch(feeds->follows[i], show_fetching, &shown);
		follow_hurry(feeds->follows[i]);
	}
	feeds_look(feeds, i, now, f);
	if (shown)
		fputs("\r\033[K", stderr);
}

/* One look at every feed; a failure of one keeps none from the others. */
static int
look(const struct cmd_args *a, struct feeds *feeds, struct fail *f)
{
	uint32_t now = a->now != 0 ? a->now : (uint32_t)time(NULL);
	struct fail gravest = { 0 };
	struct wr warnings = { 0 };
	int rc = 0;

	feeds->once = true;
	for (size_t i = 0; i < feeds->n; i++) {
		struct fail one = { 0 };

		look_and_show(feeds, i, now, &one);
		if (trust_graver(one.kind, gravest.kind))
			gravest = one;
	}
	if (a->json)
		print_as_json(feeds);
	else if (!a->quiet)
		rc = print_text(feeds, f);
	for (size_t i = 0; i < feeds->n; i++)
		summary_warnings(&warnings, feeds->follows[i], now, &gravest);
	print_warnings(&warnings);
	if (gravest.kind != FAIL_NONE)
		return fail(f, gravest.kind, "%s", gravest.msg);
	return rc;
}

/* A service, and what it told of each feed last. */
struct serving {
	const struct cmd_args *args;
	struct wr *told;
	size_t n;
};

static struct sub_conf *
read_again(void *arg, struct fail *f)
{
	const struct serving *s = arg;

	return cmd_conf(s->args, f);
}

/* What is as it was is not told again. */
static void
tell(struct serving *s, size_t i, struct wr *text)
{
	struct wr *last;

	for (; s->n <= i; s->n++) {
		s->told = mem_resize(s->told, s->n + 1, sizeof(*s->told));
		s->told[s->n] = (struct wr){ 0 };
	}
	last = &s->told[i];
	if (last->len == text->len &&
	    (text->len == 0 || memcmp(last->buf, text->buf, text->len) == 0)) {
		wr_free(text);
		return;
	}
	wr_free(last);
	wr_bytes(last, text->buf, text->len);
	print_warnings(text);
}

static void
print_news(void *arg, const struct feeds *feeds, size_t i, uint32_t now,
    const struct fail *failed)
{
	struct serving *s = arg;
	struct wr w = print_begin(), warnings = { 0 };
	struct fail f = { 0 };

	if (s->args->json && !s->args->quiet)
		print_json(summary_json(feeds->follows[i]));
	else if (!s->args->quiet)
		summary_text(&w, feeds->follows[i], true);
	if (print_end(&w, &f) == -1 || fflush(stdout) == EOF)
		print_warning("standard output cannot be written");
	if (failed->kind != FAIL_NONE)
		wr_fmt(&warnings, "%s\n", failed->msg);
	summary_warnings(&warnings, feeds->follows[i], now, failed);
	tell(s, i, &warnings);
}

static int
serve(const struct cmd_args *a, struct feeds *feeds, struct fail *f)
{
	struct serving serving = { .args = a };
	struct service service = { .only = a->feed,
		.now = a->now,
		.read = read_again,
		.print = print_news,
		.arg = &serving };
	int rc = service_run(feeds, &service, f);

	for (size_t i = 0; i < serving.n; i++)
		wr_free(&serving.told[i]);
	free(serving.told);
	return rc;
}

static bool
is_loopback(struct text host)
{
	return text_is(host, "localhost") || text_is(host, "[::1]") ||
	    (host.len > 4 && memcmp(host.p, "127.", 4) == 0);
}

/* Whether everybody on the way can read the token of a source. */
static bool
is_token_bare(const struct fetch_conf *source)
{
	struct url url;

	return source->token_file != NULL &&
	    url_parse(&url, source->url, &(struct fail){ 0 }) == 0 &&
	    url.scheme == URL_HTTP && !is_loopback(url.host);
}

static void
warn_of_tokens(const struct sub_conf *conf)
{
	for (size_t i = 0; i < conf->nfeeds; i++) {
		const struct sub_feed *feed = &conf->feeds[i];

		for (size_t k = 0; k < feed->nsources; k++)
			if (is_token_bare(&feed->sources[k]))
				print_warning("%s: anybody on the way can read "
					      "the token that is sent there; "
					      "https hides it",
				    feed->sources[k].url);
	}
}

/* What was read is good. */
static int
tell_good(const struct cmd_args *a, struct sub_conf *conf)
{
	size_t n = conf->nfeeds;

	warn_of_tokens(conf);

	if (!a->quiet)
		printf("%s: good, %zu feed%s\n",
		    a->sub.sources.n > 0  ? "command line"
			: a->conf != NULL ? a->conf
					  : SUB_CONF_PATH,
		    n, n == 1 ? "" : "s");
	sub_conf_free(conf);
	return 0;
}

int
cmd_update(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "[DATABASE...]",
		"Looks for news of the feeds that are configured, or of the "
		"databases that are named beside --root and --source, and "
		"writes what is due.",
		0, -1, NULL };
	struct cmd_args a;
	struct sub_conf *conf;
	struct feeds feeds;
	int rc;

	cmd_parse(&a,
	    CMD_PLACE | CMD(FOLLOW) | CMD(FORCE) | CMD(JSON) | CMD(NOW) |
		CMD(QUIET) | CMD(TEST),
	    &shape, argc, argv);
	sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	conf = cmd_conf(&a, f);
	if (conf != NULL && a.test)
		return tell_good(&a, conf);
	if (conf == NULL || feeds_open(&feeds, conf, a.feed, f) == -1)
		return -1;
	for (size_t i = 0; i < feeds.n && a.force; i++)
		follow_force(feeds.follows[i]);
	rc = a.follow ? serve(&a, &feeds, f) : look(&a, &feeds, f);
	feeds_close(&feeds);
	return rc;
}

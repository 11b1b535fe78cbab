#include <signal.h>
#include <time.h>

#include "formats/wr.h"
#include "keys/print.h"
#include "subscriber/cmd.h"
#include "subscriber/feeds.h"
#include "subscriber/follow.h"
#include "subscriber/summary.h"
#include "subscriber/trust.h"

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

/* One look at every feed; a failure of one keeps none from the others. */
static int
look(const struct cmd_args *a, struct feeds *feeds, struct fail *f)
{
	uint32_t now = a->now != 0 ? a->now : (uint32_t)time(NULL);
	struct fail gravest = { 0 };
	int rc = 0;

	for (size_t i = 0; i < feeds->n; i++) {
		struct fail one = { 0 };

		feeds_look(feeds, i, now, &one);
		if (trust_graver(one.kind, gravest.kind))
			gravest = one;
	}
	if (a->json)
		print_as_json(feeds);
	else if (!a->quiet)
		rc = print_text(feeds, f);
	for (size_t i = 0; i < feeds->n; i++)
		summary_warn(feeds->follows[i], now, gravest.msg);
	if (gravest.kind != FAIL_NONE)
		return fail(f, gravest.kind, "%s", gravest.msg);
	return rc;
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

	cmd_parse(&a, CMD_PLACE | CMD(JSON) | CMD(NOW) | CMD(QUIET), &shape,
	    argc, argv);
	sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	conf = cmd_conf(&a, f);
	if (conf == NULL || feeds_open(&feeds, conf, a.feed, f) == -1)
		return -1;
	rc = look(&a, &feeds, f);
	feeds_close(&feeds);
	return rc;
}

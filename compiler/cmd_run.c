#include <stdbool.h>
#include <stdio.h>

#include "compiler/build.h"
#include "compiler/cmd.h"
#include "compiler/report.h"
#include "compiler/rota.h"
#include "keys/notify.h"
#include "keys/passphrase.h"
#include "keys/print.h"
#include "keys/signals.h"

/* Seconds between signs of life where nobody says. */
#define ALIVE_SECONDS 60

struct running {
	const struct cmd_args *args;
	struct rota *rota;
	bool hangs; /* and that was told */
};

static void
built(void *arg, const struct build *b, uint32_t missed)
{
	const struct running *r = arg;

	if (missed > 0)
		print_warning("%s: %u builds were missed, one made up for them",
		    b->db->policy.name, missed);
	report_warnings(b, 1);
	if (!r->args->quiet)
		report_line(b);
}

static void
behind(void *arg, const char *db, uint32_t seconds)
{
	(void)arg;
	print_warning("%s: the clock is %u seconds behind what is published: "
		      "nothing is built until it is there again",
	    db, seconds);
}

static void
reload(struct running *r)
{
	struct fail f = { 0 };
	struct passphrase passphrase = { .file = r->args->passphrase_file,
		.fail = &f };
	struct conf *conf;

	notify("RELOADING=1");
	conf = conf_read(r->args->conf, &f);
	if (conf != NULL && rota_change(r->rota, conf, &passphrase, &f) == -1)
		conf_free(conf);
	if (f.kind != FAIL_NONE)
		print_warning("%s; the configuration stays as it was", f.msg);
	notify("READY=1");
}

/* A sign of life, if there is life. */
static void
live(struct running *r)
{
	struct fail f = { 0 };
	bool hangs = rota_check(r->rota, &f) == -1;

	if (!hangs)
		notify("WATCHDOG=1");
	else if (!r->hangs)
		print_warning("%s", f.msg);
	r->hangs = hangs;
}

static void
serve(struct running *r, struct signals *signals)
{
	uint32_t watchdog = notify_watchdog();
	uint32_t seconds = watchdog > 1 ? watchdog / 2
	    : watchdog == 1             ? 1
					: ALIVE_SECONDS;
	unsigned came = 0;

	notify("READY=1");
	while ((came & SIGNALS_STOP) == 0) {
		live(r);
		came = signals_wait(signals, seconds);
		if ((came & SIGNALS_RELOAD) != 0)
			reload(r);
		if ((came & SIGNALS_LOOK) != 0)
			rota_hurry(r->rota);
	}
	notify("STOPPING=1");
}

static int
run(struct running *r, struct conf *conf, struct fail *f)
{
	struct passphrase passphrase = { .file = r->args->passphrase_file,
		.fail = f };
	struct rota_say say = { built, behind, r };
	struct signals *signals = signals_new(NULL, NULL, f);

	if (signals == NULL)
		return -1;
	r->rota = rota_begin(conf, &passphrase, &say, f);
	if (r->rota != NULL) {
		serve(r, signals);
		rota_end(r->rota);
	}
	signals_free(signals);
	return r->rota != NULL ? 0 : -1;
}

int
cmd_run(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { NULL,
		"Keeps the feeds of all databases made, each at its interval, "
		"until it is told to end.",
		0, 0, NULL };
	struct cmd_args a;
	struct running r = { .args = &a };
	struct conf *conf;

	cmd_parse(&a, CMD(CONFIG) | CMD(QUIET) | CMD(PASSPHRASE_FILE), &shape,
	    argc, argv);
	conf = conf_read(a.conf, f);
	if (conf == NULL)
		return -1;
	if (run(&r, conf, f) == 0)
		return 0;
	conf_free(conf);
	return -1;
}

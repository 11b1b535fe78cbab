#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "feedd/conf_site.h"
#include "feedd/lookup.h"
#include "feedd/scout.h"
#include "feedd/site.h"
#include "formats/mem.h"

/* Seconds between looks at a tree of which nothing was heard. */
#define LOOK_SECONDS 10

/* Who hears of a site. */
struct hearer {
	const struct site *site;
	stock_say *say;
	void *arg;
};

/* Says which site it is. */
static void
say_whose(void *hearer, const char *what, const struct fail *f)
{
	const struct hearer *h = hearer;
	const char *name = h->site->conf->name;
	struct fail named = *f;
	char full[SITE_DB];

	site_name_db(full, name, what);
	if (f->kind != FAIL_NONE && name[0] != '\0')
		fail_at(&named, "%s", name);
	h->say(h->arg, full, &named);
}

struct site *
site_open(const struct conf_site *conf, struct fail *f)
{
	struct site *s = mem_new(1, sizeof(*s));

	s->conf = conf;
	s->scout = scout_open(f);
	if (s->scout != -1)
		s->stock = stock_open(conf, f);
	if (s->stock != NULL)
		return s;
	site_free(s);
	return NULL;
}

void
site_leave(struct site *s)
{
	stock_free(s->stock);
	s->stock = NULL;
	if (s->scout != -1)
		close(s->scout);
	s->scout = -1;
	s->conf = NULL;
}

void
site_free(struct site *s)
{
	if (s == NULL)
		return;
	lookup_stop(s->lookup);
	site_leave(s);
	free(s);
}

bool
site_is_busy(const struct site *s)
{
	struct pollfd done = { .fd = lookup_fd(s->lookup), .events = POLLIN };

	return s->lookup != NULL && lookup_busy(s->lookup) &&
	    poll(&done, 1, 0) != 1;
}

void
site_configure(struct site *s, const struct conf_site *conf)
{
	s->conf = s->stock->conf = conf;
}

int
site_judge(const struct site *s, const struct site *was, struct fail *f)
{
	const char *tree = s->conf->tree;

	if (was->stock->anchor.held && !s->stock->anchor.held)
		return fail(f, FAIL_WRONG, "%s: has no catalog that is good",
		    tree);
	for (size_t i = 0; i < was->stock->n; i++) {
		const struct stock_db *had = &was->stock->dbs[i];
		const struct stock_db *d = stock_db(s->stock, had->name);

		if (d != NULL && d->now == NULL && had->now != NULL)
			return fail(f, FAIL_WRONG, "%s: has nothing good of %s",
			    tree, d->name);
	}
	return 0;
}

int
site_begin_lookup(struct site *s, const struct conf_site *conf, struct fail *f)
{
	if (!conf->lookup || s->lookup != NULL)
		return 0;
	s->lookup = lookup_start(f);
	return s->lookup == NULL ? -1 : 0;
}

void
site_end_lookup(struct site *s, const struct conf_site *conf)
{
	if (conf->lookup)
		return;
	lookup_stop(s->lookup);
	s->lookup = NULL;
}

void
site_look_up(struct site *s, stock_say *say, void *arg)
{
	struct hearer h = { s, say, arg };

	s->lookups = false;
	lookup_look(s->lookup, s->stock, say_whose, &h);
}

void
site_look(struct site *s, uint64_t now, stock_say *say, void *arg)
{
	struct hearer h = { s, say, arg };

	s->looked = now;
	stock_look(s->stock, say_whose, &h);
	s->lookups = true;
	scout_watch(s->scout, s->stock);
}

bool
site_has_news(struct site *s, bool heard, uint64_t now)
{
	return (heard && scout_heard(s->scout)) ||
	    now - s->looked >= LOOK_SECONDS;
}

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "feedd/conf.h"
#include "feedd/lookup.h"
#include "feedd/site.h"
#include "feedd/sites.h"
#include "formats/mem.h"

struct site *
sites_find(const struct sites *ss, const char *name)
{
	for (size_t i = 0; i < ss->n; i++)
		if (strcmp(ss->all[i]->conf->name, name) == 0)
			return ss->all[i];
	return NULL;
}

struct stock_db *
sites_db(const struct sites *ss, const char *full)
{
	for (size_t i = 0; i < ss->n; i++)
		if (site_name_in(full, ss->all[i]->conf->name))
			return stock_db(ss->all[i]->stock,
			    site_name_behind(full));
	return NULL;
}

static bool
has(const struct sites *ss, const struct site *s)
{
	for (size_t i = 0; i < ss->n; i++)
		if (ss->all[i] == s)
			return true;
	return false;
}

static struct sites
none_for(const struct feedd_conf *conf)
{
	return (struct sites){ .all = mem_new(conf->nsites,
				   sizeof(struct site *)) };
}

int
sites_open(struct sites *ss, const struct feedd_conf *conf, struct fail *f)
{
	*ss = none_for(conf);
	for (size_t i = 0; i < conf->nsites; i++) {
		struct site *s = site_open(&conf->sites[i], f);

		if (s == NULL)
			return -1;
		ss->all[ss->n++] = s;
	}
	return 0;
}

void
sites_close(struct sites *ss)
{
	for (size_t i = 0; i < ss->n; i++)
		site_free(ss->all[i]);
	while (ss->left != NULL) {
		struct site *s = ss->left;

		ss->left = s->next;
		site_free(s);
	}
	free(ss->all);
	*ss = (struct sites){ 0 };
}

/* The sandbox lets at what was named at the start alone. */
static struct site *
open_late(const struct conf_site *conf, struct fail *f)
{
	struct fail why = { 0 };
	struct site *s = site_open(conf, &why);

	if (s == NULL)
		fail(f, why.kind, "%s%s", why.msg,
		    errno == EACCES
			? ": a tree elsewhere than at the start, or below "
			  "what trees names, takes a new start"
			: "");
	return s;
}

/* The site for a configuration of it: the one that there is, or another. */
static struct site *
prepare(const struct sites *now, const struct conf_site *conf, stock_say *say,
    struct fail *f)
{
	struct site *was = sites_find(now, conf->name), *s;

	if (was != NULL && conf_site_same(was->conf, conf))
		return was;
	s = open_late(conf, f);
	if (s == NULL)
		return NULL;
	site_look(s, 0, say, NULL);
	if (was == NULL || site_judge(s, was, f) == 0)
		return s;
	site_free(s);
	return NULL;
}

int
sites_prepare(struct sites *next, const struct sites *now,
    const struct feedd_conf *conf, stock_say *say, struct fail *f)
{
	*next = none_for(conf);
	for (size_t i = 0; i < conf->nsites; i++) {
		const struct conf_site *c = &conf->sites[i];
		struct site *s = prepare(now, c, say, f);

		if (s != NULL)
			next->all[next->n++] = s;
		if (s == NULL || site_begin_lookup(s, c, f) == -1) {
			sites_cancel(next, now);
			return -1;
		}
	}
	return 0;
}

void
sites_cancel(struct sites *next, const struct sites *now)
{
	for (size_t i = 0; i < next->n; i++)
		if (has(now, next->all[i]))
			site_end_lookup(next->all[i], next->all[i]->conf);
		else
			site_free(next->all[i]);
	free(next->all);
	*next = (struct sites){ 0 };
}

void
sites_commit(struct sites *now, struct sites *next,
    const struct feedd_conf *conf)
{
	next->left = now->left;
	for (size_t i = 0; i < now->n; i++) {
		struct site *s = now->all[i];

		if (has(next, s))
			continue;
		site_leave(s);
		s->next = next->left;
		next->left = s;
	}
	for (size_t i = 0; i < next->n; i++) {
		site_configure(next->all[i], &conf->sites[i]);
		site_end_lookup(next->all[i], &conf->sites[i]);
	}
	free(now->all);
	*now = *next;
	*next = (struct sites){ 0 };
	sites_sweep(now);
}

size_t
sites_ears(const struct sites *ss, struct pollfd ears[static SITES_EARS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < ss->n; i++) {
		ears[n++] = (struct pollfd){ .fd = ss->all[i]->scout,
			.events = POLLIN };
		ears[n++] =
		    (struct pollfd){ .fd = lookup_fd(ss->all[i]->lookup),
			    .events = POLLIN };
	}
	return n;
}

void
sites_sweep(struct sites *ss)
{
	for (struct site **at = &ss->left; *at != NULL;) {
		struct site *s = *at;

		if (site_is_busy(s)) {
			at = &s->next;
			continue;
		}
		*at = s->next;
		site_free(s);
	}
}

/* How a server begins by a configuration, and goes over to another one. */
#include <unistd.h>

#include "feedd/conf.h"
#include "feedd/conf_site.h"
#include "feedd/desk.h"
#include "feedd/logging.h"
#include "feedd/server.h"
#include "feedd/site.h"
#include "feedd/tls.h"

/*
 * Reads the certificate, if there is one, and listens where the configuration
 * says, and no more at other places.  After a failure everything is as it was.
 */
static int
listen_at(struct server *s, const struct feedd_conf *conf, struct fail *f)
{
	struct tls *tls = NULL;
	int rc;

	if (conf->tls_key != NULL) {
		tls = tls_read(conf->tls_certificate, conf->tls_key, f);
		if (tls == NULL)
			return -1;
	}
	rc = doors_listen(&s->doors, conf, tls, s, f);
	tls_free(tls);
	return rc;
}

/* The log's file and the doors. */
static int
prepare(struct server *s, const struct feedd_conf *conf, int *log,
    struct fail *f)
{
	if (logging_open(conf, log, f) == -1)
		return -1;
	if (listen_at(s, conf, f) == 0)
		return 0;
	if (*log != -1)
		close(*log);
	return -1;
}

int
server_begin(struct server *s, const struct feedd_conf *conf, stock_say *say,
    struct fail *f)
{
	int log;

	for (size_t i = 0; i < s->sites.n; i++) {
		struct site *site = s->sites.all[i];

		if (site_begin_lookup(site, site->conf, f) == -1)
			return -1;
		site_look_up(site, say, NULL);
	}
	if (prepare(s, conf, &log, f) == -1)
		return -1;
	logging_turn(s, log);
	return 0;
}

/* Who waits for something of another tree by now is told so. */
static void
wake_replaced(struct server *s, const struct sites *next)
{
	char full[SITE_DB];

	for (size_t i = 0; i < next->n; i++) {
		const struct site *site = next->all[i];

		if (site == sites_find(&s->sites, site->conf->name))
			continue;
		for (size_t k = 0; k < site->stock->n; k++) {
			site_name_db(full, site->conf->name,
			    site->stock->dbs[k].name);
			peer_wake(&s->peers, full);
		}
	}
}

int
server_change(struct server *s, const struct feedd_conf *conf, stock_say *say,
    struct fail *f)
{
	struct sites next;
	int log;

	if (sites_prepare(&next, &s->sites, conf, say, f) == -1)
		return -1;
	if (prepare(s, conf, &log, f) == -1) {
		sites_cancel(&next, &s->sites);
		return -1;
	}
	wake_replaced(s, &next);
	sites_commit(&s->sites, &next, conf);
	access_change(&s->access, conf->rules, desk_clock());
	logging_turn(s, log);
	server_hear(s, NULL, say);
	return 0;
}

#include <microhttpd.h>

#include "feedd/conf_site.h"
#include "feedd/desk.h"
#include "feedd/logging.h"
#include "feedd/server.h"
#include "feedd/site.h"

int
server_run(struct server *s)
{
	unsigned long long least = 1000, ms;

	peer_resume(&s->peers);
	for (size_t i = 0; i < s->doors.n; i++) {
		struct MHD_Daemon *daemon = s->doors.all[i].daemon;

		if (daemon == NULL)
			continue;
		MHD_run(daemon);
		if (MHD_get_timeout(daemon, &ms) == MHD_YES && ms < least)
			least = ms;
	}
	return s->peers.nwaking > 0 ? 0 : (int)least;
}

void
server_look(struct server *s, uint64_t now)
{
	peer_look(&s->peers, now);
	if (s->metrics.connections >= s->doors.most)
		peer_press(&s->peers, now);
	logging_look(s);
	sites_sweep(&s->sites);
}

/* Wakes those who wait for what has changed. */
static void
tell_news(struct server *s, const struct site *site)
{
	char full[SITE_DB];

	for (size_t i = 0; i < site->stock->n; i++) {
		const struct stock_db *d = &site->stock->dbs[i];

		if (!d->changed)
			continue;
		site_name_db(full, site->conf->name, d->name);
		peer_wake(&s->peers, full);
	}
}

/* Who waits for news has it first: reading a set takes a core for a while. */
static void
look_up(struct server *s, stock_say *say)
{
	for (size_t i = 0; i < s->sites.n && s->peers.nwaking == 0; i++)
		if (s->sites.all[i]->lookups)
			site_look_up(s->sites.all[i], say, NULL);
}

void
server_hear(struct server *s, const struct pollfd *ears, stock_say *say)
{
	uint64_t now = desk_clock();
	bool looked = false;

	for (size_t i = 0; i < s->sites.n; i++) {
		const struct pollfd *e =
		    ears == NULL ? NULL : &ears[SITES_EARS * i];
		struct site *site = s->sites.all[i];

		if (e == NULL || site_has_news(site, e[0].revents != 0, now)) {
			site_look(site, now, say, NULL);
			tell_news(s, site);
			looked = true;
		}
		site->lookups |= e != NULL && e[1].revents != 0;
	}
	if (looked)
		peer_wake_others(&s->peers, &s->sites);
	look_up(s, say);
}

void
server_quiesce(struct server *s)
{
	s->stopping = true;
	doors_leave(&s->doors);
	peer_wake(&s->peers, NULL);
}

void
server_stop(struct server *s)
{
	while (s->peers.nwaking > 0)
		peer_resume(&s->peers);
	doors_stop(&s->doors);
	peers_clear(&s->peers);
	logging_stop(s);
	sites_close(&s->sites);
}

#include <microhttpd.h>

#include "feedd/server.h"
#include "feedd/tls.h"

int
server_listen(struct server *s, const struct feedd_conf *conf, struct fail *f)
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
}

#include <stdio.h>
#include <string.h>

#include "formats/mem.h"
#include "subscriber/cmd.h"
#include "subscriber/cmd_place.h"
#include "subscriber/state.h"

int
cmd_place_open(struct cmd_place *p, const struct cmd_args *a, struct fail *f)
{
	*p = (struct cmd_place){ .path = a->sub.state };
	if (p->path == NULL) {
		p->conf = cmd_conf_file(a, f);
		if (p->conf == NULL)
			return -1;
		p->path = p->conf->state;
	}
	p->state = state_look(p->path, f);
	if (p->state != NULL)
		return 0;
	sub_conf_free(p->conf);
	return -1;
}

void
cmd_place_close(struct cmd_place *p)
{
	state_close(p->state);
	sub_conf_free(p->conf);
}

/* A row for what is configured and was never looked at. */
static void
add_row(struct status *s, const char *feed, const char *db)
{
	struct status_db *row;

	if (status_find(s, feed, db) != NULL)
		return;
	s->dbs = mem_resize(s->dbs, s->n + 1, sizeof(s->dbs[0]));
	row = &s->dbs[s->n++];
	*row = (struct status_db){ 0 };
	snprintf(row->feed, sizeof(row->feed), "%s", feed);
	snprintf(row->db, sizeof(row->db), "%s", db);
}

int
cmd_place_status(const struct cmd_place *p, struct status *s, struct fail *f)
{
	if (status_read(s, p->path, f) == -1)
		return -1;
	for (size_t i = 0; p->conf != NULL && i < p->conf->nfeeds; i++) {
		const struct sub_feed *feed = &p->conf->feeds[i];

		for (size_t k = 0; k < feed->ndbs; k++)
			add_row(s, feed->name, feed->dbs[k].name);
	}
	return 0;
}

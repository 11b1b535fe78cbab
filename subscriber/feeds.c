#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "subscriber/conf.h"
#include "subscriber/feeds.h"
#include "subscriber/follow.h"
#include "subscriber/state.h"
#include "subscriber/status.h"
#include "subscriber/trust.h"

static int
open_follows(struct feeds *fs, const char *only, struct fail *f)
{
	const struct sub_feed *one = NULL;

	if (only != NULL && (one = sub_conf_feed(fs->conf, only, f)) == NULL)
		return -1;
	fs->follows = mem_new(fs->conf->nfeeds, sizeof(*fs->follows));
	for (size_t i = 0; i < fs->conf->nfeeds; i++) {
		const struct sub_feed *feed = &fs->conf->feeds[i];

		if (one != NULL && feed != one)
			continue;
		fs->follows[fs->n] = follow_new(feed, fs->state, f);
		if (fs->follows[fs->n] == NULL)
			return -1;
		fs->n++;
	}
	return 0;
}

static void
close_follows(struct feeds *fs)
{
	for (size_t i = 0; i < fs->n; i++)
		follow_free(fs->follows[i]);
	free(fs->follows);
	sub_conf_free(fs->conf);
}

int
feeds_open(struct feeds *fs, struct sub_conf *conf, const char *only,
    struct fail *f)
{
	*fs = (struct feeds){ .conf = conf };
	fs->state = state_open(conf->state, f);
	if (fs->state != NULL && open_follows(fs, only, f) == 0)
		return 0;
	feeds_close(fs);
	return -1;
}

void
feeds_close(struct feeds *fs)
{
	close_follows(fs);
	state_close(fs->state);
	*fs = (struct feeds){ 0 };
}

int
feeds_change(struct feeds *fs, struct sub_conf *conf, const char *only,
    struct fail *f)
{
	bool stays = strcmp(conf->state, fs->conf->state) == 0;
	struct feeds new = { .conf = conf,
		.state = stays ? fs->state : state_open(conf->state, f) };

	if (new.state == NULL || open_follows(&new, only, f) == -1) {
		close_follows(&new);
		if (!stays)
			state_close(new.state);
		return -1;
	}
	close_follows(fs);
	if (!stays)
		state_close(fs->state);
	*fs = new;
	return 0;
}

/* For status.json. */
static int
note(const struct feeds *fs, size_t i, uint32_t now, struct fail *f)
{
	struct status_look look = { .feed = follow_feed(fs->follows[i]),
		.looked = true,
		.now = now,
		.next = follow_next(fs->follows[i], now) };

	look.dbs = follow_dbs(fs->follows[i], &look.n);
	return status_put(fs->conf, &look, f);
}

int
feeds_look(struct feeds *fs, size_t i, uint32_t now, struct fail *f)
{
	struct fail look = { 0 }, written = { 0 };

	follow_look(fs->follows[i], now, &look);
	follow_write(fs->follows[i], now, &written);
	note(fs, i, now, &written);
	if (trust_graver(written.kind, look.kind))
		look = written;
	return look.kind == FAIL_NONE ? 0 : fail(f, look.kind, "%s", look.msg);
}

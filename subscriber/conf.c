#include <stdlib.h>
#include <string.h>

#include "subscriber/conf.h"

static void
free_feed(struct sub_feed *feed)
{
	for (size_t i = 0; i < feed->ndbs; i++)
		free(feed->dbs[i].outputs);
	free(feed->dbs);
	free(feed->sources);
}

void
sub_conf_free(struct sub_conf *conf)
{
	if (conf == NULL)
		return;
	for (size_t i = 0; i < conf->nfeeds; i++)
		free_feed(&conf->feeds[i]);
	for (size_t i = 0; i < conf->ntexts; i++)
		free(conf->texts[i]);
	free(conf->feeds);
	free(conf->texts);
	free(conf);
}

const struct sub_feed *
sub_conf_feed(const struct sub_conf *conf, const char *name, struct fail *f)
{
	if (name == NULL && conf->nfeeds == 1)
		return &conf->feeds[0];
	for (size_t i = 0; name != NULL && i < conf->nfeeds; i++)
		if (strcmp(conf->feeds[i].name, name) == 0)
			return &conf->feeds[i];
	if (name == NULL)
		fail(f, FAIL_USAGE, "say which of the %zu feeds is meant",
		    conf->nfeeds);
	else
		fail(f, FAIL_USAGE, "no feed \"%s\" is configured", name);
	return NULL;
}

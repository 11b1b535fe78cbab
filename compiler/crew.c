#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/crew.h"
#include "compiler/progress.h"
#include "compiler/tree.h"
#include "formats/mem.h"
#include "keys/keyfile.h"
#include "keys/passphrase.h"

/* A database's key; several databases may have the same. */
struct crew_key {
	struct seckey *secret;
	struct pubkey public;
};

struct crew {
	const struct crew_job *job;
	struct build *builds;
	struct crew_key *keys; /* one a database */
	struct tree *tree;
	struct progress *progress;
	bool masks; /* the turn of databases made of others */
	atomic_size_t next;
};

static void *
work(void *arg)
{
	struct crew *c = arg;
	size_t i;

	while ((i = atomic_fetch_add(&c->next, 1)) < c->job->ndbs) {
		const struct conf_db *db = c->job->dbs[i];
		struct build_job job = { c->job->conf, c->tree,
			c->keys[i].secret, &c->keys[i].public, c->job->now,
			c->progress, i };

		if ((db->policy.kind == POLICY_MASK) == c->masks)
			build_run(&c->builds[i], db, &job);
	}
	return NULL;
}

/* Works with as many threads as there may be; this one is one of them. */
static void
turn(struct crew *c, bool masks)
{
	pthread_t *threads = mem_new(c->job->threads, sizeof(*threads));
	unsigned started = 0;

	c->masks = masks;
	atomic_store(&c->next, 0);
	while (started + 1 < c->job->threads && started + 1 < c->job->ndbs &&
	    pthread_create(&threads[started], NULL, work, c) == 0)
		started++;
	work(c);
	while (started > 0)
		pthread_join(threads[--started], NULL);
	free(threads);
}

static int
read_key(struct crew *c, size_t i, struct fail *f)
{
	const struct crew_job *job = c->job;

	for (size_t j = 0; j < i; j++) {
		if (strcmp(job->dbs[j]->key, job->dbs[i]->key) == 0) {
			c->keys[i] = c->keys[j];
			return 0;
		}
	}
	c->keys[i].secret =
	    seckey_read(job->dbs[i]->key, passphrase_ask, job->passphrase, f);
	passphrase_wipe(job->passphrase);
	if (c->keys[i].secret == NULL)
		return -1;
	seckey_public(c->keys[i].secret, &c->keys[i].public);
	return 0;
}

static int
read_keys(struct crew *c, struct fail *f)
{
	for (size_t i = 0; i < c->job->ndbs; i++) {
		if (read_key(c, i, f) == -1)
			return -1;
	}
	return 0;
}

static void
free_keys(struct crew *c)
{
	for (size_t i = 0; i < c->job->ndbs; i++) {
		struct seckey *secret = c->keys[i].secret;

		for (size_t j = i; j < c->job->ndbs; j++) {
			if (c->keys[j].secret == secret)
				c->keys[j].secret = NULL;
		}
		seckey_free(secret);
	}
	free(c->keys);
}

int
crew_run(struct build *builds, const struct crew_job *job, struct fail *f)
{
	struct crew c = { .job = job, .builds = builds };
	int result;

	c.keys = mem_new(job->ndbs, sizeof(*c.keys));
	result = read_keys(&c, f);
	if (result == 0) {
		c.tree = tree_open(job->conf->publish, f);
		result = c.tree != NULL ? 0 : -1;
	}
	if (result == 0) {
		c.progress = progress_new(job->ndbs);
		turn(&c, false);
		turn(&c, true);
		progress_free(c.progress);
		tree_close(c.tree);
	}
	free_keys(&c);
	return result;
}
